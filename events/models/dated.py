"""What every page type with dates has in common, whether it is a meeting or a course."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import get_page_models

from events import presentation
from events.enums import ScheduleStatus
from events.models.aftercare import Aftercare
from events.models.schedule import Occurrence, Schedule
from events.page_forms import DatedCopyForm, DatedPageForm
from home.fields import MultipleChoiceField
from home.languages import content_languages
from home.models import ClassifiedMixin, HubPage
from search.documents import OfferedFile, Period


class DatedPage(RoutablePageMixin, ClassifiedMixin, HubPage):  # type: ignore[misc]
    """A work that takes place on dates: rows of ``Schedule`` and ``Occurrence``, shared by its languages.

    A type that derives from it has the first date in its form, the editor's views on dates, a calendar
    file and the periods that search asks. It puts ``DatesPanel`` among its panels, and names
    ``dated_fields`` in ``shared_fields``. ``is_dated`` says no for a work that has no dates, for now or ever;
    ``on_dates`` says the same to the database.
    """

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
    contact = models.ForeignKey(
        "members.Contributor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
        help_text=_("Shown when this person agreed to be asked."),
    )

    # Who holds it: each type declares the field, with words of its own.
    organisations: Any

    # Read by ``events.exports``, which is below the models.
    has_dates: ClassVar[bool] = True
    on_dates: ClassVar[models.Q] = models.Q()
    base_form_class = DatedPageForm
    copy_form_class = DatedCopyForm
    page_relations = (*HubPage.page_relations, "contact__organisation")
    search_facets: ClassVar[dict[str, str]] = {
        **ClassifiedMixin.search_facets,
        "organisation": "organisations",
        "form": "forms",
        "region": "regions",
    }
    dated_fields: ClassVar[tuple[str, ...]] = ("price", "currency", "delivery_languages", "contact")

    # The date that the editor's form holds, until the form is saved (events.wagtail_hooks).
    pending_date: "dict[str, Any] | None" = None

    class Meta:
        abstract = True

    # --- Dates ----------------------------------------------------------------------------------------

    @property
    def is_dated(self) -> bool:
        """Whether it takes place on dates. Where not, what its schedule may hold is shown nowhere."""
        return True

    @cached_property
    def schedule(self) -> Schedule | None:
        """The schedule of the work with its dates and places; ``None`` as long as it has no dates."""
        return Schedule.objects.for_work(self.translation_key)

    @property
    def stored_occurrences(self) -> list[Occurrence]:
        """The dates of its schedule, earliest first, also while it does not take place on dates."""
        return list(self.schedule.occurrences.all()) if self.schedule else []

    @property
    def occurrences(self) -> list[Occurrence]:
        """Its dates, earliest first, cancelled ones included."""
        return self.stored_occurrences if self.is_dated else []

    @property
    def held_occurrences(self) -> list[Occurrence]:
        """The dates that take place, or all of them when none does."""
        return [o for o in self.occurrences if not o.is_cancelled] or self.occurrences

    @cached_property
    def aftercare(self) -> Aftercare | None:
        """What came of it, as readers see it; ``None`` while nothing was published, or no date is over yet."""
        if all(occurrence.ends_at > timezone.now() for occurrence in self.occurrences):
            return None
        return Aftercare.objects.published_for(self.translation_key)

    @property
    def awaits_date(self) -> bool:
        """Whether one can only say that one would come: it has no date now, and may get one."""
        return self.is_dated and self.schedule is not None and self.schedule.status == ScheduleStatus.POSTPONED

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for a date: without one it would be in no agenda."""
        errors = super().get_publish_errors()
        if self.is_dated and self.schedule is None and self.pending_date is None:
            errors["dates"] = [gettext("Give the first date before you publish.")]
        return errors

    # --- Facets and search ----------------------------------------------------------------------------

    @property
    def forms(self) -> list[str]:
        """How one can take part: the forms of its dates."""
        return list(dict.fromkeys(o.form for o in self.held_occurrences if o.form))

    @property
    def regions(self) -> list[Any]:
        """Where it is held."""
        return list(dict.fromkeys(o.venue.region for o in self.held_occurrences if o.venue and o.venue.region))

    def get_search_languages(self) -> Iterable[str] | None:
        """Return the languages of delivery; unknown counts as those of its pages (decision 9)."""
        return self.delivery_languages or None

    def get_search_body(self) -> str:
        """Add what came of it, in the language of the page."""
        findings = self.aftercare.findings.get(self.locale.language_code, []) if self.aftercare else []
        return "\n".join(part for part in (super().get_search_body(), *findings) if part)

    def get_search_files(self) -> Iterable[OfferedFile]:
        """Add the slides of what came of it: who sees the page may read them (``aftercare.reading.may_read_file``)."""
        rows = self.aftercare.documents.all() if self.aftercare else ()
        return [*super().get_search_files(), *(OfferedFile(row.document_id, follows_page=True) for row in rows)]

    def get_search_periods(self) -> Iterable[Period]:
        """Return its dates."""
        return [presentation.period_of(occurrence) for occurrence in self.occurrences]

    # --- Calendar -------------------------------------------------------------------------------------

    def get_organiser_names(self) -> list[str]:
        """Return who holds it, for calendars; nobody means: the site itself."""
        return []

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Answer with its dates as a calendar file; 404 where it does not take place on dates."""
        from events.calendar_feed import page_calendar  # noqa: PLC0415 - it reads the models

        if not self.is_dated:
            raise Http404
        return page_calendar(request, self)


def dated_page_models() -> list[type[DatedPage]]:
    """Return the page types with dates, in the order of the app registry; a type is one by deriving from it."""
    return [model for model in get_page_models() if issubclass(model, DatedPage)]
