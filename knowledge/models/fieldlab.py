"""Fieldlabs: places, real or virtual, to try AI in practice."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable

from home.blocks import RICH_TEXT_FEATURES, body_blocks, fact_blocks
from home.models import ClassifiedMixin, HubPage, PageTag, SectionPage
from home.next_dates import next_dates
from home.panels import image_panel, page_tabs, title_panels
from home.rows import rows_with
from home.validators import validate_web_url
from knowledge import regions, structured_data
from knowledge.enums import PartnerRole, Phase
from knowledge.models.mixins import ExampleMixin
from knowledge.steps import FIELDLAB_STEPS


class FieldlabIndexPage(SectionPage):
    """The list of fieldlabs, with how many there are in each region."""

    section_slug = "fieldlabs"
    section_title = _("Fieldlabs")
    section_order = 20
    lists = "fieldlab"
    list_sort = "title"
    subpage_types: ClassVar[list[str]] = ["knowledge.FieldlabPage"]

    class Meta:
        verbose_name = _("list of fieldlabs")
        verbose_name_plural = _("lists of fieldlabs")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``regions`` (``knowledge.regions.RegionCount`` rows)."""
        context = super().get_context(request, *args, **kwargs)
        context["regions"] = regions.region_counts(context["results"])
        return context


class FieldlabTag(PageTag):
    """A tag of a fieldlab."""

    content_object = ParentalKey("knowledge.FieldlabPage", on_delete=models.CASCADE, related_name="tagged_items")


class FieldlabPartner(Orderable):  # type: ignore[misc]
    """An organisation that takes part in a fieldlab, and as what."""

    page = ParentalKey("knowledge.FieldlabPage", on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=12, choices=PartnerRole, default=PartnerRole.PARTNER)

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("organisation"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class FieldlabPage(ExampleMixin, ClassifiedMixin, HubPage):
    """A place where organisations try AI in practice."""

    focus = RichTextField(
        _("what you can do here"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("For whom, and on what.")
    )
    facilities = StreamField(
        fact_blocks(), verbose_name=_("facilities"), blank=True, help_text=_("What there is: data, machines, people.")
    )
    how_to_join = RichTextField(_("how to join"), blank=True, features=RICH_TEXT_FEATURES)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    costs = models.CharField(
        _("costs of taking part"), max_length=200, blank=True, help_text=_("Such as: free for participants.")
    )
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.PLANNED)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("runs until"), null=True, blank=True, help_text=_("The last day, included."))
    is_open = models.BooleanField(_("open to new participants"), default=False)
    is_virtual = models.BooleanField(_("entirely online"), default=False)
    city = models.CharField(_("town"), max_length=80, blank=True)
    region = models.ForeignKey(
        "home.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    venue = models.ForeignKey(
        "events.Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("location"),
        help_text=_("Address and accessibility, when it is a known location."),
    )
    contact = models.ForeignKey(
        "members.Contributor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
    )
    website = models.URLField(_("website"), max_length=500, blank=True, validators=[validate_web_url])
    body = StreamField(body_blocks(), verbose_name=_("text"), blank=True)
    tags = ClusterTaggableManager(through=FieldlabTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar[list[str]] = ["knowledge.FieldlabIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_relations = (*HubPage.page_relations, "contact__organisation", "region", "venue__region")
    search_type = "fieldlab"
    search_type_label = _("Fieldlab")
    search_type_icon = "fieldlab"
    search_facets: ClassVar[dict[str, str]] = {
        **ClassifiedMixin.search_facets,
        "phase": "phase",
        "region": "region",
        "organisation": "partner_organisations",
    }
    search_words = ("focus", "facilities", "how_to_join", "for_whom", "city", "body")
    shared_fields = (
        *HubPage.shared_fields,
        *ClassifiedMixin.classified_fields,
        *ExampleMixin.example_fields,
        "phase",
        "starts_on",
        "ends_on",
        "is_open",
        "is_virtual",
        "city",
        "region",
        "venue",
        "contact",
        "website",
        "partners",
    )
    submission_steps = FIELDLAB_STEPS

    edit_handler = page_tabs(
        (
            _("Content"),
            [
                *title_panels(),
                MultiFieldPanel([FieldPanel("focus"), FieldPanel("facilities")], heading=_("What there is to do")),
                MultiFieldPanel(
                    [FieldPanel("how_to_join"), FieldPanel("for_whom"), FieldPanel("costs")], heading=_("Taking part")
                ),
                FieldPanel("body"),
                image_panel(),
            ],
        ),
        (_("Classification"), ClassifiedMixin.classification_panels()),
        (
            _("Phase and place"),
            [
                MultiFieldPanel(
                    [
                        FieldPanel("phase"),
                        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                        FieldPanel("is_open"),
                    ],
                    heading=_("Phase"),
                    help_text=_("The same in every language."),
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("is_virtual"),
                        FieldRowPanel([FieldPanel("city"), FieldPanel("region")]),
                        FieldPanel("venue"),
                    ],
                    heading=_("Place"),
                    help_text=_("A town with its region, or entirely online."),
                ),
            ],
        ),
        (
            _("People"),
            [
                InlinePanel("partners", label=_("Partner"), heading=_("Partners")),
                FieldPanel("contact"),
                FieldPanel("website"),
            ],
        ),
        settings=ExampleMixin.example_panels(),
    )

    class Meta:
        verbose_name = _("fieldlab")
        verbose_name_plural = _("fieldlabs")

    @property
    def partner_organisations(self) -> list[Any]:
        """The organisations that take part, for the facet."""
        return [partner.organisation for partner in self.partners_in_order]

    @cached_property
    def partners_in_order(self) -> list[FieldlabPartner]:
        """The partners in the editor's order, the lead first."""
        rows = rows_with(self.partners, "organisation")
        return sorted(rows, key=lambda row: (row.role != PartnerRole.LEAD, row.sort_order or 0))

    @property
    def place(self) -> str:
        """Town and region, or that it is online; empty when nothing is known."""
        if self.is_virtual:
            return gettext("Online")
        return ", ".join(part for part in (self.city, self.region.name if self.region else "") if part)

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for a summary, and for a place that can be right."""
        from knowledge import validators  # noqa: PLC0415 - validators read this model

        return validators.fieldlab_errors(self)

    def get_search_card(self) -> dict[str, Any]:
        """Add place, phase, whether one can join, and as what each organisation takes part (``roles``)."""
        card = super().get_search_card()
        roles = {partner.organisation.slug: partner.get_role_display() for partner in self.partners_in_order}
        badges = [{"label": gettext("Open to new participants"), "tone": "ok"}] if self.is_open else []
        meta = [{"icon": "place", "text": self.place}] if self.place else []
        meta.append({"icon": "clock", "text": self.get_phase_display()})
        return {**card, "badges": [*self.example_badges(), *badges], "meta": meta, "roles": roles}

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the fieldlab as a research project."""
        return [structured_data.fieldlab(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``partners``, ``phases`` (all, in order), ``next_dates`` of who leads it, and the neighbours."""
        context = super().get_context(request, *args, **kwargs)
        context["partners"] = self.partners_in_order
        context["phases"] = list(Phase)
        leads = [row.organisation.slug for row in self.partners_in_order if row.role == PartnerRole.LEAD]
        context["next_dates"] = next_dates(request, "organisation", leads)
        context.update(self.get_neighbours(request))
        return context
