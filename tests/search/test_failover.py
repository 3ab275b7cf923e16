"""Which engine answers, seen with two that say who they are; the real ones are in ``elasticsearch/test_faults.py``."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from search import scope
from search.engines.base import SearchEngine
from search.engines.breaker import CircuitBreaker
from search.engines.elasticsearch.connection import alias
from search.engines.elasticsearch.mapping import schema_digest
from search.engines.failover import (
    WARM_SECONDS,
    FailoverEngine,
    answers_total,
    circuit_open,
    failures_total,
    figures,
)
from search.exceptions import Reason, SearchUnavailable
from search.metrics import sources
from search.models import IndexChange, IndexFeed, IndexState
from search.query import SearchQuery
from search.results import Bucket, CrossTable, SearchResults, Suggestions
from tests.search.builders import make_document, store

QUERY = SearchQuery()
WORK = uuid4()
FIGURES = (answers_total, failures_total)


class Engine(SearchEngine):
    """Says who it is in every answer; or fails, or takes its time."""

    def __init__(self, name):
        self.name = name
        self.fails = None
        self.is_about_question = False
        self.is_ready = True
        self.seconds = 0.0
        self.asked = []

    def _answer(self, what):
        self.asked.append(what)
        time.sleep(self.seconds)
        if self.fails:
            raise SearchUnavailable("injected", self.fails, is_about_question=self.is_about_question)

    @property
    def is_warm(self):
        return self.is_ready

    def search(self, query):
        self._answer("search")
        return SearchResults(query=query, total=1, hits=[], facets=[], engine=self.name)

    def near_words(self, word, query):
        self._answer("near_words")
        return frozenset({self.name})

    def suggest(self, query, *, size=5):
        self._answer("suggest")
        return Suggestions(query=query, values=[(self.name, Bucket("a", "A"))])

    def related(self, work, query, *, words="", size=4):
        self._answer("related")
        return [self.name]

    def alike(self, words, query, *, size=10):
        self._answer("alike")
        return [self.name]

    def works(self, query):
        self._answer("works")
        return [self.name]

    def cross_count(self, query, row_facet, column_facet):
        self._answer("cross_count")
        return CrossTable(query, row_facet, self.name, [], [], {}, 0)

    def catch_up(self):
        self._answer("catch_up")

    def feed(self):
        self._answer("feed")
        return self.name

    def rebuild(self, progress=None):
        self._answer("rebuild")

    def warm_up(self):
        self._answer("warm_up")

    def check_ready(self):
        self._answer("check_ready")

    def shown(self, tokens, locale):
        self._answer("shown")
        return [1]

    def facet_values(self, keys):
        self._answer("facet_values")
        return dict.fromkeys(keys, frozenset())

    def repair(self, keys):
        self._answer("repair")


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def server():
    return Engine("elasticsearch")


@pytest.fixture
def standby():
    return Engine("embedded")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def later():
    """What was left for the background, in order."""
    return []


@pytest.fixture
def fed():
    return []


@pytest.fixture
def engine(db, server, standby, clock, later, fed):
    store(make_document("Kunstmatig"))
    feed()
    return FailoverEngine(
        server, standby, breaker=CircuitBreaker(clock=clock), run=later.append, feed=lambda: fed.append("fed")
    )


def feed():
    version, stamp = IndexState.current()
    IndexFeed.objects.update_or_create(
        name=alias(), defaults={"version": version, "stamp": stamp, "schema": schema_digest()}
    )


def open_circuit(engine, server):
    server.fails = Reason.SLOW
    engine.search(QUERY)
    server.asked.clear()


QUESTIONS = [
    (lambda engine: engine.search(QUERY).engine, "search"),
    (lambda engine: {one.engine for one in engine.search_many([QUERY, QUERY])}.pop(), "search_many"),
    (lambda engine: min(engine.near_words("a", QUERY)), "near_words"),
    (lambda engine: engine.suggest(QUERY).values[0][0], "suggest"),
    (lambda engine: engine.related(WORK, QUERY)[0], "related"),
    (lambda engine: engine.alike("a", QUERY)[0], "alike"),
    (lambda engine: engine.works(QUERY)[0], "works"),
    (lambda engine: engine.cross_count(QUERY, "type", "tag").column_facet, "cross_count"),
]


@pytest.mark.parametrize("ask", [ask for ask, _name in QUESTIONS], ids=[name for _ask, name in QUESTIONS])
def test_every_question_is_the_servers_and_the_standbys_when_it_fails(engine, server, ask):
    assert ask(engine) == "elasticsearch"

    server.fails = Reason.OTHER

    assert ask(engine) == "embedded"


def test_several_searches_are_answered_by_one_engine(engine, standby, later):
    class HalfWay(Engine):
        def search(self, query):
            if len(self.asked) == 2:
                self.fails = Reason.UNREACHABLE
            return super().search(query)

    engine = FailoverEngine(HalfWay("elasticsearch"), standby, run=later.append)

    assert [one.engine for one in engine.search_many([QUERY] * 4)] == ["embedded"] * 4


def test_what_no_engine_can_answer_is_said(engine, server, standby):
    server.fails = standby.fails = Reason.OTHER

    with pytest.raises(SearchUnavailable):
        engine.search(QUERY)


def test_an_error_of_our_own_fails_no_page_and_is_told_to_the_operator(engine, server, caplog):
    def broken(query):
        raise ZeroDivisionError

    server.search = broken

    assert engine.search(QUERY).engine == "embedded"
    assert [(record.levelname, record.exc_info[0]) for record in caplog.records] == [("ERROR", ZeroDivisionError)]


def test_what_was_written_a_moment_ago_is_answered_by_the_standby_until_the_server_shows_it(engine, server):
    store(make_document("Nieuw"))
    assert engine.search(QUERY).engine == "embedded"
    assert server.asked == []

    feed()

    assert engine.search(QUERY).engine == "elasticsearch"


def test_a_version_by_another_stamp_is_another_version(engine, server):
    IndexFeed.objects.update(stamp=UUID(int=7))

    assert engine.search(QUERY).engine == "embedded"
    assert server.asked == []


def test_an_index_that_was_never_fed_is_not_asked(engine, server):
    IndexFeed.objects.all().delete()

    assert engine.search(QUERY).engine == "embedded"
    assert (server.asked, engine.lag) == ([], None)


def test_an_index_of_another_make_is_not_asked(engine, server):
    IndexFeed.objects.update(schema="of another release")

    assert engine.search(QUERY).engine == "embedded"
    assert server.asked == []


def test_a_question_that_the_server_refuses_says_nothing_of_the_next(engine, server):
    server.fails = Reason.OTHER
    server.is_about_question = True

    assert [engine.search(QUERY).engine for _ in range(5)] == ["embedded"] * 5
    assert not engine.is_open


def test_who_had_no_time_left_learns_nothing_of_the_server(engine, server, settings, in_a_request):
    server.seconds = settings.HUB_ELASTICSEARCH["SEARCH_SECONDS"] * 0.6
    engine.search(QUERY)
    server.fails = Reason.SLOW

    assert engine.search(QUERY).engine == "embedded"
    assert not engine.is_open


def test_a_standby_that_is_cold_answers_itself(engine, server, standby):
    standby.is_ready = False

    assert engine.search(QUERY).engine == "embedded"
    assert server.asked == []


def test_after_one_time_out_nobody_waits_for_the_server(engine, server):
    server.fails = Reason.SLOW

    assert [engine.search(QUERY).engine for _ in range(5)] == ["embedded"] * 5
    assert server.asked == ["search"]
    assert engine.is_open


def test_after_three_refusals_nobody_asks(engine, server):
    server.fails = Reason.UNREACHABLE

    assert [engine.search(QUERY).engine for _ in range(5)] == ["embedded"] * 5
    assert server.asked == ["search"] * 3


def test_that_it_was_fed_in_between_is_no_failure(engine, server):
    server.fails = Reason.BEHIND

    assert [engine.search(QUERY).engine for _ in range(9)] == ["embedded"] * 9
    assert not engine.is_open


def test_the_probe_is_made_in_the_background_and_closes_the_circuit(engine, server, clock, later):
    open_circuit(engine, server)
    server.fails = None
    clock.now += 5

    assert engine.search(QUERY).engine == "embedded"
    assert (server.asked, len(later)) == ([], 1)
    later.pop()()

    assert server.asked == ["check_ready"]
    assert engine.search(QUERY).engine == "elasticsearch"


def test_a_probe_that_fails_makes_the_pause_longer(engine, server, clock, later):
    open_circuit(engine, server)
    clock.now += 5
    engine.search(QUERY)
    later.pop()()
    clock.now += 9
    engine.search(QUERY)
    assert later == []

    clock.now += 1
    engine.search(QUERY)

    assert len(later) == 1


def test_a_probe_that_breaks_counts_as_failed(engine, server, clock, later):
    open_circuit(engine, server)
    clock.now += 5
    engine.search(QUERY)

    def broken():
        raise ZeroDivisionError

    server.check_ready = broken
    later.pop()()

    assert engine.is_open
    clock.now += 10
    engine.search(QUERY)
    assert len(later) == 1


@pytest.fixture
def in_a_request():
    """All in one request, which leaves the test's connection alone, as the test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    request_started.send(sender=None)
    yield
    request_finished.send(sender=None)
    for signal in signals:
        signal.connect(close_old_connections)


