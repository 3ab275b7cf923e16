"""What every write of dates has in common: the lock, the guards, and how a material change is counted."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from events.enums import OccurrenceStatus
from events.local_time import is_midnight
from events.models import Occurrence, Schedule, Venue
from events.registration.places import places_settle
from home.validators import validate_web_url
from search.indexing import index_work


class AsIs(Enum):
    """The one value that means: leave it as it is, where ``None`` says something already."""

    AS_IS = "as it is"


AS_IS = AsIs.AS_IS


def is_announced(work: UUID) -> bool:
    """Return whether a work is or was public, so that its dates may be in somebody's calendar.

    A work without any page counts as announced: nothing says otherwise.
    """
    pages = Page.objects.filter(translation_key=work).values_list("live", "first_published_at")
    return not pages or any(live or published is not None for live, published in pages)


def lock(schedule: Schedule) -> Schedule:
    """Return the schedule as it is now; other writers of its dates wait until this transaction ends."""
    return Schedule.objects.select_for_update().get(pk=schedule.pk)


def fill(row: Occurrence, starts_at: datetime, ends_at: datetime, venue: Venue | None, online_url: str) -> None:
    """Give a date its time and place."""
    row.starts_at, row.ends_at, row.venue, row.online_url = starts_at, ends_at, venue, online_url


def count(row: Occurrence) -> None:
    """Count a material change, now."""
    row.sequence += 1
    row.changed_at = timezone.now()


def count_change(
    row: Occurrence, starts_at: datetime, ends_at: datetime, venue: Venue | None, online_url: str, *, reason: str
) -> None:
    """Count a material change of an announced date, and remember the start that people had in mind."""
    is_other_time = (starts_at, ends_at) != (row.starts_at, row.ends_at)
    is_other_place = (venue.pk if venue else None, online_url) != (row.venue_id, row.online_url)
    if is_other_time or is_other_place:
        count(row)
        row.reason = reason.strip()
    if is_other_time:
        row.status = OccurrenceStatus.RESCHEDULED
    if starts_at != row.starts_at:
        row.previous_starts_at = row.starts_at


def settle(schedule: Schedule) -> None:
    """Finish a change of dates: who waits may have a place now, and the work is indexed."""
    places_settle(schedule=schedule)
    index_work(schedule.work)


def said_reason(reason: str) -> str:
    """Return the reason without spaces around it; raises ``ValidationError`` when there is none."""
    if not reason.strip():
        raise ValidationError(_("Say why, for those who meant to come."), code="reason")
    return reason.strip()


def check_free(schedule: Schedule, starts_at: datetime) -> None:
    """Refuse a second date at the same start: a button that was pressed twice."""
    same = schedule.occurrences.filter(starts_at=starts_at).exclude(status=OccurrenceStatus.CANCELLED)
    if same.exists():
        raise ValidationError(_("There already is a date that starts then."), code="same_start")


def check_date(zone: str, starts_at: datetime, ends_at: datetime, *, all_day: bool) -> None:
    """Refuse a date that no clock or calendar could show."""
    if timezone.is_naive(starts_at) or timezone.is_naive(ends_at):
        raise ValidationError(_("Start and end must be moments with a time zone."), code="naive")
    if ends_at <= starts_at:
        raise ValidationError(_("The end must come after the start."), code="end")
    if all_day and not (is_midnight(starts_at, zone) and is_midnight(ends_at, zone)):
        raise ValidationError(_("Whole days begin and end at midnight."), code="midnight")


def check_place(online_url: str, *places: int | None) -> None:
    """Refuse what is no address on the web, and a number of places below one."""
    if online_url:
        validate_web_url(online_url)
    for number in places:
        if number is not None:
            MinValueValidator(1)(number)
