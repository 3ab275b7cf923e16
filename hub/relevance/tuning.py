"""Finds better weights for the words of a work: in the title, the summary, the body, its other languages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from search.engines import SearchEngine, make_engine
from search.engines.ranking import WEIGHTS

Weights = Mapping[str, float]

# Only the proportions of the weights matter, so one of them is the unit of the others.
UNIT = "body"
FACTORS = (0.5, 0.75, 1.5, 2.0)
# A smaller gain is chance: one work one place higher in one search.
LEAST_GAIN = 0.001
MAX_ROUNDS = 10


def current_weights() -> Weights:
    """Return the weights that the engines have."""
    return MappingProxyType(dict(WEIGHTS))


@contextmanager
def engine_with(weights: Weights, name: str = "embedded") -> Iterator[SearchEngine]:
    """Yield the engine of this name, with nothing remembered, that uses these weights; raises ``ValueError``.

    Weights that are not named stay as they are.
    """
    unknown = weights.keys() - WEIGHTS.keys()
    if unknown:
        raise ValueError(f"No weight {', '.join(sorted(unknown))}; there are {', '.join(WEIGHTS)}.")
    before = dict(WEIGHTS)
    WEIGHTS.update(weights)
    try:
        yield make_engine(name)
    finally:
        WEIGHTS.update(before)


def tune(score: Callable[[Weights], float], start: Weights) -> tuple[Weights, float]:
    """Return the best weights found and their score, one weight at a time from those at the start.

    A weight moves only for a gain that is worth it, so that what makes no difference stays as it was.
    """
    best, highest = dict(start), score(start)
    for _round in range(MAX_ROUNDS):
        before = highest
        for name in start:
            if name == UNIT:
                continue
            tried = [{**best, name: round(best[name] * factor, 3)} for factor in FACTORS]
            gain, _number, candidate = max((score(weights), -number, weights) for number, weights in enumerate(tried))
            if gain > highest + LEAST_GAIN:
                best, highest = candidate, gain
        if highest == before:
            break
    return MappingProxyType(best), highest