def test_a_page_of_many_searches_waits_for_a_slow_server_once(engine, server, settings, in_a_request):
    settings.HUB_ELASTICSEARCH = {**settings.HUB_ELASTICSEARCH, "SEARCH_SECONDS": 0.3}
    server.seconds = 0.2
    started = time.monotonic()
    engines = [engine.search(QUERY).engine for _ in range(10)]
    spent = time.monotonic() - started

    assert engines == ["elasticsearch"] * 2 + ["embedded"] * 8
    assert spent < 0.3 + 0.2 + 0.3


def test_the_standby_follows_while_it_is_not_asked(engine, standby, later, monkeypatch):
    now = time.monotonic()
    monkeypatch.setattr("search.engines.failover.time.monotonic", lambda: now)
    for _ in range(3):
        engine.search(QUERY)
    assert len(later) == 1
    later.pop()()
    assert standby.asked == ["warm_up"]

    now += WARM_SECONDS
    engine.search(QUERY)

    assert len(later) == 1


def test_publishing_brings_the_standby_up_to_date_and_asks_for_the_server_to_be_fed(engine, server, standby, fed):
    server.fails = Reason.SLOW

    engine.catch_up()

    assert (standby.asked, server.asked, fed) == (["catch_up"], [], ["fed"])


def test_a_rebuild_makes_both_and_says_when_the_server_could_not(engine, server, standby):
    engine.rebuild()
    assert (standby.asked, server.asked) == (["rebuild"], ["rebuild"])

    server.fails = Reason.UNREACHABLE
    with pytest.raises(SearchUnavailable):
        engine.rebuild()
    assert standby.asked == ["rebuild"] * 2


