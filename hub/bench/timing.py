"""Time, taken fairly: what is compared takes turns, so that what else the machine does falls on both alike."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

RUNS = 30

Action = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of several runs of one thing."""

    median: float
    p95: float
    runs: int

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Self:
        """Return the figures of some runs; raises ``ValueError`` for none."""
        if not milliseconds:
            raise ValueError("Nothing was measured.")
        return cls(statistics.median(milliseconds), percentile(milliseconds, 0.95), len(milliseconds))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least ``share`` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = max(1, -(-round(len(ordered) * share * 1_000_000) // 1_000_000))
    return ordered[rank - 1]


def once(action: Action) -> float:
    """Return the milliseconds that something takes."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def interleaved(
    actions: Mapping[str, Action], *, runs: int = RUNS, warm: int = 3, before: Action = lambda: None
) -> dict[str, Times]:
    """Return the times of several things that take turns; ``before`` runs before each, outside the clock."""
    found: dict[str, list[float]] = {name: [] for name in actions}
    for run in range(-warm, runs):
        for name, action in actions.items():
            before()
            taken = once(action)
            if run >= 0:
                found[name].append(taken)
    return {name: Times.of(times) for name, times in found.items()}
