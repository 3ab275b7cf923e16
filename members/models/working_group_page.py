"""The public face of the working groups: one page each, and the list of them.

What is for the group only lies beneath ``WorkingGroup.root_page``, somewhere else in the tree.
"""

from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _, ngettext
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, TranslatableMixin

from home import vocabulary
from home.badges import example_badges
from home.blocks import RICH_TEXT_FEATURES, body_blocks
from home.enums import MenuGroup
from home.models import HubPage, SectionPage, Term
from home.panels import image_panel, page_tabs, title_panels
from home.rows import rows_with
from home.share_images import ShareCard
from home.wording import number_text
from members import structured_data
from members.enums import ActionStatus
from members.models.contributor import Contributor
from members.models.organisation import Organisation
from members.models.working_group import WorkingGroup


class WorkingGroupIndexPage(SectionPage):
    """The list of working groups."""

    section_slug = "working-groups"
    section_title = _("Working groups")
    section_order = 95
    header_item = "organisations"
    lists = "working-group"
    list_sort = "title"
    subpage_types: ClassVar[list[str]] = ["members.WorkingGroupPage"]

    class Meta:
        verbose_name = _("list of working groups")
        verbose_name_plural = _("lists of working groups")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``groups``: (hit, number of organisations) for each hit; and ``joining``, how one joins."""
        from members import working_groups  # noqa: PLC0415 - it reads the models

        context = super().get_context(request, *args, **kwargs)
        context["groups"] = working_groups.with_organisation_counts(context["results"].hits)
        context["joining"] = working_groups.joining(request)
        return context


class WorkingGroupChair(Orderable):  # type: ignore[misc]
    """Who chairs a working group. Shown when that person agreed to be asked."""

    page = ParentalKey("members.WorkingGroupPage", on_delete=models.CASCADE, related_name="chairs")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("contributor")]

    class Meta(Orderable.Meta):
        verbose_name = _("chair")
        verbose_name_plural = _("chairs")

    def __str__(self) -> str:
        return str(self.contributor)


class WorkingGroupAction(TranslatableMixin, Orderable):  # type: ignore[misc]
    """One action of a working group's agenda. How far it is, is a fact; what it is, is in words."""

    page = ParentalKey("members.WorkingGroupPage", on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=400, blank=True, help_text=_("What there will be when it is done."))
    status = models.CharField(_("state"), max_length=12, choices=ActionStatus, default=ActionStatus.PLANNED)
    due_on = models.DateField(_("planned for"), null=True, blank=True, help_text=_("The last day, included."))
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("led by"),
    )

    shared_fields: ClassVar[tuple[str, ...]] = ("status", "due_on", "organisation")
    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("status"),
        FieldPanel("due_on"),
        FieldPanel("organisation"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering: ClassVar[list[str]] = ["sort_order"]

    def __str__(self) -> str:
        return self.title

    def is_late(self, on: date | None = None) -> bool:
        """Return whether its day has passed and it is not done."""
        day = on or timezone.localdate()
        return self.due_on is not None and self.due_on < day and self.status != ActionStatus.DONE


class WorkingGroupPage(HubPage):
    """What a working group tells everybody, per language. Who has a seat, and its own pages, are not here."""

    working_group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="pages", verbose_name=_("working group")
    )
    works_on = RichTextField(
        _("what it works on"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("And how often it meets.")
    )
    body = StreamField(body_blocks(), blank=True, verbose_name=_("text"))
    is_example = models.BooleanField(
        _("example content"),
        default=False,
        help_text=_("Names and figures are invented. The page says so, and lists do too."),
    )

    page_relations = (
        *HubPage.page_relations,
        "working_group__building_block",
        "working_group__application_area",
    )
    menu_group = MenuGroup.PEOPLE
    search_type = "working-group"
    search_type_label = _("Working group")
    search_type_icon = "people"
    search_facets: ClassVar[dict[str, str]] = {
        "building_block": "building_blocks",
        "application_area": "application_areas",
    }
    search_words = ("works_on", "body")
    shared_fields: ClassVar[tuple[str, ...]] = (
        *HubPage.shared_fields,
        "working_group",
        "is_example",
        "chairs",
        "actions",
    )

    parent_page_types: ClassVar[list[str]] = ["members.WorkingGroupIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    edit_handler = page_tabs(
        (
            _("Content"),
            [
                *title_panels(),
                MultiFieldPanel(
                    [
                        FieldPanel("working_group"),
                        InlinePanel("chairs", label=_("Chair"), heading=_("Chairs")),
                    ],
                    heading=_("Who it is"),
                    help_text=_("Everybody may read this page. The group's own pages are somewhere else."),
                ),
                FieldPanel("works_on"),
                FieldPanel("body"),
                image_panel(),
            ],
        ),
        (
            _("Action agenda"),
            [
                InlinePanel(
                    "actions",
                    label=_("Action"),
                    heading=_("Action agenda"),
                    help_text=_("State, day and organisation are the same in every language."),
                )
            ],
        ),
        settings=[FieldPanel("is_example")],
    )

    class Meta:
        verbose_name = _("working group page")
        verbose_name_plural = _("working group pages")

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Refuse a second page for one group; its translations are the same work."""
        errors = super().get_publish_errors()
        others = WorkingGroupPage.objects.filter(working_group=self.working_group_id, live=True)
        if others.exclude(translation_key=self.translation_key).exists():
            errors["working_group"] = [gettext("This working group has a page already. Translate that one instead.")]
        return errors

    # --- What it is about -----------------------------------------------------------------------------

    @cached_property
    def term(self) -> Term:
        """The building block or the area, with its texts, from memory."""
        term = self.working_group.term
        found: Term = vocabulary.by_slug(type(term)).get(term.slug, term)
        return found

    @property
    def building_blocks(self) -> list[Term]:
        """Its building block, for the facet and the head of the page."""
        return [self.term] if self.working_group.building_block_id else []

    @property
    def application_areas(self) -> list[Term]:
        """Its area, for the facet and the head of the page."""
        return [self.term] if self.working_group.application_area_id else []

    @property
    def cover(self) -> dict[str, str]:
        """What the woven cover is made of."""
        term, is_block = self.term, bool(self.working_group.building_block_id)
        places = {"block": term.slug, "area": ""} if is_block else {"block": "", "area": term.slug}
        return {**places, "slug": str(self.slug), "dye": term.dye, "weave": term.weave}

    # --- Rows -----------------------------------------------------------------------------------------

    @cached_property
    def actions_in_order(self) -> list[WorkingGroupAction]:
        """The action agenda in the group's order, with the organisations that lead."""
        return rows_with(self.actions, "organisation")

    @property
    def done_count(self) -> int:
        """How many of its actions are done."""
        return sum(action.status == ActionStatus.DONE for action in self.actions_in_order)

    @property
    def progress_text(self) -> str:
        """How far the agenda is, in words; nothing without an agenda."""
        total = len(self.actions_in_order)
        if not total:
            return ""
        text = ngettext("%(done)s of %(total)s action done", "%(done)s of %(total)s actions done", total)
        return text % {"done": number_text(self.done_count), "total": number_text(total)}

    @cached_property
    def public_chairs(self) -> list[Contributor]:
        """Those of its chairs who agreed to be shown as the person to ask."""
        people = [chair.contributor for chair in rows_with(self.chairs, "contributor__organisation")]
        return [person for person in people if person.is_public_contact]

    # --- Search ---------------------------------------------------------------------------------------

    def get_search_body(self) -> str:
        """Return the text and the words of the agenda; never who chairs it, because consent can end."""
        actions = [part for action in self.actions_in_order for part in (action.title, action.text)]
        return "\n".join(part for part in (super().get_search_body(), *actions) if part)

    def get_search_card(self) -> dict[str, Any]:
        """Add the cover, how far the agenda is, and the group's slug."""
        badges = example_badges(self.is_example)
        meta = [{"icon": "chart", "text": self.progress_text}] if self.progress_text else []
        card = {**super().get_search_card(), "cover": self.cover, "badges": badges, "meta": meta}
        return {**card, "working-group": self.working_group.slug}

    # --- Showing --------------------------------------------------------------------------------------

    def get_share_card(self) -> ShareCard:
        """Add the woven cover and the name of the term."""
        card: ShareCard = super().get_share_card()
        return replace(card, details=self.term.name_in(card.language), **self.cover)

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the group as an organisation."""
        return [structured_data.working_group_page(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the group does and how one joins (``members.working_groups.page_context``)."""
        from members import working_groups  # noqa: PLC0415 - it reads the models

        context = super().get_context(request, *args, **kwargs)
        context.update(working_groups.page_context(request, self))
        return context
