from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from freezegun import freeze_time

from events import services
from events.enums import OccurrenceStatus, ScheduleStatus
from events.models import Occurrence, Schedule, Venue
from search.documents import Period
from search.models import IndexEntry
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
from tests.factories.home import RegionFactory

pytestmark = pytest.mark.django_db

START, END = at("2026-11-12 13:30"), at("2026-11-12 17:00")


def create(**values):
    defaults = {"work": uuid4(), "zone": "Europe/Amsterdam", "starts_at": START, "ends_at": END}
    return services.schedule_create(**{**defaults, **values})


def everything():
    return list(Schedule.objects.order_by("pk").values()), list(Occurrence.objects.order_by("pk").values())


def refused(code, function, **values):
    before = everything()
    with pytest.raises(ValidationError) as caught:
        function(**values)
    assert caught.value.code == code
    assert everything() == before


def facts(row):
    row = Occurrence.objects.get(pk=row.pk)
    return (row.starts_at, row.ends_at, row.status, row.sequence, row.previous_starts_at)


def move(row, **values):
    now = {name: getattr(row, name) for name in ("starts_at", "ends_at", "venue", "online_url", "capacity")}
    return services.occurrence_move(occurrence=row, **{**now, **values})


def periods(page, locale="nl"):
    return list(IndexEntry.objects.get(work=page.translation_key, locale=locale).get_periods())


# --- Creating and adding ---------------------------------------------------------------------------------


def test_a_schedule_begins_with_its_first_date():
    venue, work = VenueFactory(), uuid4()

    schedule = create(work=work, venue=venue, online_url="https://meet.example/a", capacity=80)

    assert (schedule.work, schedule.zone, schedule.all_day, schedule.status, schedule.sequence) == (
        work,
        "Europe/Amsterdam",
        False,
        "scheduled",
        0,
    )
    row = schedule.occurrences.get()
    assert facts(row) == (START, END, "scheduled", 0, None)
    assert (row.venue, row.online_url, row.capacity, row.changed_at) == (venue, "https://meet.example/a", 80, None)
    assert len({schedule.uuid, row.uuid, work}) == 3


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "CET"}, "zone"),
        ({"ends_at": START}, "end"),
        ({"ends_at": START - timedelta(hours=1)}, "end"),
        ({"starts_at": datetime(2026, 11, 12, 13, 30)}, "naive"),
        ({"all_day": True}, "midnight"),
        ({"all_day": True, "starts_at": at("2026-11-12"), "ends_at": END}, "midnight"),
        ({"online_url": "ftp://meet.example/"}, "invalid"),
        ({"online_url": "https://meet.example/\r\nX:1"}, "invalid"),
        ({"capacity": 0}, "min_value"),
    ],
)
def test_an_impossible_date_is_refused_and_writes_nothing(values, code):
    refused(code, create, **values)


def test_a_work_has_one_schedule():
    schedule = create()

    refused("has_schedule", create, work=schedule.work)


def test_the_first_date_of_an_all_day_schedule_runs_to_midnight_there():
    schedule = create(all_day=True, starts_at=at("2026-11-12"), ends_at=at("2026-11-14"), zone="Europe/Amsterdam")

    row = schedule.occurrences.get()
    assert (str(row.first_day), str(row.last_day)) == ("2026-11-12", "2026-11-13")


def test_more_dates_can_be_added_but_not_twice_at_one_start():
    schedule = create()
    later = {"starts_at": START + timedelta(days=7), "ends_at": END + timedelta(days=7)}

    added = services.occurrence_add(schedule=schedule, **later)

    assert list(schedule.occurrences.all()) == [schedule.occurrences.first(), added]
    refused("same_start", services.occurrence_add, schedule=schedule, **later)
    refused("end", services.occurrence_add, schedule=schedule, starts_at=END, ends_at=START)
    services.occurrence_cancel(occurrence=added, reason="Ziek")
    assert services.occurrence_add(schedule=schedule, **later).starts_at == later["starts_at"]


def test_a_cancelled_event_gets_no_more_dates():
    schedule = services.schedule_cancel(schedule=create(), reason="Te weinig aanmeldingen")

    refused(
        "cancelled",
        services.occurrence_add,
        schedule=schedule,
        starts_at=START + timedelta(1),
        ends_at=END + timedelta(1),
    )


