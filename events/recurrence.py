"""Rules of recurrence (RFC 5545 section 3.3.10): what a person says, as text for calendars, and as dates.

Pure: it knows no page and no database. A rule gives *days*, and a day has its clock times (``Timing``) in a zone; so a
meeting at 13:30 stays at 13:30 when the clocks change (RFC 5545 section 3.8.5.3, threat D14).
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final, Self
from zoneinfo import ZoneInfo

from dateutil import rrule
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.enums import Frequency
from events.local_time import moment_of, whole_days
from home import wording

# What one rule gives at most, so that nobody fills the calendar of a coalition with one slip of a key.
MAX_DATES: Final = 1000
MAX_INTERVAL: Final = 99
# A rule without end has dates so far ahead.
PLANNED_MONTHS: Final = 18
# Further no rule is followed: 29 February with an interval of some years needs decades to give anything.
HORIZON_YEARS: Final = 50
LAST: Final = -1
NTHS: Final = (1, 2, 3, 4, 5, LAST)
WEEKDAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_FREQUENCIES: Final = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.YEARLY: rrule.YEARLY,
}
_KNOWN_PARTS: Final = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")
)
_BY_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How something recurs, in the terms of the form in which a person says it.

    ``weekdays`` are 0 (Monday) to 6; with ``nths`` (1 to 5, or ``LAST``) they are those of the month: the second
    Tuesday. ``month_days`` are 1 to 31, or ``LAST`` for the last day of the month, which a month that lacks the day
    skips. ``months`` (1 to 12) keeps a rule to these months. ``count`` dates, or until and including ``until``, or
    neither. A week begins on Monday. Raises ``ValueError`` for what no such rule is.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nths: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        for name, allowed in (
            ("weekdays", range(7)),
            ("nths", NTHS),
            ("month_days", (*range(1, 32), LAST)),
            ("months", range(1, 13)),
        ):
            object.__setattr__(self, name, _in_order(getattr(self, name), allowed))
        problem = self._problem()
        if problem:
            raise ValueError(problem)

    def _problem(self) -> str:
        monthly = self.frequency in (Frequency.MONTHLY, Frequency.YEARLY)
        is_wrong = {
            "The interval is out of bounds.": not 1 <= self.interval <= MAX_INTERVAL,
            "The number of dates is out of bounds.": self.count is not None and not 1 <= self.count <= MAX_DATES,
            "A rule ends after a number of dates or on a day, not both.": self.count is not None
            and self.until is not None,
            "Days of the week are for weeks, or with a place in the month.": bool(self.weekdays) != bool(self.nths)
            if monthly
            else bool(self.nths),
            "A day has no weekdays.": self.frequency == Frequency.DAILY and bool(self.weekdays),
            "Days of the month are for months and years.": bool(self.month_days) and not monthly,
            "Either days of the month or of the week.": bool(self.month_days) and bool(self.weekdays),
            "A year needs its months.": self.frequency == Frequency.YEARLY
            and bool(self.weekdays or self.month_days)
            and not self.months,
        }
        return next((problem for problem, wrong in is_wrong.items() if wrong), "")

    # --- Dates ----------------------------------------------------------------------------------------

    def anchored(self, day: date) -> Self:
        """Return the rule with everything named that RFC 5545 takes from the first date: its weekday, its day."""
        if self.weekdays or self.month_days or self.frequency == Frequency.DAILY:
            return self
        if self.frequency == Frequency.WEEKLY:
            return replace(self, weekdays=(day.weekday(),))
        months = self.months or ((day.month,) if self.frequency == Frequency.YEARLY else ())
        return replace(self, month_days=(day.day,), months=months)

    def first_day(self, start: date) -> date | None:
        """Return the first day from ``start`` on that fits, ``None`` when no day does.

        That is where the rule begins to count its interval: "every third month on the first Tuesday" from 20 September
        on begins in October, and not in December.
        """
        every = replace(self.anchored(start), interval=1, count=None, until=None)
        return next(iter(every._iterate(start, self.until or _years_later(start))), None)

    def days(self, first_day: date, *, after: date | None = None, last: date | None = None) -> list[date]:
        """Return the days by this rule, which begins on ``first_day``: those later than ``after``, up to ``last``.

        At most ``MAX_DATES`` + 1 of them: one more than the bound, so that a caller can tell that it is passed.
        """
        ends = [day for day in (self.until, last, _years_later(first_day)) if day is not None]
        days = self._iterate(first_day, min(ends))
        return list(islice((day for day in days if after is None or day > after), MAX_DATES + 1))

    @property
    def is_endless(self) -> bool:
        """Return whether it gives dates for ever."""
        return self.count is None and self.until is None

    def _iterate(self, first_day: date, last: date) -> Iterable[date]:
        moments = rrule.rrule(
            _FREQUENCIES[self.frequency],
            dtstart=datetime.combine(first_day, time.min),
            interval=self.interval,
            wkst=rrule.MO,
            # dateutil takes one end; the other one is ours.
            count=self.count,
            until=None if self.count is not None else datetime.combine(last, time.min),
            bymonth=self.months or None,
            bymonthday=self.month_days or None,
            byweekday=self._weekdays_for_dateutil() or None,
        )
        for moment in moments:
            if moment.date() > last:
                return
            yield moment.date()

    def _weekdays_for_dateutil(self) -> list[rrule.weekday]:
        return [rrule.weekday(day, nth) for nth in (self.nths or (None,)) for day in self.weekdays]

    # --- Text for calendars ---------------------------------------------------------------------------

    def to_rrule(self, *, zone: str = "", is_bounded: bool = True) -> str:
        """Return the value of an RRULE property (RFC 5545 section 3.8.5.3).

        UNTIL is a moment in UTC, as a start with a time zone asks (section 3.3.10); without ``zone`` it is a day,
        for whole days. Without ``is_bounded`` there is no UNTIL at all: so it is stored, beside its last day.
        """
        days = [f"{nth or ''}{WEEKDAY_CODES[day]}" for nth in (self.nths or (0,)) for day in self.weekdays]
        parts = {
            "FREQ": self.frequency.value,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "COUNT": str(self.count or ""),
            "UNTIL": self._until_text(zone) if self.until and is_bounded else "",
            "BYMONTH": ",".join(map(str, self.months)),
            "BYMONTHDAY": ",".join(map(str, self.month_days)),
            "BYDAY": ",".join(days),
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)

    def _until_text(self, zone: str) -> str:
        assert self.until is not None
        if not zone:
            return f"{self.until:%Y%m%d}"
        # The last second of the day: every start on it is before, whatever its time.
        last = datetime.combine(self.until, time(23, 59, 59), ZoneInfo(zone))
        return f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    @classmethod
    def from_rrule(cls, text: str, *, zone: str = "UTC", start_time: time | None = None) -> Self:
        """Return the rule that the value of an RRULE says.

        ``zone`` is that of the start, for an UNTIL in UTC; with ``start_time`` an UNTIL earlier on its day than the
        start leaves that day out. Raises ``ValueError`` for what is no rule, and for what the form cannot say:
        seconds to hours, positions in a year, several days with BYSETPOS, a week that begins on another day where
        that matters.
        """
        parts = _parts(text)
        rule = _normalised(parts)
        until = _until_day(parts["UNTIL"], zone, start_time) if "UNTIL" in parts else None
        return cls(**rule, until=until)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """From when until when something takes place on a day: ``days`` days later than it begins. No times: whole days."""

    start_time: time | None = None
    end_time: time | None = None
    days: int = 0

    def __post_init__(self) -> None:
        """Refuse an end that is not after the start, and half a time; raises ``ValidationError``."""
        if (self.start_time is None) != (self.end_time is None):
            raise ValidationError(_("Give both times, or neither for whole days."), code="times")
        if self.start_time and self.end_time and not self.days and self.end_time <= self.start_time:
            raise ValidationError(_("The end must come after the start."), code="end")

    @property
    def is_all_day(self) -> bool:
        """Return whether only days count."""
        return self.start_time is None

    def span(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """Return start and end (not included) on a day in a zone.

        Raises ``ValidationError`` that names the day when the clocks skip or repeat one of the times.
        """
        last = day + timedelta(days=self.days)
        if self.start_time is None or self.end_time is None:
            return whole_days(day, last, zone)
        return _moment(day, self.start_time, zone), _moment(last, self.end_time, zone)

    @classmethod
    def of(cls, starts: datetime, ends: datetime, *, all_day: bool) -> Self:
        """Return the times of a date from its local start and end (not included)."""
        if all_day:
            return cls(days=((ends - timedelta(microseconds=1)).date() - starts.date()).days)
        return cls(start_time=starts.time(), end_time=ends.time(), days=(ends.date() - starts.date()).days)


def planned_until(today: date) -> date:
    """Return until which day a rule without end has its dates."""
    months = today.month - 1 + PLANNED_MONTHS
    year, month = today.year + months // 12, months % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _in_order(values: Iterable[int], allowed: Iterable[int]) -> tuple[int, ...]:
    places = {value: place for place, value in enumerate(allowed)}
    unknown = [value for value in values if value not in places]
    if unknown:
        raise ValueError(f"Out of bounds: {unknown[0]}")
    return tuple(sorted(set(values), key=places.__getitem__))


def _years_later(day: date) -> date:
    return date(min(day.year + HORIZON_YEARS, date.max.year), 12, 31)


def _moment(day: date, clock: time, zone: str) -> datetime:
    try:
        return moment_of(day, clock, zone)
    except ValidationError as error:
        params = {"day": wording.day_text(day, weekday=True), "problem": " ".join(error.messages)}
        raise ValidationError(_("%(day)s: %(problem)s"), code=error.code, params=params) from error


# --- Reading a foreign rule ----------------------------------------------------------------------------


def _parts(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";") if part]
    parts = {name: value for name, _equals, value in pairs}
    unknown = [name for name, value in parts.items() if name not in _KNOWN_PARTS or not value]
    if not parts or unknown or len(parts) != len(pairs):
        raise ValueError(f"Not a rule that can be followed here: {', '.join(unknown) or text!r}")
    return parts


def _normalised(parts: dict[str, str]) -> dict[str, object]:
    """Return the fields of a rule, in which what can be said in two ways is said in ours."""
    frequency, interval = Frequency(parts.get("FREQ", "")), int(parts.get("INTERVAL", "1"))
    weekdays, nths = _by_day(parts.get("BYDAY", ""))
    if "BYSETPOS" in parts:
        # How Outlook writes the second Tuesday of the month; of several days it would mean something else.
        if nths or len(weekdays) != 1 or frequency != Frequency.MONTHLY:
            raise ValueError("BYSETPOS is only followed for one day of the week in a month.")
        nths = _numbers(parts["BYSETPOS"])
    if weekdays and not nths and interval == 1 and frequency in (Frequency.DAILY, Frequency.MONTHLY):
        # Each Monday of each month, and each day that is a Monday, are a Monday each week.
        frequency = Frequency.WEEKLY
    is_week_moved = parts.get("WKST", "MO") != "MO" and frequency == Frequency.WEEKLY and interval > 1
    if is_week_moved and len(weekdays) != 1:
        raise ValueError("Weeks begin on Monday here.")
    return {
        "frequency": frequency,
        "interval": interval,
        "weekdays": weekdays,
        "nths": nths,
        "month_days": _numbers(parts.get("BYMONTHDAY", "")),
        "months": _numbers(parts.get("BYMONTH", "")),
        "count": int(parts["COUNT"]) if "COUNT" in parts else None,
    }


def _by_day(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return weekdays and their places in the month; raises ``ValueError`` where not each day has each place."""
    found = [_BY_DAY.fullmatch(part) for part in text.split(",") if part]
    pairs = {(int(match[1] or 0), WEEKDAY_CODES.index(match[2])) for match in found if match}
    nths, weekdays = {nth for nth, _day in pairs}, {day for _nth, day in pairs}
    if None in found or len(pairs) != len(nths) * len(weekdays):
        raise ValueError(f"Not days that can be followed here: {text}")
    return tuple(weekdays), () if nths <= {0} else tuple(nths)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)


def _until_day(text: str, zone: str, start_time: time | None) -> date:
    if "T" not in text:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day, in no zone
    moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local without the Z
    if text.endswith("Z"):
        moment = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    is_too_early = start_time is not None and moment.time() < start_time
    return moment.date() - timedelta(days=is_too_early)
