from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone, translation
from freezegun import freeze_time

from events import services
from events.enums import Availability
from events.models import EventIndexPage, Occurrence
from events.month import SHOWN_A_DAY
from search.engines import get_engine
from search.query import Interval, SearchQuery
from tests.factories.events import at, first_date, in_days, make_event, translate
from tests.factories.home import BuildingBlockFactory, publish
from tests.search.pages import make_user, restrict

pytestmark = pytest.mark.django_db

MONTH = {"view": "month", "month": "2031-11"}


def show(client, **params):
    response = client.get("/nl/events/", {**MONTH, **params})
    assert response.status_code == 200
    return response.context


def in_dutch(choice):
    with translation.override("nl"):
        return str(choice.label)


def cells(context):
    """Return what is in each day of a month that has something: titles, and how many more there are."""
    days = [cell for week in context["weeks"] for cell in week if not cell.is_empty]
    return {cell.day: ([slot.hit.title for slot in cell.slots if slot], cell.more) for cell in days}


def test_every_date_of_a_series_is_on_its_day(client, site):
    page = make_event("Reeks", start=at("2031-11-04 10:00"))
    for day in (11, 18):
        start = at(f"2031-11-{day} 10:00")
        services.occurrence_add(schedule=page.schedule, starts_at=start, ends_at=start + timedelta(hours=2))
    make_event("Los", start=at("2031-11-11 09:00"))
    make_event("Later", start=at("2031-12-02 09:00"))

    context = show(client)

    assert cells(context) == {
        date(2031, 11, 4): (["Reeks"], 0),
        date(2031, 11, 11): (["Los", "Reeks"], 0),
        date(2031, 11, 18): (["Reeks"], 0),
    }
    assert (context["date_count"], context["work_count"]) == (4, 2)


@pytest.mark.parametrize("dates", [1, 2])
def test_how_many_events_is_told_where_that_is_another_number(client, site, dates):
    page = make_event(start=at("2031-11-04 10:00"))
    for day in range(1, dates):
        start = at("2031-11-04 10:00") + timedelta(days=day)
        services.occurrence_add(schedule=page.schedule, starts_at=start, ends_at=start + timedelta(hours=2))

    with translation.override("nl"):
        told = translation.ngettext("of %(count)s event", "of %(count)s events", 1) % {"count": 1}
    assert (told in client.get("/nl/events/", MONTH).content.decode()) is (dates > 1)


def test_the_weeks_are_whole_and_the_days_of_other_months_are_empty(client, site):
    context = show(client)

    assert [len(week) for week in context["weeks"]] == [7] * 5
    assert (context["weeks"][0][0].day, context["weeks"][-1][-1].day) == (date(2031, 10, 27), date(2031, 11, 30))
    assert [cell.is_out for cell in context["weeks"][0]] == [True] * 5 + [False] * 2


def test_the_number_of_events_is_that_of_the_search_for_the_month(client, site):
    for day in ("2031-10-31", "2031-11-01", "2031-11-30", "2031-12-01"):
        make_event(day, start=at(f"{day} 20:00"))
    make_event("Over de grens", start=at("2031-10-31 20:00"), hours=10)

    query = SearchQuery(filters={"type": ("event",)}, when=Interval(date(2031, 11, 1), date(2031, 11, 30)), past=True)

    context = show(client)
    assert context["work_count"] == get_engine().search(query).total == context["results"].total == 3


def test_a_date_of_several_days_has_the_same_place_in_each(client, site):
    make_event("Congres", start=at("2031-11-05 09:00"), hours=56)
    make_event("Ochtend", start=at("2031-11-05 08:00"))
    make_event("Middag", start=at("2031-11-06 13:00"))

    week = next(week for week in show(client)["weeks"] if week[2].day == date(2031, 11, 5))
    slots = [[slot.hit.title for slot in cell.slots] for cell in week[2:5]]
    bar = [cell.slots[0] for cell in week[2:5]]

    assert slots == [["Congres", "Ochtend"], ["Congres", "Middag"], ["Congres"]]
    assert [(slot.is_first, slot.is_last, slot.is_told) for slot in bar] == [
        (True, False, True),
        (False, False, False),
        (False, True, False),
    ]


def test_what_does_not_fit_a_day_is_a_link_to_the_list_of_that_day(client, site):
    for number in range(SHOWN_A_DAY + 3):
        make_event(f"{number}", start=at(f"2031-11-12 1{number}:00"))

    context = show(client)
    cell = next(cell for week in context["weeks"] for cell in week if not cell.is_empty)

    assert (cell.more, cell.url) == (3, "/nl/events/?when=2031-11-12/2031-11-12")
    listed = client.get(cell.url).context["results"]
    assert listed.total == SHOWN_A_DAY + 3


def test_a_day_that_is_over_links_to_a_list_that_has_it(client, site):
    start = in_days(-20)
    for number in range(SHOWN_A_DAY + 1):
        make_event(f"{number}", start=start)

    context = show(client, month=f"{start:%Y-%m}")
    cell = next(cell for week in context["weeks"] for cell in week if not cell.is_empty)

    assert client.get(cell.url).context["results"].total == SHOWN_A_DAY + 1


def test_the_day_is_that_of_the_clocks_where_it_is_held(client, site):
    make_event("New York", start=at("2031-12-01 03:00"), date={"zone": "America/New_York"})

    assert list(cells(show(client))) == [date(2031, 11, 30)]


