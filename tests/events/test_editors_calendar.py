"""The editors' calendar: what it shows to whom, moving a date, taking that back, and moving a series."""

import re
from datetime import date, time, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from freezegun import freeze_time
from wagtail.models import PageLogEntry

from events import services
from events.enums import EditScope, Frequency, OccurrenceStatus
from events.models import EventIndexPage, Occurrence, Recurrence
from events.planning import grid
from events.planning.reads import planned
from events.planning.services import Before, ChangedMeanwhileError, date_put_back, date_shift
from events.planning.shifting import Timed
from events.recurrence import Rule
from home.models import ApplicationArea, BuildingBlock
from knowledge.enums import CourseStart
from knowledge.models import CourseIndexPage
from tests.factories.events import VenueFactory, at, first_date, make_draft, make_event
from tests.factories.knowledge import CoursePageFactory
from tests.factories.members import OrganisationFactory
from tests.hub.editors import make_editor, make_moderator, make_user, make_writer_below, section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "_today")]

MONTH = "/admin/events/calendar/month/2031-11/"
WEEK = "/admin/events/calendar/week/2031-W46/"
DAY = "/admin/events/calendar/day/2031-11-12/"
START = at("2031-11-12 13:30")


@pytest.fixture
def _today():
    with freeze_time("2031-11-05 10:00"):
        yield


@pytest.fixture
def editor(client):
    client.force_login(make_editor())
    return client


def draft_on(title, start=START, hours=3, **values):
    page = make_draft(title, **values)
    services.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=start, ends_at=start + timedelta(hours=hours)
    )
    return page


def titles(response):
    """What the answer shows, in the order of the calendar."""
    return [item.page.title for item in response.context["view"].items]


def entry_of(client, page, address=MONTH):
    """The date of a page as the calendar draws it."""
    weeks = client.get(address).context["weeks"]
    entries = [entry for week in weeks for day in week.days for entry in day.lanes if entry]
    return next(e for e in entries if e.planned.page.pk == page.pk and e.begins_here)


def move_url(page, **query):
    url = reverse("event_calendar_move", args=[first_date(page).uuid])
    return f"{url}?{urlencode(query)}" if query else url


def move_data(page, **values):
    seen = first_date(page).starts_at.isoformat()
    return {"first_day": "2031-11-19", "start_time": "13:30", "seen": seen, "reason": "Zaal bezet", **values}


def row_of(page):
    row = first_date(page)
    return (
        row.starts_local.strftime("%m-%d %H:%M"), row.ends_local.strftime("%m-%d %H:%M"), row.status, row.reason,
        row.sequence,
    )  # fmt: skip


# --- What it shows ----------------------------------------------------------------------------------------


def test_the_calendar_without_a_day_is_this_month(editor):
    response = editor.get("/admin/events/calendar/")

    assert (response.status_code, response.url) == (302, MONTH)


def test_drafts_and_courses_are_there_and_each_state_is_told_in_words_and_in_shape(editor):
    draft = draft_on("Concept")
    live = make_event("Openbaar", start=at("2031-11-13 09:00"))
    off = make_event("Afgelast", start=at("2031-11-14 09:00"))
    services.occurrence_cancel(occurrence=first_date(off), reason="Ziek")
    moved = make_event("Verplaatst", start=at("2031-11-10 09:00"))
    services.occurrence_move(
        occurrence=first_date(moved), starts_at=at("2031-11-17 09:00"), ends_at=at("2031-11-17 12:00"), reason="Zaal"
    )
    later = make_event("Uitgesteld", start=at("2031-11-18 09:00"))
    services.schedule_postpone(schedule=later.schedule, reason="Subsidie")

    marks = {
        page.title: [(mark.label, mark.shape, mark.detail) for mark in entry_of(editor, page).marks]
        for page in (draft, live, off, moved, later)
    }

    assert marks == {
        "Concept": [("Draft", "draft", "")],
        "Openbaar": [],
        "Afgelast": [("Cancelled", "cancelled", "Ziek")],
        "Verplaatst": [("Moved", "moved", "Moved from 10 November. Zaal")],
        "Uitgesteld": [("Postponed", "postponed", "Subsidie")],
    }
    text = editor.get(MONTH).content.decode()
    for shape in ("draft", "cancelled", "moved", "postponed"):
        assert f"is-{shape}" in text