def test_both_are_fed_and_the_server_is_audited(engine, server, standby):
    assert engine.feed() == "elasticsearch"
    assert standby.asked == ["feed"]

    assert engine.shown(frozenset({"public"}), "nl") == [1]
    assert engine.facet_values([1]) == {1: frozenset()}
    engine.repair([1])

    assert server.asked == ["feed", "shown", "facet_values", "repair"]
    assert standby.asked == ["feed"]


def test_ready_when_the_server_answers(engine):
    assert engine.check_ready() is None


@pytest.mark.parametrize("reason", list(Reason))
def test_degraded_and_why(engine, server, reason):
    server.fails = reason

    assert [engine.check_ready() for _ in range(5)] == [reason] * 5


def test_degraded_while_the_circuit_is_open_without_asking_the_server(engine, server):
    open_circuit(engine, server)

    assert engine.check_ready() is Reason.SLOW
    assert server.asked == []


def test_asking_whether_it_is_ready_probes_too(engine, server, clock, later):
    open_circuit(engine, server)
    server.fails = None
    clock.now += 5
    assert engine.check_ready() is Reason.SLOW
    later.pop()()

    assert engine.check_ready() is None


def test_behind_only_when_it_has_been_for_a_while(engine):
    store(make_document("Nieuw"))
    assert engine.check_ready() is None
    assert engine.lag == 1

    IndexChange.objects.update(created_at=timezone.now() - timedelta(minutes=2))

    assert engine.check_ready() is Reason.BEHIND


