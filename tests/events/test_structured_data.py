from decimal import Decimal

import pytest

from events import services
from events.models import EventPage, EventSpeaker
from events.structured_data import event
from tests.factories.events import VenueFactory, at, first_date, make_draft, make_event
from tests.factories.home import BuildingBlockFactory, RegionFactory, publish
from tests.factories.members import ContributorFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

START, END = at("2031-11-12 13:30"), at("2031-11-12 17:00")


def described(page, rf, *keys):
    found = event(EventPage.objects.get(pk=page.pk), rf.get("/nl/", headers={"host": "localhost"}))
    return [{key: data.get(key) for key in keys} for data in found] if keys else found


def test_a_hybrid_event_whole(site, rf):
    venue = VenueFactory(
        region=RegionFactory(code="UT", name_en="Utrecht province"), latitude="52.0907", longitude="5.1214"
    )
    page = make_draft("Data delen", summary="Drie teams", price=Decimal("25.00"), delivery_languages=["nl", "en"])
    page.speakers = [EventSpeaker(contributor=ContributorFactory(name="Fatima", email="f@hub.example"))]
    page.organisations = [OrganisationFactory(name="Oosterlanden", website="https://oosterlanden.example")]
    page.building_blocks = [BuildingBlockFactory(slug="data-sharing", en="Data sharing")]
    services.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=START, ends_at=END, venue=venue,
        online_url="https://meet.example/a", capacity=80,
    )  # fmt: skip
    page = publish(page)
    url = page.full_url

    assert described(page, rf) == [
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "@id": f"{url}#{first_date(page).uuid}",
            "url": url,
            "name": "Data delen",
            "description": "Drie teams",
            "inLanguage": ["nl", "en"],
            "organizer": [{"@type": "Organization", "name": "Oosterlanden", "url": "https://oosterlanden.example"}],
            "performer": [{"@type": "Person", "name": "Fatima"}],
            "about": [
                {
                    "@type": "DefinedTerm",
                    "@id": "http://testserver/en/building-blocks/data-sharing/",
                    "name": "Data sharing",
                    "termCode": "data-sharing",
                    "url": "http://testserver/en/building-blocks/data-sharing/",
                    "inDefinedTermSet": "http://testserver/en/building-blocks/",
                }
            ],
            "isAccessibleForFree": False,
            "offers": {"@type": "Offer", "price": "25.00", "priceCurrency": "EUR", "url": url},
            "startDate": "2031-11-12T13:30:00+01:00",
            "endDate": "2031-11-12T17:00:00+01:00",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
            "location": [
                {
                    "@type": "Place",
                    "name": "De Weverij",
                    "address": {
                        "@type": "PostalAddress",
                        "streetAddress": "Spoorlaan 12",
                        "postalCode": "3511 AA",
                        "addressLocality": "Utrecht",
                        "addressRegion": "Utrecht province",
                    },
                    "geo": {"@type": "GeoCoordinates", "latitude": 52.0907, "longitude": 5.1214},
                },
                {"@type": "VirtualLocation", "url": "https://meet.example/a"},
            ],
            "maximumAttendeeCapacity": 80,
        }
    ]


@pytest.mark.parametrize(
    ("has_venue", "url", "mode", "kinds"),
    [
        (True, "", "https://schema.org/OfflineEventAttendanceMode", "Place"),
        (False, "https://meet.example/", "https://schema.org/OnlineEventAttendanceMode", "VirtualLocation"),
        (False, "", None, None),
    ],
)
def test_one_way_to_take_part_is_one_location(site, rf, has_venue, url, mode, kinds):
    page = make_event(start=START, date={"venue": VenueFactory() if has_venue else None, "online_url": url})

    found = described(page, rf, "eventAttendanceMode", "location")[0]

    assert (found["eventAttendanceMode"], (found["location"] or {}).get("@type")) == (mode, kinds)


def test_what_became_of_a_date(site, rf):
    page = make_event(start=START)
    row = first_date(page)

    def state():
        return list(described(page, rf, "eventStatus", "startDate", "previousStartDate")[0].values())

    services.occurrence_move(occurrence=row, starts_at=at("2031-11-19 13:30"), ends_at=at("2031-11-19 17:00"))
    moved = ["2031-11-19T13:30:00+01:00", "2031-11-12T13:30:00+01:00"]
    assert state() == ["https://schema.org/EventRescheduled", *moved]
    services.schedule_postpone(schedule=row.schedule, reason="Staking")
    assert state() == ["https://schema.org/EventPostponed", *moved]
    services.schedule_resume(schedule=row.schedule)
    services.occurrence_cancel(occurrence=row, reason="Geen zaal")
    assert state() == ["https://schema.org/EventCancelled", *moved]


def test_whole_days_are_days_and_the_last_one_is_included(site, rf):
    page = make_event(
        start=at("2031-11-12"), date={"all_day": True, "ends_at": at("2031-11-14"), "starts_at": at("2031-11-12")}
    )
    services.occurrence_move(occurrence=first_date(page), starts_at=at("2031-11-19"), ends_at=at("2031-11-21"))

    assert described(page, rf, "startDate", "endDate", "previousStartDate") == [
        {"startDate": "2031-11-19", "endDate": "2031-11-20", "previousStartDate": "2031-11-12"}
    ]


def test_every_date_is_an_event_of_its_own_in_its_zone(site, rf):
    page = make_event(start=START, date={"zone": "America/New_York"})
    services.occurrence_add(schedule=page.schedule, starts_at=at("2031-06-12 13:30"), ends_at=at("2031-06-12 17:00"))

    found = described(page, rf, "startDate", "@id", "superEvent")

    assert [data["startDate"] for data in found] == ["2031-06-12T07:30:00-04:00", "2031-11-12T07:30:00-05:00"]
    assert len({data["@id"] for data in found}) == 2
    series = {
        "@type": "EventSeries",
        "@id": page.full_url,
        "name": "Bijeenkomst",
        "url": page.full_url,
        "startDate": "2031-06-12T07:30:00-04:00",
        "endDate": "2031-11-12T10:30:00-05:00",
    }
    assert [data["superEvent"] for data in found] == [series, series]


def test_what_is_unknown_is_not_said(site, rf):
    data = described(make_event(start=START, summary=""), rf)[0]

    assert sorted(data) == ["@context", "@id", "@type", "endDate", "eventStatus", "name", "startDate", "url"]


def test_free_means_free(site, rf):
    assert described(make_event(start=START, price=Decimal(0)), rf, "isAccessibleForFree") == [
        {"isAccessibleForFree": True}
    ]


def test_a_draft_without_dates_describes_nothing(site, rf):
    assert described(make_draft(), rf) == []
