"""How much other works are like one: by the facet values that they share, rare ones most, and by their words."""

from collections.abc import Sequence

import numpy as np
from pyroaring import BitMap

from search.engines.embedded.columns import to_bitmap, to_keys
from search.engines.embedded.facets import Snapshot, union
from search.engines.embedded.text import Ranked, TextIndex
from search.engines.likeness import (
    DECIMALS,
    MAX_TEXT_WORDS,
    MAX_WORDS,
    MOST_ALIKE,
    SAME_WORDS,
    THRESHOLD,
    WORDS_KINSHIP,
    Alike,
    kinship_of,
    telling_words,
)
from search.facets import get_facets


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
                    scores[to_keys(alike)] += kinship_of(facet.kinship, len(candidates), len(alike))
                    sharing.append((facet.key, value, alike))
        told = telling_words(words, MAX_WORDS)
        same = BitMap()
        if told:
            ask = self._text.ranked(
                lambda questions: questions.like(told), locale, snapshot, restricted=restricted, limit=MOST_ALIKE
            )
            same = _same_words(own, ask[0], snapshot, candidates, scores) if ask else same
        # What only a word or two connects has no reason to be shown.
        keys = to_keys(candidates & (union(alike for _facet, _value, alike in sharing) | same))
        keys = keys[scores[keys] > THRESHOLD]
        best = snapshot.columns.by(keys, -np.round(scores[keys], DECIMALS))[:size].tolist()
        return [Alike(key, _shared(key, sharing), key in same) for key in best]

    def nearest(
        self, words: str, locale: str, snapshot: Snapshot, candidates: BitMap, *, restricted: bool, size: int
    ) -> list[int]:
        """Return the keys of up to ``size`` of the candidates that have most of the words, best first."""
        told = telling_words(words, MAX_TEXT_WORDS)
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
        found: list[int] = snapshot.columns.by(keys, -np.round(scores[keys], DECIMALS))[:size].tolist()
        return found


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
