import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import QueryDict
from django.utils import timezone, translation
from icalendar import Calendar

from events import services
from events.models import EventPage, EventSpeaker, Occurrence, Schedule
from events.presentation import date_badges, moved_text, page_context, place_text, shown_date, zone_text
from home.wording import date_format
from search.engines import get_engine
from search.models import IndexEntry, IndexTerm
from search.query import SearchQuery
from tests.factories.events import (
    OccurrenceFactory,
    ScheduleFactory,
    VenueFactory,
    at,
    first_date,
    in_days,
    make_draft,
    make_event,
    translate,
)
from tests.factories.home import ApplicationAreaFactory, BuildingBlockFactory, RegionFactory, publish
from tests.factories.members import ContributorFactory, OrganisationFactory
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db


def fresh(page):
    return EventPage.objects.get(pk=page.pk)


def facet(page, key, locale="nl"):
    terms = IndexTerm.objects.filter(entry__work=page.translation_key, entry__locale=locale, facet=key)
    return sorted(terms.values_list("value", flat=True))


def entry(page, locale="nl"):
    return IndexEntry.objects.get(work=page.translation_key, locale=locale)


def move(page, **values):
    row = first_date(page)
    now = {name: getattr(row, name) for name in ("starts_at", "ends_at", "venue", "online_url", "capacity")}
    return services.occurrence_move(occurrence=row, **{**now, **values})


# --- Publishing ------------------------------------------------------------------------------------------


def test_an_event_without_a_date_can_be_a_draft_but_not_be_published(site):
    page = make_draft()

    with pytest.raises(ValidationError) as caught:
        page.latest_revision.publish()

    assert caught.value.message_dict == {"dates": ["Give the first date before you publish."]}
    assert (fresh(page).live, IndexEntry.objects.filter(work=page.translation_key).count()) == (False, 0)


def test_a_translation_shares_the_dates_and_a_copy_has_none(site):
    page = make_event()
    english = translate(page, "Meeting")
    copy = page.copy(update_attrs={"title": "Kopie", "slug": "kopie"}, keep_live=False)

    assert english.schedule == page.schedule == Schedule.objects.get()
    assert (copy.translation_key == page.translation_key, fresh(copy).schedule) == (False, None)
    assert Occurrence.objects.count() == 1


def test_publishing_an_older_revision_brings_no_old_date_back(site):
    page = make_event(start=in_days(10))
    old = page.latest_revision
    move(page, starts_at=in_days(20), ends_at=in_days(20, "17:00"))

    old.publish()

    assert first_date(page).starts_at == in_days(20)
    assert [period.starts_at for period in entry(page).get_periods()] == [in_days(20)]


def test_facts_reach_the_translation_and_words_stay(site):
    speaker = ContributorFactory(name="Fatima")
    page = make_event()
    page.speakers = [EventSpeaker(contributor=speaker, role="dagvoorzitter")]
    page = publish(page)
    english = translate(page, "Meeting")
    english.speakers = list(english.speakers.all())
    english.speakers.all()[0].role = "chair"
    english = publish(english, summary="In English")

    other = ContributorFactory(name="Marit")
    page = fresh(page)
    rows = list(page.speakers.all())
    rows[0].contributor = other
    page.speakers = rows
    publish(page, price=Decimal("12.50"), kind="lecture", delivery_languages=["nl", "en"], summary="In het Nederlands")

    english = fresh(english)
    assert (english.price, english.kind, english.delivery_languages, english.summary) == (
        Decimal("12.50"),
        "lecture",
        ["nl", "en"],
        "In English",
    )
    assert [(row.contributor, row.role) for row in english.speakers.all()] == [(other, "chair")]


def test_people_and_organisations_of_an_event_cannot_be_deleted(site):
    speaker, contact, organisation = ContributorFactory(), ContributorFactory(), OrganisationFactory()
    page = make_draft(contact=contact)
    page.speakers = [EventSpeaker(contributor=speaker)]
    page.organisations = [organisation]
    page.save()

    for used in (speaker, contact, organisation):
        with pytest.raises(ProtectedError):
            used.delete()
    assert str(page.speakers.all()[0]) == str(speaker)


