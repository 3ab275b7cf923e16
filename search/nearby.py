"""When a crossing of the matrix has nothing: the crossings beside it that do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from search.results import Bucket, SearchResults

SHOWN = 3


@dataclass(frozen=True, slots=True)
class NearbyCell:
    """A crossing that has works: what it is called beside the one that was asked, how many, and the search."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Nearby:
    """Cells in one row or column of the matrix; ``label`` is the value that they keep."""

    label: str
    cells: list[NearbyCell]


def nearby(results: SearchResults) -> list[Nearby]:
    """Return the best cells in the same row, and those in the same column, of a crossing that is empty.

    The counts are those of the facets: each leaves its own selection out and obeys the other's, which is
    exactly the cell beside. So nothing is asked again.
    """
    row, column = settings.HUB_MATRIX
    buckets = {facet.key: facet.buckets for facet in results.facets}
    if results.total or not (results.query.filters.get(row) and results.query.filters.get(column)):
        return []
    found = [_beside(results, kept, other, buckets) for kept, other in ((column, row), (row, column))]
    return [line for line in found if line.cells]


def _beside(results: SearchResults, kept: str, other: str, buckets: dict[str, Sequence[Bucket]]) -> Nearby:
    best = [bucket for bucket in buckets.get(other, ()) if bucket.count and not bucket.is_selected][:SHOWN]
    return Nearby(
        label=", ".join(bucket.label for bucket in buckets.get(kept, ()) if bucket.is_selected),
        cells=[
            NearbyCell(bucket.label, bucket.count, results.query.with_values(other, bucket.value).url)
            for bucket in best
        ],
    )