def test_a_course_is_there_with_its_dates_unless_it_starts_at_any_time(editor):
    parent = section(CourseIndexPage)
    for title, start in (("Op data", CourseStart.DATES), ("Altijd", CourseStart.ANY_TIME)):
        page = CoursePageFactory(parent=parent, title=title, start=start)
        services.schedule_create(
            work=page.translation_key, zone="Europe/Amsterdam", starts_at=START, ends_at=START + timedelta(hours=1)
        )

    assert titles(editor.get(MONTH)) == ["Op data"]
    assert titles(editor.get(f"{MONTH}?kind=course")) == ["Op data"]


def test_each_sees_what_the_editor_shows_them_and_who_has_no_rights_is_refused(client):
    draft_on("Nederlands")
    draft_on("English", parent=section(EventIndexPage, "en"))

    def seen(user):
        client.force_login(user)
        return sorted(titles(client.get(MONTH)))

    assert seen(make_editor()) == ["English", "Nederlands"]
    assert seen(make_writer_below(section(EventIndexPage, "en"))) == ["English"]
    client.force_login(make_user())
    assert [client.get(url).status_code for url in (MONTH, WEEK, DAY)] == [302, 302, 302]


def test_it_is_narrowed_by_block_area_venue_organiser_and_kind(editor, terms):
    venue, organisation = VenueFactory(), OrganisationFactory()
    page = draft_on("Energie", kind="lecture")
    services.occurrence_move(
        occurrence=first_date(page), starts_at=START, ends_at=START + timedelta(hours=1), venue=venue
    )
    page.building_blocks = [BuildingBlock.objects.get(slug="data-sharing")]
    page.application_areas = [ApplicationArea.objects.get(slug="energy-and-sustainability")]
    page.organisations = [organisation]
    page.save()
    draft_on("Iets anders", kind="workshop")

    for name, value in {
        "building_block": "data-sharing",
        "application_area": "energy-and-sustainability",
        "venue": venue.pk,
        "organisation": organisation.pk,
        "kind": "lecture",
    }.items():
        response = editor.get(f"{MONTH}?{name}={value}")
        assert (name, titles(response)) == (name, ["Energie"])
        assert f"{name}={value}" in response.context["next_url"]
    assert titles(editor.get(f"{MONTH}?building_block=human-capital")) == []
    unknown = editor.get(f"{MONTH}?venue=999")
    assert (unknown.status_code, list(unknown.context["form"].errors)) == (200, ["venue"])


@pytest.mark.parametrize(
    "address",
    [
        "month/2031-13/", "month/0000-01/", "month/9999-12/", "month/20311/", "week/2031-W54/", "week/2031-46/",
        "day/2031-02-30/", "day/x/",
    ],
)  # fmt: skip
def test_what_is_no_month_week_or_day_is_missing(editor, address):
    assert editor.get(f"/admin/events/calendar/{address}").status_code == 404


def test_earlier_today_and_later_are_links_and_so_is_every_week_and_day(editor):
    contexts = [editor.get(f"{url}?kind=lecture").context for url in (MONTH, WEEK, DAY)]

    assert [[context[f"{name}_url"] for name in ("previous", "today", "next")] for context in contexts] == [
        [f"/admin/events/calendar/month/2031-{month}/?kind=lecture" for month in (10, 11, 12)],
        [f"/admin/events/calendar/week/2031-W{week}/?kind=lecture" for week in (45, 45, 47)],
        [f"/admin/events/calendar/day/2031-11-{day}/?kind=lecture" for day in (11, "05", 13)],
    ]
    text = editor.get(MONTH).content.decode()
    assert "/admin/events/calendar/week/2031-W46/" in text
    assert "/admin/events/calendar/day/2031-11-12/" in text


