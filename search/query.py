"""A search as a value: parsed from the address once, and written back to one canonical address."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from search.audience import EVERYBODY
from search.facets import get_facets
from search.normalise import NormalisedText, normalise

SORTS = ("relevance", "newest", "soonest", "title")
DEFAULT_SIZE = 20
MAX_SIZE = 100
# Nobody reads the five-hundredth page; a crawler that tries costs as much as a reader.
MAX_PAGE = 500
MAX_VALUES = 20
# Far beyond any event, and far from where the arithmetic of dates ends.
YEARS = range(1900, 2201)
OTHER_KEYS = ("q", "when", "past", "sort", "page", "size", "lang")


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``first`` to ``last``, both included; an absent side is open (ISO 8601 ``a/b``)."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Return the interval of ``2026-01-01/2026-03-31``, ``2026-01-01/`` or ``/2026-03-31``.

        One day stands for itself; sides in the wrong order are swapped. Raises ``ValueError`` when it
        cannot be read, or lies outside the years of ``YEARS``.
        """
        sides = raw.strip().split("/")
        if len(sides) > 2 or not any(sides):
            raise ValueError(raw)
        first, last = (date.fromisoformat(side) if side else None for side in (sides[0], sides[-1]))
        if any(side.year not in YEARS for side in (first, last) if side):
            raise ValueError(raw)
        if first and last and last < first:
            first, last = last, first
        return cls(first, last)

    def __str__(self) -> str:
        return f"{self.first or ''}/{self.last or ''}"

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """Return aware datetimes in the site's zone: from the start, to before the end."""
        zone = timezone.get_default_timezone()
        start = datetime.combine(self.first, time.min, zone) if self.first else None
        end = datetime.combine(self.last + timedelta(days=1), time.min, zone) if self.last else None
        return start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is asked, by whom (``tokens``), in which language of the interface (``locale``).

    ``about`` keeps what points at one work; it is asked by pages, and has no key in an address.
    """

    text: NormalisedText = field(default_factory=lambda: normalise(""))
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: Interval | None = None
    past: bool = False
    about: UUID | None = None
    sort: str = ""
    page: int = 1
    size: int = DEFAULT_SIZE
    locale: str = "nl"
    tokens: frozenset[str] = EVERYBODY

    @classmethod
    def from_params(cls, params: QueryDict, *, locale: str, tokens: frozenset[str] = EVERYBODY) -> "SearchQuery":
        """Return the query of an address; what cannot be understood is left out."""
        from search.params import parse_params  # noqa: PLC0415 - params builds queries

        return parse_params(params, locale=locale, tokens=tokens).query

    @property
    def effective_sort(self) -> str:
        """Return the order in force: as asked, else relevance with words and newest without."""
        if self.sort and not (self.sort == "relevance" and not self.text.terms):
            return self.sort
        return "relevance" if self.text.terms else "newest"

    @property
    def has_filters(self) -> bool:
        """Return whether anything but words narrows the search."""
        return bool(any(self.filters.values()) or self.when)

    def replace(self, **changes: object) -> Self:
        """Return the query with other parts; the page goes back to the first unless given."""
        return dataclasses.replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]

    def with_values(self, facet: str, *values: str) -> Self:
        """Return the query with exactly these values of a facet (none: without that facet)."""
        filters = {key: found for key, found in self.filters.items() if key != facet}
        if values:
            filters[facet] = tuple(dict.fromkeys(values))
        return self.replace(filters=filters)

    def without_value(self, facet: str, value: str) -> Self:
        """Return the query without one chosen value."""
        return self.with_values(facet, *(v for v in self.filters.get(facet, ()) if v != value))

    def to_params(self) -> list[tuple[str, str]]:
        """Return keys and values in canonical order: words, facets as registered, dates, order, page."""
        params = [("q", self.text.text)] if self.text.text else []
        for facet in get_facets():
            params.extend((facet.key, value) for value in sorted(self.filters.get(facet.key, ())))
        if self.when:
            params.append(("when", str(self.when)))
        if self.past:
            params.append(("past", "1"))
        if self.sort and self.sort != self.replace(sort="").effective_sort:
            params.append(("sort", self.sort))
        if self.size != DEFAULT_SIZE:
            params.append(("size", str(self.size)))
        if self.page > 1:
            params.append(("page", str(self.page)))
        return params

    def query_string(self) -> str:
        """Return ``?key=value…`` or nothing."""
        params = self.to_params()
        return f"?{urlencode(params, safe='/')}" if params else ""

    @property
    def url(self) -> str:
        """Return the address of the search page that shows this query, in its own language."""
        with translation.override(self.locale):
            return reverse("search:search") + self.query_string()
