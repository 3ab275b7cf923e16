"""Search engines; ``get_engine`` is the only way to one, so nothing else asks which it is."""

import functools
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.background import in_background
from search.engines.base import SearchEngine

__all__ = ["SearchEngine", "get_engine", "make_engine", "warm_up"]

ENGINES: Final = {
    "embedded": "search.engines.embedded.engine.EmbeddedEngine",
    "elasticsearch": "search.engines.elasticsearch.engine.ElasticsearchEngine",
}


@functools.cache
def _build(dotted: str) -> SearchEngine:
    engine: SearchEngine = import_string(dotted)()
    return engine


def get_engine() -> SearchEngine:
    """Return this process's engine, as ``HUB_SEARCH_ENGINE`` names it."""
    return _build(settings.HUB_SEARCH_ENGINE)


def make_engine(name: str) -> SearchEngine:
    """Return a new engine by its name, with nothing remembered: for what compares them, whatever the site has."""
    engine: SearchEngine = import_string(ENGINES[name])()
    return engine


def warm_up() -> None:
    """Let this process's engine load what its answers need, in the background; called when a server starts."""
    if settings.HUB_WARM_UP:
        in_background(get_engine().warm_up)
