"""The public face of member organisations: one page each, and the list of them."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from home.badges import example_badges
from home.blocks import body_blocks
from home.enums import MenuGroup
from home.models import HubPage, SectionPage
from home.next_dates import next_dates
from home.panels import image_panel, page_tabs, title_panels
from members import overview, structured_data
from members.models.organisation import Organisation


class OrganisationIndexPage(SectionPage):
    """The list of organisations."""

    section_slug = "organisations"
    section_title = _("Participants")
    section_order = 90
    header_item = "organisations"
    lists = "organisation"
    list_sort = "title"
    subpage_types: ClassVar[list[str]] = ["members.OrganisationPage"]

    class Meta:
        verbose_name = _("list of organisations")
        verbose_name_plural = _("lists of organisations")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``organisations``: (hit, number of works) for each hit."""
        context = super().get_context(request, *args, **kwargs)
        context["organisations"] = overview.with_work_counts(request, context["results"].hits)
        return context


class OrganisationPage(HubPage):
    """What an organisation says about itself, per language. Facts are on ``Organisation``."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="pages", verbose_name=_("organisation")
    )
    body = StreamField(body_blocks(), blank=True, verbose_name=_("text"))

    menu_group = MenuGroup.PEOPLE
    page_relations = (*HubPage.page_relations, "organisation__region")
    search_type = "organisation"
    search_type_label = _("Organisation")
    search_type_icon = "organisation"
    # Not *organisation* itself: that facet gives what an organisation takes part in, and so its number.
    search_facets: ClassVar[dict[str, str]] = {"region": "region"}
    search_words = ("body",)
    shared_fields: ClassVar[tuple[str, ...]] = (*HubPage.shared_fields, "organisation")

    parent_page_types: ClassVar[list[str]] = ["members.OrganisationIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    edit_handler = page_tabs(
        (
            _("Content"),
            [
                *title_panels(),
                FieldPanel("organisation", help_text=_("Kind, place and website are kept there.")),
                FieldPanel("body"),
                image_panel(),
            ],
        )
    )

    class Meta:
        verbose_name = _("organisation page")
        verbose_name_plural = _("organisation pages")

    @property
    def region(self) -> Any:
        """The region of the organisation, for the facet."""
        return self.organisation.region

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Refuse a second page for one organisation; its translations are the same work."""
        errors = super().get_publish_errors()
        others = OrganisationPage.objects.filter(organisation=self.organisation_id)
        if others.exclude(translation_key=self.translation_key).filter(live=True).exists():
            errors["organisation"] = [gettext("This organisation has a page already. Translate that one instead.")]
        return errors

    def get_search_body(self) -> str:
        """Return the text, with the name under which the organisation is known and its town."""
        parts = (self.organisation.name, self.organisation.city, super().get_search_body())
        return "\n".join(part for part in parts if part)

    def get_search_card(self) -> dict[str, Any]:
        """Add kind, place and the organisation's slug."""
        organisation = self.organisation
        meta = [{"icon": "place", "text": organisation.city}] if organisation.city else []
        return {
            **super().get_search_card(),
            "kind": organisation.get_kind_display(),
            "badges": example_badges(organisation.is_example),
            "meta": meta,
            "organisation": organisation.slug,
        }

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the organisation."""
        return [structured_data.organisation_page(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what it shares and takes part in (``members.overview.page_context``), and its next dates."""
        context = super().get_context(request, *args, **kwargs)
        context.update(overview.page_context(request, self.organisation))
        context["next_dates"] = next_dates(request, "organisation", [self.organisation.slug])
        return context