@pytest.mark.parametrize(
    ("shown", "week"),
    [
        # The week of today, where today is shown; else the first of what is shown.
        ("month/2031-11/", 45),
        ("month/2031-12/", 49),
        ("week/2031-W45/", 45),
        ("week/2031-W46/", 46),
        ("day/2031-11-05/", 45),
        ("day/2031-11-12/", 46),
    ],
)
def test_from_what_shows_today_one_comes_to_the_week_of_today(editor, shown, week):
    context = editor.get(f"/admin/events/calendar/{shown}").context

    assert context["week_url"] == f"/admin/events/calendar/week/2031-W{week}/"
    assert context["view"].has_today() == (week == 45)


def test_a_full_day_says_how_many_more_and_leads_to_the_day_that_shows_them_all(editor):
    for number in range(7):
        draft_on(f"Dag {number}", start=START + timedelta(minutes=number))

    cell = next(day for week in editor.get(MONTH).context["weeks"] for day in week.days if day.day == START.date())
    text = re.sub(r"\s+", " ", editor.get(MONTH).content.decode())

    assert (len(cell.lanes), cell.more) == (grid.LANES, 3)
    assert f'href="{DAY}">+3 more' in text
    assert len(editor.get(DAY).context["entries"]) == 7


def test_what_lasts_several_days_is_one_bar_in_one_lane_that_is_opened_once_a_week(editor):
    page = draft_on("Kamp", start=at("2031-11-14 10:00"), hours=24 * 4)
    draft_on("Eerder op de dag", start=at("2031-11-15 08:00"))

    weeks = editor.get(MONTH).context["weeks"]
    bars = [
        (e.day.day, lane, e.begins_here, e.from_before, e.goes_on, e.cells)
        for week in weeks for day in week.days for lane, e in enumerate(day.lanes) if e and e.planned.page.pk == page.pk
    ]  # fmt: skip

    assert bars == [
        (14, 0, True, False, True, 3),
        (15, 0, False, True, True, 2),
        (16, 0, False, True, True, 1),
        (17, 0, True, True, True, 2),
        (18, 0, False, True, False, 1),
    ]


def test_the_week_puts_dates_in_their_hour_and_what_overlaps_beside_each_other(editor):
    spans = {"A": ("09:15", 2), "B": ("10:00", 1), "C": ("11:30", 1), "D": ("21:00", 3)}
    for title, (clock, hours) in spans.items():
        draft_on(title, start=at(f"2031-11-12 {clock}"), hours=hours)
    draft_on("Twee dagen", start=at("2031-11-12 10:00"), hours=30)

    context = editor.get(WEEK).context
    hours = [hour.hour for hour, _cells in context["rows"]]
    placed = {
        entry.title: (hour.hour, entry.quarter, entry.quarters, entry.column, entry.columns)
        for hour, cells in context["rows"] for _day, entries in cells for entry in entries
    }  # fmt: skip
    bars = [entry.title for day in context["week"].days for entry in day.lanes if entry and entry.begins_here]

    assert (hours[0], hours[-1]) == (8, 23)
    assert placed == {"A": (9, 1, 8, 0, 2), "B": (10, 0, 4, 1, 2), "C": (11, 2, 4, 0, 1), "D": (21, 0, 12, 0, 1)}
    assert bars == ["Twee dagen"]


def test_another_time_zone_is_named_and_whole_days_are_those_of_their_own_zone(editor):
    far = make_event("Ver", start=at("2031-11-12 18:00"), date={"zone": "America/New_York"})
    whole = make_draft("Hele dag")
    services.schedule_create(
        work=whole.translation_key,
        zone="America/New_York",
        all_day=True,
        **dict(zip(("starts_at", "ends_at"), (at("2031-11-12 06:00"), at("2031-11-13 06:00")), strict=True)),
    )

    assert entry_of(editor, far).times == "18:00–21:00"
    assert entry_of(editor, far).own_times == "12:00–15:00 (America/New York)"
    assert (entry_of(editor, whole).site_day, entry_of(editor, whole).times) == ("2031-11-12", "All day")


