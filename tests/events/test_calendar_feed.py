from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone, translation
from freezegun import freeze_time
from icalendar import Calendar

from events import calendar_feed, services
from events.exports import calendar_export, calendar_url
from events.models import Occurrence
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.query import SearchQuery
from tests.factories.events import VenueFactory, at, first_date, in_days, make_event, translate
from tests.factories.home import BuildingBlockFactory, publish
from tests.factories.members import OrganisationFactory, SeatFactory, UserFactory, WorkingGroupFactory, make_member
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db

FEED = "/events.ics"


@pytest.fixture(autouse=True)
def _host(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://hub.example"
    settings.WAGTAIL_SITE_NAME = "Kennishub"
    settings.DEFAULT_FROM_EMAIL = "desk@hub.example"


def feed(client, **params):
    response = client.get(FEED, params)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def titles(client, **params):
    return [str(event["SUMMARY"]) for event in feed(client, **params).events]


def query(locale="nl", **params):
    values = QueryDict(mutable=True)
    for key, value in params.items():
        values.setlist(key, value if isinstance(value, list) else [value])
    return SearchQuery.from_params(values, locale=locale)


def test_the_name_beside_the_address_of_mail_is_no_part_of_who_organises(client, site, settings):
    settings.DEFAULT_FROM_EMAIL = "AI-coalitie <desk@hub.example>"
    make_event("Data delen")
    (event,) = feed(client).events
    assert str(event["ORGANIZER"]) == "mailto:desk@hub.example"


def test_a_date_in_the_feed_has_everything_a_calendar_wants(client, site):
    block = BuildingBlockFactory(slug="data-sharing", nl="Data delen", en="Data sharing")
    organisation = OrganisationFactory(name="Oosterlanden")
    venue = VenueFactory(latitude="52.090700", longitude="5.121400")
    page = make_event(
        "Data delen",
        start=in_days(10),
        summary="Drie teams",
        date={"venue": venue, "online_url": "https://meet.example/a"},
    )
    page.building_blocks, page.organisations = [block], [organisation]
    publish(page)
    services.occurrence_move(
        occurrence=first_date(page),
        starts_at=in_days(11),
        ends_at=in_days(11, "17:00"),
        venue=venue,
        online_url="https://meet.example/a",
        reason="Andere dag",
    )
    row = first_date(page)

    calendar = feed(client, lang="en")

    event = calendar.events[0]
    assert (str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])) == ("Agenda of Kennishub", "Agenda of Kennishub")
    assert str(calendar["PRODID"]) == "-//Kennishub//hub.example//EN"
    assert (str(event["UID"]), event["SEQUENCE"], str(event["SUMMARY"])) == (f"{row.uuid}@hub.example", 1, "Data delen")
    assert (event.start, event.end, event.start.tzinfo.key) == (row.starts_at, row.ends_at, "Europe/Amsterdam")
    url = f"https://hub.example{page.url}"
    assert str(event["DESCRIPTION"]) == f"Andere dag\n\nDrie teams\n\nhttps://meet.example/a\n\n{url}"
    assert (str(event["URL"]), str(event["LOCATION"])) == (url, "De Weverij, Spoorlaan 12, 3511 AA Utrecht")
    assert (event["GEO"].latitude, event["GEO"].longitude, event.categories) == (52.0907, 5.1214, ["Data sharing"])
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == ("mailto:desk@hub.example", "Oosterlanden")
    assert (str(event["CONFERENCE"]), str(event["STATUS"])) == ("https://meet.example/a", "CONFIRMED")
    assert event["CREATED"].dt == row.created_at.replace(microsecond=0)


def test_the_window_is_ninety_days_back_and_eighteen_months_ahead(client, site):
    for days in (-92, -89, -1, 3, 540, 552):
        make_event(f"Dag {days}", start=in_days(days))

    assert titles(client) == ["Dag -89", "Dag -1", "Dag 3", "Dag 540"]


def test_of_a_series_the_dates_in_the_window_are_there(client, site):
    page = make_event("Reeks", start=in_days(-200))
    for days in (-30, 30, 600):
        services.occurrence_add(schedule=page.schedule, starts_at=in_days(days), ends_at=in_days(days, "17:00"))

    assert [event.start for event in feed(client).events] == [in_days(-30), in_days(30)]


