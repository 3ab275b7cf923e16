"""Two facets crossed, from what an engine counted; the same for every engine."""

from collections.abc import Mapping

from search.facets import get_facet
from search.hits import Labels, make_bucket
from search.query import SearchQuery
from search.results import Bucket, CrossTable


def cross_table(
    query: SearchQuery,
    facets: tuple[str, str],
    labels: Mapping[str, Labels],
    counts: Mapping[str, Mapping[str, int]],
    cells: Mapping[tuple[str, str], int],
    *,
    total: int,
) -> CrossTable:
    """Return the table of a row facet and a column facet; ``counts`` are those of the values of each.

    Of a public vocabulary every current value is there; of an open one only what occurs: that a value exists may be a
    secret.
    """
    rows, columns = (_side(facet, labels[facet], counts[facet]) for facet in facets)
    crossings = [(row.value, column.value) for row in rows for column in columns]
    return CrossTable(
        query=query,
        row_facet=facets[0],
        column_facet=facets[1],
        rows=rows,
        columns=columns,
        counts={crossing: cells.get(crossing, 0) for crossing in crossings},
        total=total,
    )


def _side(facet: str, labels: Labels, counts: Mapping[str, int]) -> list[Bucket]:
    shows_gaps = get_facet(facet).is_closed
    return [
        make_bucket(value, label, counts.get(value, 0))
        for value, label in labels.items()
        if counts.get(value) or (shows_gaps and label.is_current)
    ]
