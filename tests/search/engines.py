"""The engines that the contract is run on."""

import os

import pytest

from search.engines import get_engine

EMBEDDED = "search.engines.embedded.engine.EmbeddedEngine"
ELASTICSEARCH = "tests.search.elastic.FedEngine"

ENGINES = [
    pytest.param(EMBEDDED, id="embedded"),
    pytest.param(
        ELASTICSEARCH,
        id="elasticsearch",
        marks=[
            pytest.mark.elasticsearch,
            pytest.mark.skipif("ELASTICSEARCH_URL" not in os.environ, reason="ELASTICSEARCH_URL names no server"),
        ],
    ),
]


def chosen_engine(request, settings):
    """Return the engine of a parametrised test, which is what the site asks as well."""
    if request.param == ELASTICSEARCH:
        request.getfixturevalue("shared_elasticsearch")
    settings.HUB_SEARCH_ENGINE = request.param
    return get_engine()
