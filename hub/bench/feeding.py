"""An index that is made anew while people search and an editor publishes: how fast, how late, and never wrong."""

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.core.management.base import CommandError
from django.db import connection, transaction

from hub.bench.corpus import FIRST_PAGE_ID
from hub.bench.timing import percentile
from search import indexing
from search.audience import EVERYBODY
from search.documents import SearchDocument
from search.engines import SearchEngine, get_engine
from search.exceptions import SearchUnavailable
from search.models import IndexEntry, IndexState
from search.normalise import normalise
from search.query import SearchQuery
from search.results import SearchResults

# What every work of this measurement has, and nobody else's.
COMMON = "qwmeting"
NOBODY = frozenset({"nobody"})
READ_SECONDS = 0.05
FIND_SECONDS = 0.01
PATIENCE = 120.0


@dataclass
class FeedResult:
    """What was seen; seconds of a publication until the server's own engine finds it."""

    documents: int = 0
    seconds: float = 0.0
    findable: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the result in lines of Markdown."""
        found = [percentile(self.findable, share) for share in (0.5, 0.95, 1.0)] if self.findable else [0.0] * 3
        told = [f"{seconds:.2f}" for seconds in found]
        by = ", ".join(f"{name} {count:,}" for name, count in sorted(self.answers.items()))
        return [
            f"- rebuild: {self.documents:,} documents in {self.seconds:.0f} s, {self.rate:,.0f} a second",
            f"- answers: {by}; {self.compared:,} compared with the embedded engine, {len(self.wrong)} wrong",
            f"- publish → findable in the index, {len(self.findable)} writes: {' / '.join(told)} s (p50, p95, longest)",
        ]

    @property
    def rate(self) -> float:
        """Return how many documents were written in a second, 0 when none were."""
        return self.documents / self.seconds if self.seconds else 0.0


@contextmanager
def worker() -> Iterator[None]:
    """Run the worker of the job queue."""
    process = subprocess.Popen([sys.executable, sys.argv[0], "db_worker", "--no-reload"])  # noqa: S603 - this very program
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def remake(server: SearchEngine) -> str:
    """Make the index of a server anew; return how many documents that were and in how many seconds."""
    started = time.monotonic()
    server.rebuild()
    seconds = time.monotonic() - started
    return f"{IndexEntry.objects.filter(is_live=True).count()} {seconds:.1f}"


class Measurement:
    """One run; ``site`` is what visitors ask, ``server`` and ``embedded`` are its two engines, each asked alone."""

    def __init__(self, server: SearchEngine, embedded: SearchEngine) -> None:
        self.site, self.server, self.embedded = get_engine(), server, embedded
        self.result = FeedResult()
        self._sealed: set[UUID] = set()
        self._is_over = threading.Event()

    def run(self, writes: int, *, is_remade: bool) -> FeedResult:
        """Write so many works one after the other, while others read and, if so, the index is made anew."""
        threads = [threading.Thread(target=self._read)]
        if is_remade:
            threads.append(threading.Thread(target=self._remake))
        works: list[UUID] = []
        # The worker has begun when it has fed one.
        self._write(1, works)
        self.result.findable.clear()
        for thread in threads:
            thread.start()
        try:
            for number in range(writes):
                self._write(number, works)
            for thread in threads[1:]:
                thread.join()
        finally:
            self._is_over.set()
            threads[0].join()
            for work in works:
                indexing.remove_work(work)
        return self.result

    def _remake(self) -> None:
        """Make the index anew in a process of its own, as the scheduler does."""
        command = [sys.executable, sys.argv[0], "bench_feed", "--remake"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - this very program
        self.result.documents, self.result.seconds = int(told.split()[0]), float(told.split()[1])

    def _write(self, number: int, works: list[UUID]) -> None:
        """Publish one, and withdraw each third one again; note when the server's engine found it."""
        work = uuid4()
        word = "qx" + "".join(chr(ord("a") + int(digit, 16)) for digit in work.hex[:12])
        self._store(work, number, f"{COMMON} {word}", EVERYBODY)
        works.append(work)
        started = time.monotonic()
        query = SearchQuery(text=normalise(word))
        while not self._is_found(query):
            if time.monotonic() > started + PATIENCE:
                raise CommandError("What was published is not found: does the worker run?")
            time.sleep(FIND_SECONDS)
        self.result.findable.append(time.monotonic() - started)
        if number % 3 == 0:
            self._store(work, number, f"{COMMON} {word}", NOBODY)
            self._sealed.add(work)

    def _store(self, work: UUID, number: int, title: str, audience: frozenset[str]) -> None:
        document = SearchDocument(
            work=work,
            page_id=FIRST_PAGE_ID - 1 - number,
            locale="nl",
            type="news",
            title=title,
            summary="",
            body="",
            url="/nl/news/bench/",
            published_at=datetime.now(UTC),
            audience=audience,
            languages=("nl",),
        )
        with transaction.atomic():
            indexing.store(work, {"nl": document, "en": document})
        get_engine().catch_up()

    def _is_found(self, query: SearchQuery) -> bool:
        try:
            return self.server.search(query).total == 1
        except SearchUnavailable:
            return False

    def _read(self) -> None:
        """Ask the site, and the embedded engine the same where the index has one version all the while."""
        chance = random.Random(1)  # noqa: S311 - which question comes next
        asked = [SearchQuery(), SearchQuery(text=normalise(COMMON), size=50), *_searches()]
        while not self._is_over.wait(READ_SECONDS):
            query = chance.choice(asked)
            hidden, before = set(self._sealed), IndexState.current()
            answer = self.site.search(query)
            self.result.answers[answer.engine] += 1
            if hidden & {hit.work for hit in answer.hits}:
                self.result.wrong.append("leaked")
            other = self.embedded.search(query)
            if before == IndexState.current():
                self.result.compared += 1
                if _told(answer) != _told(other):
                    self.result.wrong.append(f"{query.text.text!r}: {answer.total} instead of {other.total}")
        connection.close()


def _searches() -> Sequence[SearchQuery]:
    words = ("onderzoek", "data", "gezondheid")
    return [SearchQuery(filters={"type": ("news",)}), *(SearchQuery(text=normalise(word)) for word in words)]


def _told(answer: SearchResults) -> tuple[object, ...]:
    """Return what two engines must agree on: the order by relevance is each one's own to the last decimal."""
    counts = [(facet.key, [(bucket.value, bucket.count) for bucket in facet.buckets]) for facet in answer.facets]
    is_whole = not answer.query.text.wanted or answer.total <= answer.query.size
    return answer.total, {hit.work for hit in answer.hits} if is_whole else set(), counts
