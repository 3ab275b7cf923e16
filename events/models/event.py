"""Events, and the agenda that lists them."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, TranslatableMixin

from events import agenda, month, presentation, structured_data
from events.aftercare.reading import after_context
from events.blocks import programme_blocks
from events.enums import EventKind
from events.models.dated import DatedPage
from events.panels import DatesPanel
from events.steps import EVENT_STEPS
from home.blocks import body_blocks
from home.enums import MenuGroup
from home.fields import ProtectedManyToManyField
from home.models import ClassifiedMixin, HubPage, PageTag, SectionPage
from home.panels import image_panel, page_tabs, title_panels
from home.rows import rows_with

if TYPE_CHECKING:
    from members.models import Organisation


class EventIndexPage(SectionPage):
    """The agenda: the events as a list by month, or one month as a table."""

    section_slug = "events"
    section_title = _("Events")
    section_order = 40
    header_item = "events"
    lists = "event"
    subpage_types: ClassVar[list[str]] = ["events.EventPage"]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def get_list(self, request: HttpRequest) -> dict[str, Any]:
        """Return the view that was asked for (``events.agenda.agenda_context``, ``events.month.month_context``)."""
        draw = month.month_context if request.GET.get("view") == "month" else agenda.agenda_context
        return draw(request, self.get_url(request) or request.path)


class EventPageTag(PageTag):
    """A tag of an event."""

    content_object = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="tagged_items")


class EventSpeaker(TranslatableMixin, Orderable):  # type: ignore[misc]
    """Somebody who speaks at an event. Who it is, is a fact; as what, is in words."""

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="speakers")
    contributor = models.ForeignKey(
        "members.Contributor", on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(
        _("role"), max_length=100, blank=True, help_text=_("Such as: moderator. Empty for a speaker.")
    )

    shared_fields: ClassVar[tuple[str, ...]] = ("contributor",)
    panels: ClassVar[list[FieldPanel]] = [FieldPanel("contributor"), FieldPanel("role")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering: ClassVar[list[str]] = ["sort_order"]

    def __str__(self) -> str:
        return str(self.contributor)


class EventPage(DatedPage):
    """A meeting."""

    kind = models.CharField(_("kind"), max_length=30, choices=EventKind)
    body = StreamField(body_blocks(), blank=True, verbose_name=_("text"))
    programme = StreamField(programme_blocks(), blank=True, verbose_name=_("programme"))
    organisations = ProtectedManyToManyField(
        "members.Organisation", blank=True, related_name="+", verbose_name=_("organised by")
    )
    is_example = models.BooleanField(
        _("example content"),
        default=False,
        help_text=_("Names and figures are invented. The page says so, and lists do too."),
    )
    tags = ClusterTaggableManager(through=EventPageTag, blank=True, verbose_name=_("tags"))

    menu_group = MenuGroup.AGENDA
    invitation = _("Plan an event")
    search_type = "event"
    search_type_label = _("Event")
    search_type_icon = "event"
    search_facets: ClassVar[dict[str, str]] = {**DatedPage.search_facets, "kind": "kind"}
    search_words = ("programme", "body")
    shared_fields: ClassVar[tuple[str, ...]] = (
        *HubPage.shared_fields,
        *ClassifiedMixin.classified_fields,
        *DatedPage.dated_fields,
        "kind",
        "organisations",
        "is_example",
        "speakers",
    )

    parent_page_types: ClassVar[list[str]] = ["events.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    submission_steps = EVENT_STEPS

    edit_handler = page_tabs(
        (
            _("Content"),
            [
                *title_panels(),
                FieldPanel("kind"),
                DatesPanel(heading=_("Dates")),
                FieldPanel("programme"),
                FieldPanel("body"),
                image_panel(),
            ],
        ),
        (_("Classification"), ClassifiedMixin.classification_panels()),
        (
            _("Taking part"),
            [
                FieldPanel("delivery_languages"),
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("price"), FieldPanel("currency")])],
                    heading=_("Price"),
                ),
                FieldPanel("organisations"),
                InlinePanel("speakers", label=_("Speaker"), heading=_("Speakers")),
                FieldPanel("contact"),
            ],
        ),
        settings=[FieldPanel("is_example")],
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    # --- Search ---------------------------------------------------------------------------------------

    @cached_property
    def speakers_in_order(self) -> list[EventSpeaker]:
        """The speakers in the editor's order, with the people and their organisations."""
        return rows_with(self.speakers, "contributor__organisation")

    def get_search_body(self) -> str:
        """Return programme, text and the names of the speakers."""
        names = [speaker.contributor.name for speaker in self.speakers_in_order]
        return "\n".join(part for part in (super().get_search_body(), *names) if part)

    def get_search_card(self) -> dict[str, Any]:
        """Add kind, badges, time and place."""
        return {**super().get_search_card(), **presentation.card(self)}

    # --- Showing --------------------------------------------------------------------------------------

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe each of its dates."""
        return [*structured_data.event(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows (``events.presentation.page_context``), what came of it, and its neighbours."""
        context = super().get_context(request, *args, **kwargs)
        context.update(presentation.page_context(self, request))
        context.update(after_context(self, request))
        context.update(self.get_neighbours(request))
        return context

    @cached_property
    def organisers(self) -> "list[Organisation]":
        """The organisations that hold it."""
        return list(self.organisations.all())

    def get_organiser_names(self) -> list[str]:
        """Return the names of the organisations that hold it."""
        return [organisation.name for organisation in self.organisers]