# --- Moving ----------------------------------------------------------------------------------------------


def test_another_time_counts_and_remembers_the_start_that_people_had_in_mind():
    row = create().occurrences.get()
    later = {"starts_at": START + timedelta(days=7), "ends_at": END + timedelta(days=7)}

    with freeze_time("2026-11-02 10:00"):
        moved = move(row, reason=" De zaal was dubbel geboekt ", **later)

    assert facts(row) == (later["starts_at"], later["ends_at"], "rescheduled", 1, START)
    assert (moved.reason, moved.changed_at, moved.uuid) == (
        "De zaal was dubbel geboekt",
        datetime(2026, 11, 2, 10, tzinfo=UTC),
        row.uuid,
    )


def test_another_end_is_another_time_but_not_another_start():
    row = create().occurrences.get()

    move(row, ends_at=END + timedelta(hours=1))

    assert facts(row) == (START, END + timedelta(hours=1), "rescheduled", 1, None)


@pytest.mark.parametrize("change", ["venue", "online_url"])
def test_another_place_counts_but_is_not_another_time(change):
    row = create().occurrences.get()

    moved = move(
        row, **{change: VenueFactory() if change == "venue" else "https://meet.example/a"}, reason="Andere zaal"
    )

    assert facts(row) == (START, END, "scheduled", 1, None)
    assert (moved.reason, moved.changed_at is not None) == ("Andere zaal", True)


def test_the_number_of_places_is_no_material_change_and_nothing_changed_neither():
    row = create(capacity=80).occurrences.get()

    move(row, capacity=60, reason="Kleinere zaal")
    changed = Occurrence.objects.get()
    move(changed)

    assert facts(row) == (START, END, "scheduled", 0, None)
    assert (changed.capacity, changed.changed_at, changed.reason) == (60, None, "")


def test_moving_twice_counts_twice():
    row = create().occurrences.get()

    first = move(row, starts_at=START + timedelta(hours=1))
    move(first, starts_at=START + timedelta(hours=2))

    assert facts(row) == (START + timedelta(hours=2), END, "rescheduled", 2, START + timedelta(hours=1))


def test_a_move_is_refused_when_it_is_impossible_cancelled_or_onto_another_date():
    schedule = create()
    row = schedule.occurrences.get()
    other = services.occurrence_add(schedule=schedule, starts_at=START + timedelta(1), ends_at=END + timedelta(1))
    values = {"occurrence": row, "starts_at": START, "ends_at": END}

    refused("end", services.occurrence_move, **{**values, "ends_at": START})
    refused(
        "same_start", services.occurrence_move, **{**values, "starts_at": other.starts_at, "ends_at": other.ends_at}
    )
    services.occurrence_cancel(occurrence=row, reason="Ziek")
    refused("cancelled", services.occurrence_move, **values)


# --- Cancelling and postponing ---------------------------------------------------------------------------


def test_a_cancelled_date_stays_and_says_why():
    row = create().occurrences.get()

    cancelled = services.occurrence_cancel(occurrence=row, reason=" Spreker ziek ")

    assert facts(row) == (START, END, "cancelled", 1, None)
    assert (cancelled.reason, cancelled.is_cancelled, cancelled.changed_at is not None) == ("Spreker ziek", True, True)
    refused("cancelled", services.occurrence_cancel, occurrence=row, reason="Nog eens")


def test_cancelling_needs_a_reason():
    row = create().occurrences.get()

    refused("reason", services.occurrence_cancel, occurrence=row, reason="  ")
    for service in (services.schedule_cancel, services.schedule_postpone):
        refused("reason", service, schedule=row.schedule, reason="")