def test_holidays_are_in_the_grid(editor):
    weeks = editor.get("/admin/events/calendar/month/2031-12/").context["weeks"]
    found = {day.day.isoformat(): day.holiday for week in weeks for day in week.days if day.holiday}

    assert found == {
        "2031-12-25": "Christmas Day",
        "2031-12-26": "Second Day of Christmas",
        "2032-01-01": "New Year's Day",
    }
    autumn = editor.get("/admin/events/calendar/month/2026-10/").context["weeks"]
    assert [week.school_holidays for week in autumn] == [
        [],
        ["Autumn Break (Noord)"],
        ["Autumn Break"],
        ["Autumn Break (Midden, Zuid)"],
        [],
    ]


@pytest.mark.parametrize("number", [1, 30])
def test_every_view_asks_as_often_for_thirty_as_for_one(editor, terms, number, django_assert_max_num_queries):
    for position in range(number):
        make_event(f"Dag {position}", start=START + timedelta(hours=12 * position), date={"venue": VenueFactory()})
    for url in (MONTH, WEEK, DAY):
        editor.get(url)
        with django_assert_max_num_queries(26):
            assert editor.get(url).status_code == 200


# --- Who may move, and how it is asked --------------------------------------------------------------------


def test_only_who_may_change_the_dates_has_a_handle_and_the_form(client):
    live, draft = make_event("Openbaar", start=START), draft_on("Concept", start=START + timedelta(days=1))
    writer = make_writer_below(section(EventIndexPage), rights=("add_page", "change_page"))

    def moves(user):
        client.force_login(user)
        shown = [entry_of(client, page).planned.may_move for page in (live, draft)]
        asked = [client.get(move_url(page)).status_code for page in (live, draft)]
        sent = client.post(move_url(live), move_data(live)).status_code
        return shown, asked, sent

    before = row_of(live)
    # A draft takes the right to edit, what is public that to publish.
    assert moves(writer) == ([False, True], [302, 200], 302)
    assert row_of(live) == before
    client.force_login(make_writer_below(section(EventIndexPage, "en")))
    assert (client.get(move_url(live)).status_code, client.get(MONTH).status_code) == (404, 200)
    assert moves(make_moderator()) == ([True, True], [200, 200], 302)
    assert row_of(live) != before


def test_what_is_locked_or_cancelled_has_no_handle(editor):
    locked, off = make_event("Op slot", start=START), make_event("Afgelast", start=START)
    locked.locked = True
    locked.save()
    services.occurrence_cancel(occurrence=first_date(off), reason="Ziek")

    assert [entry_of(editor, page).planned.may_move for page in (locked, off)] == [False, False]


def test_the_form_starts_from_where_the_date_was_dragged_to_on_its_own_clock(editor):
    page = make_event("Ver", start=at("2031-11-12 18:00"), date={"zone": "America/New_York"})

    def initial(**query):
        form = editor.get(move_url(page, **query)).context["form"]
        return form["first_day"].value(), form["start_time"].value()

    assert initial() == (date(2031, 11, 12), time(12))
    assert initial(day="2031-11-14") == (date(2031, 11, 14), time(12))
    assert initial(day="2031-11-14", time="02:15") == (date(2031, 11, 13), time(20, 15))
    assert [editor.get(move_url(page, day="2031-11-14", time=t)).status_code for t in ("x", "25:00")] == [404, 404]


def test_a_draft_that_is_in_nobodys_way_asks_nothing_else(editor, terms):
    page = draft_on("Concept")
    quiet = "data-hub-quiet"

    assert quiet in editor.get(move_url(page, part="", day="2031-11-18")).content.decode()
    assert quiet not in editor.get(move_url(page, part="", day="2031-12-25")).content.decode()
    assert quiet not in editor.get(move_url(make_event("Openbaar"), part="", day="2031-11-18")).content.decode()


