"""Where a date goes when it is moved: the same time by its own clock on another day, or another time of the site's clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from events.clashes import Span
from events.local_time import moment_of, whole_days
from events.models import Occurrence
from events.planning.reads import site_span
from home import wording


def moved_to(occurrence: Occurrence, day: date, clock: time | None = None) -> tuple[datetime, datetime]:
    """Return start and end of a date that begins on another day, and at another time when one is given.

    Both are on the clock of its own zone. It lasts as long as before by that clock, so that a meeting until 17:00 is until
    17:00 after the clocks changed as well. Raises ``ValidationError`` for a time that the clocks skip or say twice.
    """
    schedule = occurrence.schedule
    if schedule.all_day:
        return whole_days(day, day + (occurrence.last_day - occurrence.first_day), schedule.zone)
    old_start = occurrence.starts_local.replace(tzinfo=None)
    old_end = occurrence.ends_local.replace(tzinfo=None)
    start = datetime.combine(day, clock or old_start.time())
    end = start + (old_end - old_start)
    return _moment(start, schedule.zone), _moment(end, schedule.zone)


def on_own_clock(occurrence: Occurrence, day: date, clock: time | None) -> tuple[date, time | None]:
    """Return a day and time of the site's calendar as the date's own zone says them.

    Without a time the date keeps its own: it goes as many days further as the calendar shows.
    """
    schedule = occurrence.schedule
    if schedule.all_day:
        return day, None
    if clock is None:
        shown = wording.local_time(occurrence.starts_at).date()
        return occurrence.first_day + (day - shown), occurrence.starts_local.time()
    local = datetime.combine(day, clock, ZoneInfo(settings.TIME_ZONE)).astimezone(schedule.tz)
    return local.date(), local.time()


def span_at(starts_at: datetime, ends_at: datetime, zone: str, *, all_day: bool) -> Span:
    """Return the days of a date; those of whole days are what their own zone calls so."""
    if not all_day:
        return site_span(starts_at, ends_at)
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (starts_at, ends_at))
    return Span(starts_at, ends_at, first, last - timedelta(days=1))


def _moment(local: datetime, zone: str) -> datetime:
    return moment_of(local.date(), local.time(), zone)
