"""A real Elasticsearch for tests: the one at ELASTICSEARCH_URL, with an index that is this test's own."""

import os
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from elasticsearch.helpers import bulk

from search import scope
from search.engines.analysis import Vocabulary
from search.engines.elasticsearch import lifecycle
from search.engines.elasticsearch.connection import alias, feed_client
from search.engines.elasticsearch.documents import STATE_ID, read_documents, state_body
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.mapping import schema_digest
from search.engines.elasticsearch.server import Server, Version
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.texts import read_words
from search.exceptions import Reason, SearchUnavailable
from search.models import IndexEntry, IndexFeed, IndexState

URL = os.environ.get("ELASTICSEARCH_URL", "")


@pytest.fixture
def elasticsearch(settings):
    """The alias of an index that is not there yet; whatever is made by that name is removed at the end.

    Tests that ask for it are skipped where no server is named.
    """
    if not URL:
        pytest.skip("needs a server: ELASTICSEARCH_URL")
    alias = f"hubtest-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{uuid4().hex[:8]}"
    ours = {**django_settings.HUB_ELASTICSEARCH, "URL": URL, "INDEX": alias}
    settings.HUB_ELASTICSEARCH = ours
    yield alias
    # A test may have asked somewhere else.
    settings.HUB_ELASTICSEARCH = ours
    sweep(alias)


def server():
    """Return a client of the server itself, to do with it what an operator may."""
    return feed_client()


def names(alias):
    """Return the indices by the names of an alias, those that it does not mean as well."""
    found = server().indices.get(index=f"{alias}*", expand_wildcards="all").body
    return sorted(found)


def sweep(alias):
    """Remove the indices of an alias."""
    for name in names(alias):
        server().indices.put_settings(index=name, settings={"index.blocks.write": False})
        server().indices.delete(index=name)


@pytest.fixture(scope="session")
def elasticsearch_of_session():
    """The alias of an index that the tests of this process share, each of which fills it anew (``FedServer``)."""
    if not URL:
        pytest.skip("needs a server: ELASTICSEARCH_URL")
    alias = f"hubtest-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{uuid4().hex[:8]}"
    given = {**django_settings.HUB_ELASTICSEARCH, "URL": URL, "INDEX": alias}
    yield given
    with override_settings(HUB_ELASTICSEARCH=given):
        sweep(alias)


@pytest.fixture
def shared_elasticsearch(elasticsearch_of_session, settings):
    """The index of the session, as the site's own."""
    settings.HUB_ELASTICSEARCH = elasticsearch_of_session
    return elasticsearch_of_session["INDEX"]


class FedServer(Server):
    """Has whatever the test stored, in its own transaction: when it is behind, the index is filled anew.

    Emptied rather than made: a new index costs a second, and a test of the engine's answers needs none. How an index is
    fed is tested by itself (``tests/search/elasticsearch``).
    """

    def __init__(self, local) -> None:
        super().__init__()
        self._local = local

    def current(self) -> Version:
        try:
            return super().current()
        except SearchUnavailable:
            self._refill()
        return super().current()

    def ask(self, version, bodies):
        try:
            return super().ask(version, bodies)
        except SearchUnavailable as error:
            # What a test undid is undone in the database and in no index: refused, and now mended as the feeder would.
            if error.reason is not Reason.BEHIND:
                raise
            self._refill()
        return super().ask(version, bodies)

    def _refill(self) -> None:
        refill()
        self._local.catch_up()


def refill():
    """Bring the index to what the database has, whatever it held."""
    state, client = IndexState.current(), feed_client()
    if state is None:
        return
    if not client.indices.exists_alias(name=alias()):
        lifecycle.rebuild()
        return
    version, stamp = state
    client.delete_by_query(index=alias(), query={"match_all": {}}, conflicts="proceed", refresh=True)
    words = read_words(stamp)
    documents = read_documents(IndexEntry.objects.filter(is_live=True), words, Vocabulary.current())
    actions = [{"_id": str(one.key), "_source": one.body} for one in documents]
    actions.append({"_id": STATE_ID, "_source": state_body(version, stamp)})
    bulk(client, actions, index=alias(), refresh=True)
    IndexFeed.objects.update_or_create(
        name=alias(), defaults={"version": version, "stamp": stamp, "schema": schema_digest()}
    )
    scope.forget()


class FedEngine(ElasticsearchEngine):
    """Elasticsearch, asked straight: what it cannot answer fails the test."""

    def __init__(self) -> None:
        local = EmbeddedEngine()
        super().__init__(local, FedServer(local))

    def catch_up(self) -> None:
        self._server.current()
