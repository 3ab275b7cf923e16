"""The facet index: in the memory of each process, one roaring bitmap per facet value.

A search is set algebra over bitmaps of entry ids. ``FacetIndex.current`` reads the version counter and
follows the database, so every process agrees with it and nothing is shown that it does not vouch for.
"""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from uuid import UUID

from pyroaring import BitMap

from search.audience import satisfies
from search.documents import Period
from search.models import AUDIENCE, LOCALE, IndexChange, IndexEntry, IndexState, IndexTerm

# Beyond this many changed entries, loading everything is faster than following.
MAX_CHANGES = 5_000

Term = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What ordering and periods need of an entry; times are POSIX seconds."""

    key: str
    title: str
    published: float
    closes: float | None
    spans: tuple[tuple[float, float], ...]
    terms: tuple[Term, ...]

    def next_start(self, now: float) -> float | None:
        """Return when its next date starts (or the one going on), ``None`` when there is none."""
        return next((start for start, end in self.spans if end > now), None)

    def next_moment(self, now: float) -> float | None:
        """Return what "soonest" orders by: its next date or, without any dates, the deadline to come."""
        if self.spans or self.closes is None or self.closes <= now:
            return self.next_start(now)
        return self.closes

    def date(self, now: float) -> float:
        """Return the date of a result: its next date, else its last, else its first publication."""
        if not self.spans:
            return self.published
        upcoming = self.next_start(now)
        return self.spans[-1][0] if upcoming is None else upcoming


@dataclass(frozen=True)
class Snapshot:
    """The index at one version; never changed once made, so threads may share it."""

    version: int
    stamp: UUID | None
    bitmaps: Mapping[Term, BitMap]
    facts: Mapping[int, Facts]

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

    def visible(self, tokens: frozenset[str]) -> BitMap:
        """Return the entries whose every clause is met; one without any clause is seen by nobody."""
        clauses = self.values(AUDIENCE)
        guarded = union(self.bitmap(AUDIENCE, clause) for clause in clauses)
        barred = union(self.bitmap(AUDIENCE, clause) for clause in clauses if not satisfies(tokens, clause))
        return guarded - barred

    @cached_property
    def _closing(self) -> tuple[list[float], list[int]]:
        rows = sorted((facts.closes, key) for key, facts in self.facts.items() if facts.closes is not None)
        return [closes for closes, _key in rows], [key for _closes, key in rows]

    def over(self, now: float) -> BitMap:
        """Return the entries whose last date has ended, or whose deadline has passed."""
        closes, keys = self._closing
        return BitMap(keys[: bisect_right(closes, now)])

    @cached_property
    def _spans(self) -> tuple[list[float], list[tuple[float, float, int]]]:
        rows = sorted((start, end, key) for key, facts in self.facts.items() for start, end in facts.spans)
        return [start for start, _end, _key in rows], rows

    @cached_property
    def _published(self) -> tuple[list[float], list[int]]:
        rows = sorted((facts.published, key) for key, facts in self.facts.items() if not facts.spans)
        return [moment for moment, _key in rows], [key for _moment, key in rows]

    def within(self, start: float | None, end: float | None) -> BitMap:
        """Return what overlaps ``[start, end)`` with any date, or was published in it and has no dates."""
        starts, rows = self._spans
        until = len(rows) if end is None else bisect_left(starts, end)
        found = BitMap(key for _start, ends, key in rows[:until] if start is None or ends > start)
        moments, keys = self._published
        first = 0 if start is None else bisect_left(moments, start)
        last = len(keys) if end is None else bisect_left(moments, end)
        return found | BitMap(keys[first:last])


EMPTY = Snapshot(version=0, stamp=None, bitmaps={}, facts={})


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

    def _follow(self, old: Snapshot, version: int, stamp: UUID) -> Snapshot:
        if old.stamp is not None and is_known(old.version, old.stamp):
            changes = IndexChange.objects.filter(version__gt=old.version)
            is_small = changes.count() <= MAX_CHANGES
            if is_small and not changes.filter(kind=IndexChange.Kind.REBUILD).exists():
                return _with_changes(old, version, stamp)
        return _with_changes(EMPTY, version, stamp)


def is_known(version: int, stamp: UUID) -> bool:
    """Return whether the database has a version by this very stamp, so that following from it is safe."""
    return IndexChange.objects.filter(version=version, stamp=stamp).exists()


def _with_changes(old: Snapshot, version: int, stamp: UUID) -> Snapshot:
    facts = dict(old.facts)
    gone: dict[Term, list[int]] = {}
    new: dict[Term, list[int]] = {}
    changed = _load_facts(old.version)
    for key, found in changed.items():
        for term in facts[key].terms if key in facts else ():
            gone.setdefault(term, []).append(key)
        facts.pop(key, None)
        if found:
            facts[key] = found
            for term in found.terms:
                new.setdefault(term, []).append(key)
    bitmaps = dict(old.bitmaps)
    for term in gone.keys() | new.keys():
        bitmap = bitmaps.get(term, BitMap()) - BitMap(gone.get(term, [])) | BitMap(new.get(term, []))
        if bitmap:
            bitmaps[term] = bitmap
        else:
            bitmaps.pop(term, None)
    return Snapshot(version, stamp, bitmaps, facts)


def _load_facts(after: int) -> dict[int, Facts | None]:
    """Return the facts of entries newer than a version; ``None`` for one that is gone."""
    entries = list(
        IndexEntry.objects.filter(version__gt=after)
        .values_list("pk", "is_live", "public_id", "locale", "title", "published_at", "deadline", "periods")
        .order_by("pk")
    )
    terms: dict[int, list[Term]] = {}
    rows = IndexTerm.objects.filter(entry__version__gt=after).values_list("entry_id", "facet", "value")
    for key, facet, value in rows.iterator():
        terms.setdefault(key, []).append((facet, value))
    found: dict[int, Facts | None] = {}
    for pk, is_live, public_id, locale, title, published_at, deadline, periods in entries:
        if not is_live:
            found[pk] = None
            continue
        spans = tuple(_span(Period.from_json(row)) for row in periods)
        found[pk] = Facts(
            key=public_id,
            title=title.casefold(),
            published=published_at.timestamp(),
            closes=max((end for _start, end in spans), default=to_seconds(deadline)),
            spans=spans,
            terms=(*terms.get(pk, ()), (LOCALE, locale)),
        )
    return found


def _span(period: Period) -> tuple[float, float]:
    return period.starts_at.timestamp(), period.ends_at.timestamp()


def to_seconds(moment: datetime | None) -> float | None:
    """Return a moment as POSIX seconds."""
    return None if moment is None else moment.timestamp()
