"""From dates to a grid: weeks of days with bars over several days, and days with hours. Nothing asks the database."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from events.clashes import DayOff, DaysOff
from events.enums import OccurrenceStatus
from events.planning.reads import Planned
from events.presentation import moved_text
from home import wording

# How many bars a day of the month shows; the others are behind a link to the day.
LANES = 4
# How many dates stand beside each other in an hour of the week.
BESIDE = 3
# The hours that a week shows when nothing is earlier or later.
FIRST_HOUR, LAST_HOUR = 8, 18
QUARTER = 15
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is to be known of a date at once: a word, the shape that goes with it, and what more there is."""

    label: str
    shape: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One date as it is drawn in one day.

    ``begins_here`` is true once in each row of the grid, where it can be opened and taken up; elsewhere a bar that
    goes on. In the week with hours ``quarter`` and ``quarters`` say where in its hour it begins and how long it is, and
    ``column`` of ``columns`` where it stands beside others.
    """

    planned: Planned
    day: date
    begins_here: bool
    from_before: bool
    goes_on: bool
    quarter: int = 0
    quarters: int = 0
    column: int = 0
    columns: int = 1

    @property
    def cells(self) -> int:
        """Over how many days of its week it is drawn, from this day on."""
        return min((self.planned.span.last - self.day).days, 6 - self.day.weekday()) + 1

    @property
    def occurrence(self) -> Any:
        """The date itself."""
        return self.planned.occurrence

    @property
    def title(self) -> str:
        """What it is called in the editor."""
        return str(self.planned.page.get_admin_display_title())

    @property
    def times(self) -> str:
        """When it is, on the site's clock."""
        occurrence = self.occurrence
        return wording.time_text(occurrence.starts_at, occurrence.ends_at, all_day=occurrence.schedule.all_day)

    @property
    def days(self) -> str:
        """On which days it is, in its own zone for whole days."""
        zone = self.occurrence.schedule.zone if self.occurrence.schedule.all_day else ""
        return wording.days_text(self.occurrence.starts_at, self.occurrence.ends_at, zone)

    @property
    def own_times(self) -> str:
        """When it is on the clock of its own zone, where that is another one than the site's; else nothing."""
        occurrence, zone = self.occurrence, self.occurrence.schedule.zone
        if zone == settings.TIME_ZONE or occurrence.schedule.all_day:
            return ""
        return wording.time_text(occurrence.starts_at, occurrence.ends_at, zone)

    @property
    def site_day(self) -> str:
        """On which day of the site's calendar it begins, as addresses write it."""
        return self.planned.span.first.isoformat()

    @property
    def site_time(self) -> str:
        """At what time by the site's clock it begins; nothing for whole days."""
        occurrence = self.occurrence
        return "" if occurrence.schedule.all_day else f"{wording.local_time(occurrence.starts_at):%H:%M}"

    @property
    def marks(self) -> list[Mark]:
        """What is to be known of it at once."""
        return marks_of(self.planned)

    @property
    def shapes(self) -> str:
        """The classes that draw the marks."""
        return " ".join(f"is-{mark.shape}" for mark in self.marks)


@dataclass(slots=True)
class Day:
    """One day of a grid. ``lanes`` has ``None`` where a bar of another day leaves a gap; ``hours`` is for the week."""

    day: date
    lanes: list[Entry | None] = field(default_factory=list)
    hours: dict[int, list[Entry]] = field(default_factory=dict)
    more: int = 0
    days_off: Sequence[DayOff] = ()
    is_today: bool = False
    is_outside: bool = False

    @property
    def holiday(self) -> str:
        """The public holiday that it is, or nothing."""
        return next((off.name for off in self.days_off if not off.is_school), "")


@dataclass(slots=True)
class Week:
    """One row of the month, or the whole of a week."""

    days: list[Day]
    school_holidays: list[str]

    @property
    def number(self) -> int:
        """Its number by ISO 8601."""
        return self.days[0].day.isocalendar().week

    @property
    def address(self) -> str:
        """Its name in addresses: 2026-W49."""
        return week_address(self.days[0].day)


