"""The agenda as a month: a table of weeks in which every date has its place, under the same filters as the list."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from events import agenda
from events.exports import EVENT, calendar_url, webcal_url
from events.local_time import whole_days
from events.presentation import ShownDate, shown_date
from home import listing
from home.wording import date_format
from search.engines import get_engine
from search.query import YEARS, Interval, SearchQuery
from search.results import Hit

if TYPE_CHECKING:
    from events.models import Occurrence

# What fits a day before it is as high as the screen; the list of that day has the others.
SHOWN_A_DAY: Final = 4
WEEK: Final = 7
MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A date in a cell. One of several days is in the cell of each, and is told in full in the first of a week.

    ``is_first`` and ``is_last`` say whether it begins and ends on this day, ``is_told`` whether its title is drawn.
    """

    hit: Hit
    date: ShownDate
    is_first: bool
    is_last: bool
    is_told: bool

    @property
    def is_long(self) -> bool:
        """Return whether it takes more days than this one."""
        return not (self.is_first and self.is_last)


@dataclass(slots=True, kw_only=True)
class Day:
    """A cell: the dates of a day; ``None`` keeps the place of a longer one that is beside it in the week.

    ``more`` is how many dates are not drawn, ``url`` the list of this day.
    """

    day: date
    is_out: bool
    is_today: bool
    url: str
    slots: list[Slot | None] = field(default_factory=list)
    more: int = 0

    @property
    def is_empty(self) -> bool:
        """Return whether nothing takes place then."""
        return not self.more and not any(self.slots)


def parse_month(raw: str, today: date) -> date:
    """Return the first day of ``2026-12``; of this month for what is no month, or lies beyond the years of a search."""
    found = MONTH.fullmatch(raw)
    if found is None or int(found[1]) not in YEARS:
        return today.replace(day=1)
    return date(int(found[1]), int(found[2]), 1)


def month_context(request: HttpRequest, url: str) -> dict[str, Any]:
    """Return the context of the agenda of one month, whose own address is ``url``.

    ``weeks``: lists of seven ``Day``; ``month``: its first day; ``date_count`` and ``work_count``: what takes place in
    it; ``previous``, ``next`` and ``today_url``: the ways to other months; and what the list has as well
    (``agenda.agenda_context``). A date is on the days of the clock where it is held, as in the list.
    """
    today = timezone.localdate()
    month = parse_month(request.GET.get("month", ""), today)
    asked = listing.base_query(request, narrowed=True).replace(when=None, past=False)
    last = _following(month) - ONE_DAY
    # A month shows what was as well as what comes.
    query = asked.with_values("type", EVENT).replace(when=Interval(month, last), past=True, size=0)
    results = get_engine().search(query)
    hits = _hits(request, query, month, last)
    dates = _dates(hits, month, last)

    def here(changed: SearchQuery) -> str:
        return agenda.month_url(url, changed, month)

    events = asked.with_values("type", EVENT)
    return {
        "results": results,
        "query": query,
        "month": month,
        "weeks": _weeks(hits, dates, month, today, lambda day: agenda.day_url(url, asked, day, today)),
        "date_count": len(dates),
        "work_count": len({occurrence.schedule.work for occurrence in dates}),
        "previous": _step(url, asked, month - ONE_DAY),
        "next": _step(url, asked, _following(month)),
        "today_url": agenda.month_url(url, asked, today.replace(day=1)) if month != today.replace(day=1) else "",
        "is_month": True,
        "noindex": True,
        **agenda.view_urls(url, asked, month),
        "facets": agenda.shown_facets(results),
        "chips": agenda.chips_of(results, asked, here),
        "clear_url": here(asked.replace(filters={})),
        "fields": [("view", "month"), ("month", f"{month:%Y-%m}"), *agenda.kept_fields(asked)],
        "calendar_url": calendar_url(events),
        "webcal_url": webcal_url(request, events),
        "search_url": events.url,
        "weekdays": [date(2024, 1, day) for day in range(1, WEEK + 1)],
    }


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _step(url: str, asked: SearchQuery, day: date) -> dict[str, str]:
    """Return the way to a month beside this one; nothing beyond the years that can be asked for."""
    if day.year not in YEARS:
        return {}
    first = day.replace(day=1)
    return {"label": date_format(first, "F Y"), "url": agenda.month_url(url, asked, first)}


def _hits(request: HttpRequest, query: SearchQuery, month: date, last: date) -> dict[UUID, Hit]:
    """Return what may take place in the month, for this visitor.

    A day more on both sides: elsewhere it may be another day than on the site's clock.
    """
    wide = query.replace(when=Interval(month - ONE_DAY, last + ONE_DAY))
    return {hit.work: hit for hit in listing.works(request, get_engine().works(wide))}


def _dates(works: Iterable[UUID], month: date, last: date) -> list["Occurrence"]:
    """Return the dates of works that are on a day of the month where they are held, the longest first, then by time."""
    from events.models import Occurrence  # noqa: PLC0415 - the model of the agenda imports this module

    start, end = whole_days(month - ONE_DAY, last + ONE_DAY, settings.TIME_ZONE)
    found = Occurrence.objects.with_places().filter(schedule__work__in=list(works)).overlapping(start, end)
    held = [occurrence for occurrence in found if occurrence.first_day <= last and occurrence.last_day >= month]
    return sorted(held, key=lambda o: (o.first_day - o.last_day, o.starts_at, o.pk))


def _weeks(
    hits: Mapping[UUID, Hit], dates: list["Occurrence"], month: date, today: date, url_of: Callable[[date], str]
) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, with the dates in the cells of their days."""
    first = month - timedelta(days=month.weekday())
    weeks = []
    while first < _following(month):
        days = [first + timedelta(days=number) for number in range(WEEK)]
        cells = [Day(day=day, is_out=day.month != month.month, is_today=day == today, url=url_of(day)) for day in days]
        _fill(cells, hits, dates)
        weeks.append(cells)
        first += timedelta(days=WEEK)
    return weeks


def _fill(cells: list[Day], hits: Mapping[UUID, Hit], dates: list["Occurrence"]) -> None:
    """Put the dates of a week in its cells; a longer one has the same place in each, so that it reads as one bar."""
    taken: dict[date, set[int]] = defaultdict(set)
    for occurrence in dates:
        days = [cell for cell in cells if not cell.is_out and occurrence.first_day <= cell.day <= occurrence.last_day]
        if not days:
            continue
        place = next(number for number in range(len(dates)) if all(number not in taken[cell.day] for cell in days))
        date_shown = shown_date(occurrence) if place < SHOWN_A_DAY else None
        for cell in days:
            taken[cell.day].add(place)
            if date_shown is None:
                cell.more += 1
                continue
            cell.slots.extend([None] * (place + 1 - len(cell.slots)))
            cell.slots[place] = Slot(
                hit=hits[occurrence.schedule.work],
                date=date_shown,
                is_first=cell.day == occurrence.first_day,
                is_last=cell.day == occurrence.last_day,
                is_told=cell is days[0],
            )