@pytest.mark.parametrize(
    "values", [{"price": Decimal(-1)}, {"currency": "eur"}, {"delivery_languages": ["fr"]}, {"kind": "party"}]
)
def test_impossible_facts_are_refused(site, values):
    page = make_draft()
    for name, value in values.items():
        setattr(page, name, value)

    with pytest.raises(ValidationError) as caught:
        page.full_clean()

    assert list(caught.value.message_dict) == list(values)


# --- What search knows -----------------------------------------------------------------------------------


def test_facets_come_from_the_page_and_its_dates(site):
    organisation = OrganisationFactory(slug="oosterlanden")
    page = make_event(
        kind="lecture", date={"venue": VenueFactory(region=RegionFactory(code="UT"))}, delivery_languages=["en"]
    )
    page.organisations = [organisation]
    page = publish(page)
    row = first_date(page)
    services.occurrence_add(
        schedule=row.schedule, starts_at=in_days(12), ends_at=in_days(13), online_url="https://meet.example/"
    )
    services.occurrence_add(
        schedule=row.schedule,
        starts_at=in_days(14),
        ends_at=in_days(15),
        venue=VenueFactory(region=RegionFactory(code="GR")),
    )
    last = Occurrence.objects.last()
    services.occurrence_cancel(occurrence=last, reason="Geen zaal")

    found = {key: facet(page, key) for key in ("kind", "form", "region", "organisation", "language", "type")}
    assert found == {
        "kind": ["lecture"],
        "form": ["on-site", "online"],
        "region": ["ut"],
        "organisation": ["oosterlanden"],
        "language": ["en"],
        "type": ["event"],
    }


def test_an_event_that_is_cancelled_whole_is_still_found_where_it_was(site):
    page = make_event(date={"venue": VenueFactory(region=RegionFactory(code="UT"))})

    services.schedule_cancel(schedule=page.schedule, reason="Geen zaal")

    assert (facet(page, "form"), facet(page, "region")) == (["on-site"], ["ut"])


def test_unknown_spoken_languages_count_as_those_of_its_pages(site):
    page = make_event()
    assert facet(page, "language") == ["nl"]

    translate(page, "Meeting")

    assert facet(page, "language") == ["en", "nl"]


def test_an_event_is_found_by_its_programme_and_its_speakers(site):
    page = make_draft()
    page.speakers = [EventSpeaker(contributor=ContributorFactory(name="Fatima Elzinga"))]
    page.programme = [("item", {"time": None, "title": "Zeshonderd ziekenhuizen", "who": "Marit", "text": "Gnuif"})]
    services.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=in_days(3), ends_at=in_days(4)
    )
    publish(page)

    for word in ("elzinga", "zeshonderd", "marit", "gnuif"):
        query = SearchQuery.from_params(_params(q=word), locale="nl")
        assert [hit.work for hit in get_engine().search(query).hits] == [page.translation_key]


def _params(**values):
    params = QueryDict(mutable=True)
    params.update(values)
    return params


def test_what_is_over_is_absent_until_asked_for(site):
    make_event("Voorbij", start=in_days(-3))
    coming = make_event("Straks", start=in_days(3))
    series = make_event("Reeks", start=in_days(-3))
    services.occurrence_add(schedule=series.schedule, starts_at=in_days(5), ends_at=in_days(6))

    def titles(**values):
        query = SearchQuery.from_params(_params(type="event", sort="soonest", **values), locale="nl")
        return [hit.title for hit in get_engine().search(query).hits]

    assert titles() == [coming.title, series.title]
    assert sorted(titles(past="1")) == ["Reeks", "Straks", "Voorbij"]


def test_a_card_says_kind_state_day_and_place(site):
    page = make_event(kind="lecture", start=at("2031-11-12 13:30"), date={"venue": VenueFactory()}, is_example=True)

    assert {key: entry(page, "en").card[key] for key in ("kind", "badges", "meta", "zone")} == {
        "kind": "Lecture",
        "badges": [{"label": "Example", "tone": ""}],
        "meta": [{"icon": "event", "text": "12 November 2031"}, {"icon": "place", "text": "Utrecht"}],
        "zone": "Europe/Amsterdam",
    }


