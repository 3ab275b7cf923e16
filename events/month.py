"""The agenda as a month: a table of weeks in which every date has its place, under the same filters as the list."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
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


@dataclass(frozen=True, slots=True)
class _Place:
    """A date with the cells of a week that it is in, and its place in each."""

    occurrence: "Occurrence"
    cells: list[Day]
    number: int


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
    dates = _dates(_works(query, month, last), month, last)
    weeks = _weeks(month, today, lambda day: agenda.day_url(url, asked, day, today))
    _fill(weeks, dates, request)

    def here(changed: SearchQuery) -> str:
        return agenda.month_url(url, changed, month)

    events = asked.with_values("type", EVENT)
    return {
        "results": results,
        "query": query,
        "month": month,
        "weeks": weeks,
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


def _works(query: SearchQuery, month: date, last: date) -> list[UUID]:
    """Return what may take place in the month, and this visitor may see.

    A day more on both sides: elsewhere it may be another day than on the site's clock.
    """
    return get_engine().works(query.replace(when=Interval(month - ONE_DAY, last + ONE_DAY)))


def _dates(works: Iterable[UUID], month: date, last: date) -> list["Occurrence"]:
    """Return the dates of works that are on a day of the month where they are held, the longest first, then by time."""
    from events.models import Occurrence  # noqa: PLC0415 - the model of the agenda imports this module

    start, end = whole_days(month - ONE_DAY, last + ONE_DAY, settings.TIME_ZONE)
    found = Occurrence.objects.with_places().filter(schedule__work__in=list(works)).overlapping(start, end)
    held = [occurrence for occurrence in found if occurrence.first_day <= last and occurrence.last_day >= month]
    return sorted(held, key=lambda o: (o.first_day - o.last_day, o.starts_at, o.pk))


def _weeks(month: date, today: date, url_of: Callable[[date], str]) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, with nothing in them yet."""
    first = month - timedelta(days=month.weekday())
    weeks = []
    while first < _following(month):
        days = [first + timedelta(days=number) for number in range(WEEK)]
        weeks.append(
            [Day(day=day, is_out=day.month != month.month, is_today=day == today, url=url_of(day)) for day in days]
        )
        first += timedelta(days=WEEK)
    return weeks


def _fill(weeks: list[list[Day]], dates: list["Occurrence"], request: HttpRequest) -> None:
    """Put the dates in the cells of their days; only what is drawn is read from the index."""
    places = [place for cells in weeks for place in _places(cells, dates)]
    hits = {hit.work: hit for hit in listing.works(request, [place.occurrence.schedule.work for place in places])}
    for place in places:
        occurrence = place.occurrence
        hit = hits.get(occurrence.schedule.work)
        if hit is None:
            # Not for this visitor since the engine was asked.
            continue
        shown = shown_date(occurrence)
        for cell in place.cells:
            cell.slots.extend([None] * (place.number + 1 - len(cell.slots)))
            cell.slots[place.number] = Slot(
                hit=hit,
                date=shown,
                is_first=cell.day == occurrence.first_day,
                is_last=cell.day == occurrence.last_day,
                is_told=cell is place.cells[0],
            )


def _places(cells: list[Day], dates: list["Occurrence"]) -> Iterator[_Place]:
    """Yield the dates of a week that are drawn, each with its place; the others are counted in their cells.

    A date of several days has the same place in each, so that it reads as one bar.
    """
    by_day = {cell.day: cell for cell in cells if not cell.is_out}
    if not by_day:
        return
    taken: dict[date, set[int]] = defaultdict(set)
    for occurrence in dates:
        if occurrence.last_day < min(by_day) or occurrence.first_day > max(by_day):
            continue
        own = [cell for day, cell in by_day.items() if occurrence.first_day <= day <= occurrence.last_day]
        number = next(free for free in count() if all(free not in taken[cell.day] for cell in own))
        for cell in own:
            taken[cell.day].add(number)
            cell.more += number >= SHOWN_A_DAY
        if number < SHOWN_A_DAY:
            yield _Place(occurrence, own, number)
