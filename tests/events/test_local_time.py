from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from events.local_time import is_midnight, midnight, moment_of, whole_days


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment"),
    [
        (date(2026, 11, 12), time(13, 30), "Europe/Amsterdam", datetime(2026, 11, 12, 12, 30, tzinfo=UTC)),
        (date(2026, 7, 12), time(13, 30), "Europe/Amsterdam", datetime(2026, 7, 12, 11, 30, tzinfo=UTC)),
        (date(2026, 7, 12), time(13, 30), "America/New_York", datetime(2026, 7, 12, 17, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 59), "Europe/Amsterdam", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 0), "Europe/Amsterdam", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        (date(2026, 3, 29), time(3, 0), "Europe/Amsterdam", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_clock_somewhere_says_a_moment(day, clock, zone, moment):
    assert moment_of(day, clock, zone) == moment


@pytest.mark.parametrize(
    ("day", "clock", "code", "message"),
    [
        (
            date(2026, 3, 29),
            time(2, 30),
            "skipped",
            "The clocks go forward that night in Europe/Amsterdam, and skip 02:30. Choose another time.",
        ),
        (
            date(2026, 10, 25),
            time(2, 30),
            "twice",
            "The clocks go back that night in Europe/Amsterdam, and 02:30 comes twice. Choose another time.",
        ),
        (
            date(2025, 10, 26),
            time(2, 0),
            "twice",
            "The clocks go back that night in Europe/Amsterdam, and 02:00 comes twice. Choose another time.",
        ),
    ],
)
def test_a_time_that_is_skipped_or_comes_twice_is_refused_in_words(day, clock, code, message):
    with pytest.raises(ValidationError) as caught:
        moment_of(day, clock, "Europe/Amsterdam")

    assert (caught.value.code, caught.value.messages) == (code, [message])


def test_whole_days_run_from_midnight_to_midnight_also_when_one_has_25_hours():
    start, end = whole_days(date(2026, 10, 24), date(2026, 10, 25), "Europe/Amsterdam")

    assert (start, end) == (datetime(2026, 10, 23, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC))


def test_a_day_begins_where_the_clocks_skip_midnight_too():
    start = midnight(date(2026, 3, 29), "Asia/Beirut")

    assert (start, is_midnight(start, "Asia/Beirut")) == (datetime(2026, 3, 28, 22, tzinfo=UTC), True)
    assert not is_midnight(datetime(2026, 3, 28, 23, tzinfo=UTC), "Asia/Beirut")
