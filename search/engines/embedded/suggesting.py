"""What may be meant by what somebody is typing: titles from the text index, labels from the vocabularies."""

import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap

from search.engines.analysis import WORD
from search.engines.embedded.facets import Snapshot
from search.engines.embedded.text import TextIndex
from search.facets import get_facets
from search.hits import Labels, make_bucket
from search.models import IndexEntry
from search.query import SearchQuery
from search.results import Bucket
from search.words import begins, folded

# One letter says nothing.
MIN_LETTERS = 2
# Of so many titles the newest are asked first; more when most of them are not for the viewer.
FIRST_TRY = 40
NEXT_TRY = 16


@dataclass(frozen=True, slots=True)
class LabelWords:
    """Every word of every label that is suggested, in order: (word, facet, value)."""

    rows: Sequence[tuple[str, str, str]]

    @classmethod
    def of(cls, labels: Mapping[str, Labels]) -> "LabelWords":
        """Return the words of the facets that are suggested."""
        rows = {
            (word, facet.key, value)
            for facet in get_facets()
            if facet.is_suggested
            for value, label in labels[facet.key].items()
            for word in WORD.findall(folded(label.label))
        }
        return cls(sorted(rows))

    def beginning(self, prefix: str) -> list[tuple[str, str]]:
        """Return facet and value of the labels with a word that begins so."""
        first = bisect_left(self.rows, (prefix, "", ""))
        last = bisect_left(self.rows, (prefix + "\U0010ffff", "", ""))
        return list(dict.fromkeys((facet, value) for _word, facet, value in self.rows[first:last]))


class Suggester:
    """Suggests what the viewer may see, and nothing that finds nothing."""

    def __init__(self, text: TextIndex) -> None:
        self._text = text
        self._lock = threading.Lock()
        self._words: dict[str, tuple[Any, LabelWords]] = {}

    def values(
        self, query: SearchQuery, snapshot: Snapshot, base: BitMap, labels: Mapping[str, Labels], size: int
    ) -> list[tuple[str, Bucket]]:
        """Return up to ``size`` values of each facet, those that find most first."""
        words = _typed(query)
        if not words:
            return []
        found: dict[str, list[Bucket]] = {}
        for facet, value in self._label_words(query.locale, snapshot, labels).beginning(words[-1]):
            label = labels[facet][value]
            if len(words) > 1 and not begins(label.label, words):
                continue
            count = base.intersection_cardinality(snapshot.bitmap(facet, value))
            if count:
                found.setdefault(facet, []).append(make_bucket(value, label, count))
        for buckets in found.values():
            buckets.sort(key=lambda bucket: (-bucket.count, bucket.label.casefold(), bucket.value))
        shown = (facet.key for facet in get_facets() if facet.key in found)
        return [(facet, bucket) for facet in shown for bucket in found[facet][:size]]

    def _label_words(self, locale: str, snapshot: Snapshot, labels: Mapping[str, Labels]) -> LabelWords:
        with self._lock:
            stamp, words = self._words.get(locale, (None, None))
            if words is None or stamp != snapshot.stamp:
                words = LabelWords.of(labels)
                self._words[locale] = (snapshot.stamp, words)
            return words

    def works(self, query: SearchQuery, snapshot: Snapshot, base: BitMap, *, restricted: bool, size: int) -> list[int]:
        """Return the keys of up to ``size`` entries by their titles: the newest, those that begin so first."""
        words = _typed(query)
        limit = FIRST_TRY
        while words:
            found = self._text.newest(
                lambda questions: questions.titled(words),
                query.locale,
                snapshot,
                restricted=restricted,
                limit=limit,
            )
            if found is None:
                return self._scanned(words, query.locale, base, size)
            visible = [key for key in dict.fromkeys(found) if key in base]
            if len(visible) >= size or len(found) < limit:
                return self._best(visible, words, snapshot, size)
            limit *= NEXT_TRY
        return []

    @staticmethod
    def _best(keys: Sequence[int], words: Sequence[str], snapshot: Snapshot, size: int) -> list[int]:
        titles = dict(IndexEntry.objects.filter(pk__in=keys).values_list("pk", "title")) if keys else {}
        columns = snapshot.columns

        def order(key: int) -> tuple[bool, float, int]:
            is_first = folded(titles.get(key, "")).startswith(words[0])
            return not is_first, -float(columns.published[key]), int(columns.tie[key])

        return sorted((key for key in keys if key in titles), key=order)[:size]

    @staticmethod
    def _scanned(words: Sequence[str], locale: str, base: BitMap, size: int) -> list[int]:
        titles = IndexEntry.objects.filter(is_live=True, locale=locale, title__icontains=words[-1])
        rows = titles.order_by("-published_at", "public_id").values_list("pk", "title")
        return [key for key, title in rows if key in base and begins(title, words)][:size]


def _typed(query: SearchQuery) -> list[str]:
    words = [word for term in query.text.terms for word in WORD.findall(folded(term))]
    return words if words and sum(map(len, words)) >= MIN_LETTERS else []
