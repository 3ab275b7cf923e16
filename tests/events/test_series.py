"""Dates by a rule; this date, this and following, all: what a change of a series does to its rows."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from freezegun import freeze_time

from events import services
from events.enums import EditScope, Frequency, OccurrenceStatus, RegistrationState, TakingPart
from events.models import Occurrence, Recurrence, Registration, Schedule
from events.recurrence import Rule
from events.series_words import plan_sentences
from search.models import IndexState
from tests.factories.events import VenueFactory, at, make_draft, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

ALL, FOLLOWING, THIS = EditScope.ALL, EditScope.FOLLOWING, EditScope.THIS
WEEKLY = Rule(frequency=Frequency.WEEKLY, weekdays=(1,), count=6)
ENDLESS = Rule(frequency=Frequency.WEEKLY, weekdays=(1,))
FIRST = date(2031, 3, 4)
LATER = {"start_time": time(14), "end_time": time(15, 30)}


@pytest.fixture
def _today(site):
    with freeze_time("2031-02-01 12:00"):
        yield


def make_series(rule=WEEKLY, work=None, zone="Europe/Amsterdam", **values):
    schedule = Schedule.objects.create(work=work or uuid4(), zone=zone)
    given = {"first_day": FIRST, "start_time": time(13, 30), "end_time": time(15), "capacity": 20}
    services.recurrence_create(schedule=schedule, rule=rule, **{**given, **values})
    return schedule


def registered(occurrence):
    """Return somebody who has a place, past the rules of registration."""
    return Registration.objects.create(
        schedule=occurrence.schedule,
        occurrence=occurrence,
        number="R1",
        email_key="kim@example.org",
        taking_part=TakingPart.ON_SITE,
        language="nl",
        state=RegistrationState.CONFIRMED,
        turn=1,
    )


def rows(schedule):
    return list(schedule.occurrences.select_related("schedule").order_by("pk"))


def shown(schedule, *names):
    schedule = Schedule.objects.get(pk=schedule.pk)
    return [
        (f"{row.starts_local:%m-%d %H:%M}", row.status, *(getattr(row, name) for name in names))
        for row in rows(schedule)
    ]


def starts(schedule):
    return [text for text, status in shown(schedule) if status != OccurrenceStatus.CANCELLED]


def rules_of(schedule):
    return [
        (row.rule, row.first_day.isoformat(), row.until and row.until.isoformat())
        for row in schedule.recurrences.order_by("pk")
    ]


def change(row, *, scope=FOLLOWING, **values):
    return services.series_change(occurrence=row, scope=scope, **values)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Schedule, Recurrence, Occurrence)]


def refused(code, function, **values):
    before = everything()
    with pytest.raises(ValidationError) as caught:
        function(**values)
    assert (caught.value.code, everything()) == (code, before)


# --- A rule gives dates ----------------------------------------------------------------------------------


def test_a_rule_gives_dates_but_not_on_skipped_days_and_further_ones_besides():
    schedule = make_series(skipped=[date(2031, 3, 11), date(2031, 3, 12)], added=[date(2031, 3, 13), FIRST])

    assert [f"{row.starts_local:%m-%d}" for row in schedule.occurrences.all()] == [
        "03-04", "03-13", "03-18", "03-25", "04-01", "04-08",
    ]  # fmt: skip
    recurrence = schedule.recurrences.get()
    assert (recurrence.skipped, recurrence.planned_until) == (["2031-03-11"], date(2031, 4, 8))
    assert [row.recurrence for row in schedule.occurrences.filter(original_starts_at=None)] == [None]


def test_the_clock_stays_the_same_when_summer_time_begins():
    schedule = make_series(Rule(frequency=Frequency.WEEKLY, count=5, weekdays=(6,)), first_day=date(2031, 3, 23))

    assert {text[-5:] for text in starts(schedule)} == {"13:30"}
    assert [row.starts_at.hour for row in rows(schedule)] == [12, 11, 11, 11, 11]


def test_a_single_date_that_is_there_becomes_the_first_of_the_series():
    start = at("2031-03-04 13:30")
    page = make_event(start=start, hours=1.5)
    only = page.schedule.occurrences.get()

    services.recurrence_create(
        schedule=page.schedule, rule=WEEKLY, first_day=FIRST, start_time=time(13, 30), end_time=time(15)
    )

    dates = list(Occurrence.objects.for_work(page.translation_key))
    assert (len(dates), dates[0].pk, dates[0].original_starts_at) == (6, only.pk, start)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("too_many", {"rule": Rule(frequency=Frequency.DAILY, until=date(2036, 1, 1))}),
        ("no_dates", {"rule": Rule(frequency=Frequency.MONTHLY, months=(2,), month_days=(31,))}),
        ("no_dates", {"rule": Rule(frequency=Frequency.WEEKLY, until=date(2031, 3, 3))}),
        ("two_ends", {"until": date(2031, 5, 1)}),
        ("no_dates", {"rule": Rule(frequency=Frequency.DAILY, count=1), "skipped": [FIRST]}),
        ("times", {"end_time": None}),
        ("end", {"end_time": time(13)}),
        ("all_day", {"start_time": None, "end_time": None}),
        ("min_value", {"capacity": 0}),
        ("skipped", {"rule": Rule(frequency=Frequency.DAILY, count=60), "start_time": time(2, 30)}),
        ("twice", {"rule": Rule(frequency=Frequency.MONTHLY, weekdays=(6,), nths=(-1,)), "start_time": time(2, 30)}),
    ],
)
def test_an_impossible_series_is_refused_whole(code, values):
    schedule = Schedule.objects.create(work=uuid4(), zone="Europe/Amsterdam")
    given = {"rule": WEEKLY, "first_day": FIRST, "start_time": time(13, 30), "end_time": time(15), **values}
    if code in ("skipped", "twice"):
        given["first_day"] = date(2031, 4, 30) if code == "twice" else FIRST

    refused(code, services.recurrence_create, schedule=schedule, **given)


def test_two_dates_never_start_at_one_moment():
    schedule = make_series()
    refused(
        "same_start",
        services.recurrence_create,
        schedule=schedule,
        rule=WEEKLY,
        first_day=FIRST,
        start_time=time(13, 30),
        end_time=time(15),
    )
    services.occurrence_add(schedule=schedule, starts_at=at("2031-03-05 13:30"), ends_at=at("2031-03-05 15:00"))
    refused("same_start", change, row=rows(schedule)[0], rule=Rule(frequency=Frequency.DAILY, count=3), reason="Vaker")
    with pytest.raises(ValueError, match="occurrence_move"):
        change(rows(schedule)[0], scope=THIS, **LATER)


def test_a_draft_gets_its_series_and_may_still_change_its_mind():
    page = make_draft()
    values = {
        "work": page.translation_key,
        "zone": "Europe/Amsterdam",
        "start_time": time(13, 30),
        "end_time": time(15),
    }
    services.first_date_save(
        work=page.translation_key, zone="UTC", starts_at=at("2031-05-01 10:00"), ends_at=at("2031-05-01 11:00")
    )

    recurrence = services.first_series_save(
        rule=WEEKLY, first_day=date(2031, 3, 1), skipped=[FIRST], added=[date(2031, 5, 5)], capacity=5, **values
    )

    schedule = recurrence.schedule
    assert (schedule.zone, recurrence.first_day) == ("Europe/Amsterdam", FIRST)
    assert sorted(starts(schedule)) == [
        "03-11 13:30", "03-18 13:30", "03-25 13:30", "04-01 13:30", "04-08 13:30", "05-05 13:30",
    ]  # fmt: skip
    single = {"zone": "UTC", "starts_at": at("2031-05-01 10:00"), "ends_at": at("2031-05-01 11:00")}
    refused("announced", services.first_date_save, work=page.translation_key, **single)

    services.first_series_save(rule=replace(WEEKLY, count=2), first_day=FIRST, **values)
    assert sorted(starts(schedule)) == ["03-04 13:30", "03-11 13:30"]
    services.first_date_save(work=page.translation_key, over_series=True, **single)
    schedule.refresh_from_db()
    assert (starts(schedule), schedule.recurrences.count()) == (["05-01 08:00"], 0)


def test_a_series_that_somebody_may_have_seen_is_not_given_anew():
    page = make_draft()
    values = {
        "work": page.translation_key,
        "zone": "Europe/Amsterdam",
        "rule": WEEKLY,
        "first_day": FIRST,
        "start_time": time(13, 30),
        "end_time": time(15),
    }
    services.first_series_save(**values)
    page.get_latest_revision().publish()

    refused("announced", services.first_series_save, **values)


# --- What has no end -------------------------------------------------------------------------------------


def test_what_has_no_end_is_planned_ahead_again_and_again():
    page = make_draft()
    schedule = make_series(ENDLESS, work=page.translation_key, online_capacity=9)
    assert schedule.occurrences.count() == 79
    Occurrence.objects.order_by("starts_at").filter(schedule=schedule).update(online_capacity=7)

    with freeze_time("2031-10-01 12:00"):
        call_command("plan_dates")
        added = schedule.occurrences.count()
        call_command("plan_dates")

    assert (added, schedule.occurrences.count()) == (109, 109)
    last = schedule.occurrences.last()
    assert (f"{last.starts_local:%Y-%m-%d %H:%M}", last.capacity, last.online_capacity) == ("2033-03-29 13:30", 20, 7)


def test_a_night_without_that_hour_is_skipped_when_nobody_is_there_to_choose():
    page = make_draft()
    sundays = Rule(frequency=Frequency.MONTHLY, weekdays=(6,), nths=(-1,), months=(3, 6))
    schedule = make_series(
        sundays, work=page.translation_key, start_time=time(2, 30), skipped=[date(2031, 3, 30), date(2032, 3, 28)]
    )
    assert starts(schedule) == ["06-29 02:30", "06-27 02:30"]

    with freeze_time("2032-02-01 12:00"):
        call_command("plan_dates")

    assert starts(schedule) == ["06-29 02:30", "06-27 02:30", "06-26 02:30"]
    assert schedule.recurrences.get().skipped[-1] == "2033-03-27"


def test_one_bad_series_stops_none_of_the_others(capsys):
    bad, good = (make_series(ENDLESS, work=make_draft(title).translation_key) for title in "AB")
    bad.recurrences.update(rule="FREQ=NONSENSE")
    before = good.occurrences.count()

    with freeze_time("2031-10-01 12:00"), pytest.raises(CommandError, match="1 series"):
        call_command("plan_dates")

    assert (bad.occurrences.count(), good.occurrences.count()) == (before, 109)


def test_a_series_that_is_cancelled_or_whose_page_is_gone_gets_no_more_dates():
    cancelled, gone = make_series(ENDLESS, work=make_draft().translation_key), make_series(ENDLESS)
    services.schedule_cancel(schedule=cancelled, reason="Klaar")

    with freeze_time("2031-10-01 12:00"):
        assert services.recurrences_due(date(2031, 10, 1)) == []

    assert gone.occurrences.count() == 79


# --- This and following ----------------------------------------------------------------------------------


def test_this_and_following_splits_the_rule_and_keeps_the_rows():
    schedule = make_series()
    before = rows(schedule)

    change(before[3], reason="Zaal", **LATER)

    assert shown(schedule, "sequence", "reason") == [
        ("03-04 13:30", "scheduled", 0, ""),
        ("03-11 13:30", "scheduled", 0, ""),
        ("03-18 13:30", "scheduled", 0, ""),
        ("03-25 14:00", "rescheduled", 1, "Zaal"),
        ("04-01 14:00", "rescheduled", 1, "Zaal"),
        ("04-08 14:00", "rescheduled", 1, "Zaal"),
    ]
    assert [(row.pk, row.uuid) for row in rows(schedule)] == [(row.pk, row.uuid) for row in before]
    assert rules_of(schedule) == [
        ("FREQ=WEEKLY;BYDAY=TU", "2031-03-04", "2031-03-24"),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=TU", "2031-03-25", None),
    ]
    old, new = schedule.recurrences.order_by("pk")
    assert [row.recurrence_id for row in rows(schedule)] == [old.pk] * 3 + [new.pk] * 3
    assert all(row.original_starts_at == row.starts_at for row in rows(schedule))
    assert rows(schedule)[3].previous_starts_at == before[3].starts_at


def test_the_first_date_and_following_is_the_same_rule_with_other_times():
    schedule = make_series()
    uuid = schedule.recurrences.get().uuid

    change(rows(schedule)[0], **LATER)

    recurrence = schedule.recurrences.get()
    assert (recurrence.uuid, recurrence.sequence, recurrence.start_time) == (uuid, 1, time(14))
    assert {text[-5:] for text in starts(schedule)} == {"14:00"}


def test_what_was_moved_or_cancelled_by_hand_stays_unless_the_editor_says_so():
    schedule = make_series()
    _one, two, three, four, *_rest = rows(schedule)
    services.occurrence_move(
        occurrence=three, starts_at=at("2031-03-19 10:00"), ends_at=at("2031-03-19 11:00"), capacity=20
    )
    services.occurrence_cancel(occurrence=four, reason="Ziek")

    plan = change(two, **LATER)

    assert [f"{c.row.starts_local:%m-%d}" for c in plan.kept_by_hand] == ["03-19"]
    assert starts(schedule) == ["03-04 13:30", "03-11 14:00", "03-19 10:00", "04-01 14:00", "04-08 14:00"]

    change(two, overwrite=True)

    assert starts(schedule) == ["03-04 13:30", "03-11 14:00", "03-18 14:00", "04-01 14:00", "04-08 14:00"]


def test_another_room_is_for_the_dates_that_were_in_the_room_of_the_series():
    old, new, own = VenueFactory(), VenueFactory(name="Nieuw"), VenueFactory(name="Eigen")
    schedule = make_series(venue=old)
    third = rows(schedule)[2]
    services.occurrence_move(occurrence=third, starts_at=third.starts_at, ends_at=third.ends_at, venue=own, capacity=50)

    change(rows(schedule)[0], venue=new, capacity=30)

    assert [(row.venue, row.capacity, row.sequence, row.status) for row in rows(schedule)] == [
        (new, 30, 1, "scheduled"),
        (new, 30, 1, "scheduled"),
        (own, 50, 1, "scheduled"),
        *[(new, 30, 1, "scheduled")] * 3,
    ]


def test_more_places_alone_is_no_material_change_and_splits_nothing():
    schedule = make_series()

    change(rows(schedule)[2], capacity=99, online_capacity=5)

    assert [(row.capacity, row.online_capacity, row.sequence) for row in rows(schedule)] == [
        *[(20, None, 0)] * 2,
        *[(99, 5, 0)] * 4,
    ]
    assert schedule.recurrences.count() == 1


def test_the_kth_date_becomes_the_kth_new_one_with_who_comes_and_what_is_left_over_is_cancelled():
    schedule = make_series()
    before = rows(schedule)
    registration = registered(before[3])
    thursdays = Rule(frequency=Frequency.WEEKLY, weekdays=(3,), count=3)

    refused("reason", change, row=before[2], rule=thursdays)
    change(before[2], rule=thursdays, reason="Andere dag")

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
    registration.refresh_from_db()
    assert f"{registration.occurrence.starts_local:%m-%d}" == "03-27"


def test_days_that_no_date_is_left_for_become_new_dates():
    schedule = make_series()

    change(rows(schedule)[4], rule=Rule(frequency=Frequency.WEEKLY, weekdays=(1,), count=4), capacity=7)

    assert starts(schedule)[4:] == ["04-01 13:30", "04-08 13:30", "04-15 13:30", "04-22 13:30"]
    assert [row.capacity for row in rows(schedule)] == [*[20] * 4, *[7] * 4]
    assert [row.sequence for row in rows(schedule)] == [0] * 8


def test_dates_of_a_draft_that_are_left_over_are_gone_and_nothing_is_counted():
    schedule = make_series(work=make_draft().translation_key)

    change(rows(schedule)[0], rule=Rule(frequency=Frequency.WEEKLY, weekdays=(3,), count=2), **LATER)

    assert shown(schedule, "sequence", "previous_starts_at") == [
        ("03-06 14:00", "scheduled", 0, None),
        ("03-13 14:00", "scheduled", 0, None),
    ]
    assert rules_of(schedule) == [("FREQ=WEEKLY;COUNT=2;BYDAY=TH", "2031-03-06", None)]


def test_dates_may_change_places_with_one_another():
    schedule = make_series(Rule(frequency=Frequency.DAILY, count=4))

    change(rows(schedule)[0], rule=Rule(frequency=Frequency.DAILY, count=4), first_day=date(2031, 3, 5))

    assert starts(schedule) == ["03-05 13:30", "03-06 13:30", "03-07 13:30", "03-08 13:30"]


@freeze_time("2031-03-20 12:00")
def test_all_means_those_that_are_not_over():
    with freeze_time("2031-02-01 12:00"):
        schedule = make_series()
    before = rows(schedule)

    change(before[4], scope=ALL, zone="America/New_York", **LATER)

    schedule = Schedule.objects.get(pk=schedule.pk)
    assert [row.starts_at for row in rows(schedule)[:3]] == [row.starts_at for row in before[:3]]
    assert [f"{row.starts_local:%m-%d %H:%M %Z}" for row in rows(schedule)[3:]] == [
        "03-25 14:00 EDT", "04-01 14:00 EDT", "04-08 14:00 EDT",
    ]  # fmt: skip
    assert rules_of(schedule)[0] == ("FREQ=WEEKLY;BYDAY=TU", "2031-03-04", "2031-03-24")
    refused("not_held", change, row=before[0], **LATER)


def test_dates_without_a_rule_follow_one_another_too():
    schedule = services.schedule_create(
        work=uuid4(), zone="UTC", starts_at=at("2031-03-04 13:30"), ends_at=at("2031-03-04 15:00")
    )
    for day in ("06", "13"):
        services.occurrence_add(
            schedule=schedule, starts_at=at(f"2031-03-{day} 13:30"), ends_at=at(f"2031-03-{day} 15:00")
        )

    change(rows(schedule)[1], start_time=time(9), end_time=time(10))

    assert starts(schedule) == ["03-04 12:30", "03-06 09:00", "03-13 09:00"]
    refused("no_rule", change, row=rows(schedule)[0], rule=WEEKLY)
    refused("zone_of_all", change, row=rows(schedule)[0], zone="Asia/Kolkata")
    refused("zone", change, row=rows(schedule)[0], scope=ALL, zone="Mars/Olympus")


def test_a_series_of_five_hundred_is_changed_in_few_queries(site, django_assert_max_num_queries):
    page = make_event(start=at("2031-02-20 09:00"))
    services.recurrence_create(
        schedule=page.schedule,
        rule=Rule(frequency=Frequency.DAILY, count=500),
        first_day=FIRST,
        start_time=time(13, 30),
        end_time=time(15),
    )
    row = Occurrence.objects.for_work(page.translation_key).exclude(recurrence=None)[1]
    version = IndexState.objects.get().version

    with django_assert_max_num_queries(90):
        plan = change(row, **LATER)

    assert len(plan.moved) == 499
    # Once: the turn of the writer, and what it wrote.
    assert IndexState.objects.get().version == version + 2


# --- Cancelling, restoring, leaving out ------------------------------------------------------------------


def test_this_and_following_are_cancelled_together_and_no_date_comes_after():
    schedule = make_series(ENDLESS, work=make_draft().translation_key)
    row = rows(schedule)[2]
    refused("reason", services.series_cancel, occurrence=row, scope=FOLLOWING, reason=" ")

    services.series_cancel(occurrence=row, scope=FOLLOWING, reason="Geen subsidie")

    assert starts(schedule) == ["03-04 13:30", "03-11 13:30"]
    assert services.recurrences_due(date(2032, 1, 1)) == []
    refused("cancelled", services.series_cancel, occurrence=row, scope=FOLLOWING, reason="Nog eens")


def test_a_date_that_was_cancelled_by_mistake_takes_place_again():
    schedule = make_series()
    first, second = rows(schedule)[:2]
    refused("not_cancelled", services.occurrence_restore, occurrence=first)
    services.occurrence_cancel(occurrence=first, reason="Ziek")

    restored = services.occurrence_restore(occurrence=first)

    assert (restored.status, restored.reason, restored.sequence) == ("scheduled", "", 2)
    services.occurrence_cancel(occurrence=second, reason="Ziek")
    services.occurrence_add(schedule=schedule, starts_at=second.starts_at, ends_at=second.ends_at)
    refused("same_start", services.occurrence_restore, occurrence=second)


def test_a_date_that_nobody_has_seen_is_left_out_and_the_rule_remembers():
    schedule = make_series(work=make_draft().translation_key)

    services.occurrence_skip(occurrence=rows(schedule)[1])

    assert (len(rows(schedule)), schedule.recurrences.get().skipped) == (5, ["2031-03-11"])
    refused("announced", services.occurrence_skip, occurrence=rows(make_series())[0])


def test_a_date_that_somebody_registered_for_and_the_only_one_are_not_left_out():
    schedule = make_series(work=make_draft().translation_key)
    row = rows(schedule)[0]
    registered(row)
    refused("announced", services.occurrence_skip, occurrence=row)

    only = make_series(Rule(frequency=Frequency.DAILY, count=1), work=make_draft("B").translation_key)
    refused("only", services.occurrence_skip, occurrence=rows(only)[0])


# --- In words --------------------------------------------------------------------------------------------


def test_what_will_happen_is_said_in_sentences():
    schedule = make_series()
    _one, two, three, *_rest = rows(schedule)
    services.occurrence_move(
        occurrence=three, starts_at=three.starts_at + timedelta(hours=2), ends_at=three.ends_at + timedelta(hours=2)
    )

    def said(**values):
        return plan_sentences(services.series_preview(occurrence=two, scope=FOLLOWING, **values))

    assert said() == ["Nothing changes."]
    assert said(**LATER) == [
        "4 dates move from 13:30–15:00 to 14:00–15:30.",
        "1 date that was changed by hand keeps that: 18 March 2031.",
    ]
    assert said(rule=Rule(frequency=Frequency.WEEKLY, weekdays=(3,), count=6), online_url="https://meet.example/a") == [
        "4 dates get another day; the first, Tuesday 11 March 2031, becomes Thursday 13 March 2031.",
        "1 date is added: 17 April 2031.",
        "5 dates get another place.",
        "1 date that was changed by hand keeps that: 18 March 2031.",
    ]
    assert said(rule=Rule(frequency=Frequency.WEEKLY, weekdays=(1,), count=3), capacity=5) == [
        "2 dates have no day any more and are cancelled: 1 April 2031; 8 April 2031.",
        "2 dates get another number of places.",
        "1 date that was changed by hand keeps that: 18 March 2031.",
    ]
    assert plan_sentences(services.series_preview(occurrence=two, scope=ALL, zone="Asia/Kolkata"))[-1] == (
        "All dates are in the time zone Asia/Kolkata from now on."
    )
