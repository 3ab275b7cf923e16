"""Rules of recurrence: as text, as a sentence, as days and moments."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events.enums import Frequency
from events.recurrence import LAST, MAX_DATES, Rule, Timing, planned_until
from events.recurrence_words import rule_text
from hub.bench.recurrence import differences, random_cases

DAILY, WEEKLY, MONTHLY, YEARLY = Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.YEARLY


def test_three_hundred_random_rules_give_what_two_libraries_and_a_walk_over_the_days_give():
    assert [(names, case) for case in random_cases(300, seed=7) if (names := differences(case))] == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("FREQ=DAILY;COUNT=1", "every day, 1 time"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=12", "every 3 days, 12 times"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "every Tuesday and Thursday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR", "every 2 weeks on Monday, Wednesday and Friday"),
        (
            "FREQ=MONTHLY;UNTIL=20271231;BYDAY=2TU",
            "every second Tuesday of the month, until and including 31 December 2027",
        ),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "the last Friday of every 3 months"),
        ("FREQ=MONTHLY;BYMONTH=1,2;BYDAY=1MO", "every first Monday of the month, only in January and February"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", "on day 15 and the last day of every month"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15", "on days 1 and 15 of every 2 months"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=12", "every year on 12 March"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1FR", "every 2 years on the last Friday of March"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "every year on the last day of February"),
    ],
)
def test_a_rule_is_text_for_calendars_and_a_sentence_for_people(text, sentence):
    rule = Rule.from_rrule(text)

    with translation.override("en"):
        assert (rule.to_rrule(), rule_text(rule)) == (text, sentence)


@pytest.mark.parametrize(
    ("foreign", "own"),
    [
        ("RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=DAILY;BYDAY=MO,FR", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("FREQ=MONTHLY;BYDAY=MO;COUNT=9", "FREQ=WEEKLY;COUNT=9;BYDAY=MO"),
        ("freq=weekly;wkst=su;interval=1;byday=fr,mo", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("FREQ=MONTHLY;BYDAY=1TU,1WE,3TU,3WE", "FREQ=MONTHLY;BYDAY=1TU,1WE,3TU,3WE"),
        ("FREQ=MONTHLY;BYMONTHDAY=31,31", "FREQ=MONTHLY;BYMONTHDAY=31"),
    ],
)
def test_what_other_programs_write_otherwise_is_read_as_ours(foreign, own):
    assert Rule.from_rrule(foreign).to_rrule() == own


@pytest.mark.parametrize(
    "text",
    [
        "", "X", "FREQ", "FREQ=", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=3", "INTERVAL=2", "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;BYHOUR=9", "FREQ=YEARLY;BYWEEKNO=3", "FREQ=YEARLY;BYYEARDAY=3", "FREQ=WEEKLY;RSCALE=CHINESE",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=1TU,2WE",
        "FREQ=MONTHLY;BYDAY=6TU", "FREQ=MONTHLY;BYDAY=-2TU", "FREQ=WEEKLY;BYDAY=1TU", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=1FR",
        "FREQ=YEARLY;BYMONTHDAY=3", "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1",
        "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;COUNT=1001", "FREQ=WEEKLY;COUNT=x", "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=100", "FREQ=WEEKLY;COUNT=3;UNTIL=20300101", "FREQ=WEEKLY;UNTIL=2030",
        "FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=MO,SU", "FREQ=DAILY;INTERVAL=2;BYDAY=MO", "FREQ=DAILY;BYMONTHDAY=1",
    ],
)  # fmt: skip
def test_a_rule_that_the_form_cannot_say_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the one error there is; its words are for the log
        Rule.from_rrule(text)


def test_an_end_in_utc_is_a_day_on_the_clocks_of_the_zone():
    text = "FREQ=WEEKLY;UNTIL=20271231T230000Z"

    assert Rule.from_rrule(text, zone="Europe/Amsterdam").until == date(2028, 1, 1)
    assert Rule.from_rrule(text, zone="America/New_York").until == date(2027, 12, 31)
    # The start is later on that day: the date before is the last.
    assert Rule.from_rrule(text, zone="Europe/Amsterdam", start_time=time(13, 30)).until == date(2027, 12, 31)
    rule = Rule(frequency=WEEKLY, weekdays=(1,), until=date(2027, 6, 30))
    assert rule.to_rrule(zone="Europe/Amsterdam") == "FREQ=WEEKLY;UNTIL=20270630T215959Z;BYDAY=TU"
    assert rule.to_rrule(is_bounded=False) == "FREQ=WEEKLY;BYDAY=TU"


def test_a_rule_begins_on_the_first_day_that_fits_and_counts_its_interval_from_there():
    rule = Rule(frequency=MONTHLY, interval=3, weekdays=(1,), nths=(1,))

    first = rule.first_day(date(2026, 9, 20))

    assert first == date(2026, 10, 6)
    assert rule.days(first, last=date(2027, 8, 1)) == [
        date(2026, 10, 6),
        date(2027, 1, 5),
        date(2027, 4, 6),
        date(2027, 7, 6),
    ]


def test_a_month_that_lacks_the_day_is_skipped_and_29_february_waits_for_its_year():
    monthly, yearly = Rule(frequency=MONTHLY, month_days=(31,)), Rule(frequency=YEARLY, months=(2,), month_days=(29,))

    assert [d.month for d in monthly.days(date(2027, 1, 31), last=date(2027, 12, 31))] == [1, 3, 5, 7, 8, 10, 12]
    assert yearly.first_day(date(2026, 3, 1)) == date(2028, 2, 29)
    assert Rule(frequency=MONTHLY, months=(2,), month_days=(30,)).first_day(date(2026, 1, 1)) is None


def test_what_is_not_said_is_taken_from_the_first_date():
    day = date(2026, 11, 12)

    assert [Rule(frequency=frequency).anchored(day).to_rrule() for frequency in Frequency] == [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=TH",
        "FREQ=MONTHLY;BYMONTHDAY=12",
        "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=12",
    ]


def test_a_rule_never_gives_more_days_than_the_bound_and_one():
    assert len(Rule(frequency=DAILY).days(date(2026, 1, 1))) == MAX_DATES + 1
    assert Rule(frequency=MONTHLY, month_days=(LAST,)).days(date(2026, 1, 31), after=date(2026, 2, 27))[0] == date(
        2026, 2, 28
    )


def test_half_past_one_stays_half_past_one_when_the_clocks_change():
    timing = Timing(start_time=time(13, 30), end_time=time(9), days=1)

    assert timing.span(date(2027, 3, 27), "Europe/Amsterdam") == (
        datetime(2027, 3, 27, 12, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 7, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("zone", "day", "clock", "code"),
    [
        ("Europe/Amsterdam", date(2027, 3, 28), time(2, 30), "skipped"),
        ("Europe/Amsterdam", date(2027, 10, 31), time(2, 30), "twice"),
        ("America/New_York", date(2027, 3, 14), time(2), "skipped"),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15), "skipped"),
        ("Africa/Casablanca", date(2027, 2, 7), time(2, 30), "twice"),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_refused_with_the_day(zone, day, clock, code):
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        Timing(start_time=clock, end_time=time(12)).span(day, zone)

    assert caught.value.code == code
    assert caught.value.messages[0].startswith(f"{day:%A} {day.day} {day:%B %Y}: The clocks go ")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"start_time": time(13)}, "times"),
        ({"start_time": time(13), "end_time": time(13)}, "end"),
        ({"start_time": time(13), "end_time": time(12)}, "end"),
    ],
)
def test_an_end_before_the_start_and_half_a_time_are_refused(values, code):
    with pytest.raises(ValidationError) as caught:
        Timing(**values)

    assert caught.value.code == code


def test_what_has_no_end_is_planned_eighteen_months_ahead():
    assert planned_until(date(2026, 11, 27)) == date(2028, 5, 27)
    assert planned_until(date(2026, 8, 31)) == date(2028, 2, 29)
