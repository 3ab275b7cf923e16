"""What a process remembers of its latest answers, within a bound."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """The values that were asked for last; safe to share between threads.

    At most ``most`` of them, and together no heavier than ``heaviest`` as ``weigh`` says, where that is given.
    """

    def __init__(self, most: int, *, weigh: Callable[[T], int] = lambda value: 0, heaviest: int = 0) -> None:
        self._most, self._weigh, self._heaviest = most, weigh, heaviest
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._weight = 0

    def get(self, key: Hashable) -> T | None:
        """Return what is remembered under a key, which makes it the latest."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, value: T) -> None:
        """Remember a value, and forget the oldest beyond the bound."""
        with self._lock:
            self._drop(key)
            self._kept[key] = value
            self._weight += self._weigh(value)
            while self._kept and (len(self._kept) > self._most or self._weight > self._heaviest):
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._weight = 0

    def _drop(self, key: Hashable) -> None:
        if key in self._kept:
            self._weight -= self._weigh(self._kept.pop(key))
