"""Elasticsearch answers, and the embedded engine does whenever that cannot: whole, in the same request.

The server is asked when its index shows the very version that the database has, and when the circuit is closed. What
it cannot vouch for (``SearchUnavailable``) is asked of the embedded engine, which follows the database's own index and
is exact at once; no answer is made of both. Nobody but the operator notices: ``check_ready`` says why, and what each
word asks of him is in docs/operations.md.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import Counter, Gauge

from search import scope
from search.engines import get_engine
from search.engines.background import Run, in_background
from search.engines.base import Progress, SearchEngine
from search.engines.breaker import CircuitBreaker
from search.engines.elasticsearch.connection import alias
from search.engines.elasticsearch.deadline import within
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.mapping import schema_digest
from search.engines.elasticsearch.tasks import request_feed
from search.engines.embedded.engine import EmbeddedEngine
from search.exceptions import Reason, SearchUnavailable
from search.metrics import Reading, register
from search.models import IndexChange, IndexFeed, IndexState
from search.query import SearchQuery
from search.results import CrossTable, Hit, RelatedWork, SearchResults, Suggestions

logger = logging.getLogger(__name__)

# How often the embedded engine follows the index while it is not asked, so that its first answer comes at once.
WARM_SECONDS: Final = 15.0
# How long the server may take when somebody asks whether the site is ready: such a question has a second at most.
READY_SECONDS: Final = 0.5
# Behind for a moment is how it goes after each publication.
BEHIND_AFTER: Final = timedelta(seconds=60)

# Each process counts for itself; whoever reads them has the sum, and the circuit of the one that is worst off.
answers_total = Counter("hub_search_answers", "Answers by the engine that gave them.", ["engine"])
failures_total = Counter("hub_search_failures", "What the server did not answer, by why.", ["reason"])
circuit_open = Gauge("hub_search_circuit_open", "1 while the server is left alone.", multiprocess_mode="livemax")

T = TypeVar("T")


@dataclass(slots=True)
class _Budget:
    """How many seconds a request may still spend on the server, over all that its page asks."""

    seconds: float


class FailoverEngine(SearchEngine):
    """Two engines that answer alike: a server, and the embedded engine as its warm standby."""

    name = "failover"

    def __init__(
        self,
        server: SearchEngine | None = None,
        standby: SearchEngine | None = None,
        *,
        breaker: CircuitBreaker | None = None,
        run: Run = in_background,
        feed: Callable[[], None] = request_feed,
    ) -> None:
        embedded = EmbeddedEngine()
        self._standby = standby or embedded
        self._server = server or ElasticsearchEngine(embedded)
        self._breaker = breaker or CircuitBreaker()
        self._run = run
        self._request_feed = feed
        self._reason = Reason.OTHER
        self._warm_at = 0.0

    @property
    def is_open(self) -> bool:
        """Return whether the server is left alone for now."""
        return self._breaker.is_open

    @property
    def lag(self) -> int | None:
        """Return how many versions the server's index is behind; ``None`` while it was never fed."""
        state, fed = IndexState.current(), _fed()
        return None if state is None or fed is None else max(state[0] - fed[0], 0)

    # Answering

    def search(self, query: SearchQuery) -> SearchResults:
        """Return one page of hits with every facet's counts."""
        return self._ask(lambda engine: engine.search(query))

    def search_many(self, queries: Sequence[SearchQuery]) -> list[SearchResults]:
        """Return the answers in order, all of them by one engine."""
        return self._ask(lambda engine: engine.search_many(queries))

    def near_words(self, word: str, query: SearchQuery) -> frozenset[str]:
        """Return words that look like one that finds nothing."""
        return self._ask(lambda engine: engine.near_words(word, query))

    def suggest(self, query: SearchQuery, *, size: int = 5) -> Suggestions:
        """Return works by their title and facet values by their label."""
        return self._ask(lambda engine: engine.suggest(query, size=size))

    def related(self, work: UUID, query: SearchQuery, *, words: str = "", size: int = 4) -> list[RelatedWork]:
        """Return the works most like one, best first."""
        return self._ask(lambda engine: engine.related(work, query, words=words, size=size))

    def alike(self, words: str, query: SearchQuery, *, size: int = 10) -> list[Hit]:
        """Return the works whose words are most like these."""
        return self._ask(lambda engine: engine.alike(words, query, size=size))

    def works(self, query: SearchQuery) -> list[UUID]:
        """Return every matching work in order."""
        return self._ask(lambda engine: engine.works(query))

    def cross_count(self, query: SearchQuery, row_facet: str, column_facet: str) -> CrossTable:
        """Return the table of two facets."""
        return self._ask(lambda engine: engine.cross_count(query, row_facet, column_facet))

    def _ask(self, question: Callable[[SearchEngine], T]) -> T:
        """Return the server's answer, or else the standby's to the same question."""
        if self._is_server_asked():
            # Of a time-out only who had a whole one learns anything of the server.
            is_patient = _budget().seconds > settings.HUB_ELASTICSEARCH["SEARCH_SECONDS"] / 2
            try:
                with _spending(), _vouched_for():
                    answer = question(self._server)
            except SearchUnavailable as error:
                self._note(error, is_patient=is_patient)
            else:
                self._breaker.record_success()
                self._keep_warm()
                answers_total.labels(self._server.name).inc()
                return answer
        answers_total.labels(self._standby.name).inc()
        return question(self._standby)

    def _is_server_asked(self) -> bool:
        if self._breaker.is_open:
            self._probe_when_due()
            return False
        if not self._standby.is_warm:
            # What the server's answers are ordered by is not known yet; the standby loads it for both.
            return False
        return _is_abreast() and _budget().seconds > 0

    def _note(self, error: SearchUnavailable, *, is_patient: bool) -> None:
        """Take note of what the server did not answer to somebody who had time to wait, or had not."""
        self._reason = error.reason
        failures_total.labels(error.reason).inc()
        # Fed between two looks at the clock: the next answer is as good as any.
        if error.reason is Reason.BEHIND or error.is_about_question:
            return
        if error.reason is Reason.SLOW and not is_patient:
            return
        # Who waits for a time-out waits long: one visitor is enough.
        if self._breaker.record_failure(is_costly=error.reason is Reason.SLOW):
            circuit_open.set(self.is_open)
            logger.warning("Elasticsearch is left alone for a while (%s): %s", error.reason, error)

    # On nobody's time

    def _probe_when_due(self) -> None:
        if self._breaker.begin_probe():
            self._run(self._probe)

    def _probe(self) -> None:
        is_successful = False
        try:
            with _vouched_for():
                self._server.check_ready()
            is_successful = True
            logger.info("Elasticsearch answers again.")
        except SearchUnavailable as error:
            self._reason = error.reason
        finally:
            self._breaker.end_probe(is_successful=is_successful)
            circuit_open.set(self.is_open)

    def _keep_warm(self) -> None:
        """Let the standby follow the index now and then while it is not asked."""
        now = time.monotonic()
        if now >= self._warm_at:
            self._warm_at = now + WARM_SECONDS
            self._run(self._standby.warm_up)

    # Following

    def catch_up(self) -> None:
        """Bring the standby up to date, and ask for the server to be fed: by the worker, on its own time."""
        self._standby.catch_up()
        self._request_feed()

    def feed(self) -> str:
        """Bring both up to date in this call; raises ``SearchUnavailable`` for the server."""
        self._standby.feed()
        return self._server.feed()

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make both anew, first the one that is always there; raises ``SearchUnavailable`` for the other."""
        self._standby.rebuild()
        self._server.rebuild(progress)

    def warm_up(self) -> None:
        """Load what the standby needs."""
        self._standby.warm_up()

    # The server is what can differ: the standby loads the database's own index in each process.

    def shown(self, tokens: frozenset[str], locale: str) -> Iterable[int]:
        """Return what the server shows a viewer."""
        return self._server.shown(tokens, locale)

    def facet_values(self, keys: Sequence[int]) -> dict[int, frozenset[tuple[str, str]]]:
        """Return under which values the server counts some entries."""
        return self._server.facet_values(keys)

    def repair(self, keys: Sequence[int]) -> None:
        """Mend what the server has of some entries."""
        self._server.repair(keys)

    def check_ready(self) -> Reason | None:
        """Return why the standby answers, ``None`` when the server does; raises when neither can."""
        reason = self._check_server()
        try:
            self._standby.check_ready()
        except SearchUnavailable:
            if reason is not None:
                raise
        return reason

    def _check_server(self) -> Reason | None:
        if self._breaker.is_open:
            self._probe_when_due()
            return self._reason
        try:
            with within(READY_SECONDS), _vouched_for():
                self._server.check_ready()
        except SearchUnavailable as error:
            # Who asks this waits less long than a visitor may: it says nothing of the circuit.
            return error.reason
        return Reason.BEHIND if _is_left_behind() else None


@register
def figures() -> Iterator[Reading]:
    """Yield how far the server's index is behind, which is in the database: the same whichever process is asked."""
    engine = get_engine()
    if isinstance(engine, FailoverEngine) and engine.lag is not None:
        yield Reading("hub_search_lag_versions", "Versions that the server's index is behind.", engine.lag)


