"""Works by their titles: read from the database, a few at a time or all of them once for each version."""

import threading
from typing import Any
from uuid import UUID

import numpy as np

from search.engines.embedded.columns import Keys
from search.engines.embedded.facets import Snapshot
from search.models import IndexEntry

# Where there are more works than this, up to so many titles are read for one search instead of all of them.
FEW = 2_000


class TitleOrder:
    """Sorts by title without keeping titles in memory: four bytes a work, once somebody asked for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: UUID | None = None
        self._places: Any = np.empty(0, np.uint32)

    def first(self, snapshot: Snapshot, keys: Keys, limit: int) -> list[int]:
        """Return the first ``limit`` of some entries by title, without regard to case."""
        if keys.size <= FEW < len(snapshot.live):
            ordered: list[int] = self._sorted(snapshot, keys)[:limit]
            return ordered
        with self._lock:
            if self._stamp != snapshot.stamp:
                every = self._sorted(snapshot, None)
                self._places = np.full(snapshot.columns.published.size, len(every), np.uint32)
                known = [key for key in every if key < self._places.size]
                self._places[known] = np.arange(len(known), dtype=np.uint32)
                self._stamp = snapshot.stamp
            places = self._places
        found: list[int] = snapshot.columns.by(keys, places[keys])[:limit].tolist()
        return found

    @staticmethod
    def _sorted(snapshot: Snapshot, keys: Keys | None) -> list[int]:
        entries = IndexEntry.objects.filter(is_live=True)
        if keys is not None:
            entries = entries.filter(pk__in=keys.tolist())
        titles = entries.values_list("title", "pk").iterator(chunk_size=10_000)
        tie = snapshot.columns.tie
        rows = [(title.casefold(), int(tie[key]), key) for title, key in titles if key < tie.size]
        return [key for _title, _tie, key in sorted(rows)]
