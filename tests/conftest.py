"""Fixtures that every part of the suite shares."""

import os

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.urls import get_resolver

from home.figures import FIGURES
from home.models import HomePage
from hub.site_setup import site_setup
from search.insight import RECORDER
from tests.processes import ask, database, killed, start, started  # noqa: F401 - fixtures
from tests.search.elastic import elasticsearch, elasticsearch_of_session, shared_elasticsearch  # noqa: F401 - fixtures
from tests.search.engines import ELASTICSEARCH
from tests.snapshot import Snapshot

# The gate asks the same examples each time, so that it never fails by chance; HYPOTHESIS_PROFILE=thorough looks for new
# ones, and remembers in .hypothesis what failed. Examples share the database of their test, and undo what they did.
hypothesis.settings.register_profile(
    "gate",
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink],
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "thorough",
    hypothesis.settings.get_profile("gate"),
    max_examples=1000,
    derandomize=False,
    phases=[phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain],
    database=hypothesis.database.DirectoryBasedExampleDatabase(".hypothesis"),
    print_blob=True,
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


@pytest.fixture(autouse=True)
def _empty_caches():
    for name in settings.CACHES:
        caches[name].clear()
    # What one test asks is not written in the middle of the next.
    RECORDER.clear()
    FIGURES.clear()


@pytest.fixture(autouse=True)
def _engine(request, settings):
    """Let every search of a run by ``HUB_TEST_ENGINE`` ask the index of the run."""
    if settings.HUB_SEARCH_ENGINE == ELASTICSEARCH:
        request.getfixturevalue("shared_elasticsearch")


@pytest.fixture(scope="session", autouse=True)
def _addresses():
    """Load the addresses before any clock is stopped: the API reads the types of its fields at import."""
    get_resolver().url_patterns  # noqa: B018 - reading loads them


@pytest.fixture(scope="session")
def _site_snapshot(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Snapshot.taken(site_setup)


@pytest.fixture
def site(db, _site_snapshot):
    """The skeleton of a site: home and section pages in both languages, roles, the review; its Dutch home page."""
    _site_snapshot.restore()
    return HomePage.objects.get(locale__language_code="nl")


@pytest.fixture
def terms(db):
    """The five building blocks and eight application areas of the coalition."""
    from hub.demo.loader import load_terms

    return load_terms()


@pytest.fixture
def demo(db):
    """The whole demo content."""
    from hub.demo.loader import load_demo

    return load_demo()
