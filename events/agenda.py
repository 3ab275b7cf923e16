"""The agenda as a list: the next events by month, or what is over, with filters and a calendar to subscribe to."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import EventForm
from events.exports import EVENT, calendar_url, embed_url, follow_url, webcal_url
from home import listing
from home.wording import day_text, local_time
from search.forms import Chip, FacetGroup, facet_groups
from search.paginator import Pagination, paginate
from search.query import DEFAULT_SIZE, Interval, SearchQuery
from search.results import Hit, SearchResults

# What narrows an agenda; the rest of the filters is on the search page.
SHOWN_FACETS = ("form", "building_block", "application_area", "kind", "region", "organisation", "tag")
PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Month:
    """The events whose next date is in one month; ``first_day`` is its first."""

    first_day: date
    hits: list[Hit]


def agenda_context(request: HttpRequest, url: str) -> dict[str, Any]:
    """Return the context of the agenda whose own address is ``url``.

    ``results``; ``months`` (``Month``); ``is_past``; ``upcoming_url``, ``month_view_url`` and ``past_url``; ``facets``,
    ``chips``, ``clear_url`` and ``pages``, whose links stay on the agenda; ``fields``: what the filter form
    repeats; ``calendar_url`` and ``webcal_url`` of this selection; ``follow_url`` and ``embed_url``: the pages on which
    one makes a calendar or a frame of it; ``search_url``: the same on the search page.
    Raises ``Http404`` for a page that is not there.
    """
    asked = listing.base_query(request, narrowed=True)
    events, query = asked.with_values("type", EVENT), agenda_query(asked)
    results = listing.found(query)

    def here(changed: SearchQuery) -> str:
        return list_url(url, changed)

    return {
        "results": results,
        "query": query,
        "months": by_month(results.hits),
        "is_past": asked.past,
        **view_urls(url, asked, timezone.localdate().replace(day=1)),
        "facets": shown_facets(results),
        "chips": chips_of(results, asked, here),
        "clear_url": url + ("?past=1" if asked.past else ""),
        "pages": _pages(results, asked, here),
        "fields": kept_fields(asked),
        "calendar_url": calendar_url(events),
        "webcal_url": webcal_url(request, events),
        "follow_url": follow_url(events),
        "embed_url": embed_url(events),
        "search_url": events.url,
    }


def agenda_query(asked: SearchQuery) -> SearchQuery:
    """Return the search behind an agenda: what is to come, the soonest first; of the past, the latest first."""
    query = asked.with_values("type", EVENT)
    if asked.past and asked.when is None:
        # Until today: without an end, "also what is over" would bring back all that is still to come.
        query = query.replace(when=Interval(last=timezone.localdate()))
    # This order puts the dates to come first, and what is over after them with the latest on top.
    return query.replace(sort="soonest", page=asked.page, size=PAGE_SIZE)


def by_month(hits: Iterable[Hit]) -> list[Month]:
    """Return the hits in their order, grouped by the month of their date on the clocks where they are held."""
    months: list[Month] = []
    for hit in hits:
        first_day = local_time(hit.date, hit.card.get("zone", "")).date().replace(day=1)
        if not months or months[-1].first_day != first_day:
            months.append(Month(first_day, []))
        months[-1].hits.append(hit)
    return months


def list_url(url: str, query: SearchQuery) -> str:
    """Return the address of a selection as a list."""
    return url + _without_type(query)


def month_url(url: str, query: SearchQuery, month: date) -> str:
    """Return the address of a selection as one month."""
    narrowed = _without_type(query.replace(when=None, past=False))
    return f"{url}{narrowed}{'&' if narrowed else '?'}view=month&month={month:%Y-%m}"


def day_url(url: str, query: SearchQuery, day: date, today: date) -> str:
    """Return the address of a selection as the list of one day."""
    return list_url(url, query.replace(when=Interval(day, day), past=day < today))


def view_urls(url: str, asked: SearchQuery, month: date) -> dict[str, str]:
    """Return the ways to the same selection in each view: what is to come, a month, what is over."""
    return {
        "upcoming_url": list_url(url, asked.replace(past=False, when=None)),
        "month_view_url": month_url(url, asked, month),
        "past_url": list_url(url, asked.replace(past=True, when=None)),
    }


def kept_fields(asked: SearchQuery) -> list[tuple[str, str]]:
    """Return what the form of the filters repeats, because it has no field of its own there."""
    return [(key, value) for key, value in asked.to_params() if key in ("q", "when", "past")]


def shown_facets(results: SearchResults) -> list[FacetGroup]:
    """Return the filters of an agenda."""
    return [_own_values(group) for group in facet_groups(results) if group.key in SHOWN_FACETS]


def _own_values(group: FacetGroup) -> FacetGroup:
    """Return a facet without the forms that only another type can have, unless somebody chose one."""
    if group.key != "form":
        return group
    kept = [b for b in (*group.visible, *group.more) if b.is_selected or b.value in EventForm.values]
    return dataclasses.replace(group, visible=kept, more=[])


def _without_type(query: SearchQuery) -> str:
    page = query.page
    return query.with_values("type").replace(sort="", size=DEFAULT_SIZE, page=page).query_string()


def chips_of(results: SearchResults, asked: SearchQuery, here: Callable[[SearchQuery], str]) -> list[Chip]:
    """Return a chip for each chosen filter, whose link stays on the agenda."""
    found = [
        Chip(facet.label, bucket.label, here(asked.without_value(facet.key, bucket.value)), bucket.icon, bucket.dye)
        for facet in results.facets
        if facet.key != "type"
        for bucket in facet.selected
    ]
    if asked.when:
        first, last = (day_text(day) if day else "…" for day in (asked.when.first, asked.when.last))
        found.append(Chip(_("Date"), f"{first} – {last}", here(asked.replace(when=None))))
    return found


def _pages(results: SearchResults, asked: SearchQuery, here: Callable[[SearchQuery], str]) -> Pagination:
    """Return the pagination, whose links stay on the agenda."""
    found = paginate(results)
    page = results.query.page
    return Pagination(
        items=[
            item if item.is_gap else dataclasses.replace(item, url=here(asked.replace(page=item.number)))
            for item in found.items
        ],
        previous_url=here(asked.replace(page=page - 1)) if found.previous_url else "",
        next_url=here(asked.replace(page=page + 1)) if found.next_url else "",
    )