def test_better_days_are_links_that_work_without_a_script(editor):
    page = make_event("Openbaar", start=START)

    told = editor.get(move_url(page, day="2031-12-25"))

    slot = told.context["told"].slots[0]
    assert f'href="{move_url(page)}?{slot.query}'.replace("&", "&amp;") in told.content.decode()
    form = editor.get(f"{move_url(page)}?{slot.query}").context["form"]
    assert (form["first_day"].value(), form["start_time"].value()) == (slot.first, time(13, 30))


# --- Moving and taking it back ----------------------------------------------------------------------------


def test_a_date_moves_with_its_length_and_comes_back_where_one_was(editor):
    page = make_event("Openbaar", start=START)

    response = editor.post(move_url(page), move_data(page, back=f"{MONTH}?kind=workshop"))

    assert response.url == f"{MONTH}?kind=workshop#date-{first_date(page).uuid}"
    assert row_of(page) == ("11-19 13:30", "11-19 16:30", "rescheduled", "Zaal bezet", 1)
    entry = PageLogEntry.objects.filter(action="events.dates").get()
    assert "19 November 2031" in entry.message


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example/", "/admin/events/calendar@evil", "", "/nl/", f"{MONTH}?kind=\nworkshop"],
)
def test_one_comes_back_to_the_calendar_and_nowhere_else(editor, back):
    page = make_event("Openbaar", start=START)

    response = editor.post(move_url(page), move_data(page, back=back))

    assert response.url == f"{MONTH}#date-{first_date(page).uuid}"


def test_what_people_know_of_is_not_moved_without_a_reason_and_nothing_typed_is_lost(editor):
    page = make_event("Openbaar", start=START)
    before = row_of(page)

    response = editor.post(move_url(page), move_data(page, reason="  "))

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["reason"])
    assert 'value="2031-11-19"' in response.content.decode()
    assert row_of(page) == before
    with pytest.raises(ValidationError, match="Say why"):
        date_shift(occurrence=first_date(page), seen=START, starts_at=at("2031-11-19"), ends_at=at("2031-11-20"))


def test_a_draft_needs_no_reason_and_is_only_corrected(editor):
    page = draft_on("Concept")

    editor.post(move_url(page), move_data(page, reason=""))

    assert row_of(page) == ("11-19 13:30", "11-19 16:30", "scheduled", "", 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_day": "2032-03-28", "start_time": "02:30"}, "start_time"),
        ({"first_day": "31-12"}, "first_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"start_time": ""}, "start_time"),
        ({"seen": "then"}, "seen"),
    ],
)
def test_where_it_cannot_go_is_said_at_the_field(editor, values, field):
    page = make_event("Openbaar", start=START)
    before = row_of(page)

    response = editor.post(move_url(page), move_data(page, **values))

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert row_of(page) == before


def test_who_was_later_is_told_and_writes_nothing_until_they_have_seen_it(editor):
    page = make_event("Openbaar", start=START)
    data = move_data(page)
    services.occurrence_move(
        occurrence=first_date(page), starts_at=at("2031-11-13 09:00"), ends_at=at("2031-11-13 10:00"), reason="Eerder"
    )
    before = row_of(page)

    response = editor.post(move_url(page), data)

    text = response.content.decode()
    assert (response.status_code, row_of(page)) == (409, before)
    assert "Somebody else changed this date in the meantime." in text
    assert "13 November 2031" in text
    assert 'value="2031-11-19"' in text
    # The form that came back is over the date as it is now: sending it is a decision.
    again = {**data, "seen": first_date(page).starts_at.isoformat()}
    assert f'value="{again["seen"]}"' in text
    assert editor.post(move_url(page), again).status_code == 302


