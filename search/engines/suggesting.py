"""What may be meant by what somebody is typing: values of facets by their labels, works by their titles."""

import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from search.engines.analysis import WORD
from search.facets import get_facets
from search.hits import Labels, make_bucket
from search.models import IndexEntry
from search.query import SearchQuery
from search.results import Bucket
from search.words import begins, folded

# One letter says nothing.
MIN_LETTERS = 2

Value = tuple[str, str]


def typed_words(query: SearchQuery) -> list[str]:
    """Return the (folded) words of what is being typed, the last perhaps unfinished; none when it says nothing."""
    words = [word for term in query.text.terms for word in WORD.findall(folded(term))]
    return words if words and sum(map(len, words)) >= MIN_LETTERS else []


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

    def beginning(self, prefix: str) -> list[Value]:
        """Return facet and value of the labels with a word that begins so."""
        first = bisect_left(self.rows, (prefix, "", ""))
        last = bisect_left(self.rows, (prefix + "\U0010ffff", "", ""))
        return list(dict.fromkeys((facet, value) for _word, facet, value in self.rows[first:last]))


class LabelSuggester:
    """Knows the words of all labels as of one version of the index."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: dict[str, tuple[UUID | None, LabelWords]] = {}

    def candidates(self, query: SearchQuery, stamp: UUID | None, labels: Mapping[str, Labels]) -> list[Value]:
        """Return facet and value of every label that has all the words typed, found by anybody or not."""
        words = typed_words(query)
        if not words:
            return []
        beginning = self._of(query.locale, stamp, labels).beginning(words[-1])
        if len(words) == 1:
            return beginning
        return [(facet, value) for facet, value in beginning if begins(labels[facet][value].label, words)]

    def _of(self, locale: str, stamp: UUID | None, labels: Mapping[str, Labels]) -> LabelWords:
        with self._lock:
            kept, words = self._words.get(locale, (None, None))
            if words is None or kept != stamp:
                words = LabelWords.of(labels)
                self._words[locale] = (stamp, words)
            return words


def best_values(counts: Mapping[Value, int], labels: Mapping[str, Labels], size: int) -> list[tuple[str, Bucket]]:
    """Return up to ``size`` values of each facet that find something, those that find most first."""
    found: dict[str, list[Bucket]] = {}
    for (facet, value), count in counts.items():
        if count:
            found.setdefault(facet, []).append(make_bucket(value, labels[facet][value], count))
    for buckets in found.values():
        buckets.sort(key=lambda bucket: (-bucket.count, bucket.label.casefold(), bucket.value))
    return [(facet.key, bucket) for facet in get_facets() for bucket in found.get(facet.key, [])[:size]]


def best_titles(keys: Sequence[int], words: Sequence[str], size: int) -> list[int]:
    """Return up to ``size`` of some entries: those whose title begins with what is typed first, then the newest."""
    rows = IndexEntry.objects.filter(pk__in=keys).values_list("pk", "title", "published_at", "public_id")

    def order(row: tuple[int, str, datetime, str]) -> tuple[bool, float, str]:
        _key, title, published_at, public_id = row
        return not folded(title).startswith(words[0]), -published_at.timestamp(), public_id

    return [row[0] for row in sorted(rows, key=order)[:size]] if keys else []
