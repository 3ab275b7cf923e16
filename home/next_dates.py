"""The next dates of something, such as an organisation: the first of them, the way to all, and a calendar of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from home import listing
from search.addresses import query_path
from search.engines import get_engine
from search.results import Hit

EVENT = "event"
SIZE = 3


@dataclass(frozen=True, slots=True)
class NextDates:
    """Some events to come: how many there are, where all of them are listed, and their calendar."""

    hits: list[Hit]
    total: int
    url: str
    calendar_url: str


def next_dates(request: HttpRequest, facet: str, values: Sequence[str]) -> NextDates | None:
    """Return the events to come with one of these values of a facet, for this visitor; ``None`` without any."""
    if not values:
        return None
    asked = listing.base_query(request).with_values(facet, *values)
    query = asked.with_values("type", EVENT).replace(sort="soonest")
    results = get_engine().search(query.replace(size=SIZE))
    if not results.total:
        return None
    # A calendar is of events unless it says otherwise, so its address need not name the type.
    return NextDates(results.hits, results.total, query.url, query_path("events_calendar", asked))
