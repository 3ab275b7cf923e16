from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page

from knowledge.enums import NeighbourChoice, SubmissionEventKind
from knowledge.models import BestPracticePage, NeighbourFinding, UseCasePage
from knowledge.submissions.neighbours import likeness, neighbour_answer, neighbours_for, neighbours_of
from members.models import Notice
from search.audience import user_tokens
from tests.factories.home import publish
from tests.factories.knowledge import BestPracticePageFactory
from tests.factories.members import ContributorFactory, OrganisationFactory, UserFactory
from tests.knowledge.drafting import allow_writing, make_draft, make_writer

pytestmark = pytest.mark.django_db

TITLE = "Heropname voorspellen met federatief leren"
SUMMARY = "Drie ziekenhuizen trainden samen een model; de patiëntgegevens bleven thuis."
LIKE_IT = {
    "title": "Federatief leren voorspelt heropnames",
    "summary": "Ziekenhuizen trainen een model op patiëntgegevens.",
}


@pytest.fixture(autouse=True)
def _writing(site, monkeypatch):
    allow_writing(monkeypatch)


@pytest.fixture
def writer():
    return make_writer()


@pytest.fixture
def draft(writer):
    return make_draft(writer, title=TITLE, summary=SUMMARY)


def make_work(**values):
    page = BestPracticePageFactory(parent=section(), **{**LIKE_IT, **values})
    return publish(page)


def section():
    from knowledge.models import BestPracticeIndexPage

    return BestPracticeIndexPage.objects.get(locale__language_code="nl")
