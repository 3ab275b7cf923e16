"""Who is told the address at which one takes part online."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from events import services
from events.enums import JoinAccess, RegistrationState
from events.joining import online_url_for, online_urls
from events.models import Occurrence, Schedule
from events.permissions import joinable
from tests.events.test_calendars_followed import register
from tests.factories.events import first_date, in_days, make_event
from tests.factories.home import publish
from tests.factories.members import ContributorFactory, UserFactory

pytestmark = pytest.mark.django_db

SECRET = "zqvgeheim"
URL = f"https://meet.example/{SECRET}"


@pytest.fixture
def page(site):
    """An event with two dates, whose address is for who has a place."""
    page = make_event("Data delen", start=in_days(3), date={"online_url": URL})
    services.occurrence_add(
        schedule=page.schedule, starts_at=in_days(9), ends_at=in_days(9, "15:00"), online_url=f"{URL}-2"
    )
    Schedule.objects.filter(work=page.translation_key).update(join_access=JoinAccess.REGISTERED)
    contact = ContributorFactory(user=UserFactory())
    page.contact = contact
    return publish(page)


@pytest.fixture
def people(page):
    """Everybody by what they have to do with it."""
    found = {
        name: UserFactory()
        for name in ("member", "waiting", "offered", "withdrawn", "first date", "all dates", "ended account")
    }
    for name in ("waiting", "offered", "withdrawn"):
        register(page, found[name], state=RegistrationState(name))
    register(page, found["first date"], first_date(page))
    register(page, found["all dates"])
    register(page, found["ended account"])
    found["ended account"].is_active = False
    return {**found, "organiser": page.contact.user, "visitor": AnonymousUser()}


def rows(page):
    return list(Occurrence.objects.select_related("schedule").for_work(page.translation_key))


def test_a_place_gives_the_address_of_the_dates_that_it_is_for(page, people):
    first, second = rows(page)

    told = {name: online_urls([first, second], user) for name, user in people.items()}

    assert {name: sorted(found) for name, found in told.items() if found} == {
        "first date": [first.pk],
        "all dates": [first.pk, second.pk],
    }
    assert told["all dates"] == {first.pk: URL, second.pk: f"{URL}-2"}
    assert joinable([second], people["member"], is_organiser=True) == {second.pk}
    assert joinable([second], people["first date"]) == frozenset()


def test_everybody_is_told_what_is_not_kept(page, people):
    Schedule.objects.update(join_access=JoinAccess.EVERYBODY)

    assert {len(online_urls(rows(page), user)) for user in (*people.values(), None)} == {2}


def test_it_costs_one_query_whatever_the_number_of_dates_and_none_for_visitors(page, people, django_assert_num_queries):
    dates = rows(page)

    with django_assert_num_queries(0):
        joinable(dates, people["visitor"])
    with django_assert_num_queries(1):
        joinable(dates * 20, people["first date"])


def test_a_guest_is_told_by_their_registration(page, people):
    first, second = rows(page)
    guest = register(page, UserFactory(), first)

    assert (online_url_for(guest, first), online_url_for(guest, second)) == (URL, "")
    guest.state = RegistrationState.WITHDRAWN
    assert online_url_for(guest, first) == ""


# Where it would be read by who may have it, and where by nobody: search, feeds and what machines are told.
PERSONAL = ("{page}", "{page}calendar/", "/events.ics")
FOR_NOBODY = (
    "/nl/search/?q=data", "/nl/events/", "/api/v1/search/?q=data", "/api/v1/works/{id}/", "/search.atom",
    "/search.csv", "/sitemap.xml", "/sitemap-pages.xml", "/nl/embed/agenda/", "/nl/",
)  # fmt: skip


def client_of(user):
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


def test_no_surface_tells_it_to_who_has_no_place_whoever_asked_before(page, people):
    told = {}
    for _round in range(2):
        for name in ("all dates", "visitor", "member", "waiting", "offered", "withdrawn"):
            for address in PERSONAL + FOR_NOBODY:
                path = address.format(page=page.url, id=page.public_id)
                response = client_of(people[name]).get(path)
                assert response.status_code == 200
                told.setdefault(SECRET in response.content.decode().replace("\r\n ", ""), set()).add((name, address))

    assert told[True] == {("all dates", address) for address in PERSONAL}


def test_the_organiser_has_it_on_the_page_and_in_its_calendar(page, people):
    client = client_of(people["organiser"])

    assert [SECRET in client.get(path).content.decode() for path in (page.url, f"{page.url}calendar/")] == [True, True]


def test_machines_are_told_the_page_instead(page, client):
    structured = client.get(f"/api/v1/works/{page.public_id}/").json()["structured_data"]

    places = [part["location"] for part in structured if part["@type"] == "Event"]
    assert places == [{"@type": "VirtualLocation", "url": page.full_url}] * 2
    assert SECRET not in json.dumps(structured)


def test_who_has_no_place_reads_how_to_come_by_it(page, client):
    html = client.get(page.url).content.decode()

    assert "Who has a place gets the address." in html or "Wie een plek heeft" in html
