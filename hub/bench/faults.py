"""A site whose search server fails, in real time: what readers get meanwhile, and when the server answers again.

The real server stands behind a proxy that spoils what it says, or is spoilt itself. Web, worker and scheduler are
those of a server in production settings; nothing is told to them, and what is mended they mend themselves.
"""

import gzip
import http.client
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from django.core.management.base import CommandError
from elasticsearch import Elasticsearch

from hub.bench.load import ask
from hub.bench.proxy import FAULTS, FaultyProxy
from hub.bench.stack import HOST
from knowledge.models import NewsPage

# How long a fault lasts that does not end by itself.
FAULT_SECONDS: Final = 12.0
READ_SECONDS: Final = 0.05
# What a visitor waits at most.
LIMIT: Final = 2.0
# Each process finds out for itself: so many answers in a row are of all of them.
IN_A_ROW: Final = 12
PATIENCE: Final = 300.0
# A site that has just started loads what it keeps, and its scheduler does what is due.
WARM_SECONDS: Final = 30.0
GZIP: Final = b"\x1f\x8b"
SEARCH: Final = "/api/v1/search/?lang=nl&q="


@dataclass
class Site:
    """The site that is asked at ``port``, the server its searches go to, and the alias of its index there."""

    port: int
    proxy: FaultyProxy
    server: Elasticsearch
    alias: str
    visitors: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def index(self) -> str:
        """Return the index behind the alias."""
        return next(iter(self.server.indices.get_alias(name=self.alias).body))

    def get(self, address: str, connection: http.client.HTTPConnection | None = None) -> tuple[str, bytes, float]:
        """Return the status of an answer, or what went wrong, its body, and the seconds it took."""
        started = time.monotonic()
        asked = connection or http.client.HTTPConnection(HOST, self.port, timeout=30)
        status, body = ask(asked, address, next(self.visitors), HOST)
        if connection is None:
            asked.close()
        return status, body, time.monotonic() - started

    def found(self, words: str = "") -> tuple[str, int]:
        """Return which engine answers a search, and how much it finds; raises ``CommandError`` for no answer."""
        status, body, _seconds = self.get(SEARCH + quote(words))
        if status != "200":
            raise CommandError(f"A search is answered with {status}.")
        meta = json.loads(gzip.decompress(body) if body[:2] == GZIP else body)["meta"]
        return meta["engine"], meta["total"]

    def wait_for_server(self) -> float:
        """Return after how many seconds every process asks the server; raises ``CommandError`` when that is late."""
        started, row = time.monotonic(), 0
        while row < IN_A_ROW:
            if time.monotonic() - started > PATIENCE:
                raise CommandError("The server is not asked again.")
            row = row + 1 if self.found()[0] == "elasticsearch" else 0
            time.sleep(READ_SECONDS)
        return time.monotonic() - started


Step = Callable[[Site], object]


@dataclass(frozen=True)
class Fault:
    """What goes wrong. One without an ``end`` is for the site itself to mend, from its ``begin`` on."""

    name: str
    begin: Step
    end: Step | None = None


def _in_between(name: str) -> Fault:
    return Fault(name, lambda site: site.proxy.go_wrong(FAULTS[name]), lambda site: site.proxy.recover())


def _listen_again(site: Site) -> None:
    site.proxy = FaultyProxy(f"http://{site.proxy.upstream}", site.proxy.server_address[1])


def _replace(site: Site) -> None:
    """Put an index with fields of its own in its place, as by a write to a name that was gone."""
    other = f"{site.alias}-dynamic"
    site.server.indices.delete(index=site.index)
    site.server.index(index=other, id="1", document={"title": "dynamic"}, refresh=True)
    site.server.indices.put_alias(index=other, name=site.alias)


def _block(*, is_full: bool) -> Step:
    block = {"index.blocks.read_only_allow_delete": is_full or None}
    return lambda site: site.server.indices.put_settings(index=site.index, settings=block)


