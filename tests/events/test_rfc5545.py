"""The strict reading of calendar files itself: it must find what is wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from events.calendar import CalendarItem, CalendarSeries, build_calendar
from tests.events.rfc5545 import problems

START = datetime(2026, 10, 6, 11, 30, tzinfo=UTC)
ITEM = CalendarItem(
    uid="reeks",
    sequence=1,
    created_at=START,
    updated_at=START,
    starts_at=START,
    ends_at=START + timedelta(hours=2),
    zone="Europe/Amsterdam",
    title="Data delen, samen",
    url="https://hub.example/nl/events/data-delen/",
    location="De Weverij; Utrecht",
    geo=(52.1, 5.1),
    rule="FREQ=WEEKLY;BYDAY=TU",
    # The same time by the clock, which has gone back by then.
    until=START + timedelta(days=28, hours=1),
    left_out=(START + timedelta(days=7),),
)
MOVED = CalendarItem(
    uid="reeks",
    sequence=1,
    created_at=START,
    updated_at=START,
    starts_at=START + timedelta(days=15),
    ends_at=START + timedelta(days=15, hours=2),
    zone="Europe/Amsterdam",
    title="Data delen",
    url="https://hub.example/nl/events/data-delen/",
    original_starts_at=START + timedelta(days=14),
)
GOOD = build_calendar(
    [CalendarSeries(ITEM, (MOVED,))], name="Agenda", host="hub.example", prodid="-//Hub//hub.example//NL"
)


def test_a_good_file_has_no_problems():
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\r\n", b"\n"),
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
        (b"END:VCALENDAR\r\n", b""),
        (b"END:VEVENT", b"END:VTODO"),
        (b"BEGIN:VEVENT", b"BEGIN:VNONSENSE"),
        (b"SUMMARY:Data delen\\, samen", b"SUMMARY:Data delen, samen"),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        (b"SUMMARY:", b"SUMMARY:\xff"),
        (b"SUMMARY:", b"SUMMARY:\x07"),
        (b"SUMMARY:Data", b"no content line"),
        (b"LOCATION:De Weverij\\;", b"LOCATION:De Weverij;"),
        (b"UID:reeks@hub.example\r\n", b""),
        (b"DTSTAMP:20261006T113000Z", b"DTSTAMP:20261006T113000"),
        (b"DTSTART;TZID=Europe/Amsterdam:20261006T133000", b"DTSTART;TZID=Europe/Amsterdam:20261006T133000Z"),
        (b"DTSTART;TZID=Europe/Amsterdam:20261006T133000", b"DTSTART;TZID=Europe/Amsterdam:20261306T133000"),
        (b"DTSTART;TZID=Europe/Amsterdam:20261006T133000", b"DTSTART;VALUE=DATE:20261006"),
        (b"DTEND;TZID=Europe/Amsterdam:20261006T153000", b"DTEND;TZID=Europe/Amsterdam:20261006T133000"),
        (b"SEQUENCE:1", b"SEQUENCE:-1"),
        (b"SEQUENCE:1\r\n", b"SEQUENCE:1\r\nSEQUENCE:1\r\n"),
        (b"STATUS:CONFIRMED", b"STATUS:GONE"),
        (b"TRANSP:OPAQUE", b"TRANSP:YES"),
        (b"TRANSP:OPAQUE", b"COLOUR:blue"),
        (b"GEO:52.1;5.1", b"GEO:52.1"),
        (b"GEO:52.1;5.1", b"GEO:95.1;5.1"),
        (b"URL:https", b"URL:not an address https"),
        (b"UNTIL=20261103T123000Z", b"UNTIL=20261103T133000"),
        (b"UNTIL=20261103T123000Z", b"UNTIL=20261103T123000Z;COUNT=3"),
        (b"BYDAY=TU", b"BYDAY=DI"),
        (b"FREQ=WEEKLY;", b""),
        (b"EXDATE;TZID=Europe/Amsterdam:20261013T133000", b"EXDATE;VALUE=DATE:20261013"),
        (b"RECURRENCE-ID;TZID=Europe/Amsterdam:20261020T133000", b"RECURRENCE-ID;VALUE=DATE:20261020"),
        (b"RRULE:", b"X-RRULE:"),
        (b"TZID:Europe/Amsterdam", b"TZID:Europe/Paris"),
        (b"TZOFFSETFROM:+0100\r\n", b""),
        (b"TZOFFSETTO:+0100", b"TZOFFSETTO:1"),
        (b"PRODID", b"X-PRODID"),
        (b"VERSION:2.0", b"VERSION:1.0"),
    ],
)
def test_each_broken_rule_is_found(before, after):
    assert before in GOOD

    assert problems(GOOD.replace(before, after, 1)) != []
