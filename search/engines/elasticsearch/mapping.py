"""The index: its fields, and how they are compared.

One document an entry (a work in a language of the interface). Words arrive as the tokens that
``search.engines.analysis`` makes of them, so that every engine finds the same (docs/adr/0030-elasticsearch.md); the
server cuts the beginnings of words. No text can be read back: its source is not kept.
"""

import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from elasticsearch.dsl import Float, Keyword, Long, LongRange, Mapping as Fields, Object, Text, analyzer

from search.engines.analysis import WORDS, languages
from search.engines.questions import FIELDS, PARTS, TITLE_WORDS
from search.facets import get_facets
from search.models import ABOUT
from search.query import MAX_PAGE, MAX_SIZE

# Raise it with every change of what a field means that the mapping does not tell: the index is then made anew.
SCHEMA_NUMBER: Final = 1
# How beginnings are kept: from two letters on, as ``search.normalise`` asks for them at least.
BEGINNINGS: Final = {"min_chars": 2, "max_chars": 12}
# The last result that a page may show.
RESULT_WINDOW: Final = MAX_PAGE * MAX_SIZE

# What BM25 takes for the usual number of words of a field (the demo's, rounded). Fixed, because by an average over the
# index, works that a viewer may not see would move the order of the others.
USUAL_LENGTHS: Final[Mapping[str, int]] = {
    "title": 7,
    "summary": 22,
    "body": 350,
    "other": 380,
    "attached": 2_000,
    "title_parts": 3,
    "parts": 60,
}


def index_body() -> dict[str, Any]:
    """Return the settings and mappings of a new index."""
    fields = _fields()
    fields.meta("_meta", schema=schema_digest())
    return {
        "settings": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            # What was written is shown when the feeder says so, all at once, and never in between.
            "refresh_interval": "-1",
            "max_result_window": RESULT_WINDOW,
            "similarity": {f"of_{name}": _similarity(length) for name, length in USUAL_LENGTHS.items()},
            "analysis": fields._collect_analysis(),
        },
        "mappings": fields.to_dict(),
    }


@functools.cache
def schema_digest() -> str:
    """Return what tells one make of the index from another; kept in its mapping."""
    told = [SCHEMA_NUMBER, dict(USUAL_LENGTHS), _fields().to_dict()]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _fields() -> Fields:
    fields = Fields()
    fields.meta("dynamic", "strict")
    fields.meta("_source", enabled=False)
    for name in ("locale", "audience", ABOUT, "public_id", "stamp"):
        fields.field(name, Keyword())
    for name in ("work", "title_order", "dates"):
        fields.field(name, Keyword(index=False))
    facets = {facet.key: Keyword(eager_global_ordinals=True) for facet in get_facets()}
    fields.field("facet", Object(dynamic="strict", properties=facets))
    for name in ("key", "published", "closes", "last_start", "version"):
        fields.field(name, Long())
    fields.field("spans", LongRange(doc_values=False))
    fields.field("weight", Float(index=False))
    for name in (WORDS, TITLE_WORDS):
        fields.field(name, _text(index_options="docs", norms=False, index_prefixes=BEGINNINGS))
    for name in PARTS:
        fields.field(name, _text(index_options="freqs", similarity=f"of_{name}"))
    for language in languages():
        for name in FIELDS:
            fields.field(f"{name}_{language}", _text(similarity=f"of_{name}"))
    return fields


def _text(**options: Any) -> Text:
    return Text(analyzer=analyzer("tokens", tokenizer="whitespace"), **options)


def _similarity(length: int) -> dict[str, Any]:
    """Return BM25 (k1 = 1.2, b = 0.75) without what is counted over the index: the question says how rare a word is."""
    norm = f"1.2 * (0.25 + 0.75 * doc.length / {length}.0)"
    source = f"return query.boost * 2.2 * doc.freq / (doc.freq + {norm});"
    return {"type": "scripted", "script": {"source": source}}