def badges(page):
    return [(badge["label"], badge["tone"]) for badge in entry(page, "en").card["badges"]]


def test_a_card_shows_that_an_event_was_moved_postponed_or_cancelled(site):
    page = make_event(start=at("2031-12-01 13:30"))

    move(page, starts_at=at("2031-12-08 13:30"), ends_at=at("2031-12-08 17:00"))
    assert badges(page) == [("Moved from 1 December", "info")]
    services.schedule_postpone(schedule=page.schedule, reason="Staking")
    assert badges(page) == [("Postponed", "warn")]
    services.schedule_cancel(schedule=page.schedule, reason="Geen zaal")
    assert badges(page) == [("Cancelled", "bad")]


def test_a_card_of_several_dates_says_only_what_holds_for_all(site):
    page = make_event(start=at("2031-12-01 13:30"), date={"venue": VenueFactory()})
    schedule = page.schedule
    second = services.occurrence_add(
        schedule=schedule,
        starts_at=at("2031-12-08 13:30"),
        ends_at=at("2031-12-08 17:00"),
        online_url="https://meet.example/",
    )

    assert (entry(page, "en").card["meta"], badges(page)) == ([{"icon": "event", "text": "2 dates"}], [])
    services.occurrence_cancel(occurrence=second, reason="Ziek")
    assert badges(page) == []
    services.schedule_postpone(schedule=schedule, reason="Staking")
    assert badges(page) == [("Postponed", "warn")]
    services.schedule_cancel(schedule=schedule, reason="Geen zaal")
    assert badges(page) == [("Cancelled", "bad")]


# --- Words of dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "city", "text"),
    [
        ("on-site", "Utrecht", "Utrecht"),
        ("online", "", "Online"),
        ("hybrid", "Utrecht", "Utrecht and online"),
        ("", "", ""),
    ],
)
def test_the_place_in_words(form, city, text):
    assert place_text(form, city) == text


def test_a_move_on_the_same_day_names_the_time():
    row = OccurrenceFactory(
        starts_at=at("2031-12-01 15:00"), status="rescheduled", previous_starts_at=at("2031-12-01 13:30")
    )

    assert moved_text(row) == "Moved from 13:30"
    row.previous_starts_at = None
    assert (moved_text(row), shown_date(row).notice) == ("Moved", "Moved")


def test_another_room_is_told_with_its_day(site):
    page = make_event(date={"venue": VenueFactory()})

    move(page, venue=VenueFactory(name="De Spoel"), reason="Zaal De Spoel, eerste verdieping.")

    shown = shown_date(first_date(page))
    today = date_format(timezone.localdate(), "j F Y")
    assert (shown.notice, shown.reason, shown.badges) == (
        f"Changed on {today}",
        "Zaal De Spoel, eerste verdieping.",
        [],
    )


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam (UTC+1)"),
        ("America/New_York", "America/New York (UTC−5)"),
        ("Asia/Kolkata", "Asia/Kolkata (UTC+5:30)"),
        ("America/St_Johns", "America/St Johns (UTC−3:30)"),
        ("UTC", "UTC (UTC+0)"),
    ],
)
def test_the_zone_in_words(zone, text):
    row = OccurrenceFactory(starts_at=at("2031-12-01 13:30"), schedule=ScheduleFactory(zone=zone))

    assert zone_text(row) == text


def test_a_cancelled_date_in_words():
    row = OccurrenceFactory(status="cancelled", reason="Ziek", ends_at=timezone.now(), starts_at=in_days(-2))

    shown = shown_date(row)

    assert (shown.notice, shown.reason, shown.is_over, shown.is_cancelled) == ("Cancelled", "Ziek", True, True)
    assert date_badges(row) == [{"label": "Cancelled", "tone": "bad"}]


# --- The page --------------------------------------------------------------------------------------------


