"""What recurs, in calendar files: a program must compute exactly the moments that the rows have."""

import random
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from freezegun import freeze_time
from icalendar import Calendar

from events import services
from events.calendar import build_calendar
from events.calendar_feed import WorkWords, entries
from events.enums import EditScope, Frequency
from events.models import Occurrence, Recurrence, Schedule
from events.recurrence import Rule
from tests.events.calendar_readers import read_by_icalendar, read_by_vobject
from tests.events.rfc5545 import problems
from tests.factories.events import VenueFactory, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca")
WORDS = WorkWords(
    title="Data delen",
    summary="Drie teams",
    url="https://hub.example/nl/events/data-delen/",
    categories=("Data delen",),
    organisers=("Oosterlanden",),
    updated_at=datetime(2026, 9, 1, tzinfo=UTC),
)
TUESDAYS = Rule(frequency=Frequency.WEEKLY, weekdays=(1,), count=6)


@pytest.fixture
def _today():
    with freeze_time("2026-09-07 12:00"):
        yield


def make_series(rule=TUESDAYS, zone="Europe/Amsterdam", *, all_day=False, **values):
    schedule = Schedule.objects.create(work=uuid4(), zone=zone, all_day=all_day)
    times = {} if all_day else {"start_time": time(13, 30), "end_time": time(15)}
    services.recurrence_create(schedule=schedule, rule=rule, **{"first_day": date(2026, 10, 6), **times, **values})
    return schedule


def written(schedule, user=None, **options):
    rows = Occurrence.objects.with_rules().filter(schedule=schedule)
    found = entries(rows, {schedule.work: WORDS}, user or AnonymousUser(), **options)
    return build_calendar(found, name="Agenda", host="hub.example", prodid="-//Hub//hub.example//NL")


def as_rows(schedule):
    """Return what a program should compute: (start, end, status) of every row."""
    found = []
    for row in Occurrence.objects.select_related("schedule").filter(schedule=schedule):
        status = "CANCELLED" if row.is_cancelled or row.is_postponed else "CONFIRMED"
        if row.schedule.all_day:
            found.append((row.first_day, row.last_day + timedelta(days=1), status))
        else:
            found.append((row.starts_at, row.ends_at, status))
    return sorted(found)


def check(schedule):
    """Check that two libraries read the rows in the file, and that it is as the RFC wants it."""
    body, rows = written(schedule), as_rows(schedule)
    assert problems(body) == []
    assert read_by_icalendar(body) == rows
    assert read_by_vobject(body) == sorted(start for start, _end, _status in rows)
    return Calendar.from_ical(body).events


def rows_of(schedule):
    return list(Occurrence.objects.select_related("schedule").filter(schedule=schedule))


def test_dates_by_a_rule_are_one_entry_with_the_uid_of_the_rule():
    schedule = make_series(venue=VenueFactory())
    recurrence = schedule.recurrences.get()

    (event,) = check(schedule)

    assert (str(event["UID"]), event["SEQUENCE"]) == (f"{recurrence.uuid}@hub.example", 0)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261110T123000Z;BYDAY=TU"
    assert event.start == at("2026-10-06 13:30")
    assert (event.end, str(event["LOCATION"])[:10]) == (at("2026-10-06 15:00"), "De Weverij")
    assert ("EXDATE" in event, "RECURRENCE-ID" in event) == (False, False)


def test_a_moved_and_a_cancelled_date_have_entries_of_their_own_and_raise_the_sequence():
    schedule = make_series()
    second, third = rows_of(schedule)[1:3]
    services.occurrence_move(
        occurrence=second, starts_at=at("2026-10-15 19:00"), ends_at=at("2026-10-15 21:00"), reason="Zaal bezet"
    )
    services.occurrence_cancel(occurrence=third, reason="Ziek")

    master, moved, cancelled = check(schedule)

    assert [event["SEQUENCE"] for event in (master, moved, cancelled)] == [2, 2, 2]
    assert {str(event["UID"]) for event in (master, moved, cancelled)} == {str(master["UID"])}
    assert (moved["RECURRENCE-ID"].dt, moved.start) == (at("2026-10-13 13:30"), at("2026-10-15 19:00"))
    assert (cancelled["RECURRENCE-ID"].dt, str(cancelled["STATUS"]), str(cancelled["TRANSP"])) == (
        at("2026-10-20 13:30"),
        "CANCELLED",
        "TRANSPARENT",
    )
    assert "Ziek" in cancelled["DESCRIPTION"]
    assert "Zaal bezet" in moved["DESCRIPTION"]


