"""What one process remembers of the database for as long as the index keeps its stamp."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


class Remembered(Generic[T]):
    """A value that is read once for each version of the index (``search.models.IndexState``).

    Whatever changes the value draws a new stamp in its own transaction (``search.indexing.touch``), so that every
    process reads it anew at the very next request. What was remembered under a stamp that was rolled back is never
    asked for again.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._kept: tuple[UUID, T] | None = None

    def get(self, stamp: UUID | None) -> T:
        """Return the value as of a stamp; without one, before anything was indexed, it is read each time."""
        if stamp is None:
            return self._read()
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, self._read())
            return self._kept[1]