def test_filters_narrow_the_month_and_every_link_stays_in_it(client, site):
    block = BuildingBlockFactory(slug="data-sharing", nl="Data delen")
    page = make_event("Gefilterd", start=at("2031-11-12 10:00"))
    page.building_blocks = [block]
    publish(page)
    make_event("Anders", start=at("2031-11-13 10:00"))

    context = show(client, building_block="data-sharing", when="2020-01-01/")

    assert cells(context) == {date(2031, 11, 12): (["Gefilterd"], 0)}
    assert [chip.remove_url for chip in context["chips"]] == ["/nl/events/?view=month&month=2031-11"]
    assert context["clear_url"] == "/nl/events/?view=month&month=2031-11"
    assert context["fields"] == [("view", "month"), ("month", "2031-11")]
    assert context["previous"]["url"] == "/nl/events/?building_block=data-sharing&view=month&month=2031-10"
    assert context["next"]["url"] == "/nl/events/?building_block=data-sharing&view=month&month=2031-12"
    assert context["upcoming_url"] == "/nl/events/?building_block=data-sharing"
    assert context["past_url"] == "/nl/events/?building_block=data-sharing&past=1"
    assert context["calendar_url"] == "/events.ics?building_block=data-sharing"


@pytest.mark.parametrize("raw", ["", "x", "2031-13", "2031-1", "0001-01", "9999-12", "2031-11-01", "٢٠٣١-١١", "\x00"])
def test_what_is_no_month_is_this_month(client, site, raw):
    assert show(client, month=raw)["month"] == timezone.localdate().replace(day=1)


def test_before_the_first_and_after_the_last_month_there_is_no_way(client, site):
    first, last = show(client, month="1900-01"), show(client, month="2200-12")

    assert (first["previous"], last["next"]) == ({}, {})
    assert (bool(first["next"]), bool(last["previous"])) == (True, True)


def test_the_way_back_to_this_month_is_there_in_another_one(client, site):
    with freeze_time("2031-11-12 12:00"):
        assert show(client)["today_url"] == ""
        assert show(client, month="2031-12")["today_url"] == "/nl/events/?view=month&month=2031-11"
        text = client.get("/nl/events/", MONTH).content.decode()
    assert 'aria-current="date"' in text


def test_a_private_event_is_in_the_month_of_its_group_only(client, site):
    restrict(make_event("Kanarie", start=at("2031-11-12 10:00")))
    assert cells(show(client)) == {}

    client.force_login(make_user())

    assert cells(show(client)) == {date(2031, 11, 12): (["Kanarie"], 0)}


def test_states_are_words_in_the_month_and_in_the_list(client, site):
    page = make_event("Reeks", start=at("2031-11-04 10:00"))
    for day in (11, 18, 25):
        start = at(f"2031-11-{day} 10:00")
        services.occurrence_add(schedule=page.schedule, starts_at=start, ends_at=start + timedelta(hours=2))
    rows = list(Occurrence.objects.for_work(page.translation_key))
    services.occurrence_cancel(occurrence=rows[0], reason="Ziek")
    moved = at("2031-11-12 10:00")
    services.occurrence_move(occurrence=rows[1], starts_at=moved, ends_at=moved + timedelta(hours=2))
    Occurrence.objects.filter(pk=rows[2].pk).update(availability=Availability.WAITING_LIST)
    Occurrence.objects.filter(pk=rows[3].pk).update(availability=Availability.OPEN)

    labels = {
        cell.day.day: [badge["label"] for slot in cell.slots for badge in slot.date.badges]
        for week in show(client)["weeks"]
        for cell in week
        if not cell.is_empty
    }

    assert labels == {
        4: ["Geannuleerd"],
        12: ["Verplaatst van 11 november"],
        18: [in_dutch(Availability.WAITING_LIST)],
        25: [],
    }


def test_the_row_of_a_series_tells_the_state_of_its_next_date_until_that_is_over(client, site):
    page = make_event("Reeks", start=at("2031-11-04 10:00"))
    services.occurrence_add(schedule=page.schedule, starts_at=at("2031-11-11 10:00"), ends_at=at("2031-11-11 12:00"))
    Occurrence.objects.for_work(page.translation_key).update(availability=Availability.FULL)
    publish(page)
    full = f"{in_dutch(Availability.FULL)}</span>"

    assert client.get("/nl/events/").content.decode().count(full) == 1
    with freeze_time("2031-11-12 10:00"):
        assert full not in client.get("/nl/events/", {"past": "1"}).content.decode()


def test_a_moved_date_has_its_old_time_struck(client, site):
    page = make_event("Verplaatst", start=at("2031-11-11 10:00"))
    moved = at("2031-11-12 10:00")

    services.occurrence_move(occurrence=first_date(page), starts_at=moved, ends_at=moved + timedelta(hours=2))

    text = " ".join(client.get(page.url).content.decode().split())
    assert "dinsdag 11 november 2031, 10.00 uur</s>" in text


def test_a_title_in_another_language_says_so(client, site):
    page = make_event("Nederlands", start=at("2031-11-11 10:00"))
    assert 'hreflang="nl"' in client.get("/en/events/", MONTH).content.decode().split("<table")[1]

    translate(page, "English")

    assert 'hreflang="nl"' not in client.get("/en/events/", MONTH).content.decode().split("<table")[1]


@pytest.mark.parametrize("number", [1, 30])
def test_a_month_asks_as_often_for_thirty_events_as_for_one(client, site, number, django_assert_max_num_queries):
    parent = EventIndexPage.objects.get(locale__language_code="nl")
    for day in range(number):
        make_event(f"{day}", start=at(f"2031-11-{day % 30 + 1:02} 10:00"), parent=parent)
    show(client)
    caches["pages"].clear()

    with django_assert_max_num_queries(8):
        show(client)
