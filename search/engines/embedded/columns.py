"""What ordering and periods need of each entry: arrays by entry key, in the memory of each process.

Keys are handed out in order by the database, so an array that is as long as the highest of them has few holes.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from search.documents import Period

Floats = NDArray[np.float64]
Keys = NDArray[np.uint32]

# Digits and letters in the order of the alphabet that public ids are written in, as Python's base 32.
_IN_ORDER = str.maketrans("234567abcdefghijklmnopqrstuvwxyz", "0123456789abcdefghijklmnopqrstuv")


def _number(public_id: str) -> int:
    return int(public_id.translate(_IN_ORDER), 32)


def to_keys(bitmap: BitMap) -> Keys:
    """Return the keys of a set, in order."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)


def to_bitmap(keys: Keys) -> BitMap:
    """Return a set of keys."""
    # Sorted, in the one form that is taken over without looking at each number: ten times as fast.
    packed = array("I")
    packed.frombytes(np.sort(keys).tobytes())
    return BitMap(packed)


def to_seconds(moment: datetime | None) -> float | None:
    """Return a moment as POSIX seconds."""
    return None if moment is None else moment.timestamp()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is loaded of one live entry; times are POSIX seconds."""

    public_id: str
    published: float
    deadline: float | None
    weight: float
    # Start, end, and whether it is held: not cancelled.
    periods: tuple[tuple[float, float, bool], ...]

    @classmethod
    def from_row(
        cls, public_id: str, published_at: datetime, deadline: datetime | None, weight: float, periods: list[Any]
    ) -> "Facts":
        """Return the facts of a row of ``IndexEntry``."""
        spans = (Period.from_json(row) for row in periods)
        return cls(
            public_id,
            published_at.timestamp(),
            to_seconds(deadline),
            weight,
            tuple((span.starts_at.timestamp(), span.ends_at.timestamp(), not span.cancelled) for span in spans),
        )


@dataclass(frozen=True)
class Columns:
    """Arrays by entry key, and the dates of all entries in the order of their start; never changed once made.

    ``closes`` is when the last date ends or the deadline passes, infinite for what stays of use.
    """

    published: Floats
    closes: Floats
    weight: NDArray[np.float32]
    # The public id as a number in the order of its letters: the last sort of every order.
    tie: NDArray[np.uint64]
    span_starts: Floats
    span_ends: Floats
    span_keys: Keys
    span_held: NDArray[np.bool_]

    @classmethod
    def empty(cls) -> "Columns":
        """Return the columns of nothing."""
        floats = np.empty(0, np.float64)
        return cls(
            published=floats,
            closes=floats,
            weight=np.empty(0, np.float32),
            tie=np.empty(0, np.uint64),
            span_starts=floats,
            span_ends=floats,
            span_keys=np.empty(0, np.uint32),
            span_held=np.empty(0, np.bool_),
        )

    def changed(self, facts: Mapping[int, Facts], gone: Iterable[int]) -> "Columns":
        """Return the columns with these entries as they are now, and without the dates of those that are gone."""
        length = max([self.published.size, *(key + 1 for key in facts)])
        keys = np.fromiter(facts, np.int64, len(facts))
        values = list(facts.values())
        closes = [max((end for _start, end, _held in one.periods), default=one.deadline) for one in values]

        def column(old: NDArray[Any], fresh: Iterable[Any]) -> NDArray[Any]:
            new = np.zeros(length, old.dtype)
            new[: old.size] = old
            new[keys] = np.fromiter(fresh, old.dtype, len(values))
            return new

        stale = np.fromiter({*facts, *gone}, np.uint32)
        kept = ~np.isin(self.span_keys, stale)
        spans = [(start, end, key, held) for key, one in facts.items() for start, end, held in one.periods]

        def span_column(old: NDArray[Any], place: int) -> NDArray[Any]:
            return np.concatenate([old[kept], np.array([span[place] for span in spans], old.dtype)])

        starts = span_column(self.span_starts, 0)
        order = np.argsort(starts, kind="stable")
        return Columns(
            published=column(self.published, (one.published for one in values)),
            closes=column(self.closes, (np.inf if moment is None else moment for moment in closes)),
            weight=column(self.weight, (one.weight for one in values)),
            tie=column(self.tie, (_number(one.public_id) for one in values)),
            span_starts=starts[order],
            span_ends=span_column(self.span_ends, 1)[order],
            span_keys=span_column(self.span_keys, 2)[order],
            span_held=span_column(self.span_held, 3)[order],
        )

    @cached_property
    def has_dates(self) -> NDArray[np.bool_]:
        """Return which entries take place on dates."""
        found = np.zeros(self.published.size, np.bool_)
        found[self.span_keys] = True
        return found

    @cached_property
    def _last_start(self) -> Floats:
        # Of several values for one key the last one stays: the latest start.
        found = self.published.copy()
        found[self.span_keys] = self.span_starts
        return found

    def _next_start(self, now: float) -> Floats:
        """Return when the next date of each entry starts (or the one going on), NaN when there is none.

        A cancelled date only where no other is to come, as in a list of results (``search.hits.next_period``).
        """
        found = np.full(self.published.size, np.nan)
        for is_held in (False, True):
            # Backwards, because of several values for one key the last one stays.
            coming = np.flatnonzero((self.span_ends > now) & (self.span_held == is_held))[::-1]
            found[self.span_keys[coming]] = self.span_starts[coming]
        return found

    def within(self, start: float | None, end: float | None) -> BitMap:
        """Return what overlaps ``[start, end)`` with any date, or was published in it and has no dates.

        Entries that are gone may be among them.
        """
        first, last = -np.inf if start is None else start, np.inf if end is None else end
        spans = self.span_keys[(self.span_starts < last) & (self.span_ends > first)]
        published = np.flatnonzero((self.published >= first) & (self.published < last) & ~self.has_dates)
        return to_bitmap(np.concatenate([spans, published.astype(np.uint32)]))

    def keys_of(self, public_id: str) -> BitMap:
        """Return the entries of a work; those that are gone may be among them."""
        return to_bitmap(np.flatnonzero(self.tie == _number(public_id)).astype(np.uint32))

    # Orders

    def newest(self, ids: BitMap, limit: int) -> list[int]:
        """Return the first ``limit`` of some entries, the last published first."""
        keys = to_keys(ids)
        return self._first(keys, -self.published[keys], limit)

    def soonest(self, ids: BitMap, limit: int, now: float) -> list[int]:
        """Return the first ``limit`` of some entries by their next date or deadline to come.

        What has neither follows, the most recent first.
        """
        keys = to_keys(ids)
        closes = self.closes[keys]
        deadlines = np.where((closes > now) & np.isfinite(closes), closes, np.nan)
        moments = np.where(self.has_dates[keys], self._next_start(now)[keys], deadlines)
        is_dated = ~np.isnan(moments)
        dated, undated = keys[is_dated], keys[~is_dated]
        found = self._first(dated, moments[is_dated], limit)
        if len(found) < limit:
            found += self._first(undated, -self._last_start[undated], limit - len(found))
        return found

    def among(self, keys: Keys, ids: BitMap) -> NDArray[np.bool_]:
        """Return which of the keys are in a set."""
        mask = np.zeros(self.published.size, np.bool_)
        mask[to_keys(ids)] = True
        found: NDArray[np.bool_] = mask[keys]
        return found

    def by(self, keys: Keys, values: NDArray[Any]) -> Keys:
        """Return keys in the order of their values, then of their public ids."""
        return keys[np.lexsort((self.tie[keys], values))]

    def _first(self, keys: Keys, values: Floats, limit: int) -> list[int]:
        if 0 < limit < keys.size // 4:
            # Only what can be among the first is sorted, everything equal to the last of them included.
            threshold = np.partition(values, limit - 1)[limit - 1]
            chosen = values <= threshold
            keys, values = keys[chosen], values[chosen]
        ordered: list[int] = self.by(keys, values)[:limit].tolist()
        return ordered