def test_the_page_shows_the_next_date_that_is_held_and_all_others(site, rf):
    page = make_event(
        start=in_days(-3), date={"venue": VenueFactory()}, price=Decimal(0), delivery_languages=["nl", "en"]
    )
    schedule = page.schedule
    cancelled = services.occurrence_add(
        schedule=schedule, starts_at=in_days(2), ends_at=in_days(3), venue=VenueFactory(city="Zeist")
    )
    services.occurrence_cancel(occurrence=cancelled, reason="Ziek")
    held = services.occurrence_add(
        schedule=schedule, starts_at=in_days(5), ends_at=in_days(6), online_url="https://meet.example/"
    )

    context = page_context(fresh(page), rf.get("/"))

    assert [shown.occurrence for shown in context["dates"]] == [cancelled, held, schedule.occurrences.first()]
    assert context["next_date"].occurrence == held
    assert ([v.city for v in context["venues"]], context["online_urls"]) == (["Utrecht"], ["https://meet.example/"])
    assert (context["languages"], context["price_text"], context["event_status"]) == (
        ["Dutch", "English"],
        "Free",
        "scheduled",
    )


@pytest.mark.parametrize(
    ("price", "text"),
    [(None, ""), (Decimal(0), "Free"), (Decimal("1250"), "€\u00a01,250"), (Decimal("12.5"), "€\u00a012.50")],
)
def test_the_price_in_words(site, rf, price, text):
    assert page_context(make_event(price=price), rf.get("/"))["price_text"] == text


def test_a_draft_without_dates_can_be_looked_at(site, rf):
    context = page_context(make_draft(), rf.get("/"))

    assert (context["dates"], context["next_date"], context["zone_text"], context["event_status"]) == (
        [],
        None,
        "",
        "scheduled",
    )


@pytest.mark.parametrize("path", ["/nl/events/", "/en/events/"])
def test_the_agenda_answers_also_when_it_is_empty(client, site, path):
    response = client.get(path)

    assert (response.status_code, response.context["months"], response.context["is_past"]) == (200, [], False)


def test_a_page_answers_in_both_languages_with_its_data_for_machines(client, site):
    page = make_event("Data delen", date={"venue": VenueFactory()})
    english = translate(page, "Sharing data")

    for shown, title in ((page, "Data delen"), (english, "Sharing data")):
        response = client.get(shown.url)
        assert response.status_code == 200
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S)
        described = [
            data for text in scripts for data in (json.loads(text) if text.startswith("[") else [json.loads(text)])
        ]
        assert [data["name"] for data in described if data["@type"] == "Event"] == [title]


def test_the_calendar_file_of_one_event_has_all_its_dates(client, site, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://hub.example"
    page = make_event("Data delen", start=in_days(-200), date={"venue": VenueFactory()}, summary="Drie teams")
    page.building_blocks = [BuildingBlockFactory(nl="Data delen")]
    page.application_areas = [ApplicationAreaFactory(nl="Zorg")]
    page = publish(page)
    services.occurrence_add(schedule=page.schedule, starts_at=in_days(800), ends_at=in_days(801))

    response = client.get(page.url + "calendar/")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(response.content).events
    assert [str(event["UID"]) for event in events] == [
        f"{row.uuid}@hub.example" for row in Occurrence.objects.for_work(page.translation_key)
    ]
    assert (str(events[0]["SUMMARY"]), str(events[0]["LOCATION"])) == (
        "Data delen",
        "De Weverij, Spoorlaan 12, 3511 AA Utrecht",
    )
    assert events[0].categories == ["Data delen", "Zorg"]
    assert str(events[0]["DESCRIPTION"]) == f"Drie teams\n\n{events[0]['URL']}"


def test_the_calendar_file_of_a_page_that_may_not_be_seen_does_not_exist(client, site):
    page = make_event()
    restrict(page)

    assert client.get(page.url + "calendar/").status_code == 404


def test_related_events_leave_the_event_itself_out(client, site):
    block = BuildingBlockFactory()
    pages = [make_event(title) for title in ("Een", "Twee")]
    for page in pages:
        page.building_blocks = [block]
        publish(page)

    response = client.get(pages[0].url)

    assert [hit.title for hit, _reason in response.context["related"]] == ["Twee"]


def test_dates_are_told_in_the_language_of_the_page(client, site):
    page = make_event(start=in_days(10))

    with translation.override("nl"):
        expected = shown_date(first_date(page)).days
    assert client.get(page.url).context["next_date"].days == expected
    assert (in_days(10) - timedelta(days=10)).date() == timezone.localdate()
