"""A circuit breaker: a server that does not answer is left alone for a while, then tried by one who is in no hurry.

The known pattern (Nygard, *Release It!*). Closed: everybody asks. Open: nobody does. Half-open: one probe does, when
the pause is over; another pause, twice as long, if it fails. After a probe that succeeded the circuit is closed on
trial: the first failure opens it again, and only an answer to a real question ends the trial.

Each process has its own. What they could share would be a store that may itself be down, asked before each search; and
a process that cannot reach the server says nothing of another host that can.
"""

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Decides whether a server is asked; safe to use from many threads.

    ``limit`` failures in a row open it, or one that costs too much to see twice. The first pause lasts ``pause``
    seconds, each further one twice as long as the one before, up to ``longest``.
    """

    def __init__(
        self, *, limit: int = 3, pause: float = 5.0, longest: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._first_pause = self._pause = pause
        self._longest = longest
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._probe_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Return whether the server is to be left alone."""
        return self._probe_at is not None

    def record_success(self) -> None:
        """Take note of an answer to a real question."""
        if self._failures:
            with self._lock:
                # An answer that was under way when the circuit opened closes nothing: a probe does.
                if self._probe_at is None:
                    self._failures, self._pause = 0, self._first_pause

    def record_failure(self, *, is_costly: bool = False) -> bool:
        """Take note of a question without an answer; return whether that opened the circuit."""
        with self._lock:
            if self._probe_at is not None:
                return False
            self._failures = self._limit if is_costly else self._failures + 1
            if self._failures < self._limit:
                return False
            self._open()
            return True

    def begin_probe(self) -> bool:
        """Return whether the caller is the one to try now; it then calls ``end_probe``.

        A probe that is never heard of again (its process was forked, its thread ended) is made good by the next.
        """
        with self._lock:
            if self._probe_at is None or self._clock() < self._probe_at:
                return False
            self._probe_at = self._clock() + self._longest
            return True

    def end_probe(self, *, is_successful: bool) -> None:
        """Close the circuit on trial, or leave the server alone for longer."""
        with self._lock:
            if is_successful:
                self._probe_at, self._failures = None, self._limit - 1
            else:
                self._open()

    def _open(self) -> None:
        self._probe_at = self._clock() + self._pause
        self._pause = min(2 * self._pause, self._longest)