def test_a_move_is_taken_back_by_a_second_write_that_is_counted(editor):
    page = make_event("Openbaar", start=START)
    services.occurrence_move(
        occurrence=first_date(page), starts_at=at("2031-11-13 09:00"), ends_at=at("2031-11-13 12:00"), reason="Eerder"
    )
    before = row_of(page)
    assert before[2:] == ("rescheduled", "Eerder", 1)

    editor.post(move_url(page), move_data(page, back=WEEK))
    offered = editor.get(WEEK).content.decode()
    response = editor.post("/admin/events/calendar/undo/")

    assert "Undo" in offered
    assert response.url == f"{WEEK}#date-{first_date(page).uuid}"
    assert row_of(page) == (*before[:4], 3)
    assert first_date(page).previous_starts_at == START
    assert "data-hub-undo" not in editor.get(WEEK).content.decode()
    assert editor.post("/admin/events/calendar/undo/").url == "/admin/events/calendar/"
    assert row_of(page)[4] == 3


def test_a_draft_that_is_put_back_was_never_moved(editor):
    page = draft_on("Concept")
    before = row_of(page)

    editor.post(move_url(page), move_data(page))
    editor.post("/admin/events/calendar/undo/")

    assert row_of(page) == before


@pytest.mark.parametrize("change", ["moved", "cancelled", "taken"])
def test_what_was_changed_since_is_not_put_back(editor, change):
    page = make_event("Openbaar", start=START)
    editor.post(move_url(page), move_data(page))
    row = first_date(page)
    if change == "moved":
        services.occurrence_move(occurrence=row, starts_at=at("2031-11-20 09:00"), ends_at=at("2031-11-20 10:00"))
    elif change == "cancelled":
        services.occurrence_cancel(occurrence=row, reason="Ziek")
    else:
        services.occurrence_add(schedule=row.schedule, starts_at=START, ends_at=START + timedelta(hours=1))
    before = [*Occurrence.objects.order_by("pk").values_list("starts_at", "status", "sequence")]

    response = editor.post("/admin/events/calendar/undo/")

    assert response.status_code == 409
    assert [*Occurrence.objects.order_by("pk").values_list("starts_at", "status", "sequence")] == before


def test_who_lost_the_right_cannot_take_it_back(client):
    page = make_event("Openbaar", start=START)
    editor = make_editor()
    client.force_login(editor)
    client.post(move_url(page), move_data(page))
    moved = row_of(page)
    editor.groups.set(make_writer_below(section(EventIndexPage, "en")).groups.all())

    assert client.post("/admin/events/calendar/undo/").status_code == 404
    assert row_of(page) == moved
    assert client.get("/admin/events/calendar/undo/").status_code == 405


def test_a_memory_of_a_move_survives_the_session():
    page = make_event("Openbaar", start=START)
    _row, before = date_shift(
        occurrence=first_date(page), seen=START, starts_at=at("2031-11-19 09:00"), ends_at=at("2031-11-19 10:00"),
        reason="Zaal",
    )  # fmt: skip

    assert Before.from_json(before.as_json()) == before
    with pytest.raises(ChangedMeanwhileError):
        date_shift(occurrence=first_date(page), seen=START, starts_at=START, ends_at=at("2031-11-13"), reason="x")
    assert date_put_back(occurrence=first_date(page), before=before).starts_at == START


@pytest.mark.parametrize(
    ("start", "hours", "day", "clock", "ends"),
    [
        # Over the night on which the clocks go back, it ends by the clock, not by the hour.
        ("2031-10-25 20:00", 3, date(2031, 10, 26), None, "2031-10-26 23:00"),
        ("2031-10-25 20:00", 24, date(2031, 10, 24), None, "2031-10-25 20:00"),
        ("2031-11-12 13:30", 3, date(2031, 11, 12), time(9, 15), "2031-11-12 12:15"),
    ],
)
def test_a_date_lasts_as_long_by_its_own_clock(start, hours, day, clock, ends):
    timed = Timed(at(start), at(start) + timedelta(hours=hours), "Europe/Amsterdam")

    assert timed.moved_to(day, clock).ends_at == at(ends)


# --- Series -----------------------------------------------------------------------------------------------


def make_series(rule=None):
    page = make_event("Reeks", start=at("2031-11-11 13:30"))
    Occurrence.objects.all().delete()
    services.recurrence_create(
        schedule=page.schedule,
        rule=rule or Rule(frequency=Frequency.WEEKLY, weekdays=(1,), count=4),
        first_day=date(2031, 11, 11),
        start_time=time(13, 30),
        end_time=time(15),
    )
    return page


