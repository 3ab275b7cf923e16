from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation

from home import wording

SHY = "\u00ad"
# 12 November 2026, 13.30 to 17.00 on Dutch clocks (winter time).
START, END = datetime(2026, 11, 12, 12, 30, tzinfo=UTC), datetime(2026, 11, 12, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(("code", "expected"), [("nl", "13.30–17.00 uur"), ("en", "13:30–17:00")])
def test_times_follow_the_voice_of_the_language(code, expected):
    with translation.override(code):
        assert wording.time_text(START, END) == expected


def test_times_are_on_the_clock_of_the_zone_and_name_a_zone_that_is_not_ours():
    with translation.override("en"):
        assert wording.time_text(START, END, "Europe/Lisbon") == "12:30–16:00 (Europe/Lisbon)"
        assert wording.time_text(START, END, "America/New_York") == "07:30–11:00 (America/New York)"
        assert wording.time_text(START, END, "Europe/Amsterdam") == "13:30–17:00"


def test_day_that_ends_at_midnight_ends_at_twenty_four_hours():
    midnight = datetime(2026, 11, 12, 23, 0, tzinfo=UTC)
    with translation.override("nl"):
        assert wording.time_text(START, midnight) == "13.30–24.00 uur"
        assert wording.days_text(START, midnight) == "donderdag 12 november 2026"


def test_period_without_length_is_one_moment():
    with translation.override("nl"):
        assert wording.time_text(START, START) == "13.30 uur"
        assert wording.days_text(START, START) == "donderdag 12 november 2026"


def test_end_of_a_period_is_exclusive():
    first, end = datetime(2026, 11, 11, 23, tzinfo=UTC), datetime(2026, 11, 13, 23, tzinfo=UTC)
    with translation.override("en"):
        assert wording.days_text(first, end) == "12 to 13 November 2026"
        assert wording.period_text(first, end, all_day=True) == "12 to 13 November 2026"


def test_period_names_the_day_once():
    with translation.override("nl"):
        assert wording.period_text(START, END) == "donderdag 12 november 2026, 13.30–17.00 uur"


def test_summer_time_is_followed():
    with translation.override("nl"):
        text = wording.time_text(datetime(2026, 7, 1, 12, 30, tzinfo=UTC), datetime(2026, 7, 1, 13, tzinfo=UTC))
    assert text == "14.30–15.00 uur"


def test_machine_readable_moments():
    assert wording.moment_attribute(START) == "2026-11-12T13:30+01:00"
    assert wording.moment_attribute(START, "Asia/Tokyo") == "2026-11-12T21:30+09:00"
    assert wording.moment_attribute(START, all_day=True) == "2026-11-12"


@pytest.mark.parametrize(("code", "expected"), [("nl", "9.05"), ("en", "9:05")])
def test_clock_has_no_unit(code, expected):
    with translation.override(code):
        assert wording.clock_text(time(9, 5)).lstrip("0") == expected


@pytest.mark.parametrize(("code", "expected"), [("nl", "nov"), ("en", "Nov")])
def test_short_months(code, expected):
    with translation.override(code):
        assert wording.short_month(date(2026, 11, 12)) == expected


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (1204, "1.204", "1,204"),
        (0, "0", "0"),
        (Decimal("0.8100"), "0,81", "0.81"),
        (Decimal("184000.0000"), "184.000", "184,000"),
        (Decimal("-12.50"), "−12,5", "−12.5"),
    ],
)
def test_numbers(value, dutch, english):
    with translation.override("nl"):
        assert wording.number_text(value) == dutch
    with translation.override("en"):
        assert wording.number_text(value) == english


def test_money_has_cents_only_when_there_are_some():
    with translation.override("nl"):
        assert wording.money_text(Decimal("1250.00")) == "€\u00a01.250"
        assert wording.money_text(Decimal("12.5")) == "€\u00a012,50"
    with translation.override("en"):
        assert wording.money_text(Decimal(4500), "CHF") == "CHF\u00a04,500"


def test_long_words_get_soft_hyphens_and_short_ones_do_not():
    text = wording.hyphenate("Overheidsdienstverlening zonder patiëntgegevens", "nl")
    assert text.replace(SHY, "") == "Overheidsdienstverlening zonder patiëntgegevens"
    long, short, other = text.split(" ")
    assert SHY in long
    assert short == "zonder"
    assert SHY in other


def test_no_break_within_four_letters_of_either_end():
    for part in (wording.hyphenate("Toepassingsgebieden", "nl").split(SHY)[i] for i in (0, -1)):
        assert len(part) >= 4


def test_hyphenation_follows_the_language_of_the_text():
    with translation.override("nl"):
        assert wording.hyphenate("responsibilities", "en") != wording.hyphenate("responsibilities", "nl")
        assert wording.hyphenate("verantwoordelijkheden") == wording.hyphenate("verantwoordelijkheden", "nl")


def test_language_without_a_dictionary_is_left_alone():
    assert wording.hyphenate("Donaudampfschifffahrt", "xx") == "Donaudampfschifffahrt"
