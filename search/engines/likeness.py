"""What makes two works alike, and words near each other; the same for every engine."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from search.engines.analysis import WORD
from search.hits import Labels, build_hit, load_entries, load_texts, make_bucket
from search.language.stopwords import is_stop_word
from search.query import SearchQuery
from search.results import RelatedWork

# What the works with the most similar words get, compared to the kinship of a facet.
WORDS_KINSHIP: Final = 3.0
# From this share of the best on, the words of two works agree.
SAME_WORDS: Final = 0.5
MAX_WORDS: Final = 12
# Of a title with its summary.
MAX_TEXT_WORDS: Final = 30
# Any of the words is in nearly every work of a large site: only those that have most of them are looked at.
MOST_ALIKE: Final = 500
# A work is like another from so much on: a building block that everybody has says nothing.
THRESHOLD: Final = 0.3
# Scores are compared to so many decimals, so that works that are equally alike are in the order of their ids.
DECIMALS: Final = 6
# Of so many entries the words are read for another spelling: each of them has one.
NEAR_ENTRIES: Final = 20
# In a word of so few letters two slips make another word.
SHORT_WORD: Final = 5


class Alike(NamedTuple):
    """An entry that is like another: the values that both have by facet, and whether their words agree."""

    key: int
    shared: dict[str, list[str]]
    has_same_words: bool


def kinship_of(kinship: float, candidates: int, sharing: int) -> float:
    """Return how much two works are alike for a value that so many of the candidates share: the rarer, the more."""
    return kinship * math.log(candidates / sharing + 1)


def telling_words(words: str, most: int) -> list[str]:
    """Return the different words of a text that say something."""
    return [word for word in dict.fromkeys(WORD.findall(words)) if not is_stop_word(word)][:most]


def slips_for(word: str) -> tuple[int, ...]:
    """Return how many slips another spelling of a word may have, in the order in which they are tried."""
    return (1,) if len(word) <= SHORT_WORD else (1, 2)


def words_in(keys: Iterable[int]) -> frozenset[str]:
    """Return every word of some live entries as it is written there; one query."""
    return frozenset(word for text in load_texts(keys) for word in WORD.findall(text))


def related_works(
    alike: Sequence[Alike], query: SearchQuery, labels: Mapping[str, Labels], now: datetime
) -> list[RelatedWork]:
    """Return the works that are alike as they are shown; what has nothing in common that has a name is left out."""
    entries = load_entries(one.key for one in alike)
    found = []
    for one in alike:
        shared = {
            facet: buckets
            for facet, values in one.shared.items()
            if (buckets := [make_bucket(value, labels[facet][value]) for value in values if value in labels[facet]])
        }
        if one.key in entries and (shared or one.has_same_words):
            hit = build_hit(entries[one.key], query, labels, now)
            found.append(RelatedWork(hit=hit, shared=shared, has_same_words=one.has_same_words))
    return found