KINDS: Final = (
    Fault("closed port", lambda site: site.proxy.close(), _listen_again),
    *map(_in_between, ("black hole", "half of the answer", "drips", "reset", "500", "503", "a failed shard")),
    Fault("full disk: the index is read-only", _block(is_full=True), _block(is_full=False)),
    Fault("index deleted", lambda site: site.server.indices.delete(index=site.index)),
    Fault(
        "alias missing",
        lambda site: site.server.indices.delete_alias(index=site.index, name=site.alias),
    ),
    Fault("mapping replaced", _replace),
)


@dataclass
class Outcome:
    """What readers got during one fault; seconds."""

    fault: str
    statuses: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    findable: float = 0.0
    back: float = 0.0

    @property
    def errors(self) -> int:
        """Return how many answers were none, or other than a page (200)."""
        return self.statuses.total() - self.statuses["200"]

    @property
    def is_right(self) -> bool:
        """Return whether every reader got a page in time."""
        return not self.errors and self.longest <= LIMIT

    def row(self) -> str:
        """Return it as a row of ``table``."""
        figures = f"{self.longest * 1000:,.0f} | {self.findable * 1000:,.0f} | {self.back:.1f}"
        return f"| {self.fault} | {self.statuses.total()} | {self.errors} | {figures} |"


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as a table in Markdown."""
    head = "| fault | answers | errors | slowest, ms | published and found, ms | the server answers again, s |"
    return "\n".join([head, "|---|---|---|---|---|---|", *(one.row() for one in outcomes)])


def warm_up(site: Site, addresses: Sequence[str]) -> None:
    """Read for a while, so that no fault has the first answers of a site."""
    until = time.monotonic() + WARM_SECONDS
    for address in itertools.cycle(addresses):
        site.get(address)
        if time.monotonic() > until:
            break


def examine(site: Site, fault: Fault, addresses: Sequence[str]) -> Outcome:
    """Let the server fail while a reader reads and an editor publishes; return what came of it, when all is well again.

    Raises ``CommandError`` when what was published is not found, or when the server is not asked again in time.
    """
    site.wait_for_server()
    outcome, is_over = Outcome(fault.name), threading.Event()
    reader = threading.Thread(target=_read, args=(site, addresses, outcome, is_over))
    reader.start()
    try:
        fault.begin(site)
        begun = time.monotonic()
        time.sleep(FAULT_SECONDS / 4)
        outcome.findable = _publish(site)
        if fault.end:
            time.sleep(max(begun + FAULT_SECONDS - time.monotonic(), 0))
            fault.end(site)
            begun = time.monotonic()
        site.wait_for_server()
        outcome.back = time.monotonic() - begun
    finally:
        is_over.set()
        reader.join()
    return outcome


def _read(site: Site, addresses: Sequence[str], outcome: Outcome, is_over: threading.Event) -> None:
    """Ask over one connection, with a short pause after each answer, until it is over."""
    connection = http.client.HTTPConnection(HOST, site.port, timeout=30)
    for address in itertools.cycle(addresses):
        if is_over.wait(READ_SECONDS):
            break
        status, _body, seconds = site.get(address, connection)
        outcome.statuses[status] += 1
        outcome.longest = max(outcome.longest, seconds)
    connection.close()


def _publish(site: Site) -> float:
    """Publish news under a word that nobody else has; return after how many seconds the site finds it."""
    page = NewsPage.objects.live().filter(locale__language_code="nl").order_by("pk")[0]
    title, word = page.title, f"qx{time.monotonic_ns():x}".translate(str.maketrans("0123456789", "ghijklmnop"))
    started = time.monotonic()
    page.title = f"{title} {word}"
    page.save_revision().publish()
    while not site.found(word)[1]:
        if time.monotonic() - started > PATIENCE:
            raise CommandError("What was published is not found.")
    seconds = time.monotonic() - started
    page.title = title
    page.save_revision().publish()
    return seconds
