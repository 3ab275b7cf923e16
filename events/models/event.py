"""Events, and the agenda that lists them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable, TranslatableMixin

from events import agenda, presentation, structured_data
from events.blocks import programme_blocks
from events.enums import EventKind
from events.models.schedule import Occurrence, Schedule
from events.page_forms import EventCopyForm, EventPageForm
from events.panels import DatesPanel
from home import listing
from home.blocks import body_blocks
from home.fields import MultipleChoiceField, ProtectedManyToManyField
from home.languages import content_languages
from home.models import ClassifiedMixin, HubPage, PageTag, SectionPage
from home.panels import image_panel, page_tabs, title_panels
from home.rows import rows_with
from search.documents import Period

if TYPE_CHECKING:
    from members.models import Organisation


class EventIndexPage(SectionPage):
    """The agenda: the list of events, by month."""

    section_slug = "events"
    section_title = _("Events")
    section_order = 40
    in_header = True
    lists = "event"
    subpage_types: ClassVar[list[str]] = ["events.EventPage"]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def get_list(self, request: HttpRequest) -> dict[str, Any]:
        """Return the list by month with its filters and subscriptions (``events.agenda.agenda_context``)."""
        return agenda.agenda_context(request, self.get_url(request) or request.path)


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


class EventPage(RoutablePageMixin, ClassifiedMixin, HubPage):  # type: ignore[misc]
    """A meeting. Its dates are rows of ``Schedule`` and ``Occurrence``, shared by all its languages."""

    kind = models.CharField(_("kind"), max_length=30, choices=EventKind)
    body = StreamField(body_blocks(), blank=True, verbose_name=_("text"))
    programme = StreamField(programme_blocks(), blank=True, verbose_name=_("programme"))
    price = models.DecimalField(
        _("price"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("0 means free; leave empty when it is not known yet."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Use the three letters of ISO 4217, such as EUR."))],
    )
    delivery_languages = MultipleChoiceField(
        _("spoken languages"), choices=content_languages, help_text=_("The languages in which one can take part.")
    )
    organisations = ProtectedManyToManyField(
        "members.Organisation", blank=True, related_name="+", verbose_name=_("organised by")
    )
    contact = models.ForeignKey(
        "members.Contributor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
        help_text=_("Shown when this person agreed to be asked."),
    )
    is_example = models.BooleanField(
        _("example content"),
        default=False,
        help_text=_("Names and figures are invented. The page says so, and lists do too."),
    )
    tags = ClusterTaggableManager(through=EventPageTag, blank=True, verbose_name=_("tags"))

    page_relations = (*HubPage.page_relations, "contact__organisation")
    search_type = "event"
    search_type_label = _("Event")
    search_type_icon = "event"
    search_facets: ClassVar[dict[str, str]] = {
        **ClassifiedMixin.search_facets,
        "organisation": "organisations",
        "form": "forms",
        "kind": "kind",
        "region": "regions",
    }
    search_words = ("programme", "body")
    shared_fields: ClassVar[tuple[str, ...]] = (
        *HubPage.shared_fields,
        *ClassifiedMixin.classified_fields,
        "kind",
        "price",
        "currency",
        "delivery_languages",
        "organisations",
        "contact",
        "is_example",
        "speakers",
    )

    parent_page_types: ClassVar[list[str]] = ["events.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []

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
    edit_handler.base_form_class = EventPageForm
    copy_form_class = EventCopyForm

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    # The date that the editor's form holds, until the form is saved (events.wagtail_hooks).
    pending_date: "dict[str, Any] | None" = None

    # --- Dates ----------------------------------------------------------------------------------------

    @cached_property
    def schedule(self) -> Schedule | None:
        """The schedule of the work with its dates and places; ``None`` for a draft without dates."""
        return Schedule.objects.for_work(self.translation_key)

    @property
    def occurrences(self) -> list[Occurrence]:
        """Its dates, earliest first, cancelled ones included."""
        return list(self.schedule.occurrences.all()) if self.schedule else []

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for a date: an event without one would be in no agenda."""
        errors = super().get_publish_errors()
        if self.schedule is None and self.pending_date is None:
            errors["dates"] = [gettext("Give the event its first date before you publish it.")]
        return errors

    # --- Facets ---------------------------------------------------------------------------------------

    def _held(self) -> list[Occurrence]:
        """Return the dates that take place, or all of them when none does."""
        return [o for o in self.occurrences if not o.is_cancelled] or self.occurrences

    @property
    def forms(self) -> list[str]:
        """How one can take part: the forms of its dates."""
        return list(dict.fromkeys(o.form for o in self._held() if o.form))

    @property
    def regions(self) -> list[Any]:
        """Where it is held."""
        return list(dict.fromkeys(o.venue.region for o in self._held() if o.venue and o.venue.region))

    # --- Search ---------------------------------------------------------------------------------------

    @cached_property
    def speakers_in_order(self) -> list[EventSpeaker]:
        """The speakers in the editor's order, with the people and their organisations."""
        return rows_with(self.speakers, "contributor__organisation")

    def get_search_body(self) -> str:
        """Return programme, text and the names of the speakers."""
        names = [speaker.contributor.name for speaker in self.speakers_in_order]
        return "\n".join(part for part in (super().get_search_body(), *names) if part)

    def get_search_languages(self) -> Iterable[str] | None:
        """Return the spoken languages; unknown counts as those of its pages (decision 9)."""
        return self.delivery_languages or None

    def get_search_periods(self) -> Iterable[Period]:
        """Return its dates."""
        return [presentation.period_of(occurrence) for occurrence in self.occurrences]

    def get_search_card(self) -> dict[str, Any]:
        """Add kind, badges, time and place."""
        return {**super().get_search_card(), **presentation.card(self)}

    # --- Showing --------------------------------------------------------------------------------------

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe each of its dates."""
        return [*structured_data.event(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows (``events.presentation.page_context``) and ``related``."""
        context = super().get_context(request, *args, **kwargs)
        context.update(presentation.page_context(self, request))
        context["related"] = listing.related(
            request,
            blocks=[term.slug for term in context["building_blocks"]],
            areas=[term.slug for term in context["application_areas"]],
            work=self.public_id,
        )
        return context

    @cached_property
    def organisers(self) -> "list[Organisation]":
        """The organisations that hold it."""
        return list(self.organisations.all())

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Answer with the dates of this event as a calendar file."""
        from events.calendar_feed import page_calendar  # noqa: PLC0415 - it reads the models

        return page_calendar(request, self)
