"""The facet index: in the memory of each process, one roaring bitmap per facet value.

A search is set algebra over bitmaps of entry keys. ``FacetIndex.current`` reads the version counter and
follows the database, so every process agrees with it and nothing is shown that it does not vouch for.
"""

import math
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import groupby
from operator import itemgetter
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from search.audience import PUBLIC, satisfies
from search.engines.embedded.columns import Columns, Facts, Floats
from search.models import AUDIENCE, LOCALE, IndexChange, IndexEntry, IndexState, IndexTerm

# Beyond this many changed entries, loading everything is faster than following.
MAX_CHANGES = 5_000
CHUNK = 10_000
FEW_CHANGES = 500
# Of so many different viewers the visible set is remembered in each version.
REMEMBERED_VIEWERS = 64

Term = tuple[str, str]


@dataclass(frozen=True)
class Snapshot:
    """The index at one version; its content never changes once made, so threads may share it."""

    version: int
    stamp: UUID | None
    bitmaps: Mapping[Term, BitMap]
    columns: Columns
    _viewers: dict[frozenset[str], BitMap] = field(default_factory=dict, compare=False)
    _over: dict[int, BitMap] = field(default_factory=dict, compare=False)
    # By facet and values in the order of a table (``engines/buckets.py``), of which there is one a language.
    _rows: dict[tuple[str, tuple[str, ...]], tuple[BitMap, ...]] = field(default_factory=dict, compare=False)

    def bitmap(self, facet: str, value: str) -> BitMap:
        """Return the entries with a value; empty when nobody has it."""
        return self.bitmaps.get((facet, value)) or BitMap()

    def values(self, facet: str) -> list[str]:
        """Return the values that occur."""
        return self._values.get(facet, [])

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for facet, value in self.bitmaps:
            found.setdefault(facet, []).append(value)
        return found

    @cached_property
    def live(self) -> BitMap:
        """Return every entry."""
        return union(self.bitmap(LOCALE, locale) for locale in self.values(LOCALE))

    @cached_property
    def public(self) -> BitMap:
        """Return what everybody may see."""
        return self.visible(frozenset({PUBLIC}))

    def counts(self, facet: str, values: tuple[str, ...], ids: BitMap) -> NDArray[np.int64]:
        """Return how many of some entries have each value of a facet."""
        key = (facet, values)
        bitmaps = self._rows.get(key)
        if bitmaps is None:
            bitmaps = self._rows[key] = tuple(self.bitmap(facet, value) for value in values)
        count = ids.intersection_cardinality
        return np.array([count(bitmap) for bitmap in bitmaps], np.int64)

    def last_end(self, now: float) -> float:
        """Return the last moment at which a date had ended or a deadline had passed, minus infinity before the first.

        Until the next one, what is asked as of ``now`` has the same answer as of that moment.
        """
        passed = self.moment(now)
        return float(self._ends[passed - 1]) if passed else -math.inf

    def is_public(self, keys: Iterable[int]) -> bool:
        """Return whether everybody may see all of these entries."""
        return all(key in self.public for key in keys)

    def visible(self, tokens: frozenset[str]) -> BitMap:
        """Return the entries whose every clause is met; one without any clause is seen by nobody."""
        found = self._viewers.get(tokens)
        if found is None:
            clauses = self.values(AUDIENCE)
            guarded = union(self.bitmap(AUDIENCE, clause) for clause in clauses)
            barred = union(self.bitmap(AUDIENCE, clause) for clause in clauses if not satisfies(tokens, clause))
            found = guarded - barred
            if len(self._viewers) >= REMEMBERED_VIEWERS:
                self._viewers.clear()
            self._viewers[tokens] = found
        return found

    @cached_property
    def _closing(self) -> tuple[list[float], list[int]]:
        keys = np.array(self.live.to_array(), np.int64)
        closing = keys[np.isfinite(self.columns.closes[keys])]
        ordered = closing[np.argsort(self.columns.closes[closing], kind="stable")]
        return self.columns.closes[ordered].tolist(), ordered.tolist()

    @cached_property
    def _ends(self) -> Floats:
        return np.sort(np.concatenate([self.columns.span_ends, np.array(self._closing[0], np.float64)]))

    def moment(self, now: float) -> int:
        """Return a number that is another when a date has ended or a deadline has passed in between."""
        return int(np.searchsorted(self._ends, now, side="right"))

    def over(self, now: float) -> BitMap:
        """Return the entries whose last date has ended, or whose deadline has passed."""
        passed = bisect_right(self._closing[0], now)
        found = self._over.get(passed)
        if found is None:
            self._over.clear()
            found = self._over[passed] = BitMap(self._closing[1][:passed])
        return found

    def within(self, start: float | None, end: float | None) -> BitMap:
        """Return what overlaps ``[start, end)`` with any date, or was published in it and has no dates."""
        return self.columns.within(start, end) & self.live


