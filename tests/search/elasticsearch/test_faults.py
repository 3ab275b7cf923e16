"""Whatever the server, or the way to it, does: every page answers in time as the embedded engine alone would.

The server is real; ``hub.bench.proxy.FaultyProxy`` stands before it. What an engine leaves for the background is done
here when the test says so, on a clock that the test moves. In real time, with the processes of a server:
``make bench-faults``.
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.core.cache import caches
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from hub.bench.proxy import FAULTS, FaultyProxy
from search import engines
from search.engines import get_engine
from search.engines.breaker import CircuitBreaker
from search.engines.elasticsearch import connection
from search.engines.elasticsearch.documents import STATE_ID
from search.engines.elasticsearch.lifecycle import rebuild
from search.engines.failover import FailoverEngine, answers_total
from search.exceptions import Reason
from search.models import IndexFeed
from search.query import SearchQuery
from tests.factories.events import make_event
from tests.factories.home import publish as publish_page
from tests.factories.knowledge import BestPracticePageFactory
from tests.hub.surfaces import answer
from tests.search.elastic import server
from tests.search.pages import make_group, make_user, publish, restrict

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

EMBEDDED = "search.engines.embedded.engine.EmbeddedEngine"
# What the visitor waits at most, and how long the server is given of that here.
LIMIT = 2.0
SERVER_SECONDS = 0.8
PAGES = [
    "/nl/search/?q=kanarie",
    "/nl/search/?q=kanarie&type=event&past=1&sort=title",
    "/nl/search/?q=kanarje",
    "/nl/",
    "/nl/events/",
    "/nl/search/suggest/?q=kan",
    "/api/v1/search/?q=kanarie&lang=nl",
    "/api/v1/matrix/?lang=nl",
    "/search.atom?q=kanarie",
    "/search.csv?q=kanarie",
    "/events.ics",
]
# The API says which engine answered, and how long that took to say.
ENGINE = re.compile(r'"engine": ?"[a-z]+"')


@dataclass
class Site:
    """The site under test: its engine, the proxy, the clock, and what waits for the background."""

    proxy: FaultyProxy
    alias: str
    settings: object
    client: object
    detail: str
    engine: FailoverEngine | None = None
    now: float = 1000.0
    later: list[Callable[[], object]] = field(default_factory=list)

    def start(self):
        """Begin as a process does: with an engine of its own that is warm, and connections of its own."""
        connection._client.cache_clear()
        self.engine = FailoverEngine(breaker=CircuitBreaker(clock=lambda: self.now), run=self.later.append)
        self.engine.warm_up()

    def pages(self):
        """Return every page as a visitor gets it, by its address."""
        return self.timed_pages()[0]

    def timed_pages(self):
        """Return every page, and how many seconds the slowest took."""
        found, slowest = {}, 0.0
        for cache in caches.all():
            cache.clear()
        for address in (*PAGES, self.detail):
            started = time.monotonic()
            status, _headers, body = answer(self.client, address)
            slowest = max(slowest, time.monotonic() - started)
            found[address] = (status, ENGINE.sub("", body.decode()))
        return found, slowest

    def truth(self):
        """Return every page as the embedded engine alone answers it."""
        self.settings.HUB_SEARCH_ENGINE = EMBEDDED
        try:
            return self.pages()
        finally:
            self.settings.HUB_SEARCH_ENGINE = OURS

    def answered_by(self):
        return get_engine().search(SearchQuery()).engine

    def pass_time(self, seconds):
        """Let time go by: what was left for the background is done, and the worker does what is due."""
        self.now += seconds
        self.answered_by()
        while self.later:
            self.later.pop()()
        for row in DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path__endswith="feed_index"):
            row.claim("worker")
            row.set_successful(row.task.call(*row.args_kwargs["args"]))


OURS = f"{__name__}.current_engine"
SITES: list[Site] = []


def current_engine():
    """Return the engine of the test that runs; what HUB_SEARCH_ENGINE names."""
    return SITES[-1].engine


@pytest.fixture
def hub(site, terms, elasticsearch, settings, client):
    """A site that the server answers for, with works for everybody and one that is for a group."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    best_practices = site.get_children().get(slug="best-practices").specific
    # Two by one title: each is the other's only related work, whatever a word weighs.
    works = [
        publish_page(BestPracticePageFactory(parent=best_practices, title="Kanarie in de zorg")) for _number in range(2)
    ]
    make_event("Bijeenkomst over de kanarie")
    group = make_group()
    restrict(publish("Kanarie achter slot"), "groups", [group])
    direct = settings.HUB_ELASTICSEARCH
    with FaultyProxy(direct["URL"]) as proxy:
        settings.HUB_ELASTICSEARCH = {
            **direct,
            "URL": proxy.url,
            "SEARCH_SECONDS": SERVER_SECONDS,
            "FEED_SECONDS": 3.0,
        }
        hub = Site(proxy, elasticsearch, settings, client, works[0].get_url())
        SITES.append(hub)
        hub.start()
        engines._build.cache_clear()
        settings.HUB_SEARCH_ENGINE = OURS
        rebuild()
        yield hub
        SITES.remove(hub)
        settings.HUB_ELASTICSEARCH = direct
        engines._build.cache_clear()
        connection._client.cache_clear()