def test_the_whole_event_can_be_postponed_cancelled_and_resumed_each_time_counted_once():
    schedule = create()
    services.occurrence_add(schedule=schedule, starts_at=START + timedelta(1), ends_at=END + timedelta(1))

    def states():
        rows = Occurrence.objects.select_related("schedule").order_by("starts_at")
        return [
            (row.is_postponed, row.is_cancelled, row.is_moved, row.total_sequence, row.shown_reason) for row in rows
        ]

    services.schedule_postpone(schedule=schedule, reason="Staking")
    assert states() == [(True, False, False, 1, "Staking")] * 2
    services.schedule_cancel(schedule=schedule, reason="Geen zaal")
    assert states() == [(False, True, False, 2, "Geen zaal")] * 2
    refused("status", services.schedule_cancel, schedule=schedule, reason="Nog eens")
    services.schedule_resume(schedule=schedule)
    assert states() == [(False, False, False, 3, "")] * 2


def test_a_change_of_one_date_leaves_the_count_of_the_others():
    schedule = create()
    other = services.occurrence_add(schedule=schedule, starts_at=START + timedelta(1), ends_at=END + timedelta(1))

    services.occurrence_cancel(occurrence=schedule.occurrences.first(), reason="Ziek")

    assert Occurrence.objects.get(pk=other.pk).total_sequence == 0


# --- Before anybody saw it -------------------------------------------------------------------------------


def test_a_correction_before_the_event_is_announced_is_not_a_move(site):
    page = make_draft()
    schedule = create(work=page.translation_key)

    move(schedule.occurrences.get(), starts_at=START - timedelta(days=1))

    assert facts(schedule.occurrences.get()) == (START - timedelta(days=1), END, "scheduled", 0, None)


def test_an_event_is_announced_once_one_of_its_pages_was_public(site):
    assert services.is_announced(uuid4())
    draft = make_draft()
    assert not services.is_announced(draft.translation_key)
    page = make_event()
    assert services.is_announced(page.translation_key)
    page.unpublish()
    assert services.is_announced(page.translation_key)


def test_the_first_date_is_made_and_then_corrected_until_it_is_announced(site):
    page = make_draft()
    values = {"zone": "Europe/Amsterdam", "starts_at": START, "ends_at": END, "venue": VenueFactory(), "capacity": 10}

    services.first_date_save(work=page.translation_key, **values)
    corrected = services.first_date_save(
        work=page.translation_key, zone="Europe/Lisbon", all_day=True, starts_at=at("2026-11-12 01:00"),
        ends_at=at("2026-11-13 01:00"), online_url="https://meet.example/a",
    )  # fmt: skip

    row = corrected.occurrences.get()
    assert (corrected.zone, corrected.all_day, corrected.sequence) == ("Europe/Lisbon", True, 0)
    assert facts(row) == (at("2026-11-12 01:00"), at("2026-11-13 01:00"), "scheduled", 0, None)
    assert (row.venue, row.online_url, row.capacity) == (None, "https://meet.example/a", None)


def test_an_announced_event_or_one_with_more_dates_is_not_corrected_as_a_whole(site):
    values = {"zone": "Europe/Amsterdam", "starts_at": START, "ends_at": END}
    published = make_event()
    draft = make_draft("Concept")
    schedule = services.first_date_save(work=draft.translation_key, **values)
    services.occurrence_add(schedule=schedule, starts_at=START + timedelta(1), ends_at=END + timedelta(1))

    for page in (published, draft):
        refused("announced", services.first_date_save, work=page.translation_key, **values)


# --- Rows and reads --------------------------------------------------------------------------------------


def test_the_database_refuses_a_date_that_ends_before_it_starts_and_half_a_pair_of_coordinates():
    for build in (lambda: OccurrenceFactory(ends_at=in_days(0)), lambda: VenueFactory(latitude=52)):
        with pytest.raises(IntegrityError), transaction.atomic():
            build()


def test_nothing_that_is_used_disappears():
    row = OccurrenceFactory(venue=VenueFactory(region=RegionFactory()))

    for used in (row.schedule, row.venue, row.venue.region):
        with pytest.raises(ProtectedError):
            used.delete()


