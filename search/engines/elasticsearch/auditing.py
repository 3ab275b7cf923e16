"""Reading what the index shows, document by document: for the audit, which has more time than a visitor."""

from collections.abc import Iterator, Sequence
from typing import Final

from search.engines.elasticsearch.answers import Answer, checked, hits_of, keys_of
from search.engines.elasticsearch.connection import alias, feed_client, translated
from search.engines.elasticsearch.queries import Body
from search.facets import get_facets

PAGE: Final = 10_000


def read_keys(condition: Body) -> Iterator[int]:
    """Yield the key of every entry that a condition finds; raises ``SearchUnavailable``."""
    request: Body = {"query": {"bool": condition}, "sort": [{"key": "asc"}], "size": PAGE}
    while True:
        answer = _asked(request)
        yield from keys_of(answer)
        hits = hits_of(answer)
        if len(hits) < PAGE:
            return
        request |= {"search_after": hits[-1]["sort"]}


def read_facet_values(keys: Sequence[int]) -> dict[int, frozenset[tuple[str, str]]]:
    """Return the (facet, value) pairs of the documents of some entries; raises ``SearchUnavailable``."""
    facets = {f"facet.{facet.key}": facet.key for facet in get_facets()}
    asked = {"ids": {"values": [str(key) for key in keys]}}
    fields = [{"field": field} for field in facets]
    return {
        int(hit["_id"]): frozenset(
            (facets[field], value) for field, values in hit.get("fields", {}).items() for value in values
        )
        for hit in hits_of(_asked({"query": asked, "docvalue_fields": fields, "size": len(keys)}))
    }


def _asked(request: Body) -> Answer:
    with translated():
        answer = feed_client().search(index=alias(), **request)
    return checked(answer.body, request)
