"""What an engine costs beside its answers: making its index anew, room on disk, memory of a process."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from hub.bench.measuring import MIB, folder_size, process_memory
from hub.bench.sides import Engines
from search.engines.elasticsearch import lifecycle
from search.engines.elasticsearch.connection import alias, feed_client
from search.models import IndexEntry


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The costs of one engine; ``memory`` is MiB that searching adds to a process of the site."""

    name: str
    documents: int
    seconds: float
    bytes: int
    memory: float

    @property
    def speed(self) -> float:
        """Return how many documents a second a rebuild writes."""
        return self.documents / self.seconds


def upkeep(engines: Engines, url: str) -> Iterator[Upkeep]:
    """Make both indexes anew and yield what each costs; Elasticsearch is the server at this address."""
    documents = IndexEntry.objects.filter(is_live=True).count()
    seconds = _seconds(engines.embedded.rebuild)
    memory = _added(ELASTICSEARCH_URL="")
    yield Upkeep("embedded", documents, seconds, folder_size(Path(settings.HUB_INDEX_DIR)), memory)
    seconds = _seconds(lifecycle.rebuild)
    # As a site has it: with the embedded engine standing by.
    memory = _added(ELASTICSEARCH_URL=url, ELASTICSEARCH_INDEX=alias())
    yield Upkeep("Elasticsearch", documents, seconds, _bytes_of_the_index(), memory)


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _added(**environment: str) -> float:
    found = process_memory(**environment)
    return found["after"] - found["before"]


def _bytes_of_the_index() -> int:
    stats = feed_client().indices.stats(index=alias(), metric="store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def heap() -> str:
    """Return how much of its heap the server uses, which is all of the memory that it tells of."""
    (node,) = feed_client().nodes.stats(metric="jvm")["nodes"].values()
    used, most = (node["jvm"]["mem"][f"heap_{part}_in_bytes"] / MIB for part in ("used", "max"))
    return f"{used:,.0f} of {most:,.0f} MiB"


def table(found: list[Upkeep]) -> str:
    """Return the costs as a table in Markdown."""
    lines = ["| | documents | rebuild, s | documents/s | MiB on disk per 1,000 | MiB in a process |", "|---" * 6 + "|"]
    for one in found:
        disk = one.bytes / MIB / one.documents * 1000
        lines.append(
            f"| {one.name} | {one.documents:,} | {one.seconds:.1f} | {one.speed:,.0f} | {disk:.2f} | {one.memory:.0f} |"
        )
    return "\n".join(lines)