def answers_by():
    """Return how many answers this process gave by either engine."""
    (family,) = answers_total.collect()
    return Counter({s.labels["engine"]: s.value for s in family.samples if s.name == "hub_search_answers_total"})


def assert_all_is_well_again(hub):
    """The fault is over: within a minute the server answers, and has what was published meanwhile."""
    hub.proxy.recover()
    for _pause in range(2):
        hub.pass_time(60)
    assert hub.answered_by() == "elasticsearch"
    assert hub.engine.check_ready() is None
    assert hub.pages() == hub.truth()


def test_without_a_fault_the_server_answers_every_page(hub):
    expected = hub.truth()
    assert {status for status, _body in expected.values()} == {200}
    before = answers_by()
    assert hub.pages() == expected
    answers = answers_by() - before
    assert answers["elasticsearch"] > len(PAGES)
    assert answers["embedded"] == 0


@pytest.mark.parametrize("name", FAULTS)
def test_every_page_answers_in_time_and_rightly(hub, name):
    expected = hub.truth()
    hub.proxy.go_wrong(FAULTS[name])
    before = answers_by()

    found, slowest = hub.timed_pages()

    assert found == expected
    assert slowest < LIMIT
    assert hub.engine.check_ready() is not None
    assert (answers_by() - before)["elasticsearch"] == 0
    assert_all_is_well_again(hub)


def test_nobody_listens(hub):
    expected = hub.truth()
    port = hub.proxy.server_address[1]
    hub.proxy.close()

    found, slowest = hub.timed_pages()

    assert found == expected
    assert slowest < LIMIT
    assert hub.engine.check_ready() is Reason.UNREACHABLE
    with FaultyProxy(f"http://{hub.proxy.upstream}", port) as hub.proxy:
        assert_all_is_well_again(hub)


def test_nobody_listens_when_the_site_starts(hub):
    expected = hub.truth()
    port = hub.proxy.server_address[1]
    hub.proxy.close()

    hub.start()
    engines._build.cache_clear()
    found, slowest = hub.timed_pages()

    assert found == expected
    assert slowest < LIMIT
    with FaultyProxy(f"http://{hub.proxy.upstream}", port) as hub.proxy:
        assert_all_is_well_again(hub)


@pytest.mark.parametrize("name", ["black hole", "503", "drips"])
def test_what_is_published_withdrawn_and_restricted_is_so_at_once(hub, name, django_capture_on_commit_callbacks):
    withdrawn, sealed = publish("Kanarie die gaat"), publish("Kanarie die achter slot gaat")
    hub.pass_time(60)
    group = make_group("Lezers van later")
    reader = make_user(groups=[group])
    hub.proxy.go_wrong(FAULTS[name])

    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        publish("Kanarie van vandaag")
        withdrawn.unpublish()
        restrict(sealed, "groups", [group])
    spent = time.monotonic() - started

    shown = hub.client.get("/nl/search/?q=kanarie&size=100").content.decode()
    assert [title in shown for title in ("van vandaag", "die gaat", "die achter slot gaat")] == [True, False, False]
    assert spent < LIMIT
    assert_all_is_well_again(hub)
    shown = hub.client.get("/nl/search/?q=kanarie&size=100").content.decode()
    assert [title in shown for title in ("van vandaag", "die gaat", "die achter slot gaat")] == [True, False, False]
    hub.client.force_login(reader)
    assert "die achter slot gaat" in hub.client.get("/nl/search/?q=kanarie&size=100").content.decode()


