"""What every letter about a work tells of it: its title, when and where, and what the reader can do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from wagtail.models import Page

from events.calendar_feed import WorkWords, words_of_page
from events.enums import EventForm
from events.invites import is_online, place_line
from events.joining import online_url_for
from events.models import DatedPage, Occurrence, Registration, Schedule, dated_page_models
from events.registration.links import manage_url
from events.registration.readers import has_account, may_read
from home import wording
from search.addresses import absolute_url
from search.audience import page_clauses

Rows = tuple[tuple[str, str], ...]
# More dates than these are counted: a letter is no calendar, and has one with it.
DATES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Meeting:
    """A work in one language, and the dates that a letter is about."""

    page: DatedPage
    words: WorkWords
    occurrences: tuple[Occurrence, ...]

    @property
    def title(self) -> str:
        """Return its title."""
        return self.words.title

    def about(self, text: str) -> str:
        """Return a text with the title in it, as ``%(title)s``."""
        return text % {"title": self.title}


def page_of(work: UUID, language: str) -> DatedPage | None:
    """Return the page of a work for a reader of this language, a live one first; ``None`` without any."""
    pages = Page.objects.type(*dated_page_models()).filter(translation_key=work).select_related("locale")
    ordered = sorted(pages, key=lambda page: (not page.live, page.locale.language_code != language, page.pk))
    return ordered[0].specific if ordered else None


def has_page(work: UUID) -> bool:
    """Return whether a work still has a page, of which letters could tell."""
    return Page.objects.filter(translation_key=work).exists()


def meeting_of(registration: Registration, language: str) -> Meeting | None:
    """Return what letters tell somebody of what they registered for; ``None`` when it has no page any more."""
    return meeting_on(registration.schedule, dates_of(registration), language)


def meeting_on(schedule: Schedule, occurrences: Iterable[Occurrence], language: str) -> Meeting | None:
    """Return what letters tell of some dates; ``None`` when the work has no page any more."""
    page = page_of(schedule.work, language)
    return None if page is None else Meeting(page, words_of_page(page), tuple(occurrences))


def dates_of(registration: Registration) -> list[Occurrence]:
    """Return the dates that a registration is for: its own, or all those that take place and are not over."""
    rows = Occurrence.objects.with_places().filter(schedule=registration.schedule_id)
    if registration.occurrence_id is not None:
        return list(rows.filter(pk=registration.occurrence_id))
    return [row for row in rows.upcoming() if not row.is_cancelled]


def date_text(occurrence: Occurrence) -> str:
    """Return days and times of a date: "donderdag 12 november 2026, 13.30–17.00 uur"."""
    schedule = occurrence.schedule
    return wording.period_text(occurrence.starts_at, occurrence.ends_at, schedule.zone, all_day=schedule.all_day)


def rows_of(registration: Registration, occurrences: Sequence[Occurrence]) -> Rows:
    """Return when and where somebody takes part, and how where there are two ways."""
    when = [(_("When"), date_text(occurrence)) for occurrence in occurrences[:DATES_SHOWN]]
    rest = len(occurrences) - DATES_SHOWN
    if rest > 0:
        more = ngettext("%(number)d date more", "%(number)d dates more", rest) % {"number": rest}
        when.append((_("And"), more))
    places = dict.fromkeys(place_line(registration, occurrence) for occurrence in occurrences)
    rows = [*when, *((_("Where"), place) for place in places if place)]
    if any(occurrence.form == EventForm.HYBRID for occurrence in occurrences):
        rows.append((_("You take part"), str(registration.get_taking_part_display())))
    return tuple(rows)


def joining_links(registration: Registration, occurrences: Sequence[Occurrence]) -> Rows:
    """Return the addresses at which somebody takes part online, each once, as far as they are told them now."""
    online = [occurrence for occurrence in occurrences if is_online(registration, occurrence)]
    urls = dict.fromkeys(online_url_for(registration, occurrence) for occurrence in online)
    return tuple((_("Take part online"), url) for url in urls if url)


def may_still_read(registration: Registration, page: DatedPage) -> bool:
    """Return whether who registered may read a page now, whether or not it is live: a place is no right to see it."""
    return may_read(registration, page_clauses(page))


def own_url(registration: Registration) -> str:
    """Return the address at which its reader sees, changes and withdraws a registration.

    Who has an account signs in for it: what is told in the hub holds no secret. Others have a signed link.
    """
    return account_url(registration) if has_account(registration) else manage_url(registration)


def account_url(registration: Registration) -> str:
    """Return the address of a registration for the accounts that may change it."""
    return absolute_url(reverse("registrations:state", args=[registration.uuid]))
