"""Fixtures of the tests of the face."""

import pytest

from tests.factories.home import make_homes


@pytest.fixture
def homes(db):
    """The front pages, Dutch and English."""
    return make_homes()
