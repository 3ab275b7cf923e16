"""This date, this and following, all: what a change of a series does to its rows."""

from datetime import date, time
from uuid import uuid4

import pytest
from freezegun import freeze_time

from events import services
from events.enums import EditScope, Frequency
from events.models import Schedule
from events.recurrence import Rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

WEEKLY = Rule(frequency=Frequency.WEEKLY, weekdays=(1,), count=6)
FIRST = date(2031, 3, 4)


@pytest.fixture
def _today():
    with freeze_time("2031-02-01 12:00"):
        yield


def make_series(rule=WEEKLY, work=None, **values):
    schedule = Schedule.objects.create(work=work or uuid4(), zone="Europe/Amsterdam")
    given = {"first_day": FIRST, "start_time": time(13, 30), "end_time": time(15), "capacity": 20}
    services.recurrence_create(schedule=schedule, rule=rule, **{**given, **values})
    return schedule


def rows(schedule):
    return list(schedule.occurrences.select_related("schedule").order_by("pk"))


def shown(schedule, *names):
    return [
        (f"{row.starts_local:%m-%d %H:%M}", row.status, *(getattr(row, name) for name in names))
        for row in rows(schedule)
    ]


def rules_of(schedule):
    return [
        (r.rule, r.first_day.isoformat(), r.until and r.until.isoformat()) for r in schedule.recurrences.order_by("pk")
    ]


def test_this_and_following_splits_the_rule_and_keeps_the_rows():
    schedule = make_series()
    before = rows(schedule)

    services.series_change(
        occurrence=before[3], scope=EditScope.FOLLOWING, start_time=time(14), end_time=time(15, 30), reason="Zaal"
    )

    assert shown(schedule, "sequence", "reason") == [
        ("03-04 13:30", "scheduled", 0, ""),
        ("03-11 13:30", "scheduled", 0, ""),
        ("03-18 13:30", "scheduled", 0, ""),
        ("03-25 14:00", "rescheduled", 1, "Zaal"),
        ("04-01 14:00", "rescheduled", 1, "Zaal"),
        ("04-08 14:00", "rescheduled", 1, "Zaal"),
    ]
    assert [row.pk for row in rows(schedule)] == [row.pk for row in before]
    assert rules_of(schedule) == [
        ("FREQ=WEEKLY;BYDAY=TU", "2031-03-04", "2031-03-24"),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=TU", "2031-03-25", None),
    ]
    old, new = schedule.recurrences.order_by("pk")
    assert [row.recurrence_id for row in rows(schedule)] == [old.pk] * 3 + [new.pk] * 3
    assert all(row.original_starts_at == row.starts_at for row in rows(schedule))


def test_a_new_rule_gives_the_third_date_the_third_new_day():
    schedule = make_series()
    before = rows(schedule)

    services.series_change(
        occurrence=before[2],
        scope=EditScope.FOLLOWING,
        rule=Rule(frequency=Frequency.WEEKLY, weekdays=(3,), count=3),
        reason="Andere dag",
    )

    assert shown(schedule) == [
        ("03-04 13:30", "scheduled"),
        ("03-11 13:30", "scheduled"),
        ("03-20 13:30", "rescheduled"),
        ("03-27 13:30", "rescheduled"),
        ("04-03 13:30", "rescheduled"),
        ("04-08 13:30", "cancelled"),
    ]
    surplus = rows(schedule)[5]
    assert (surplus.recurrence, surplus.original_starts_at, surplus.reason) == (None, None, "Andere dag")