@freeze_time("2026-11-23 23:30")
def test_the_window_is_counted_in_days_of_the_site():
    assert calendar_feed.window(None) == (date(2026, 8, 26), date(2028, 5, 25))


def test_the_search_keys_of_the_page_narrow_the_feed(client, site):
    block = BuildingBlockFactory(slug="data-sharing", nl="Data delen", en="Data sharing")
    page = make_event("Workshop over data", start=in_days(5), kind="workshop")
    page.building_blocks = [block]
    publish(page)
    make_event("Lezing", start=in_days(40), kind="lecture", date={"online_url": "https://meet.example/"})

    assert titles(client, building_block="data-sharing") == ["Workshop over data"]
    assert titles(client, form="online") == ["Lezing"]
    assert titles(client, q="data") == ["Workshop over data"]
    assert titles(client, kind=["workshop", "lecture"], type="best-practice") == ["Workshop over data", "Lezing"]
    day = in_days(40).date()
    assert titles(client, when=f"{day}/{day}") == ["Lezing"]
    assert titles(client, when="2001-01-01/2001-02-01") == []
    assert titles(client, kind="unknown") == []
    assert titles(client, page="99", size="1", sort="nonsense", when="nonsense", x="y") == [
        "Workshop over data",
        "Lezing",
    ]
    named = feed(client, building_block="data-sharing", q="data", lang="en")
    # The library reads a property it does not know as it is written: escaped.
    assert str(named["NAME"]) == "Agenda of Kennishub: data\\, Data sharing"


def test_the_name_of_a_feed_tells_nothing_that_could_be_secret(client, site):
    OrganisationFactory(slug="geheim", name="Geheime organisatie")

    assert (
        str(feed(client, organisation="geheim", kind="workshop", lang="en")["NAME"]) == "Agenda of Kennishub: Workshop"
    )


def test_the_key_lang_chooses_the_language_and_the_default_is_dutch(client, site):
    page = make_event("Samenkomst")
    translate(page, "Meeting")
    make_event("Alleen Nederlands")
    assert titles(client) == ["Samenkomst", "Alleen Nederlands"]

    response = client.get(FEED, {"lang": "en"}, headers={"accept-language": "nl"})

    events = Calendar.from_ical(response.content).events
    assert [str(event["SUMMARY"]) for event in events] == ["Meeting", "Alleen Nederlands"]
    assert [str(event["URL"])[:23] for event in events] == ["https://hub.example/en/", "https://hub.example/nl/"]
    assert str(Calendar.from_ical(response.content)["PRODID"]).endswith("//EN")


def test_a_cancelled_date_stays_in_the_feed_marked_with_the_same_uid(client, site):
    page = make_event("Data delen")
    before = feed(client).events[0]

    services.occurrence_cancel(occurrence=first_date(page), reason="Te weinig aanmeldingen")

    after = feed(client, lang="en").events[0]
    assert (str(after["UID"]), after["SEQUENCE"]) == (str(before["UID"]), before["SEQUENCE"] + 1)
    assert (str(after["SUMMARY"]), str(after["STATUS"]), str(after["TRANSP"])) == (
        "Cancelled: Data delen",
        "CANCELLED",
        "TRANSPARENT",
    )
    assert str(after["DESCRIPTION"]).startswith("Te weinig aanmeldingen\n")


def test_a_feed_holds_what_its_reader_may_see_at_that_moment(client, site):
    make_event("Openbaar", start=in_days(1))
    for_members = make_event("Voor leden", start=in_days(2))
    of_the_group = make_event("Van de groep", start=in_days(3))
    make_event("Concept", start=in_days(4)).unpublish()
    restrict(for_members)
    group = WorkingGroupFactory(root_page=of_the_group.page_ptr)
    holder = make_member()
    SeatFactory(user=holder, working_group=group)

    assert titles(client) == ["Openbaar"]
    client.force_login(UserFactory())
    assert titles(client) == ["Openbaar", "Voor leden"]
    client.force_login(holder)
    assert titles(client) == ["Openbaar", "Voor leden", "Van de groep"]
    holder.seats.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert titles(client) == ["Openbaar", "Voor leden"]


