"""Every page describes itself in schema.org's words, the same on the page and in the API."""

import json
import re
from decimal import Decimal

import pytest
from wagtail.models import Page

from events import services
from events.models import EventSpeaker
from home.navigation import section_models
from home.structured_data import CONTEXT
from knowledge.models import BestPracticePage
from search.searchable import searchable_page_models
from tests.factories.events import VenueFactory, at, first_date, make_draft, make_event
from tests.factories.home import HubImageFactory, RegionFactory, publish
from tests.factories.knowledge import NewsPageFactory, make_short
from tests.factories.members import ContributorFactory, OrganisationFactory
from tests.factories.registry import make_page, page_factories
from tests.search.pages import make_user, publish as publish_standard, restrict
from tests.structured_data import check

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
START, END = at("2031-11-12 13:30"), at("2031-11-12 17:00")


def described(client, url):
    """Return what a page tells machines, read from the page itself."""
    return [json.loads(text) for text in SCRIPT.findall(client.get(url).content.decode())]


def problems(documents):
    return [problem for document in documents for problem in check(document)]


def own_type(documents):
    """Return the types of what a page describes besides its trail."""
    return [document["@type"] for document in documents if document["@type"] != "BreadcrumbList"]


# --- The checker ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"@type": "Happening", "name": "x"}, "/Happening: there is no class Happening"),
        ({"@type": "Event", "naam": "x"}, "/Event/naam: there is no such property"),
        ({"@type": "Event", "headline": "x"}, "/Event/headline: is not said of this, but of CreativeWork"),
        ({"@type": "Event", "name": ""}, "/Event/name: '' is no value"),
        ({"@type": "Event", "name": []}, "/Event/name: is empty"),
        ({"@type": "Event", "name": "<p>x</p>"}, "/Event/name: '<p>x</p>' has markup in it"),
        ({"@type": "Event", "startDate": "12-11-2031"}, "/Event/startDate: '12-11-2031' is not one of Date, DateTime"),
        ({"@type": "Event", "startDate": "2031-11-12T13:30"}, "no offset"),
        ({"@type": "Event", "url": "/nl/"}, "/Event/url: '/nl/' is not one of URL"),
        ({"@type": "Event", "@id": "/nl/"}, "/Event/@id: '/nl/' is no absolute address"),
        ({"@type": "Event", "eventStatus": f"{CONTEXT}/InStock"}, "another enumeration"),
        ({"@type": "Event", "isAccessibleForFree": "true"}, "text for a boolean"),
        ({"@type": "Event", "maximumAttendeeCapacity": "80"}, "text for a number"),
        ({"@type": "Event", "organizer": {"@type": "Place", "name": "x"}}, "a place that organises"),
        ({"@type": "Event", "offers": {"@type": "Offer"}}, "/Event/offers/Offer: says nothing"),
        ({"@type": "Event", "query-input": "required"}, "a constraint outside an action"),
        ({"@type": "Article", "inLanguage": "Nederlands"}, "no code"),
        ({"@type": "Audiobook", "duration": "2 hours"}, "no ISO 8601 duration"),
        ({"name": "x"}, "/?: has no @type"),
    ],
)
def test_the_checker_refuses(document, problem):
    found = check({"@context": CONTEXT, **document})

    assert len(found) == 1
    assert not problem.startswith("/") or problem in found[0]


def test_the_checker_accepts_what_is_right():
    document = {
        "@context": CONTEXT,
        "@type": ["Course", "Event"],
        "@id": "https://h.example/c/",
        "timeRequired": "PT12H",
        "startDate": "2031-11-12",
        "eventStatus": f"{CONTEXT}/EventCancelled",
        "provider": {"@type": "GovernmentOrganization", "name": "x"},
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "EUR"},
    }

    assert check(document) == []
    assert check({**document, "@context": "https://other.example"}) != []


# --- Every type of page ---------------------------------------------------------------------------------


def test_every_type_that_search_finds_has_a_factory():
    assert [model.__name__ for model in searchable_page_models() if model not in page_factories()] == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("model", searchable_page_models(), ids=lambda model: model.__name__)
def test_a_page_describes_itself_alike_on_the_page_and_in_the_api(site, client, model, language):
    page = make_page(model, language)

    documents = described(client, page.url)

    assert problems(documents) == []
    assert own_type(documents) != []
    assert "BreadcrumbList" in [document["@type"] for document in documents]
    for lang in ("nl", "en"):
        answer = client.get(f"/api/v1/works/{page.public_id}/?lang={lang}").json()
        assert answer["structured_data"] == documents


def test_a_page_is_identified_by_its_canonical_address(site, client):
    for model in searchable_page_models():
        page = make_page(model)
        html = client.get(page.url, headers={"host": "other.example"}).content.decode()
        documents = [json.loads(text) for text in SCRIPT.findall(html)]
        own = next(document for document in documents if document["@type"] != "BreadcrumbList")
        canonical = CANONICAL.search(html).group(1)

        assert canonical == page.full_url == f"http://testserver{page.url}"
        assert own["@id"].partition("#")[0] == canonical, model
        trail = next(document for document in documents if document["@type"] == "BreadcrumbList")
        assert trail["itemListElement"][-1]["item"] == {"@id": canonical}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_section_is_a_page_about_a_collection(site, client, terms, language):
    for model in section_models():
        documents = described(client, f"/{language}/{model.section_slug}/")

        assert problems(documents) == [], model
        assert "CollectionPage" in str(own_type(documents)), model


