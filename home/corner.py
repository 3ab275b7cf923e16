"""A corner of the matrix: the works of one term as one visitor may see them.

Whatever draws something of a corner takes its *shelf* of it. The corner is counted by one search, and all
shelves are filled together, by one query of the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from home import listing
from home.models.terms import Term
from search.engines import get_engine
from search.query import DEFAULT_SIZE, SearchQuery
from search.results import Hit, SearchResults

TYPE = "type"


@dataclass(slots=True)
class Shelf:
    """Some works of a corner: how many there are, where all of them are listed, and the first of them."""

    query: SearchQuery
    total: int
    hits: list[Hit] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the address of the search whose total this is."""
        return self.query.replace(size=DEFAULT_SIZE).url


class Corner:
    """The works of a term for one visitor."""

    def __init__(self, request: HttpRequest, term: Term) -> None:
        self.query = listing.base_query(request).with_values(term.facet_key, term.slug)
        self._shelves: list[Shelf] = []

    @cached_property
    def counted(self) -> SearchResults:
        """The corner with the counts of every facet, and no hits."""
        return get_engine().search(self.query.replace(size=0))

    def count(self, filters: Mapping[str, Sequence[str]]) -> int:
        """Return the number of works in the corner with these facet values."""
        if list(filters) == [TYPE]:
            # A work has one type, so the counts of types add up.
            counts = {bucket.value: bucket.count for bucket in self.counted.facet(TYPE).buckets}
            return sum(counts.get(value, 0) for value in filters[TYPE])
        return get_engine().search(self._narrowed(filters).replace(size=0)).total

    def shelf(self, filters: Mapping[str, Sequence[str]], *, sort: str, size: int) -> Shelf:
        """Return a shelf of works with these facet values; its hits come with ``fill``."""
        shelf = Shelf(self._narrowed(filters).replace(sort=sort, size=size), self.count(filters))
        if shelf.total:
            self._shelves.append(shelf)
        return shelf

    def fill(self) -> None:
        """Put the hits on every shelf that was asked for since the last time."""
        shelves, self._shelves = self._shelves, []
        for shelf, results in zip(shelves, get_engine().search_many([s.query for s in shelves]), strict=True):
            shelf.hits = results.hits

    def _narrowed(self, filters: Mapping[str, Sequence[str]]) -> SearchQuery:
        query = self.query
        for key, values in filters.items():
            query = query.with_values(key, *values)
        return query


def corner_of(request: HttpRequest, term: Term) -> Corner:
    """Return the corner of a term; one for the whole request, however many parts of a page ask."""
    holder: Any = request
    corners: dict[tuple[str, str], Corner] = holder.__dict__.setdefault("_hub_corners", {})
    key = (term.facet_key, term.slug)
    if key not in corners:
        corners[key] = Corner(request, term)
    return corners[key]
