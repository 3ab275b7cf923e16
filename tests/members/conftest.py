"""Fixtures of the tests of the members app."""

import pytest
from django.utils import translation
from wagtail.users.models import UserProfile

from tests.factories.members import UserFactory


@pytest.fixture(autouse=True)
def _english():
    """Labels are compared in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def admin(client, db):
    """A browser in which a superuser is signed in, who reads the editor in English."""
    user = UserFactory(is_superuser=True, is_staff=True)
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    return client
