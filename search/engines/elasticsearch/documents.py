"""From an entry of the database's index to the document that the server keeps of it."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from search.documents import Period
from search.engines.analysis import COMPOUNDING, MAX_TOKEN_BYTES, WORDS, Vocabulary, analyzer
from search.engines.questions import TITLE_WORDS
from search.engines.texts import Text, Words, label_words
from search.facets import get_facets
from search.models import ABOUT, AUDIENCE, IndexEntry, IndexTerm

# The document that says up to which version of the index the others are.
STATE_ID: Final = "state"
CHUNK: Final = 500
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Moments in a field that is read as text all have 18 digits, whatever the year.
MOMENT_OFFSET: Final = 10**17
# The analysis leaves out what is longer than a word can be, and leaves a hole that no phrase goes over.
HOLE: Final = " _ "
_LONG: Final = re.compile(r"[^\W_]{30,}")
AND: Final = " & "


class Document(NamedTuple):
    """A document of the index; ``body`` is ``None`` for an entry that is gone."""

    key: int
    version: int
    body: dict[str, Any] | None


def to_micros(moment: datetime) -> int:
    """Return a moment as microseconds since 1970 UTC, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def state_body(version: int, stamp: UUID) -> dict[str, Any]:
    """Return the document that says how far the index is."""
    return {"version": version, "stamp": str(stamp)}


def read_documents(entries: "QuerySet[IndexEntry]", words: Words, vocabulary: Vocabulary) -> Iterator[Document]:
    """Yield the document of each entry in the order of the queryset; memory stays that of ``CHUNK`` entries."""
    # Also the words of documents, which are left out where they are not asked for.
    rows = entries.defer(None).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        terms = _terms_of(row.pk for row in chunk if row.is_live)
        for row in chunk:
            body = _body(row, terms[row.pk], words, vocabulary) if row.is_live else None
            yield Document(row.pk, row.version, body)


def _terms_of(keys: Iterable[int]) -> defaultdict[int, dict[str, list[str]]]:
    """Return what each entry is guarded by and points at: the terms that it has no column for."""
    found: defaultdict[int, dict[str, list[str]]] = defaultdict(lambda: {AUDIENCE: [], ABOUT: []})
    rows = IndexTerm.objects.filter(entry_id__in=list(keys), facet__in=(AUDIENCE, ABOUT))
    for key, facet, value in rows.order_by("value").values_list("entry_id", "facet", "value"):
        found[key][facet].append(value)
    return found


def _body(entry: IndexEntry, terms: dict[str, list[str]], words: Words, vocabulary: Vocabulary) -> dict[str, Any]:
    periods = entry.get_periods()
    closes = max((period.ends_at for period in periods), default=entry.deadline)
    return {
        "key": entry.pk,
        "locale": entry.locale,
        "work": entry.work.hex,
        "public_id": entry.public_id,
        "version": entry.version,
        # As one value, so that a viewer is asked for by those of which he meets every clause.
        "audience": AND.join(terms[AUDIENCE]) or None,
        ABOUT: terms[ABOUT],
        "facet": {facet.key: entry.values.get(facet.key, []) for facet in get_facets()},
        "published": to_micros(entry.published_at),
        "closes": None if closes is None else to_micros(closes),
        "last_start": to_micros(periods[-1].starts_at if periods else entry.published_at),
        "spans": _spans(entry, periods),
        "dates": [_date(period) for period in periods],
        "weight": entry.weight,
        "title_order": entry.title.casefold(),
        **_words(entry, words, vocabulary),
    }


def _spans(entry: IndexEntry, periods: Sequence[Period]) -> list[dict[str, int]]:
    """Return the stretches of time that a period may overlap: its dates, else the moment of its publication."""
    if not periods:
        published = to_micros(entry.published_at)
        return [{"gte": published, "lte": published + 1}]
    spans = (sorted((to_micros(period.starts_at), to_micros(period.ends_at))) for period in periods)
    # The server refuses what ends before it starts, and with it all that is written at the same time.
    return [{"gte": start, "lte": end} for start, end in spans]


def _date(period: Period) -> str:
    """Return end and start of a date and whether it is held, for the script that sorts by the next one."""
    end, start = (to_micros(moment) + MOMENT_OFFSET for moment in (period.ends_at, period.starts_at))
    return f"{end:018d}{start:018d}{0 if period.cancelled else 1}"


def _words(entry: IndexEntry, words: Words, vocabulary: Vocabulary) -> dict[str, Any]:
    others = {
        language: f"{entry.other_words.get(language, '')}\n{label_words(entry.values, words[language])}".strip()
        for language in words
    }
    files = [(language, "\n".join(texts)) for language, texts in entry.attached]
    text = Text(entry.language, entry.title, entry.summary, entry.body, tuple(others.items()), tuple(files))
    fields = list(text.fields())
    texts = [(language, found) for _name, language, found in fields]
    # Each text apart, so that no phrase goes on from one document of the work into the next.
    body: dict[str, Any] = {}
    for name, language, found in fields:
        body.setdefault(f"{name}_{language}", []).append(_tokens(language, found))
    # Whether they are there is all that is asked of these: once is enough.
    body[WORDS] = " ".join(dict.fromkeys(token for _language, text in texts for token in _whole(text)))
    body[TITLE_WORDS] = " ".join(_whole(entry.title))
    if entry.language == COMPOUNDING:
        body["title_parts"] = vocabulary.parts_of(entry.title)
    inside = (vocabulary.parts_of(text) for language, text in texts if language == COMPOUNDING)
    body["parts"] = " ".join(filter(None, inside))
    return body


# The languages of a work that has no translation say the same words.
@functools.lru_cache(maxsize=16)
def _tokens(language: str, text: str) -> str:
    return HOLE.join(" ".join(analyzer(language).analyze(piece)) for piece in _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces, without what is too long for a word between them."""
    start = 0
    for long in _LONG.finditer(text):
        if len(long[0].encode()) >= MAX_TOKEN_BYTES:
            yield text[start : long.start()]
            start = long.end()
    yield text[start:]


def _whole(text: str) -> list[str]:
    return analyzer(WORDS).analyze(text)
