"""How much other works are like one: by the facet values that they share, rare ones most, and by their words."""

import math
from collections.abc import Sequence

import numpy as np
from pyroaring import BitMap

from search.engines.analysis import WORD
from search.engines.embedded.columns import to_bitmap, to_keys
from search.engines.embedded.facets import Snapshot, union
from search.engines.embedded.text import Ranked, TextIndex
from search.facets import get_facets
from search.language.stopwords import is_stop_word

# What the works with the most similar words get, compared to the kinship of a facet.
WORDS_KINSHIP = 3.0
# From this share of the best on, the words of two works agree.
SAME_WORDS = 0.5
MAX_WORDS = 12
# Of a title with its summary.
MAX_TEXT_WORDS = 30
# Any of the words is in nearly every work of a large site: only those that have most of them are looked at.
MOST_ALIKE = 500
# A work is like another from so much on: a building block that everybody has says nothing.
THRESHOLD = 0.3

Alike = tuple[int, dict[str, list[str]], bool]


class Likeness:
    """Finds the works most like one among what a viewer may see."""

    def __init__(self, text: TextIndex) -> None:
        self._text = text

    def best(
        self,
        own: int,
        words: str,
        locale: str,
        snapshot: Snapshot,
        candidates: BitMap,
        *,
        restricted: bool,
        size: int,
    ) -> list[Alike]:
        """Return up to ``size`` of the candidates, best first: key, shared values by facet, and whether words agree."""
        scores = np.zeros(snapshot.columns.published.size, np.float64)
        sharing: list[tuple[str, str, BitMap]] = []
        for facet in get_facets():
            for value in snapshot.values(facet.key) if facet.kinship else ():
                bitmap = snapshot.bitmap(facet.key, value)
                alike = bitmap & candidates if own in bitmap else None
                if alike:
                    scores[to_keys(alike)] += facet.kinship * math.log(len(candidates) / len(alike) + 1)
                    sharing.append((facet.key, value, alike))
        told = _told(words, MAX_WORDS)
        same = BitMap()
        if told:
            ask = self._text.ranked(
                lambda questions: questions.like(told), locale, snapshot, restricted=restricted, limit=MOST_ALIKE
            )
            same = _same_words(own, ask[0], snapshot, candidates, scores) if ask else same
        # What only a word or two connects has no reason to be shown.
        keys = to_keys(candidates & (union(alike for _facet, _value, alike in sharing) | same))
        keys = keys[scores[keys] > THRESHOLD]
        best = snapshot.columns.by(keys, -np.round(scores[keys], 6))[:size].tolist()
        return [(key, _shared(key, sharing), key in same) for key in best]

    def nearest(
        self, words: str, locale: str, snapshot: Snapshot, candidates: BitMap, *, restricted: bool, size: int
    ) -> list[int]:
        """Return the keys of up to ``size`` of the candidates that have most of the words, best first."""
        told = _told(words, MAX_TEXT_WORDS)
        ask = (
            self._text.ranked(
                lambda questions: questions.like(told), locale, snapshot, restricted=restricted, limit=MOST_ALIKE
            )
            if told
            else None
        )
        if ask is None:
            return []
        scores = np.zeros(snapshot.columns.published.size, np.float64)
        known = ask[0].keys < scores.size
        scores[ask[0].keys[known]] = ask[0].scores[known]
        keys = to_keys(candidates & to_bitmap(ask[0].keys[known]))
        found: list[int] = snapshot.columns.by(keys, -np.round(scores[keys], 6))[:size].tolist()
        return found


def _told(words: str, most: int) -> list[str]:
    """Return the different words of a text that say something."""
    return [word for word in dict.fromkeys(WORD.findall(words)) if not is_stop_word(word)][:most]


def _same_words(own: int, ranked: Ranked, snapshot: Snapshot, candidates: BitMap, scores: np.ndarray) -> BitMap:
    """Add what the words say to the scores, and return the entries of which they say much."""
    known = ranked.keys < scores.size
    keys, found = ranked.keys[known], ranked.scores[known]
    # The work itself has all of its words: the measure of the others.
    most = float(found[keys == own].max(initial=0.0))
    is_candidate = snapshot.columns.among(keys, candidates)
    keys, found = keys[is_candidate], found[is_candidate]
    if not most or not keys.size:
        return BitMap()
    shares = np.minimum(found / most, 1.0)
    scores[keys] += WORDS_KINSHIP * shares
    return to_bitmap(keys[shares >= SAME_WORDS])


def _shared(key: int, sharing: Sequence[tuple[str, str, BitMap]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for facet, value, alike in sharing:
        if key in alike:
            found.setdefault(facet, []).append(value)
    return found
