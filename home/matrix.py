"""The coalition's picture of itself: building blocks crossed with application areas."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from home import listing
from search.engines import get_engine
from search.results import Bucket, CrossTable

ROWS, COLUMNS = settings.HUB_MATRIX


@dataclass(frozen=True, slots=True)
class Crossing:
    """One crossing of a term with a value of the other axis, and the search that lists it."""

    bucket: Bucket
    url: str


def cross_table(request: HttpRequest, *, narrowed: bool = False) -> CrossTable:
    """Return the matrix as this visitor may see it; ``narrowed`` by the search keys of the address."""
    return get_engine().cross_count(listing.base_query(request, narrowed=narrowed), ROWS, COLUMNS)


def other_axis(facet_key: str) -> str:
    """Return the facet key of the axis that crosses this one."""
    return COLUMNS if facet_key == ROWS else ROWS


def crossings(request: HttpRequest, facet_key: str, value: str) -> list[Crossing]:
    """Return one row (or column) of the matrix: each value of the other axis, with its number of works."""
    query = listing.base_query(request).with_values(facet_key, value)
    other = other_axis(facet_key)
    results = get_engine().search(query.replace(size=0))
    return [
        Crossing(bucket, query.with_values(other, bucket.value).url)
        for bucket in listing.in_vocabulary_order(results, other)
    ]
