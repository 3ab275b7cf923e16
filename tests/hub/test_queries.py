"""Lists and pages ask the database as often for thirty works as for one, and at most twelve times."""

import pytest
from django.core.cache import caches

from events.models import EventIndexPage
from home.models import ApplicationArea, BuildingBlock
from knowledge.models import BestPracticeIndexPage
from tests.factories.events import in_days, make_event
from tests.factories.knowledge import BestPracticeAuthorFactory, BestPracticePageFactory, OutcomeFactory
from tests.factories.members import ContributorFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
MOST = 12


def make_practices(number):
    parent = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    made = []
    for position in range(number):
        page = BestPracticePageFactory(parent=parent, title=f"Praktijk {position}")
        page.building_blocks = [BuildingBlock.objects.get(slug="data-sharing")]
        page.application_areas = [ApplicationArea.objects.get(slug="health-and-care")]
        page.organisations = [OrganisationFactory() for _ in range(3)]
        page.save_revision().publish()
        made.append(page)
    for page in made[:1]:
        for _ in range(number):
            BestPracticeAuthorFactory(page=page, contributor=ContributorFactory(organisation=OrganisationFactory()))
            OutcomeFactory(page=page)
    return made


def make_events(number):
    parent = EventIndexPage.objects.get(locale__language_code="nl")
    return [make_event(f"Dag {n}", start=in_days(n + 1), parent=parent) for n in range(number)]


@pytest.fixture(params=[1, 30])
def full_site(request, site, terms):
    practices = make_practices(request.param)
    events = make_events(request.param)
    return practices[0], events[0]


def test_every_main_page_stays_within_its_queries(full_site, client, django_assert_max_num_queries):
    practice, event = full_site
    addresses = [
        "/nl/",
        "/nl/building-blocks/data-sharing/",
        "/nl/application-areas/health-and-care/",
        "/nl/search/",
        "/nl/search/?q=praktijk",
        "/nl/best-practices/",
        "/nl/events/",
        "/nl/matrix/",
        "/events.ics",
        "/api/v1/search/",
        practice.url,
        event.url,
    ]
    for address in addresses:
        client.get(address)
        # Labels, terms and navigation are remembered; the page itself is not.
        caches["pages"].clear()
        with django_assert_max_num_queries(MOST, info=address):
            assert client.get(address).status_code == 200, address
