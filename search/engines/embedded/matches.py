"""The ranked matches of a question, remembered: each further click on a filter asks the text index nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from search.engines.embedded.columns import Keys, to_bitmap
from search.engines.embedded.facets import Snapshot
from search.engines.embedded.recent import Recent
from search.engines.embedded.scan import newer_than, scan, scan_any
from search.engines.embedded.text import Ranked, TextIndex
from search.engines.questions import Synonyms
from search.engines.ranking import DAY, signals
from search.normalise import NormalisedText, TextPart

# So many questions, and so many matches in all of them (four bytes each, and a bitmap).
REMEMBERED_QUESTIONS = 512
REMEMBERED_MATCHES = 400_000
# Scores are compared to so many decimals, so that works that say the same are in the order of their ids.
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Matches:
    """The entries that meet a question: best first, and as a set."""

    ranked: Keys
    ids: BitMap


class Matcher:
    """Answers questions from memory, else from the text index, else from the database."""

    def __init__(self, text: TextIndex) -> None:
        self._text = text
        self._recent: Recent[Matches] = Recent(
            REMEMBERED_QUESTIONS, weigh=lambda found: len(found.ids), heaviest=REMEMBERED_MATCHES
        )

    def forget(self) -> None:
        """Ask everything again."""
        self._recent.clear()

    def matches(
        self,
        text: NormalisedText,
        locale: str,
        snapshot: Snapshot,
        *,
        now: float,
        restricted: bool,
        synonyms: Synonyms,
        is_relaxed: bool = False,
    ) -> tuple[Matches, bool]:
        """Return what meets every wanted part of a question, best first, and whether that is of this version.

        The signals of ``ranking`` are in the order. ``is_relaxed``: most of the parts are enough.
        """
        parts, today = text.wanted, now // DAY
        key = (snapshot.stamp, locale, restricted, parts, today, is_relaxed)
        found = self._recent.get(key)
        if found is not None:
            return found, True
        answer = self._text.ranked(
            lambda questions: (questions.most_of if is_relaxed else questions.all_of)(parts),
            locale,
            snapshot,
            restricted=restricted,
            synonyms=synonyms,
        )
        ranked, is_current = answer or (_scanned(parts, locale), False)
        if answer and not is_current:
            ranked = _with_newer(ranked, _scanned(parts, locale, self._text.version), self._text.version)
        found = _ordered(ranked, snapshot, today)
        if is_current:
            self._recent.put(key, found)
        return found, is_current

    def excluded(
        self, text: NormalisedText, locale: str, snapshot: Snapshot, *, restricted: bool
    ) -> tuple[BitMap, bool]:
        """Return what has a part that is to be left out, and whether that is of this version."""
        parts = text.excluded
        key = (snapshot.stamp, locale, restricted, "excluded", parts)
        found = self._recent.get(key)
        if found is not None:
            return found.ids, True
        answer = self._text.ranked(
            lambda questions: questions.any_of(parts), locale, snapshot, restricted=restricted, synonyms={}
        )
        if answer is None:
            return BitMap(scan_any(parts, locale)), False
        ranked, is_current = answer
        if not is_current:
            version = self._text.version
            older = to_bitmap(ranked.keys) - BitMap(newer_than(version))
            return older | BitMap(scan_any(parts, locale, version)), False
        found = Matches(ranked.keys[:0], to_bitmap(ranked.keys))
        if is_current:
            self._recent.put(key, found)
        return found.ids, is_current


def _scanned(parts: Sequence[TextPart], locale: str, after: int = 0) -> Ranked:
    keys, scores = scan(parts, locale, after)
    return Ranked(np.array(keys, np.uint32), np.array(scores, np.float64))


def _with_newer(ranked: Ranked, newer: Ranked, version: int) -> Ranked:
    """Return the matches of an index that is behind, with those among what has changed since, by their letters."""
    kept = ~np.isin(ranked.keys, np.array(newer_than(version), np.uint32))
    return Ranked(np.concatenate([ranked.keys[kept], newer.keys]), np.concatenate([ranked.scores[kept], newer.scores]))


def _ordered(ranked: Ranked, snapshot: Snapshot, today: float) -> Matches:
    columns = snapshot.columns
    # What this version does not have yet, or has no more, is not known to the columns either.
    known = ranked.keys < columns.published.size
    keys, scores = ranked.keys[known], ranked.scores[known]
    scores = np.multiply(scores, signals(columns.published[keys], columns.weight[keys], today))
    return Matches(columns.by(keys, -np.round(scores, DECIMALS)), to_bitmap(keys))