def test_not_ready_only_when_neither_can_answer(engine, server, standby):
    standby.fails = Reason.OTHER
    assert engine.check_ready() is None

    server.fails = Reason.UNREACHABLE
    with pytest.raises(SearchUnavailable):
        engine.check_ready()


@pytest.fixture
def told():
    """Return what the figures of this process rose by since the test began: name and label -> value."""

    def values():
        samples = [sample for family in FIGURES for one in family.collect() for sample in one.samples]
        return {(s.name, *s.labels.values()): s.value for s in samples if s.name.endswith("_total")}

    before = values()
    return lambda: {key: value - before.get(key, 0) for key, value in values().items() if value != before.get(key, 0)}


def test_answers_and_failures_are_counted(engine, server, told):
    engine.search(QUERY)
    server.fails = Reason.SLOW
    for _ in range(3):
        engine.search(QUERY)

    assert told() == {
        ("hub_search_answers_total", "elasticsearch"): 1,
        ("hub_search_answers_total", "embedded"): 3,
        ("hub_search_failures_total", "slow"): 1,
    }


def test_whether_the_circuit_is_open_is_told_when_it_changes(engine, server, clock, later):
    def told():
        return circuit_open.collect()[0].samples[0].value

    open_circuit(engine, server)
    assert told() == 1
    clock.now += 5
    engine.search(QUERY)
    later.pop()()
    assert told() == 1

    server.fails = None
    clock.now += 10
    engine.search(QUERY)
    later.pop()()
    assert told() == 0


def test_how_far_the_server_is_behind_is_told_by_any_process(engine, monkeypatch):
    monkeypatch.setattr("search.engines.failover.get_engine", lambda: engine)
    store(make_document("Nieuw"))
    store(make_document("Nieuwer"))

    assert figures in sources()
    assert [(one.name, one.value) for one in figures()] == [("hub_search_lag_versions", 2)]


def test_the_processes_of_a_server_are_added_up_and_the_worst_circuit_is_told(tmp_path):
    """Two processes answer, and the circuit of the first is open; a third one is asked."""
    program = """
import os, django
django.setup()
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from search.engines.failover import answers_total, circuit_open

def say(title):
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    lines = generate_latest(registry).decode().splitlines()
    print(title, *sorted(one for one in lines if one.startswith(("hub_search_answers_total", "hub_search_circuit"))))

children = []
for number in (1, 2):
    children.append(os.fork())
    if not children[-1]:
        answers_total.labels("embedded").inc(number)
        circuit_open.set(number == 1)
        os._exit(0)
    os.waitpid(children[-1], 0)
say("both")
mark_process_dead(children[0])
say("one")
"""
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout.splitlines() == [
        'both hub_search_answers_total{engine="embedded"} 3.0 hub_search_circuit_open 1.0',
        'one hub_search_answers_total{engine="embedded"} 3.0 hub_search_circuit_open 0.0',
    ]


def test_one_line_of_log_for_one_failing_server(engine, server, clock, caplog):
    server.fails = Reason.UNREACHABLE
    for _ in range(9):
        engine.search(QUERY)

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "unreachable" in caplog.text


@pytest.fixture(autouse=True)
def _no_request():
    yield
    scope._end()