def _fed() -> tuple[int, UUID] | None:
    return IndexFeed.current(alias(), schema_digest())


def _is_abreast() -> bool:
    """Return whether the server's index shows the very version that the database has."""
    state, fed = IndexState.current(), _fed()
    # By the stamp: after a transaction that was rolled back, or a restored database, a number may mean another thing.
    return state is not None and fed is not None and state[1] == fed[1]


def _is_left_behind() -> bool:
    """Return whether the index lacks something that was written a while ago."""
    fed = _fed()
    if fed is None or _is_abreast():
        return False
    oldest = IndexChange.objects.filter(version__gt=fed[0]).order_by("version").first()
    return oldest is None or oldest.created_at < timezone.now() - BEHIND_AFTER


def _budget() -> _Budget:
    return scope.once("seconds for the search server", lambda: _Budget(settings.HUB_ELASTICSEARCH["SEARCH_SECONDS"]))


@contextmanager
def _vouched_for() -> Iterator[None]:
    """Take whatever else goes wrong for an answer that the server cannot give: no page fails for it."""
    try:
        yield
    except (SearchUnavailable, DatabaseError):
        raise
    except Exception as error:
        logger.exception("What Elasticsearch answered was not understood.")
        raise SearchUnavailable(type(error).__name__) from error


@contextmanager
def _spending() -> Iterator[None]:
    """Let what is asked here take no longer than the request has left for the server, and count that."""
    budget, started = _budget(), time.monotonic()
    try:
        with within(budget.seconds):
            yield
    finally:
        budget.seconds -= time.monotonic() - started