def test_reads_by_work_and_by_time(django_assert_num_queries):
    now = timezone.now()
    over = OccurrenceFactory(starts_at=now - timedelta(hours=3), ends_at=now)
    under_way = OccurrenceFactory(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    later = OccurrenceFactory(schedule=over.schedule, starts_at=now + timedelta(days=2))
    cancelled = OccurrenceFactory(starts_at=now + timedelta(days=1), status=OccurrenceStatus.CANCELLED)
    postponed = OccurrenceFactory(
        starts_at=now + timedelta(days=1), schedule=ScheduleFactory(status=ScheduleStatus.POSTPONED)
    )
    rows = Occurrence.objects

    assert list(rows.for_work(over.schedule.work)) == [over, later]
    assert list(rows.upcoming(now)) == [under_way, cancelled, postponed, later]
    assert list(rows.overlapping(now, now + timedelta(hours=2))) == [under_way]
    assert list(rows.overlapping(now - timedelta(hours=1), now)) == [over, under_way]
    works = [over.schedule.work, under_way.schedule.work]
    assert rows.for_works(works) == {works[0]: [over, later], works[1]: [under_way]}
    with django_assert_num_queries(2):
        schedules = Schedule.objects.for_works(works)
        assert [o.starts_local.tzinfo.key for s in schedules.values() for o in s.occurrences.all()] == [
            "Europe/Amsterdam"
        ] * 3
    assert Schedule.objects.for_work(uuid4()) is None


def test_a_row_is_read_on_the_clocks_of_its_zone():
    schedule = create(zone="America/New_York", starts_at=at("2026-11-12 02:00"), ends_at=at("2026-11-12 06:00"))
    row = schedule.occurrences.get()

    assert (str(row), str(row.first_day), str(row.last_day)) == ("2026-11-11 20:00", "2026-11-11", "2026-11-11")
    assert (row.previous_starts_local, str(schedule)) == (None, str(schedule.work))


@pytest.mark.parametrize(
    ("has_venue", "url", "form"),
    [
        (True, "", "on-site"),
        (False, "https://meet.example/", "online"),
        (True, "https://meet.example/", "hybrid"),
        (False, "", ""),
    ],
)
def test_the_form_follows_from_the_place(has_venue, url, form):
    assert OccurrenceFactory(venue=VenueFactory() if has_venue else None, online_url=url).form == form


def test_an_address_is_one_line_of_what_is_known():
    assert Venue(name="De Weverij", street="Spoorlaan 12", postal_code="3511 AA", city="Utrecht").address == (
        "De Weverij, Spoorlaan 12, 3511 AA Utrecht"
    )
    assert (Venue(name="Kazerne", city="Eindhoven").address, str(Venue(name="Kazerne", city="Eindhoven"))) == (
        "Kazerne, Eindhoven",
        "Kazerne, Eindhoven",
    )


# --- Search follows --------------------------------------------------------------------------------------


def test_search_follows_every_write_at_once_in_both_languages(site):
    page = make_event(start=in_days(10), date={"venue": VenueFactory()})
    translate(page, "Meeting")
    start, end = in_days(10), in_days(10, "16:30")

    def expected(**changes):
        return [Period(start, end, place="Utrecht", form="on-site", **changes)]

    assert periods(page) == periods(page, "en") == expected()
    services.occurrence_cancel(occurrence=first_date(page), reason="Ziek")
    assert periods(page) == periods(page, "en") == expected(cancelled=True)
    added = services.occurrence_add(
        schedule=first_date(page).schedule,
        starts_at=in_days(20),
        ends_at=in_days(21),
        online_url="https://meet.example/",
    )
    assert periods(page)[1:] == [Period(in_days(20), in_days(21), form="online")]
    move(added, starts_at=in_days(19))
    assert periods(page)[1:] == [Period(in_days(19), in_days(21), form="online")]
    services.schedule_postpone(schedule=added.schedule, reason="Staking")
    assert [period.cancelled for period in periods(page)] == [True, True]


def test_search_follows_the_town_of_a_venue(site):
    venue = VenueFactory()
    page = make_event(date={"venue": venue})

    venue.city = "Zeist"
    venue.save()

    assert [period.place for period in periods(page)] == ["Zeist"]


def test_a_write_that_is_rolled_back_leaves_no_trace_in_search(site):
    page = make_event()
    before = periods(page)

    with pytest.raises(RuntimeError), transaction.atomic():
        services.occurrence_cancel(occurrence=first_date(page), reason="Ziek")
        raise RuntimeError

    assert periods(page) == before