def test_what_the_engine_still_believes_is_public_is_asked_of_the_pages(client, site, monkeypatch):
    page = make_event("Geheim")
    stale = get_engine().works(query(type="event"))
    restrict(page)
    monkeypatch.setattr(type(get_engine()), "works", lambda self, asked: stale)

    assert (stale, titles(client)) == ([page.translation_key], [])


def test_caches_may_keep_the_public_file_and_nobody_keeps_a_personal_one(client, site):
    make_event()

    public = client.get(FEED)
    assert (public.headers["Cache-Control"], public.headers["Content-Type"]) == (
        "public, max-age=300",
        "text/calendar; charset=utf-8",
    )
    assert public.headers["Content-Disposition"] == 'inline; filename="events.ics"'
    client.force_login(UserFactory())
    assert client.get(FEED).headers["Cache-Control"] == "private, no-store"


def test_a_client_that_has_it_already_gets_no_body_until_something_changes(client, site):
    page = make_event()
    etag = client.get(FEED).headers["ETag"]

    assert client.get(FEED).headers["ETag"] == etag
    same = client.get(FEED, headers={"if-none-match": etag})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    services.occurrence_cancel(occurrence=first_date(page), reason="Ziek")
    assert client.get(FEED, headers={"if-none-match": etag}).status_code == 200


def test_only_reading_is_possible(client, site):
    assert (client.post(FEED).status_code, client.head(FEED).status_code) == (405, 200)


def test_the_number_of_queries_does_not_grow_with_the_number_of_events(client, site, django_assert_max_num_queries):
    block = BuildingBlockFactory()
    for number in range(8):
        page = make_event(f"Nummer {number}", date={"venue": VenueFactory()})
        page.building_blocks = [block]
        publish(page)
    feed(client)

    with django_assert_max_num_queries(16):
        assert len(feed(client).events) == 8


def test_when_search_does_not_answer_a_calendar_keeps_what_it_has(client, site, monkeypatch):
    def fail(self, asked):
        raise SearchUnavailable

    monkeypatch.setattr(type(get_engine()), "works", fail)

    response = client.get(FEED)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


def test_a_bad_address_in_one_event_leaves_the_others(client, site):
    make_event("Goed", start=in_days(1))
    bad = make_event("Slecht", start=in_days(2))
    Occurrence.objects.filter(schedule__work=bad.translation_key).update(online_url="https://x.example/\r\nX-EVIL:1")

    assert titles(client) == ["Goed"]


def test_summer_and_winter_time_in_one_feed(client, site):
    with freeze_time("2026-10-01 12:00"):
        make_event("Zaterdag", start=at("2026-10-24 10:00"))
        make_event("Zondag", start=at("2026-10-25 10:00"))
        calendar = feed(client)

    assert [event.start.astimezone(UTC) for event in calendar.events] == [
        datetime(2026, 10, 24, 8, tzinfo=UTC),
        datetime(2026, 10, 25, 9, tzinfo=UTC),
    ]
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Europe/Amsterdam"]


def test_the_address_of_a_feed_keeps_the_filters_and_the_language_and_drops_the_rest():
    asked = query(
        type=["event"],
        kind=["workshop", "lecture"],
        q="data",
        when="2026-01-01/",
        past="1",
        sort="title",
        page="2",
        size="50",
    )

    assert calendar_url(asked) == "/events.ics?q=data&kind=lecture&kind=workshop&when=2026-01-01/"
    assert calendar_url(query("en")) == "/events.ics?lang=en"
    assert calendar_url(query()) == "/events.ics"


def test_the_search_page_offers_a_calendar_only_where_events_are_sought():
    with translation.override("en"):
        offered = calendar_export(query(type=["event", "fieldlab"], kind="workshop"))
        assert (offered.label, offered.url) == ("Calendar of these events (ics)", "/events.ics?kind=workshop")
        assert calendar_export(query()).url == "/events.ics"
        assert calendar_export(query(type="fieldlab")) is None
