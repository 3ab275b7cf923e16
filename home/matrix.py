"""The coalition's picture of itself: building blocks crossed with application areas."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest

from home import listing
from home.models.terms import Term
from search.engines import get_engine
from search.results import CrossTable

ROWS, COLUMNS = settings.HUB_MATRIX


def cross_table(request: HttpRequest, *, narrowed: bool = False) -> CrossTable:
    """Return the matrix as this visitor may see it; ``narrowed`` by the search keys of the address."""
    return get_engine().cross_count(listing.base_query(request, narrowed=narrowed), ROWS, COLUMNS)


def line_of(request: HttpRequest, term: Term) -> CrossTable:
    """Return the row of a building block, or the column of an area, with threads as thick as in the whole matrix."""
    table = cross_table(request)
    if term.facet_key == ROWS:
        return replace(table, rows=[row for row in table.rows if row.value == term.slug])
    return replace(table, columns=[column for column in table.columns if column.value == term.slug])