def test_the_front_page_is_a_site_that_can_be_searched(site, client):
    [document] = described(client, "/nl/")

    assert check(document) == []
    assert document["@id"] == "http://testserver/nl/"
    target = document["potentialAction"]["target"]["urlTemplate"]
    assert client.get(target.replace("{query}", "data").removeprefix("http://testserver")).status_code == 200


def test_pages_say_of_which_site_they_are_part(site, client):
    page = publish_standard("Over")
    [front] = described(client, "/nl/")
    for url in (page.url, "/nl/best-practices/", "/nl/matrix/"):
        own = described(client, url)[-1]
        assert own["isPartOf"] == {"@type": "WebSite", "@id": front["@id"]}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_landing_page_is_a_term_of_the_vocabulary_of_its_axis(site, client, terms, language):
    for axis, slug in (("building-blocks", "data-sharing"), ("application-areas", "health-and-care")):
        index = described(client, f"/{language}/{axis}/")[-1]
        documents = described(client, f"/{language}/{axis}/{slug}/")
        term = documents[-1]

        assert problems([index, *documents]) == []
        assert index["@type"] == ["CollectionPage", "DefinedTermSet"]
        assert term["inDefinedTermSet"] == index["@id"]
        assert term["@id"] in [known["@id"] for known in index["hasDefinedTerm"]]
        assert term["@id"] == f"http://testserver/{language}/{axis}/{slug}/"


# --- Events ---------------------------------------------------------------------------------------------


def make_whole_event():
    venue = VenueFactory(region=RegionFactory(code="UT"), latitude="52.0907", longitude="5.1214")
    page = make_draft("Data delen", summary="Drie teams", price=Decimal("25.00"), delivery_languages=["nl", "en"])
    page.speakers = [EventSpeaker(contributor=ContributorFactory(name="Fatima"))]
    page.organisations = [OrganisationFactory(website="https://oosterlanden.example")]
    page.image, page.image_alt = HubImageFactory(), "Een volle zaal"
    services.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=START, ends_at=END, venue=venue,
        online_url="https://meet.example/a", capacity=80,
    )  # fmt: skip
    return publish(page)


def make_moved_event():
    page = make_event(start=START)
    services.occurrence_move(
        occurrence=first_date(page), starts_at=at("2031-11-19 13:30"), ends_at=at("2031-11-19 17:00")
    )
    return page


def make_cancelled_event():
    page = make_event(start=START)
    services.occurrence_cancel(occurrence=first_date(page), reason="Geen zaal")
    return page


def make_postponed_event():
    page = make_event(start=START)
    services.schedule_postpone(schedule=first_date(page).schedule, reason="Staking")
    return page


def make_series():
    page = make_event(start=START)
    services.occurrence_add(schedule=page.schedule, starts_at=at("2031-12-12 13:30"), ends_at=at("2031-12-12 17:00"))
    return page


def make_event_of_days():
    date = {"all_day": True, "starts_at": at("2031-11-12"), "ends_at": at("2031-11-14")}
    return make_event(start=at("2031-11-12"), date=date, price=Decimal(0))


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("make", "number", "statuses"),
    [
        (make_whole_event, 1, {"EventScheduled"}),
        (make_moved_event, 1, {"EventRescheduled"}),
        (make_cancelled_event, 1, {"EventCancelled"}),
        (make_postponed_event, 1, {"EventPostponed"}),
        (make_series, 2, {"EventScheduled"}),
        (make_event_of_days, 1, {"EventScheduled"}),
    ],
)
def test_events_of_every_kind(site, terms, client, make, number, statuses):
    documents = described(client, make().url)
    events = [document for document in documents if document["@type"] == "Event"]

    assert problems(documents) == []
    assert (len(events), {event["eventStatus"].rpartition("/")[2] for event in events}) == (number, statuses)
    assert all(("superEvent" in event) is (number > 1) for event in events)


# --- Nothing that the visitor may not see ---------------------------------------------------------------


def test_a_withdrawn_axis_is_not_what_a_page_is_about(site, terms, client):
    page = make_page(BestPracticePage)
    page.building_blocks = [terms["data-sharing"]]
    page.save_revision().publish()
    assert len(described(client, page.url)[0]["about"]) == 1

    index = Page.objects.get(slug="building-blocks", locale__language_code="nl")
    restrict(index.specific)

    documents = described(client, page.url)
    assert "about" not in documents[0]
    assert "/building-blocks/" not in json.dumps(documents)


def test_a_page_mentions_only_works_that_the_visitor_may_see(site, client):
    practice = make_page(BestPracticePage)
    news = make_short(NewsPageFactory, about=[practice])
    assert described(client, news.url)[0]["mentions"] == [{"@id": practice.full_url}]

    restrict(practice)

    assert "mentions" not in described(client, news.url)[0]
    answer = client.get(f"/api/v1/works/{news.public_id}/").content.decode()
    assert practice.slug not in answer
    client.force_login(make_user())
    assert described(client, news.url)[0]["mentions"] == [{"@id": practice.full_url}]


def test_a_restricted_page_has_no_description_anywhere_else(site, terms, client):
    secret = publish_standard("Kanarie")
    public_id = secret.public_id
    assert client.get(f"/api/v1/works/{public_id}/").status_code == 200

    restrict(secret)

    assert client.get(f"/api/v1/works/{public_id}/").status_code == 404
    for url in ("/nl/", "/nl/matrix/", "/nl/building-blocks/data-sharing/"):
        assert "Kanarie" not in json.dumps(described(client, url))
