"""Fixtures that every part of the suite shares."""

import pytest
from django.conf import settings
from django.core.cache import caches

from hub.site_setup import site_setup


@pytest.fixture(autouse=True)
def _empty_caches():
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture
def site(db):
    """The skeleton of a site: home and section pages in both languages, roles, the review."""
    return site_setup()


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
