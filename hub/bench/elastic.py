"""The plain ``FacetedSearch`` of elasticsearch.dsl on the same works, to compare with: an index of the bench's own.

It has what a project would write first: one document a work in the site's first language, one field for each text,
the language's own analyzer, a ``TermsFacet`` for each facet with its default of ten values (our engines count them
all), ten hits. What is not public, or over, is filtered out.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch, helpers
from elasticsearch.dsl import FacetedSearch, Search, TermsFacet

from search.audience import PUBLIC
from search.facets import get_facets
from search.models import AUDIENCE, IndexEntry, IndexTerm
from search.query import SearchQuery

INDEX = f"plain-bench-{os.getpid()}"
ANALYZERS = {"nl": "dutch", "en": "english"}
FIELDS = ["title^8", "summary^3", "body", "other^0.4"]
TIMEOUT = 300


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


class Plain:
    """The plain search on a client; ``ask`` answers one of our searches as a page would read it."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def ask(self, query: SearchQuery) -> Any:
        """Return the answer with its hits and the values of every facet as Python objects."""
        search = PlainSearch(query.text.text, filters={key: list(found) for key, found in query.filters.items()})
        first = (query.page - 1) * query.size
        search._s = search._s.using(self._client)[first : first + query.size]
        response = search.execute()
        for hit in response:
            hit.meta.to_dict()
        for facet in search.facets:
            list(response.facets[facet])
        return response


@contextmanager
def plain_index(url: str) -> Iterator[Plain]:
    """Yield the plain search on an index of the works of this database, which is removed at the end."""
    # A line for each request would be part of its time.
    logging.getLogger("elastic_transport").setLevel(logging.WARNING)
    client = Elasticsearch(url, request_timeout=TIMEOUT)
    try:
        _index(client)
        yield Plain(client)
    finally:
        client.indices.delete(index=INDEX, ignore_unavailable=True)
        client.close()


def _index(client: Elasticsearch) -> None:
    language = settings.LANGUAGE_CODE
    text = {"type": "text", "analyzer": ANALYZERS[language]}
    properties: dict[str, Any] = {name.partition("^")[0]: text for name in FIELDS}
    properties |= {facet.key: {"type": "keyword"} for facet in get_facets()}
    properties |= {AUDIENCE: {"type": "keyword"}, "closes": {"type": "date"}, "url": {"type": "keyword"}}
    client.indices.delete(index=INDEX, ignore_unavailable=True)
    client.indices.create(
        index=INDEX, mappings={"properties": properties}, settings={"number_of_shards": 1, "number_of_replicas": 0}
    )
    helpers.bulk(client, _documents(language), index=INDEX, stats_only=True)
    # One segment: the best it can do.
    client.indices.forcemerge(index=INDEX, max_num_segments=1)
    client.indices.refresh(index=INDEX)


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
