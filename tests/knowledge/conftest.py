"""Fixtures of the tests of the knowledge app."""

import pytest
from wagtail.users.models import UserProfile

from home.models import ApplicationArea, BuildingBlock
from tests.factories.home import make_homes, make_pair
from tests.factories.knowledge import BestPracticeIndexPageFactory, FieldlabIndexPageFactory
from tests.knowledge.writing import make_writer


@pytest.fixture
def homes(db):
    """The front pages, Dutch and English."""
    return make_homes()


@pytest.fixture
def practices(homes):
    """The lists of best practices, Dutch and English."""
    return make_pair(BestPracticeIndexPageFactory, homes, title="Best practices")


@pytest.fixture
def fieldlabs(homes):
    """The lists of fieldlabs, Dutch and English."""
    return make_pair(FieldlabIndexPageFactory, homes, title="Fieldlabs")


@pytest.fixture
def admin(client, django_user_model):
    """A browser in which a superuser is signed in."""
    user = django_user_model.objects.create_superuser(email="root@hub.example", password="x")
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    return client


@pytest.fixture
def writer(site, terms):
    """Somebody who writes for an organisation that takes part."""
    return make_writer()


@pytest.fixture
def axes(terms):
    """Where a work lies on the matrix, as its form sends it."""
    return {
        "building_blocks": [BuildingBlock.objects.get(slug="data-sharing").pk],
        "application_areas": [ApplicationArea.objects.get(slug="health-and-care").pk],
    }
