"""One search with the server: what is asked in a round, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from search.engines.elasticsearch import queries
from search.engines.elasticsearch.answers import Answer, counts_of, keys_of
from search.engines.elasticsearch.queries import Asked, Body
from search.engines.questions import RELAXED_WORDS
from search.facets import get_facet, get_facets
from search.hits import Labels
from search.query import SearchQuery


@dataclass
class Exchange:
    """A search and the answers to its requests, by what they are for."""

    asked: Asked
    is_relaxed: bool = False
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def query(self) -> SearchQuery:
        """Return what was searched for."""
        return self.asked.query

    @cached_property
    def requests(self) -> dict[str, Body]:
        """Return the counts, the hits of a page that has any, and which chosen values the viewer may know of."""
        query = self.query
        found = {"counts": queries.counts_request(self.asked)}
        if query.size:
            found["hits"] = queries.hits_request(self.asked, first=(query.page - 1) * query.size, size=query.size)
        chosen = {key: values for key, values in query.filters.items() if values and not get_facet(key).is_closed}
        if chosen:
            found["known"] = queries.values_request({"filter": queries.visible(self.asked)}, chosen)
        return found

    @property
    def may_be_relaxed(self) -> bool:
        """Return whether nothing was found of a question of several words: perhaps because nothing has them all."""
        return not self.is_relaxed and not self.total and len(self.query.text.wanted) >= RELAXED_WORDS

    @property
    def total(self) -> int:
        """Return how many works were found."""
        return int(self._counted(queries.FOUND)["doc_count"])

    @property
    def past_total(self) -> int:
        """Return how many works only ``past=1`` would add."""
        return int(self._counted(queries.PAST)["doc_count"])

    @property
    def keys(self) -> list[int]:
        """Return the keys of the entries on the page of results, in order."""
        return keys_of(self.answers["hits"]) if "hits" in self.answers else []

    def counts(self, facet: str) -> dict[str, int]:
        """Return the counts of a facet's values, its own selection left out."""
        name = queries.without(facet) if self.query.filters.get(facet) else queries.FOUND
        return counts_of(self._counted(name)[facet])

    def unknown(self, labels: Mapping[str, Labels]) -> dict[str, list[str]]:
        """Return the chosen values that do not exist as far as the viewer may know."""
        found: dict[str, list[str]] = {}
        for facet in get_facets():
            known = labels[facet.key] if facet.is_closed else self._visible_values(facet.key)
            for value in self.query.filters.get(facet.key, ()):
                if value not in labels[facet.key] or value not in known:
                    found.setdefault(facet.key, []).append(value)
        return found

    def _visible_values(self, facet: str) -> Sequence[str]:
        if not self.query.filters.get(facet):
            return ()
        return [bucket["key"] for bucket in self.answers["known"]["aggregations"][facet]["buckets"]]

    def _counted(self, name: str) -> Answer:
        found: Answer = self.answers["counts"]["aggregations"].get(name, {"doc_count": 0})
        return found
