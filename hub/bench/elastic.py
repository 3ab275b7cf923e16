"""The plain ``FacetedSearch`` of elasticsearch.dsl on the same works, to compare with: an index of the bench's own.

It has what a project would write first: one document a work in the site's first language, one field for each text,
the language's own analyzer, a ``TermsFacet`` for each facet with its default of ten values (the embedded engine counts
them all), ten hits with highlights. What is not public, or over, is filtered out.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch, helpers
from elasticsearch.dsl import FacetedSearch, Search, TermsFacet

from hub.bench import gates
from hub.bench.gates import Gate
from hub.bench.measuring import forget_matches
from hub.bench.timing import Times, once
from search.audience import PUBLIC
from search.engines import get_engine
from search.facets import get_facets
from search.models import AUDIENCE, IndexEntry, IndexTerm
from search.query import SearchQuery

INDEX = "hub-bench"
ANALYZERS = {"nl": "dutch", "en": "english"}
FIELDS = ["title^8", "summary^3", "body", "other^0.4"]
TIMEOUT = 120


class PlainSearch(FacetedSearch):  # type: ignore[misc]
    """As its documentation shows it, with all words asked for, as this site does."""

    index = INDEX
    fields = FIELDS
    facets = {facet.key: TermsFacet(field=facet.key) for facet in get_facets()}

    def search(self) -> Search:
        """Return the search among what anybody may see and is not over."""
        found = super().search().filter("term", **{AUDIENCE: PUBLIC})
        return found.exclude("range", closes={"lte": "now"}).source(["title", "summary", "url"])[:10]

    def query(self, search: Any, query: Any) -> Any:
        """Return the search with every word somewhere in the fields."""
        if not query:
            return search
        return search.query("multi_match", query=query, fields=self.fields, type="cross_fields", operator="and")


def compare(url: str, queries: Sequence[SearchQuery], report: Callable[[str], Any]) -> Iterator[Gate]:
    """Index the works, ask every query of both in turns, remove the index, and yield the gates."""
    # A line for each request would be part of its time.
    logging.getLogger("elastic_transport").setLevel(logging.WARNING)
    client = Elasticsearch(url, request_timeout=TIMEOUT)
    try:
        started = time.perf_counter()
        count = _index(client)
        report(f"Elasticsearch: {count:,} documents in {time.perf_counter() - started:.0f} s.")
        ours, theirs, agreed = _take_turns(client, queries)
    finally:
        client.indices.delete(index=INDEX, ignore_unavailable=True)
        client.close()
    note = f"{agreed} of {len(queries)} totals are equal; words are stemmed otherwise"
    name = f"{len(queries)} questions against Elasticsearch"
    yield gates.share_of(f"{name}, median", ours.median, theirs.median, gates.ELASTICSEARCH_MEDIAN, note=note)
    yield gates.share_of(f"{name}, p95", ours.p95, theirs.p95, gates.ELASTICSEARCH_P95)


def _take_turns(client: Elasticsearch, queries: Sequence[SearchQuery]) -> tuple[Times, Times, int]:
    engine = get_engine()
    ours, theirs, agreed = [], [], 0
    for is_warm in (False, False, True):
        for query in queries:
            plain = PlainSearch(query.text.text, filters={key: list(found) for key, found in query.filters.items()})
            plain._s = plain._s.using(client)
            forget_matches(engine)
            taken = once(partial(engine.search, query))
            other = once(partial(_whole, plain))
            if is_warm:
                ours.append(taken)
                theirs.append(other)
                agreed += engine.search(query).total == _whole(plain).hits.total.value
    return Times.of(ours), Times.of(theirs), agreed


def _whole(search: PlainSearch) -> Any:
    """Return the answer with its hits and the values of every facet as Python objects, as a page would read them."""
    response = search.execute()
    for hit in response:
        hit.meta.to_dict()
    for facet in search.facets:
        list(response.facets[facet])
    return response


def _index(client: Elasticsearch) -> int:
    language = settings.LANGUAGE_CODE
    text = {"type": "text", "analyzer": ANALYZERS[language]}
    properties: dict[str, Any] = {name.partition("^")[0]: text for name in FIELDS}
    properties |= {facet.key: {"type": "keyword"} for facet in get_facets()}
    properties |= {AUDIENCE: {"type": "keyword"}, "closes": {"type": "date"}, "url": {"type": "keyword"}}
    client.indices.delete(index=INDEX, ignore_unavailable=True)
    client.indices.create(
        index=INDEX, mappings={"properties": properties}, settings={"number_of_shards": 1, "number_of_replicas": 0}
    )
    count, _errors = helpers.bulk(client, _documents(language), index=INDEX, stats_only=True)
    # One segment: the best it can do.
    client.indices.forcemerge(index=INDEX, max_num_segments=1)
    client.indices.refresh(index=INDEX)
    return int(count)


def _documents(language: str) -> Iterator[dict[str, Any]]:
    clauses: dict[int, list[str]] = {}
    for key, clause in IndexTerm.objects.filter(facet=AUDIENCE).values_list("entry_id", "value").iterator():
        clauses.setdefault(key, []).append(clause)
    for entry in IndexEntry.objects.filter(is_live=True, locale=language).iterator(chunk_size=2_000):
        ends = [period.ends_at for period in entry.get_periods()]
        yield {
            "_id": entry.pk,
            "title": entry.title,
            "summary": entry.summary,
            "body": entry.body,
            "other": " ".join(entry.other_words.values()),
            "url": entry.url,
            "closes": max(ends) if ends else entry.deadline,
            AUDIENCE: clauses.get(entry.pk, []),
            **entry.values,
        }
