"""Elasticsearch for measuring: an index that is removed at the end, and how long each round with the server took."""

import contextlib
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import override_settings

from search.engines.elasticsearch import indices
from search.engines.elasticsearch.answers import Answer
from search.engines.elasticsearch.connection import alias, translated
from search.engines.elasticsearch.queries import Body
from search.engines.elasticsearch.server import Server, Version
from search.models import IndexFeed

# Seconds. What takes long is measured as well: an answer that is given up has no time.
PATIENCE = 300.0


@contextlib.contextmanager
def own_index(url: str) -> Iterator[None]:
    """Let the engine use an index of its own on the server at this address; it and its row are removed at the end."""
    ours = {"URL": url, "INDEX": f"hub-bench-{secrets.token_hex(4)}"}
    patient = {"SEARCH_SECONDS": PATIENCE, "FEED_SECONDS": PATIENCE}
    with override_settings(HUB_ELASTICSEARCH={**settings.HUB_ELASTICSEARCH, **ours, **patient}):
        try:
            yield
        finally:
            _remove()


def _remove() -> None:
    with translated():
        standing = indices.look()
        for name in [*indices.orphans(), *([standing.name] if standing else [])]:
            indices.remove(name)
    IndexFeed.objects.filter(name=alias()).delete()


@dataclass(slots=True)
class Round:
    """Milliseconds of one round: on the clock, on the processor of this thread, and what the server says it took."""

    wall: float
    processor: float
    took: float

    @property
    def over(self) -> float:
        """Return what the round took on top of what the server says."""
        return self.wall - self.took


@dataclass
class TimedServer(Server):
    """Asks as the engine does, and keeps how long each round took."""

    rounds: list[Round] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._took = 0.0

    def ask(self, version: Version, bodies: Sequence[Body]) -> list[Answer]:
        """Return the answers, as ``Server.ask``; the round is kept."""
        started, used = time.perf_counter(), time.thread_time()
        answers = super().ask(version, bodies)
        wall, processor = time.perf_counter() - started, time.thread_time() - used
        self.rounds.append(Round(wall * 1000, processor * 1000, self._took))
        return answers

    def _sent(self, requests: Sequence[Body]) -> Any:
        answer = super()._sent(requests)
        self._took = float(answer["took"])
        return answer

    def taken(self) -> Round:
        """Return the rounds since this was asked last, as one."""
        found, self.rounds = self.rounds, []
        return Round(*(sum(getattr(one, part) for one in found) for part in ("wall", "processor", "took")))
