"""The addresses of the calendar, and the days that a part of one means."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from events.planning.grid import week_address

# Nothing is planned beyond these, and the arithmetic of days ends somewhere.
FIRST_YEAR, LAST_YEAR = 1970, 2200


def month_of(text: str) -> date:
    """Return the first day of a month written as 2026-12; raises ``Http404`` for what is none."""
    return day_of(f"{text}-01")


def week_of(text: str) -> date:
    """Return the Monday of a week written as 2026-W49; raises ``Http404`` for what is none."""
    return day_of(f"{text}-1")


def day_of(text: str) -> date:
    """Return the day written by ISO 8601, such as 2026-12-03; raises ``Http404`` for what is none."""
    if not re.fullmatch(r"\d{4}-(\d{2}-\d{2}|W\d{2}-1)", text):
        raise Http404
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Http404
    return found


def month_url(day: date, chosen: Mapping[str, str] | None = None) -> str:
    """Return the address of the month of a day, narrowed to what is chosen."""
    return _with(reverse("event_calendar_month", args=[f"{day:%Y-%m}"]), chosen)


def week_url(day: date, chosen: Mapping[str, str] | None = None) -> str:
    """Return the address of the week of a day."""
    return _with(reverse("event_calendar_week", args=[week_address(day)]), chosen)


def day_url(day: date, chosen: Mapping[str, str] | None = None) -> str:
    """Return the address of a day."""
    return _with(reverse("event_calendar_day", args=[day.isoformat()]), chosen)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def _with(url: str, chosen: Mapping[str, str] | None) -> str:
    return f"{url}?{urlencode(chosen)}" if chosen else url