EMPTY = Snapshot(version=0, stamp=None, bitmaps={}, columns=Columns.empty())


def union(bitmaps: Iterable[BitMap]) -> BitMap:
    """Return the union of any number of bitmaps, empty for none."""
    return reduce(lambda left, right: left | right, bitmaps, BitMap())


class FacetIndex:
    """Holds this process's snapshot and brings it up to date."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot = EMPTY

    def current(self) -> Snapshot:
        """Return a snapshot of the version that the database has now; one query when nothing changed."""
        state = IndexState.current()
        if state is None:
            return EMPTY
        snapshot = self._snapshot
        if snapshot.stamp == state[1]:
            return snapshot
        with self._lock:
            if self._snapshot.stamp != state[1]:
                self._snapshot = self._follow(self._snapshot, *state)
            return self._snapshot

    def forget(self) -> None:
        """Load everything when it is asked for next."""
        with self._lock:
            self._snapshot = EMPTY

    def _follow(self, old: Snapshot, version: int, stamp: UUID) -> Snapshot:
        if old.stamp is not None and IndexChange.knows(old.version, old.stamp):
            changes = IndexChange.objects.filter(version__gt=old.version)
            is_small = changes.count() <= MAX_CHANGES
            if is_small and not changes.filter(kind=IndexChange.Kind.REBUILD).exists():
                return _with_changes(old, version, stamp)
        return _with_changes(EMPTY, version, stamp)


def _with_changes(old: Snapshot, version: int, stamp: UUID) -> Snapshot:
    facts, locales, gone = _load_facts(old.version)
    stale = BitMap([*facts, *gone])
    bitmaps = dict(old.bitmaps)
    if not stale.isdisjoint(old.live):
        for term, bitmap in old.bitmaps.items():
            if bitmap.intersect(stale):
                bitmaps[term] = bitmap - stale
    for term, keys in _load_terms(old.version, facts):
        fresh = BitMap(key for key in keys if key in facts)
        bitmaps[term] = bitmaps[term] | fresh if term in bitmaps else fresh
    for locale, found in locales.items():
        term = (LOCALE, locale)
        bitmaps[term] = bitmaps.get(term, BitMap()) | BitMap(found)
    bitmaps = {term: bitmap for term, bitmap in bitmaps.items() if bitmap}
    for bitmap in bitmaps.values() if not old.bitmaps else ():
        bitmap.run_optimize()
    return Snapshot(version, stamp, bitmaps, old.columns.changed(facts, gone))


def _load_facts(after: int) -> tuple[dict[int, Facts], dict[str, list[int]], list[int]]:
    """Return what is newer than a version: facts by entry key, keys by locale, and the keys that are gone."""
    newer = IndexEntry.objects.filter(version__gt=after)
    facts: dict[int, Facts] = {}
    locales: dict[str, list[int]] = {}
    columns = ("pk", "locale", "public_id", "published_at", "deadline", "weight", "periods")
    for pk, locale, *row in newer.filter(is_live=True).values_list(*columns).iterator(chunk_size=CHUNK):
        facts[pk] = Facts.from_row(*row)
        locales.setdefault(locale, []).append(pk)
    return facts, locales, list(newer.filter(is_live=False).values_list("pk", flat=True))


def _load_terms(after: int, changed: Iterable[int]) -> Iterator[tuple[Term, list[int]]]:
    """Yield the facet values of entries newer than a version, each with the keys of its entries.

    ``changed`` are those entries: a few are asked for by their keys, because a database that is given the version
    alone may read all terms in their order instead.
    """
    keys = list(changed)
    rows = IndexTerm.objects.filter(entry__version__gt=after) if after else IndexTerm.objects.all()
    if len(keys) <= FEW_CHANGES:
        rows = IndexTerm.objects.filter(entry_id__in=keys)
    ordered = rows.order_by("facet", "value").values_list("facet", "value", "entry_id")
    for term, found in groupby(ordered.iterator(chunk_size=CHUNK), key=itemgetter(0, 1)):
        yield term, [key for _facet, _value, key in found]
