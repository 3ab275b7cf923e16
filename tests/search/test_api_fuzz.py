"""The API asked by a machine that knows its description: what it says of itself is true, and nothing breaks it."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from hub.wsgi import application
from tests.connection import kept_connection
from tests.search.builders import make_document, period, store
from tests.search.pages import publish, restrict

CANARY = "zwijgkanarie"
# Seconds: what takes so long does not end, also on a busy machine. Speed is what `make bench` is for.
HANGS = 20
EXAMPLES = 25
# An address has only words in it: a list of one truth value is a word, and 2026-02-30 looks like a day. What is refused
# is tested value by value (tests/search/test_api.py, tests/search/test_bad_input.py).
UNDECIDABLE = [positive_data_acceptance, negative_data_rejection]


@pytest.fixture
def description(site, terms):
    """The API of a site with something to find, and something to hide."""
    store(
        make_document("Federatief leren", building_block=["data-sharing"]),
        make_document("Bijeenkomst", type="event", periods=(period(3),)),
    )
    restrict(publish(CANARY))
    with kept_connection():
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", ["/api/v1/search/", "/api/v1/matrix/", "/api/v1/works/{public_id}/"])
def test_the_api_does_what_it_says_whatever_it_is_asked(description, path, mode):
    @given(case=description[path]["GET"].as_strategy(generation_mode=mode))
    @hypothesis_settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case):
        response = case.call()

        case.validate_response(response, excluded_checks=UNDECIDABLE)
        assert CANARY not in response.text
        assert response.elapsed < HANGS

    ask()