def starts():
    return [f"{row.starts_local:%m-%d %H:%M}" for row in Occurrence.objects.select_related("schedule").order_by("pk")]


def second_of(page):
    return page.schedule.occurrences.order_by("starts_at")[1]


def shift(client, row, **values):
    data = {"first_day": "2031-11-20", "start_time": "13:30", "seen": row.starts_at.isoformat(), "reason": "Zaal"}
    return client.post(reverse("event_calendar_move", args=[row.uuid]), {**data, "scope": EditScope.THIS, **values})


@pytest.mark.parametrize(
    ("scope", "values", "expected"),
    [
        ("this", {}, ["11-11 13:30", "11-20 13:30", "11-25 13:30", "12-02 13:30"]),
        ("following", {}, ["11-11 13:30", "11-20 13:30", "11-27 13:30", "12-04 13:30"]),
        ("all", {}, ["11-13 13:30", "11-20 13:30", "11-27 13:30", "12-04 13:30"]),
        ("following", {"start_time": "10:00"}, ["11-11 13:30", "11-20 10:00", "11-27 10:00", "12-04 10:00"]),
        (
            "following",
            {"first_day": "2031-11-18", "start_time": "10:00"},
            ["11-11 13:30", "11-18 10:00", "11-25 10:00", "12-02 10:00"],
        ),
    ],
)
def test_a_date_of_a_series_asks_which_dates_and_takes_them_along(editor, scope, values, expected):
    row = second_of(make_series())
    assert "scope" in editor.get(reverse("event_calendar_move", args=[row.uuid])).context["form"].fields

    response = shift(editor, row, scope=scope, **values)

    assert response.status_code == 302
    assert starts() == expected
    # One date is put back by a button; several are not.
    assert ("event_calendar_undo" in editor.session) is (scope == "this")


def test_a_date_that_was_moved_away_from_its_rule_moves_alone(editor):
    row = second_of(make_series())
    shift(editor, row)
    row.refresh_from_db()

    assert "scope" not in editor.get(reverse("event_calendar_move", args=[row.uuid])).context["form"].fields


@pytest.mark.parametrize(
    "rule",
    [
        Rule(frequency=Frequency.MONTHLY, weekdays=(1,), nths=(2,), count=4),
        Rule(frequency=Frequency.WEEKLY, interval=2, weekdays=(1, 3), count=4),
    ],
)
def test_a_rule_for_which_other_days_are_not_certain_is_not_guessed(editor, rule):
    row = second_of(make_series(rule))
    before = starts()
    day = (row.starts_local.date() + timedelta(days=1)).isoformat()

    response = shift(editor, row, scope="following", first_day=day)

    assert (response.status_code, starts()) == (200, before)
    assert "change its rule" in response.content.decode()


def test_a_series_that_somebody_else_changed_is_not_moved(editor):
    row = second_of(make_series())
    before = starts()

    response = shift(editor, row, scope="all", seen=(row.starts_at - timedelta(days=1)).isoformat())

    assert (response.status_code, starts()) == (409, before)


def test_the_rows_of_a_series_are_those_that_people_registered_for(editor):
    page = make_series()
    before = [*page.schedule.occurrences.order_by("pk").values_list("pk", "uuid")]

    shift(editor, second_of(page), scope="following")

    assert [*Occurrence.objects.order_by("pk").values_list("pk", "uuid")] == before
    assert Recurrence.objects.count() == 2
    assert set(Occurrence.objects.values_list("status", flat=True)) == {
        OccurrenceStatus.SCHEDULED, OccurrenceStatus.RESCHEDULED,
    }  # fmt: skip


def test_the_calendar_names_nobody_elses_work_without_a_page(editor):
    services.schedule_create(work=uuid4(), zone="Europe/Amsterdam", starts_at=START, ends_at=START + timedelta(hours=1))

    assert planned(make_editor(), date(2031, 11, 1), date(2031, 11, 30)) == []
