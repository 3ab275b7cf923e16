"""Intervals that people ask for often, as of today; an address always has the days themselves."""

import calendar
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from search.query import Interval, SearchQuery


@dataclass(frozen=True, slots=True)
class WhenPreset:
    """A button for an interval; ``value`` is what it asks for: nothing when pressing it lets go of the interval."""

    label: str
    value: str
    is_active: bool


def when_presets(query: SearchQuery) -> list[WhenPreset]:
    """Return the buttons, with the one that is in force."""
    today = timezone.localdate()
    intervals = [
        (_("Last month"), Interval(months_later(today, -1), today)),
        (_("Last year"), Interval(months_later(today, -12), today)),
        (_("Coming month"), Interval(today, months_later(today, 1))),
        (_("This year"), Interval(date(today.year, 1, 1), date(today.year, 12, 31))),
    ]
    return [
        WhenPreset(label, "" if interval == query.when else str(interval), interval == query.when)
        for label, interval in intervals
    ]


def months_later(day: date, number: int) -> date:
    """Return the same day of another month, or its last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
