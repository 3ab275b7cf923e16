"""A real Elasticsearch for tests: the one at ELASTICSEARCH_URL, with an index that is this test's own."""

import os
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

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
    from search.engines.elasticsearch.connection import feed_client

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