def week_address(day: date) -> str:
    """Return the name of the week of a day by ISO 8601: 2026-W49."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def month_days(month: date) -> tuple[date, date]:
    """Return the first and last day of the whole weeks that a month touches."""
    first = month.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first - first.weekday() * A_DAY, last + (6 - last.weekday()) * A_DAY


def marks_of(planned: Planned) -> list[Mark]:
    """Return what is to be known of a date at once, each in words and with a shape of its own."""
    occurrence, found = planned.occurrence, []
    if not planned.is_announced:
        found.append(Mark(_("Draft"), "draft"))
    if planned.is_in_review:
        found.append(Mark(_("In review"), "review"))
    if occurrence.is_cancelled:
        found.append(Mark(_("Cancelled"), "cancelled", occurrence.shown_reason))
    elif occurrence.is_postponed:
        found.append(Mark(_("Postponed"), "postponed", occurrence.shown_reason))
    elif occurrence.status == OccurrenceStatus.RESCHEDULED:
        detail = ". ".join(part for part in (moved_text(occurrence), occurrence.shown_reason) if part)
        found.append(Mark(_("Moved"), "moved", detail))
    return found


def month_weeks(items: Sequence[Planned], month: date, days_off: DaysOff, today: date) -> list[Week]:
    """Return the weeks of a month with their dates, at most ``LANES`` a day; the rest is counted."""
    first, last = month_days(month)
    weeks = []
    for number in range((last - first).days // 7 + 1):
        days = _week_days(first + 7 * number * A_DAY, days_off, today)
        for day in days:
            day.is_outside = day.day.month != month.month
        _fill_lanes(days, items)
        weeks.append(Week(days, _school_holidays(days)))
    return weeks


def week_of_hours(items: Sequence[Planned], monday: date, days_off: DaysOff, today: date) -> tuple[Week, range]:
    """Return a week whose days have hours, with bars for what takes whole days or several; and the hours to show."""
    days = _week_days(monday, days_off, today)
    _fill_lanes(days, [item for item in items if _is_bar(item)])
    for day in days:
        _fill_hours(day, [item for item in items if not _is_bar(item) and item.span.first == day.day])
    taken = [hour for day in days for hour in day.hours]
    ends = [_end_hour(entry) for day in days for entries in day.hours.values() for entry in entries]
    hours = range(min([FIRST_HOUR, *taken]), min(24, max([LAST_HOUR, *ends])))
    for day in days:
        day.hours = {hour: day.hours.get(hour, []) for hour in hours}
    return Week(days, _school_holidays(days)), hours


def day_entries(items: Iterable[Planned], day: date) -> list[Entry]:
    """Return everything of one day in the order of the clock, what lasts whole days first."""
    own = [item for item in items if item.span.first <= day <= item.span.last]
    ordered = sorted(own, key=lambda item: (not item.occurrence.schedule.all_day, item.occurrence.starts_at))
    return [_entry(item, day, begins_here=True) for item in ordered]


def _week_days(monday: date, days_off: DaysOff, today: date) -> list[Day]:
    days = [monday + number * A_DAY for number in range(7)]
    return [Day(day, days_off=days_off.get(day, ()), is_today=day == today) for day in days]


def _school_holidays(days: Sequence[Day]) -> list[str]:
    """Return the names of the school holidays that touch a week, with where they are when not everywhere."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for off in (off for day in days for off in day.days_off if off.is_school):
        found.setdefault(off.name, []).append(off.regions)
    # Of a week in which one part of the country follows another it is enough that it is everywhere for a day.
    named = []
    for name, where in found.items():
        regions = ", ".join(dict.fromkeys(region for row in where for region in row))
        named.append(name if () in where else f"{name} ({regions})")
    return named


def _fill_lanes(days: Sequence[Day], items: Sequence[Planned]) -> None:
    """Put the dates of a week into lanes: one that lasts several days has the same lane in each of them."""
    first, last = days[0].day, days[-1].day
    own = [item for item in items if item.span.first <= last and item.span.last >= first]
    # Long ones first, so that bars are on top and whole.
    own.sort(key=lambda item: (item.span.first - item.span.last, item.occurrence.starts_at, item.occurrence.pk))
    for item in own:
        touched = [day for day in days if item.span.first <= day.day <= item.span.last]
        lane = next(
            (n for n in range(LANES) if all(len(day.lanes) <= n or day.lanes[n] is None for day in touched)), None
        )
        for day in touched:
            if lane is None:
                day.more += 1
                continue
            day.lanes += [None] * (lane + 1 - len(day.lanes))
            day.lanes[lane] = _entry(item, day.day, begins_here=day is touched[0])


def _fill_hours(day: Day, items: Sequence[Planned]) -> None:
    """Put the dates of a day into the hours in which they begin, those that overlap beside each other."""
    for group in _overlapping(sorted(items, key=lambda item: (item.occurrence.starts_at, item.occurrence.pk))):
        columns: list[Planned] = []
        placed: list[tuple[Planned, int]] = []
        for item in group:
            free = next((n for n, other in enumerate(columns) if _ends(other) <= item.occurrence.starts_at), None)
            if free is None and len(columns) == BESIDE:
                day.more += 1
                continue
            if free is None:
                free = len(columns)
                columns.append(item)
            columns[free] = item
            placed.append((item, free))
        for item, column in placed:
            start = wording.local_time(item.occurrence.starts_at)
            minutes = int((item.occurrence.ends_at - item.occurrence.starts_at).total_seconds() // 60)
            entry = _entry(
                item,
                day.day,
                begins_here=True,
                quarter=start.minute // QUARTER,
                quarters=max(1, -(-minutes // QUARTER)),
                column=column,
                columns=len(columns),
            )
            day.hours.setdefault(start.hour, []).append(entry)


def _overlapping(items: Iterable[Planned]) -> Iterable[list[Planned]]:
    """Yield groups of dates, in order, of which none touches one of another group."""
    group: list[Planned] = []
    for item in items:
        if group and max(map(_ends, group)) <= item.occurrence.starts_at:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _ends(item: Planned) -> Any:
    return item.occurrence.ends_at


def _is_bar(item: Planned) -> bool:
    return bool(item.occurrence.schedule.all_day) or item.span.first != item.span.last


def _end_hour(entry: Entry) -> int:
    start = wording.local_time(entry.occurrence.starts_at)
    return start.hour + -(-(entry.quarter + entry.quarters) // 4)


def _entry(item: Planned, day: date, *, begins_here: bool, **place: int) -> Entry:
    span = item.span
    return Entry(item, day, begins_here, from_before=span.first < day, goes_on=span.last > day, **place)