def index_of(alias):
    return next(iter(server().indices.get_alias(name=alias).body))


def deleted(alias):
    server().indices.delete(index=index_of(alias))


def without_alias(alias):
    server().indices.delete_alias(index=index_of(alias), name=alias)


def on_two_indices(alias):
    copied(alias, f"{alias}-other")
    server().indices.put_alias(index=f"{alias}-other", name=alias)


def copied(alias, name):
    """Make another index with the fields of this one, and nothing in it."""
    mapping = server().indices.get_mapping(index=alias).body[index_of(alias)]["mappings"]
    similarity = server().indices.get_settings(index=alias).body[index_of(alias)]["settings"]["index"]["similarity"]
    analysis = server().indices.get_settings(index=alias).body[index_of(alias)]["settings"]["index"]["analysis"]
    server().indices.create(
        index=name, mappings=mapping, settings={"similarity": similarity, "analysis": analysis, "refresh_interval": -1}
    )


def replaced(alias):
    """Put an index with fields of its own in its place, as by a write to a name that was gone."""
    server().indices.delete(index=index_of(alias))
    server().index(index=f"{alias}-dynamic", id="1", document={"title": "dynamic"}, refresh=True)
    server().indices.put_alias(index=f"{alias}-dynamic", name=alias)


def emptied(alias):
    """Put an index that is new and empty in its place."""
    name = index_of(alias)
    copied(alias, f"{alias}-other")
    moves = [{"add": {"index": f"{alias}-other", "alias": alias}}, {"remove": {"index": name, "alias": alias}}]
    server().indices.update_aliases(actions=moves)


def of_another_version(alias):
    """Let the index say that it is of another version, as one put back from a snapshot does."""
    server().index(index=index_of(alias), id=STATE_ID, document={"version": 1, "stamp": str(uuid4())}, refresh=True)


def without_state(alias):
    server().delete(index=index_of(alias), id=STATE_ID, refresh=True)


SPOILT = [deleted, without_alias, on_two_indices, replaced, emptied, of_another_version, without_state]


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_index_that_was_spoilt_is_not_believed_and_is_made_anew(hub, spoil):
    expected = hub.truth()
    spoil(hub.alias)

    found, slowest = hub.timed_pages()

    assert found == expected
    assert slowest < LIMIT
    assert hub.engine.check_ready() in (Reason.MISSING, Reason.BEHIND, Reason.OTHER)
    # The next publication, or the scheduler within the minute.
    get_engine().catch_up()
    assert_all_is_well_again(hub)


def test_an_index_that_an_operator_closed_answers_when_it_is_open_again(hub):
    expected = hub.truth()
    server().indices.close(index=index_of(hub.alias))

    found, slowest = hub.timed_pages()

    assert found == expected
    assert slowest < LIMIT
    server().indices.open(index=index_of(hub.alias))
    assert_all_is_well_again(hub)


def test_on_a_full_disk_publishing_goes_on_and_the_index_follows_when_there_is_room(
    hub, django_capture_on_commit_callbacks
):
    index = index_of(hub.alias)
    server().indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": True})
    with django_capture_on_commit_callbacks(execute=True):
        publish("Kanarie van vandaag")
    hub.pass_time(60)

    assert hub.answered_by() == "embedded"
    assert "van vandaag" in hub.client.get("/nl/search/?q=kanarie").content.decode()
    assert IndexFeed.objects.get().failure

    server().indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": None})
    assert_all_is_well_again(hub)
