"""Finds better weights for the words of a work: in the title, the summary, the body, its other languages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import MappingProxyType

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines import SearchEngine

Weights = Mapping[str, float]

# Only the proportions of the weights matter, so one of them is the unit of the others.
UNIT = "body"
FACTORS = (0.5, 0.75, 1.5, 2.0)
# A smaller gain is chance: one work one place higher in one search.
LEAST_GAIN = 0.001
MAX_ROUNDS = 10


def _engine_weights() -> dict[str, float]:
    """Return the weights themselves: ``WEIGHTS`` in the module ``text`` beside the engine that the settings name."""
    package = settings.HUB_SEARCH_ENGINE.rsplit(".", 2)[0]
    weights: dict[str, float] = import_module(f"{package}.text").WEIGHTS
    return weights


def current_weights() -> Weights:
    """Return the weights that the engine has."""
    return MappingProxyType(dict(_engine_weights()))


@contextmanager
def engine_with(weights: Weights) -> Iterator[SearchEngine]:
    """Yield an engine of its own, so with nothing remembered, that uses these weights; raises ``ValueError``.

    Weights that are not named stay as they are.
    """
    own = _engine_weights()
    unknown = weights.keys() - own.keys()
    if unknown:
        raise ValueError(f"No weight {', '.join(sorted(unknown))}; there are {', '.join(own)}.")
    before = dict(own)
    own.update(weights)
    try:
        yield import_string(settings.HUB_SEARCH_ENGINE)()
    finally:
        own.update(before)


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