def test_skipped_days_are_left_out_and_added_ones_stand_alone():
    schedule = make_series(skipped=[date(2026, 10, 20)], added=[date(2026, 12, 24)])

    master, added = check(schedule)

    assert [moment.dt for moment in master["EXDATE"].dts] == [at("2026-10-20 13:30")]
    row = rows_of(schedule)[-1]
    assert (str(added["UID"]), added.start) == (f"{row.uuid}@hub.example", at("2026-12-24 13:30"))


def test_a_date_elsewhere_is_an_entry_of_its_own():
    schedule = make_series(venue=VenueFactory())
    row = rows_of(schedule)[3]
    services.occurrence_move(
        occurrence=row, starts_at=row.starts_at, ends_at=row.ends_at, venue=VenueFactory(name="Oost")
    )

    master, elsewhere = check(schedule)

    assert (str(master["LOCATION"])[:10], str(elsewhere["LOCATION"])[:4]) == ("De Weverij", "Oost")
    assert elsewhere.start == elsewhere["RECURRENCE-ID"].dt


def test_whole_days_are_days_throughout():
    schedule = make_series(all_day=True, days=1, skipped=[date(2026, 10, 13)])
    services.occurrence_cancel(occurrence=rows_of(schedule)[2], reason="Ziek")

    master, cancelled = check(schedule)

    assert (master.start, master.end) == (date(2026, 10, 6), date(2026, 10, 8))
    assert master["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261110;BYDAY=TU"
    assert b"EXDATE;VALUE=DATE:20261013" in written(schedule)
    assert cancelled["RECURRENCE-ID"].dt == date(2026, 10, 27)


def test_this_and_following_ends_one_entry_and_begins_another():
    schedule = make_series()
    services.series_change(
        occurrence=rows_of(schedule)[3],
        scope=EditScope.FOLLOWING,
        start_time=time(16),
        end_time=time(17),
        reason="Later",
    )

    first, second = check(schedule)

    assert [str(event["UID"]) for event in (first, second)] == [
        f"{row.uuid}@hub.example" for row in schedule.recurrences.order_by("first_day")
    ]
    assert second.start == at("2026-10-27 16:00")


def test_all_dates_cancelled_together_are_one_cancelled_entry():
    schedule = make_series()
    services.schedule_cancel(schedule=schedule, reason="Geen zaal")

    (event,) = check(schedule)

    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_night_in_which_the_clocks_change_has_an_entry_of_its_own():
    saturdays = Rule(frequency=Frequency.WEEKLY, weekdays=(5,), count=4)
    schedule = make_series(saturdays, first_day=date(2026, 10, 10), start_time=time(22), end_time=time(6), days=1)

    _master, long_night = check(schedule)

    assert long_night["RECURRENCE-ID"].dt == at("2026-10-24 22:00")
    assert long_night["DTEND"].dt - long_night["DTSTART"].dt == timedelta(hours=8)
    assert rows_of(schedule)[2].ends_at - rows_of(schedule)[2].starts_at == timedelta(hours=9)


@pytest.mark.parametrize(
    "broken",
    [
        {"rule": "FREQ=SECONDLY"},
        {"rule": "FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2"},
        {"rule": "FREQ=WEEKLY;BYDAY=WE"},
        {"rule": "onzin\r\nX-EVIL:1"},
        {"rule": ""},
        {"rule": "FREQ=WEEKLY;INTERVAL=0"},
        {"first_day": date(9999, 12, 31)},
        {"first_day": date(2027, 3, 28), "start_time": time(2, 30)},
    ],
)
def test_a_rule_that_cannot_be_followed_leaves_its_dates_one_by_one(broken, caplog):
    schedule = make_series()
    Recurrence.objects.filter(schedule=schedule).update(**broken)

    events = check(schedule)

    assert (len(events), "RRULE" in events[0]) == (6, False)
    assert "one by one" in caplog.text


def test_a_date_that_cannot_be_written_is_no_date_by_the_rule_either(caplog):
    schedule = make_series()
    bad = rows_of(schedule)[2]
    Occurrence.objects.filter(pk=bad.pk).update(online_url="https://x.example/\r\nX-EVIL:1")

    body = written(schedule)

    assert (problems(body), b"X-EVIL" in body) == ([], False)
    assert [start for start, _end, _status in read_by_icalendar(body)] == [
        row.starts_at for row in rows_of(schedule) if row.pk != bad.pk
    ]


def test_moments_that_the_clock_says_twice_are_written_in_utc():
    schedule = make_series()
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    services.occurrence_add(schedule=schedule, starts_at=twice, ends_at=twice + timedelta(hours=2))

    check(schedule)

    assert b"DTSTART:20261025T013000Z" in written(schedule)


def test_dates_that_are_followed_one_by_one_keep_their_own_uid():
    schedule = make_series()

    events = Calendar.from_ical(written(schedule, is_whole=False)).events

    assert [str(event["UID"]) for event in events] == [f"{row.uuid}@hub.example" for row in rows_of(schedule)]


# --- Anything at all -------------------------------------------------------------------------------------


def random_rule(draw):
    ends = draw.choice(
        [{"count": draw.randint(1, 12)}, {"until": date(2026, 10, 1) + timedelta(days=draw.randint(20, 400))}]
    )
    interval = draw.choice([1, 1, 2, 3])
    months = draw.choice([(), (), (10, 11, 12, 3, 4)])
    return draw.choice([
        lambda: Rule(frequency=Frequency.DAILY, interval=interval, months=months, count=draw.randint(1, 30)),
        lambda: Rule(
            frequency=Frequency.WEEKLY, interval=interval, months=months,
            weekdays=tuple(draw.sample(range(7), draw.randint(1, 3))), **ends
        ),
        lambda: Rule(
            frequency=Frequency.MONTHLY, interval=interval, weekdays=(draw.randrange(7),),
            nths=(draw.choice([1, 2, 4, -1]),), **ends
        ),
        lambda: Rule(
            frequency=Frequency.MONTHLY, interval=interval, month_days=(draw.choice([1, 15, 29, 31, -1]),), **ends
        ),
        lambda: Rule(frequency=Frequency.YEARLY, months=(10,), month_days=(draw.randint(1, 28),), count=3),
    ])()  # fmt: skip


def random_change(draw, schedule):
    rows = [row for row in rows_of(schedule) if not row.is_cancelled]
    row = draw.choice(rows)
    scope = draw.choice([EditScope.FOLLOWING, EditScope.ALL])
    by = timedelta(days=draw.randint(-3, 3), hours=0 if schedule.all_day else draw.randint(-5, 5))
    hour = draw.randint(3, 20)
    times = {} if schedule.all_day else {"start_time": time(hour), "end_time": time(hour + 1)}
    draw.choice([
        lambda: services.occurrence_move(
            occurrence=row, starts_at=row.starts_at + by, ends_at=row.ends_at + by, reason="Zaal"
        ),
        lambda: services.occurrence_cancel(occurrence=row, reason="Ziek"),
        lambda: services.occurrence_add(
            schedule=schedule, starts_at=row.starts_at + timedelta(days=1), ends_at=row.ends_at + timedelta(days=1)
        ),
        lambda: services.series_change(occurrence=row, scope=scope, reason="Later", **times),
        lambda: services.series_change(occurrence=row, scope=scope, reason="Anders", rule=random_rule(draw)),
        lambda: services.series_cancel(occurrence=row, scope=scope, reason="Klaar"),
        lambda: services.schedule_postpone(schedule=schedule, reason="Later"),
    ])()  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_whatever_happens_to_a_series_programs_compute_its_rows(seed):
    draw = random.Random(seed)
    all_day = draw.random() < 0.2
    hour = draw.randint(0, 23)
    times = {} if all_day else {"start_time": time(hour, draw.choice([0, 30])), "end_time": time((hour + 3) % 24)}
    days = draw.randint(0, 2) if all_day else int(hour + 3 > 23)
    rule = random_rule(draw)
    first = rule.first_day(date(2026, 10, 1))
    schedule = Schedule.objects.create(work=uuid4(), zone=draw.choice(ZONES), all_day=all_day)
    try:
        services.recurrence_create(schedule=schedule, rule=rule, first_day=first, days=days, **times)
    except ValidationError:
        # Clocks that skip or repeat one of the times: nothing is made, and a feed without dates is a feed.
        assert problems(written(schedule)) == []
        return
    check(schedule)
    sequences = {}
    for _change in range(draw.randint(1, 5)):
        try:
            random_change(draw, schedule)
        except (ValidationError, IndexError):
            continue
        events = check(schedule)
        # Never lower than a program has seen (RFC 5545 section 3.8.7.4).
        for event in events:
            uid = str(event["UID"])
            assert event["SEQUENCE"] >= sequences.get(uid, 0)
        sequences |= {str(event["UID"]): event["SEQUENCE"] for event in events}
