"""Random rules of recurrence, and what others make of them: two libraries, and a walk over every day.

``python-dateutil`` reads the text that we write, ``recurring-ical-events`` a calendar file with it,
and a walk asks of each day whether the rule means it, by the words of RFC 5545 section 3.3.10 alone.
"""

import calendar
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import recurring_ical_events
from dateutil import rrule
from django.core.exceptions import ValidationError
from icalendar import Calendar, Event, vRecur

from events.enums import Frequency
from events.recurrence import LAST, NTHS, Rule, Timing

# Half an hour of summer time, none at all, and a country that puts the clocks back for one month of the year.
ZONES: Final = (
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
)
# Nights in which clocks change are asked for on purpose.
CLOCKS: Final = (time(1, 30), time(2), time(2, 30), time(3), time(9), time(13, 30), time(23, 45))
FIRST: Final = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Case:
    """A rule with its first day, clock time, zone and skipped days, compared until ``last``."""

    rule: Rule
    first_day: date
    clock: time
    zone: str
    skipped: frozenset[date]
    last: date


def random_cases(number: int, seed: int) -> Iterator[Case]:
    """Return cases, the same for the same seed; rules that never give a date are drawn again."""
    chance = random.Random(seed)  # noqa: S311 - for figures, not for secrets
    while number:
        start = FIRST + timedelta(days=chance.randrange(730))
        rule = _random_rule(chance, start)
        first_day = rule.first_day(start)
        if first_day is None:
            continue
        last = first_day + timedelta(days=chance.choice((60, 400, 900)))
        rule = rule.anchored(first_day)
        days = rule.days(first_day, last=last)
        skipped = frozenset(chance.sample(days, min(len(days) // 3, chance.randrange(4))))
        yield Case(rule, first_day, chance.choice(CLOCKS), chance.choice(ZONES), skipped, last)
        number -= 1


def differences(case: Case) -> list[str]:
    """Return in what our dates of a case differ from what the others say; empty when all agree."""
    days = case.rule.days(case.first_day, last=case.last)
    found = []
    if Rule.from_rrule(case.rule.to_rrule(zone=case.zone), zone=case.zone, start_time=case.clock) != case.rule:
        found.append("read back")
    if days != _by_dateutil(case):
        found.append("python-dateutil")
    if days != _by_walking(case):
        found.append("day by day")
    moments = _moments(case, days)
    if moments is None or moments != _by_calendar(case):
        found.append("recurring-ical-events")
    return found


def _random_rule(chance: random.Random, start: date) -> Rule:
    frequency = chance.choice(list(Frequency))
    monthly = frequency in (Frequency.MONTHLY, Frequency.YEARLY)
    by = chance.choice(("day", "weekday", "nothing"))
    weekdays: list[int] = []
    if by == "weekday" and frequency != Frequency.DAILY:
        weekdays = chance.sample(range(7), chance.choice((1, 1, 2, 3)))
    months = chance.sample(range(1, 13), chance.randrange(1, 9)) if chance.random() < 0.3 else []
    if frequency == Frequency.YEARLY and by != "nothing":
        months = months or [chance.randrange(1, 13)]
    end = chance.choice(("count", "until", "none"))
    return Rule(
        frequency=frequency,
        interval=chance.choice((1, 1, 1, 2, 3, 5)),
        weekdays=tuple(weekdays),
        nths=tuple(chance.sample(NTHS, chance.choice((1, 1, 2)))) if weekdays and monthly else (),
        month_days=tuple(chance.sample((*range(1, 32), LAST, 31), 2)) if monthly and by == "day" else (),
        months=tuple(months),
        count=chance.randrange(1, 60) if end == "count" else None,
        until=start + timedelta(days=chance.randrange(900)) if end == "until" else None,
    )


def _by_dateutil(case: Case) -> list[date]:
    text = case.rule.to_rrule(is_bounded=False)
    if case.rule.until is not None:
        text += f";UNTIL={case.rule.until:%Y%m%d}T235959"
    starts = rrule.rrulestr(text, dtstart=datetime.combine(case.first_day, case.clock))
    first, last = datetime.combine(case.first_day, time.min), datetime.combine(case.last, time.max)
    return [moment.date() for moment in starts.between(first, last, inc=True)]


def _by_walking(case: Case) -> list[date]:
    until = min(case.last, case.rule.until or case.last)
    days = [case.first_day + timedelta(days=number) for number in range((until - case.first_day).days + 1)]
    return [day for day in days if _means(case.rule, case.first_day, day)][: case.rule.count]


def _means(rule: Rule, first: date, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.frequency == Frequency.DAILY:
        passed = (day - first).days
    elif rule.frequency == Frequency.WEEKLY:
        passed = (_monday(day) - _monday(first)).days // 7
    else:
        passed = day.year - first.year
        if rule.frequency == Frequency.MONTHLY:
            passed = passed * 12 + day.month - first.month
    if passed % rule.interval:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if rule.month_days:
        return day.day in rule.month_days or (LAST in rule.month_days and day.day == length)
    is_weekday = not rule.weekdays or day.weekday() in rule.weekdays
    is_last = day.day + 7 > length
    return is_weekday and (not rule.nths or (day.day + 6) // 7 in rule.nths or (LAST in rule.nths and is_last))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _moments(case: Case, days: list[date]) -> list[datetime] | None:
    """Return our starts; ``None`` when a time was refused that exists once, or accepted where it does not."""
    # Until the next day, so that no end is in the hour that is compared.
    timing = Timing(start_time=case.clock, end_time=time(12), days=1)
    moments = []
    for day in days:
        is_plain = _comes_once(datetime.combine(day, case.clock), ZoneInfo(case.zone))
        try:
            moments.append(timing.span(day, case.zone)[0])
        except ValidationError:
            if is_plain:
                return None
            continue
        if not is_plain:
            return None
    return [moment for moment in moments if moment.astimezone(ZoneInfo(case.zone)).date() not in case.skipped]


def _comes_once(local: datetime, zone: ZoneInfo) -> bool:
    """Return whether one moment has this local time there: each offset of these days is tried."""
    near = local.replace(tzinfo=UTC)
    offsets = {(near + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-30, 31, 6)}
    moments = [(near - offset) for offset in offsets if offset is not None]
    return sum(moment.astimezone(zone).replace(tzinfo=None) == local for moment in moments) == 1


def _by_calendar(case: Case) -> list[datetime]:
    """Return the starts that a subscriber sees, without those on the clock's own skipped and double hours."""
    zone = ZoneInfo(case.zone)
    event = Event()
    event.add("UID", "case@bench")
    event.add("DTSTAMP", datetime(2026, 1, 1, tzinfo=UTC))
    event.add("DTSTART", datetime.combine(case.first_day, case.clock, zone))
    event.add("DURATION", timedelta(minutes=30))
    event.add("RRULE", vRecur.from_ical(case.rule.to_rrule(zone=case.zone)))
    for day in sorted(case.skipped):
        event.add("EXDATE", datetime.combine(day, case.clock, zone))
    calendar_file = Calendar()
    calendar_file.add("VERSION", "2.0")
    calendar_file.add("PRODID", "bench")
    calendar_file.add_component(event)
    read = Calendar.from_ical(calendar_file.to_ical())
    # Both ends a little wider: the window is in moments, the days are local.
    window = (case.first_day - timedelta(days=1), case.last + timedelta(days=2))
    starts = [found["DTSTART"].dt for found in recurring_ical_events.of(read).between(*window)]
    kept = []
    for start in sorted(starts):
        local = start.astimezone(zone).replace(tzinfo=None)
        if _comes_once(local, zone) and local.time() == case.clock and local.date() <= case.last:
            kept.append(start.astimezone(UTC))
    return kept
