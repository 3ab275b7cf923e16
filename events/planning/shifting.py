"""Where a date goes when it is moved: by its own clock, whatever the calendar's says."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError

from events.clashes import Span
from events.local_time import moment_of, whole_days
from events.models import Occurrence
from home import wording


@dataclass(frozen=True, slots=True)
class Timed:
    """When something is: moments, the end not included; the zone whose clock they follow; whether only days count."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    all_day: bool = False

    @classmethod
    def of(cls, occurrence: Occurrence) -> Self:
        """Return when a date is."""
        schedule = occurrence.schedule
        return cls(occurrence.starts_at, occurrence.ends_at, schedule.zone, schedule.all_day)

    @property
    def starts_local(self) -> datetime:
        """Return the start on its own clock."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def ends_local(self) -> datetime:
        """Return the end, not included, on its own clock."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    @property
    def span(self) -> Span:
        """Return its days on the site's calendar; whole days are those that its own zone calls so."""
        start, end = self.starts_local, wording.last_moment(self.starts_local, self.ends_local)
        if not self.all_day:
            start, end = wording.local_time(start), wording.local_time(end)
        return Span(self.starts_at, self.ends_at, start.date(), end.date())

    def moved_to(self, day: date, clock: time | None = None) -> "Timed":
        """Return it beginning on another day, and at another time when one is given, both on its own clock.

        It lasts as long as before by that clock: a meeting until 17:00 is until 17:00 after the clocks changed as well.
        Raises ``ValidationError`` for a time that the clocks skip or say twice.
        """
        start, end = self.starts_local.replace(tzinfo=None), self.ends_local.replace(tzinfo=None)
        if self.all_day:
            starts_at, ends_at = whole_days(day, day + (end - start) - timedelta(days=1), self.zone)
        else:
            new = datetime.combine(day, clock or start.time())
            starts_at, ends_at = (self._moment(local) for local in (new, new + (end - start)))
        return Timed(starts_at, ends_at, self.zone, self.all_day)

    def later(self, days: int) -> Span | None:
        """Return its days when it is a number of days later; ``None`` where the clocks refuse its time then."""
        try:
            return self.moved_to(self.starts_local.date() + timedelta(days=days)).span
        except ValidationError:
            return None

    def on_own_clock(self, day: date, clock: time | None = None) -> tuple[date, time | None]:
        """Return a day and time of the site's calendar as its own zone says them.

        Without a time it keeps its own, and goes as many days further as the calendar shows. Whole days have no time.
        """
        if self.all_day:
            return day, None
        if clock is None:
            shown = wording.local_time(self.starts_at).date()
            return self.starts_local.date() + (day - shown), self.starts_local.time()
        local = datetime.combine(day, clock, ZoneInfo(settings.TIME_ZONE)).astimezone(ZoneInfo(self.zone))
        return local.date(), local.time()

    def _moment(self, local: datetime) -> datetime:
        return moment_of(local.date(), local.time(), self.zone)
