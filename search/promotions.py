"""Recommended by the editors: at most three works above the first page of results."""

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from search.expressions import Words, folded_terms
from search.hits import find_hits
from search.models import IndexState, PromotedResult
from search.query import SearchQuery
from search.remembered import Remembered
from search.results import Hit

MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promoted result with the words of its questions read once."""

    row: PromotedResult
    questions: frozenset[Words]

    def answers(self, query: SearchQuery) -> bool:
        """Return whether it is meant for a search: for its words, or for a value that it has chosen without words."""
        if query.text.terms:
            return tuple(sorted(folded_terms(query.text.terms))) in self.questions
        facet, _colon, value = self.row.facet_value.partition(":")
        return value in query.filters.get(facet, ())


def _read() -> list[Promotion]:
    return [Promotion(row, row.questions()) for row in PromotedResult.objects.all()]


_remembered = Remembered(_read)


def promoted_for(query: SearchQuery) -> list[Hit]:
    """Return the works that editors recommend for a search, as its viewer may see them, in the editors' order.

    On the first page only, and never for a search that leaves something out or asks for dates: an editor has not
    looked at the work with that in mind. What does not have a chosen value of a facet is left out too. They are not
    part of the results: no total counts them. One query for their entries, and none when there is nothing to show
    today; the list itself is read once for each version of the index.
    """
    if query.page > 1 or query.when or query.text.excluded:
        return []
    state = IndexState.current()
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    promotions = _remembered.get(state[1] if state else None)
    works = [found.row.work for found in promotions if found.row.is_current(today) and found.answers(query)]
    return [hit for hit in find_hits(works, query) if _fits(hit, query)][:MOST]


def _fits(hit: Hit, query: SearchQuery) -> bool:
    """Return whether a work has one of the chosen values of each facet."""
    values = hit.values
    return all(set(chosen) & set(values.get(facet, ())) for facet, chosen in query.filters.items() if chosen)
