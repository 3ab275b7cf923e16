from datetime import date, timedelta

import pytest
from django.utils import timezone

from events import services
from events.models import EventIndexPage
from tests.factories.events import VenueFactory, at, first_date, in_days, make_event, translate
from tests.factories.home import BuildingBlockFactory, RegionFactory, publish
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db

AGENDA = "/nl/events/"


def show(client, path=AGENDA, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return response.context


def months(context):
    return [(month.first_day, [hit.title for hit in month.hits]) for month in context["months"]]


def listed(context):
    return [hit.title for month in context["months"] for hit in month.hits]


def test_events_come_by_month_the_soonest_first(client, site):
    for title, start in (
        ("C", "2031-12-01 10:00"),
        ("A", "2031-11-12 10:00"),
        ("B", "2031-11-30 23:30"),
        ("D", "2032-11-01 10:00"),
    ):
        make_event(title, start=at(start))

    assert months(show(client)) == [
        (date(2031, 11, 1), ["A", "B"]),
        (date(2031, 12, 1), ["C"]),
        (date(2032, 11, 1), ["D"]),
    ]


def test_the_month_is_that_of_the_clocks_where_it_is_held(client, site):
    make_event("New York", start=at("2031-12-01 03:00"), date={"zone": "America/New_York"})

    assert months(show(client)) == [(date(2031, 11, 1), ["New York"])]


def test_what_is_over_has_a_list_of_its_own_the_latest_first(client, site):
    for days in (-400, -5, -40, 6):
        make_event(f"{days}", start=in_days(days))

    coming, past = show(client), show(client, past="1")

    assert (listed(coming), coming["is_past"], coming["past_url"]) == (["6"], False, "/nl/events/?past=1")
    assert (listed(past), past["is_past"], past["upcoming_url"]) == (["-5", "-40", "-400"], True, AGENDA)


def test_a_series_that_goes_on_is_in_the_agenda_at_its_next_date(client, site):
    page = make_event("Reeks", start=in_days(-30))
    services.occurrence_add(schedule=page.schedule, starts_at=in_days(12), ends_at=in_days(13))

    hit = show(client)["months"][0].hits[0]

    assert (hit.title, hit.starts_at) == ("Reeks", in_days(12))


def test_a_cancelled_event_stays_in_the_agenda(client, site):
    page = make_event("Data delen")

    services.occurrence_cancel(occurrence=first_date(page), reason="Ziek")

    hit = show(client)["months"][0].hits[0]
    assert (hit.period.cancelled, hit.card["badges"]) == (
        True,
        [{"label": hit.card["badges"][0]["label"], "tone": "bad"}],
    )


def test_filters_narrow_the_agenda_and_every_link_stays_on_it(client, site):
    block = BuildingBlockFactory(slug="data-sharing", nl="Data delen")
    page = make_event("Gefilterd", kind="workshop", date={"venue": VenueFactory(region=RegionFactory(code="UT"))})
    page.building_blocks = [block]
    publish(page)
    make_event("Anders", kind="lecture")

    context = show(client, building_block="data-sharing", kind="workshop", when="2020-01-01/", type="fieldlab")

    assert listed(context) == ["Gefilterd"]
    assert [(chip.label, chip.remove_url) for chip in context["chips"]] == [
        ("Data delen", "/nl/events/?kind=workshop&when=2020-01-01/"),
        (context["chips"][1].label, "/nl/events/?building_block=data-sharing&when=2020-01-01/"),
        (context["chips"][2].label, "/nl/events/?building_block=data-sharing&kind=workshop"),
    ]
    assert context["fields"] == [("when", "2020-01-01/")]
    assert context["clear_url"] == AGENDA
    assert context["calendar_url"] == "/events.ics?building_block=data-sharing&kind=workshop&when=2020-01-01/"
    assert context["webcal_url"] == f"webcal://testserver{context['calendar_url']}"
    assert context["search_url"] == (
        "/nl/search/?type=event&building_block=data-sharing&kind=workshop&when=2020-01-01/"
    )
    assert [group.key for group in context["facets"]] == ["building_block", "form", "kind", "region"]


def test_a_long_agenda_has_pages_whose_links_keep_the_filters(client, site, monkeypatch):
    monkeypatch.setattr("events.agenda.PAGE_SIZE", 2)
    for number in range(5):
        make_event(f"{number}", start=in_days(number + 1), kind="workshop")

    first = show(client, kind="workshop")
    second = show(client, kind="workshop", page="2")

    assert (listed(first), listed(second)) == (["0", "1"], ["2", "3"])
    assert [(item.number, item.url, item.is_current) for item in second["pages"].items] == [
        (1, "/nl/events/?kind=workshop", False),
        (2, "/nl/events/?kind=workshop&page=2", True),
        (3, "/nl/events/?kind=workshop&page=3", False),
    ]
    assert (second["pages"].previous_url, second["pages"].next_url) == (
        "/nl/events/?kind=workshop",
        "/nl/events/?kind=workshop&page=3",
    )


def test_the_archive_keeps_its_key_in_form_and_links(client, site):
    make_event("Voorbij", start=in_days(-5), kind="workshop")

    context = show(client, past="1", kind="workshop")

    assert (context["fields"], context["clear_url"]) == ([("past", "1")], "/nl/events/?past=1")
    assert [chip.remove_url for chip in context["chips"]] == ["/nl/events/?past=1"]
    assert context["upcoming_url"] == "/nl/events/?kind=workshop"


def test_each_language_has_its_own_agenda_of_the_same_works(client, site):
    page = make_event("Samenkomst")
    translate(page, "Meeting")
    make_event("Alleen Nederlands", start=in_days(20))

    english = show(client, "/en/events/")

    assert listed(english) == ["Meeting", "Alleen Nederlands"]
    assert english["calendar_url"] == "/events.ics?lang=en"
    assert EventIndexPage.objects.count() == 2


def test_a_visitor_sees_only_what_is_for_them(client, site):
    make_event("Openbaar")
    restrict(make_event("Voor leden"))

    assert listed(show(client)) == ["Openbaar"]


def test_the_past_begins_today(client, site):
    make_event("Vanochtend", start=timezone.now() - timedelta(hours=1), hours=0.5)

    assert (listed(show(client)), listed(show(client, past="1"))) == ([], ["Vanochtend"])
