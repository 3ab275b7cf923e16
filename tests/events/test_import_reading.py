"""What foreign calendars say, as the import reads it: dates, zones, rules, and whatever is broken in them."""

import time
from datetime import timedelta

import pytest

from events.importing import reading
from events.importing.entries import MAX_ENTRY, NotACalendar
from events.importing.reading import MAX_ODD_RULE, MAX_ODD_RULES, MAX_RULES, MAX_UID, read_calendar
from tests.events.importing import TODAY, ZONE, at, read, vcalendar, vevent

WINDOWS = "TZID=W. Europe Standard Time"
AMSTERDAM = "TZID=Europe/Amsterdam"


def only(*events, **options):
    calendar = read(*events, **options)
    assert calendar.unreadable == ()
    return calendar.events[0]


def span(event):
    return [(found.starts_at, found.ends_at) for found in event.dates]


TIMES = {
    "floating": ({}, (at("2027-01-12T13:30"), at("2027-01-12T17:00"))),
    "in a zone": (
        {"start": ("TZID=Europe/London", "20270112T133000"), "end": ("TZID=Europe/London", "20270112T170000")},
        (at("2027-01-12T14:30"), at("2027-01-12T18:00")),
    ),
    "a zone of Windows": (
        {"start": (WINDOWS, "20270712T133000"), "end": (WINDOWS, "20270712T170000")},
        (at("2027-07-12T13:30"), at("2027-07-12T17:00")),
    ),
    "in UTC": (
        {"start": "20270712T113000Z", "end": "20270712T150000Z"},
        (at("2027-07-12T13:30"), at("2027-07-12T17:00")),
    ),
    "with a path before the zone": (
        {"start": ("TZID=/softwarestudio.org/Tzfile/Europe/Amsterdam", "20270112T133000")},
        (at("2027-01-12T13:30"), at("2027-01-12T17:00")),
    ),
    "whole days, the end not included": (
        {"start": ("VALUE=DATE", "20270112"), "end": ("VALUE=DATE", "20270114")},
        (at("2027-01-12"), at("2027-01-14")),
    ),
    "a whole day without an end": (
        {"start": ("VALUE=DATE", "20270112"), "end": None},
        (at("2027-01-12"), at("2027-01-13")),
    ),
    "a whole day that ends on its day": (
        {"start": ("VALUE=DATE", "20270112"), "end": ("VALUE=DATE", "20270112")},
        (at("2027-01-12"), at("2027-01-13")),
    ),
    "a duration": ({"end": None, "DURATION": "PT90M"}, (at("2027-01-12T13:30"), at("2027-01-12T15:00"))),
    "no end": ({"end": None}, (at("2027-01-12T13:30"), at("2027-01-12T14:30"))),
    "over midnight": ({"end": "20270113T010000"}, (at("2027-01-12T13:30"), at("2027-01-13T01:00"))),
    "a time that the clocks skip": (
        {"start": "20270328T023000", "end": "20270328T040000"},
        (at("2027-03-28T03:30"), at("2027-03-28T04:00")),
    ),
}


@pytest.mark.filterwarnings("ignore:Timezone:icalendar.error.GloballyUniqueTZIDGuessed")
@pytest.mark.parametrize("name", TIMES)
def test_a_start_and_an_end_are_moments(name):
    values, expected = TIMES[name]

    assert span(only(vevent(**values))) == [expected]


def test_an_unknown_zone_is_read_in_that_of_the_calendar_and_said():
    event = only(vevent(start=("TZID=Mars/Phobos", "20270112T133000"), end=None))

    assert (event.zone, event.dates[0].starts_at) == (ZONE, at("2027-01-12T13:30"))
    assert ("zone", "Mars/Phobos") in event.notes


def test_a_zone_with_a_name_of_its_own_is_known_by_its_place():
    zone = "BEGIN:VTIMEZONE\r\nTZID:Kantoor\r\nX-LIC-LOCATION:Europe/Paris\r\nEND:VTIMEZONE"

    event = only(zone, vevent(start=("TZID=Kantoor", "20270112T133000"), end=None))

    assert event.zone == "Europe/Paris"


def days(event):
    return [f"{found.starts_at.astimezone(at('2027-01-01').tzinfo):%Y-%m-%d %H:%M}" for found in event.dates]


SERIES = {
    "a rule, across the change of the clocks": (
        {"start": ("TZID=Europe/Amsterdam", "20270320T133000"), "end": None, "RRULE": "FREQ=WEEKLY;COUNT=3"},
        ["2027-03-20 13:30", "2027-03-27 13:30", "2027-04-03 13:30"],
    ),
    "skipped, by day and by moment": (
        {"RRULE": "FREQ=DAILY;COUNT=4", "EXDATE": [("VALUE=DATE", "20270113"), "20270114T133000"]},
        ["2027-01-12 13:30", "2027-01-15 13:30"],
    ),
    "extra dates": (
        {"RDATE": "20270201T133000,20270301T100000"},
        ["2027-01-12 13:30", "2027-02-01 13:30", "2027-03-01 10:00"],
    ),
    "until in UTC": (
        {"start": (AMSTERDAM, "20270112T133000"), "end": None, "RRULE": "FREQ=DAILY;UNTIL=20270113T123000Z"},
        ["2027-01-12 13:30", "2027-01-13 13:30"],
    ),
    "the last working day of the month": (
        {"start": "20270129T133000", "end": None, "RRULE": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3"},
        ["2027-01-29 13:30", "2027-02-26 13:30", "2027-03-31 13:30"],
    ),
    "every second": ({"RRULE": "FREQ=SECONDLY"}, ["2027-01-12 13:30"]),
    "an interval of nothing": ({"RRULE": "FREQ=DAILY;INTERVAL=0;BYDAY=WE"}, ["2027-01-12 13:30"]),
    "a day that is never there": (
        {"RRULE": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYSETPOS=1"},
        ["2027-01-12 13:30"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SERIES)
def test_a_series_is_its_dates(name):
    values, expected = SERIES[name]

    assert days(only(vevent(**values))) == expected


def test_what_never_ends_has_dates_a_year_and_a_half_ahead_and_none_of_long_ago():
    event = only(vevent(start="20200107T133000", end="20200107T170000", RRULE="FREQ=WEEKLY"))

    assert (days(event)[0], days(event)[-1]) == ("2026-12-01 13:30", "2028-05-23 13:30")


def test_a_moved_and_a_cancelled_date_keep_the_name_of_the_day_by_the_rule():
    event = only(
        vevent(RRULE="FREQ=WEEKLY;COUNT=3"),
        vevent(start="20270120T100000", end="20270120T120000", RECURRENCE_ID="20270119T133000"),
        vevent(start="20270126T133000", end="20270126T170000", RECURRENCE_ID="20270126T133000", STATUS="CANCELLED"),
    )

    assert [(found.key, found.starts_at, found.is_cancelled) for found in event.dates] == [
        ("2027-01-12", at("2027-01-12T13:30"), False),
        ("2027-01-19", at("2027-01-20T10:00"), False),
        ("2027-01-26", at("2027-01-26T13:30"), True),
    ]


def test_of_two_versions_of_an_event_the_newest_counts():
    event = only(vevent(title="Nieuw", SEQUENCE="2"), vevent(title="Oud", SEQUENCE="1"))

    assert (event.title, event.sequence) == ("Nieuw", 2)


def test_html_becomes_lines_of_text():
    text = "<p>Kom&nbsp\\;langs<br>met <b>je</b> team</p><script>alert(1)</script><img src=x onerror=alert(1)>"

    assert only(vevent(DESCRIPTION=text)).text == "Kom langs\nmet je team"


def test_where_one_joins_is_read_from_where_programs_put_it():
    call = "https://meet.hub.example/abc"

    assert only(vevent(LOCATION=call)).online_url == call
    assert only(vevent(X_GOOGLE_CONFERENCE=call, LOCATION="De Weverij")).online_url == call
    assert only(vevent(LOCATION="javascript:alert(1)")).online_url == ""
    assert only(vevent(URL=("VALUE=URI", "javascript:alert(1)"))).url == ""


UNREADABLE = {
    "uid": vevent(uid=None),
    "title": vevent(title=None),
    "start": vevent(start=None),
    "private": vevent(CLASS="PRIVATE"),
    "broken": vevent(start="20271332T250000"),
    "large": vevent(DESCRIPTION="x" * MAX_ENTRY),
}


@pytest.mark.parametrize("code", UNREADABLE)
def test_a_bad_entry_is_named_and_the_others_are_read(code):
    calendar = read(UNREADABLE[code], vevent(uid="goed@elders"))

    assert [event.uid for event in calendar.events] == ["goed@elders"]
    assert [entry.notes[0][0] for entry in calendar.unreadable] == [code]


def test_entries_without_a_name_are_named_one_by_one():
    calendar = read(vevent(uid=None, title="Eerste"), vevent(uid=None, title="Tweede"), vevent(uid="goed@elders"))

    assert [event.uid for event in calendar.events] == ["goed@elders"]
    assert [entry.title for entry in calendar.unreadable] == ["Eerste", "Tweede"]


WEEKLY = {"start": "20270112T133000", "end": "20270112T170000", "RRULE": "FREQ=WEEKLY;COUNT=3"}
CANCELLED = {"RECURRENCE_ID": "20270119T133000", "start": "20270119T133000", "end": None, "STATUS": "CANCELLED"}
SPELT = {"written alike": "een\\,twee@elders", "written in another way": "een,twee@elders"}


@pytest.mark.parametrize("name", SPELT)
def test_a_change_is_of_the_event_whatever_way_its_name_is_written(name):
    event = only(vevent(uid="een\\,twee@elders", **WEEKLY), vevent(uid=SPELT[name], **CANCELLED))

    assert (event.uid, [found.is_cancelled for found in event.dates]) == ("een,twee@elders", [False, True, False])


SEVERAL = {
    "a rule": [vevent(**WEEKLY)],
    "a list of dates": [vevent(RDATE="20270119T133000")],
    "a change": [vevent(), vevent(**CANCELLED)],
}


@pytest.mark.parametrize("name", SEVERAL)
def test_of_a_calendar_that_is_cut_off_no_event_with_several_dates_is_taken_over(name):
    whole = vcalendar(vevent(uid="goed@elders"), *SEVERAL[name], vevent(uid="laatste@elders"))
    calendar = read_calendar(whole[:-40], zone=ZONE, today=TODAY)

    assert ([event.uid for event in calendar.events], calendar.is_whole) == (["goed@elders"], False)
    assert [(entry.uid, entry.notes) for entry in calendar.unreadable] == [("een@elders", (("cut", ""),))]
    assert len(read_calendar(whole, zone=ZONE, today=TODAY).events) == 3


def test_of_more_than_can_be_read_an_event_is_there_with_all_its_changes_or_not_at_all(monkeypatch):
    monkeypatch.setattr(reading, "MAX_EVENTS", 3)
    series, change = vevent(uid="reeks@elders", **WEEKLY), vevent(uid="reeks@elders", **CANCELLED)
    single = [vevent(uid=f"{number}@elders") for number in range(3)]

    left_out = read(*single[:2], series, single[2], change)
    kept = read(series, *single, change)

    assert ([event.uid for event in left_out.events], left_out.is_whole) == (
        ["0@elders", "1@elders", "2@elders"],
        False,
    )
    assert ([event.uid for event in kept.events], kept.is_whole) == (["reeks@elders", "0@elders"], False)
    assert [found.is_cancelled for found in kept.events[0].dates] == [False, True, False]


def test_a_change_that_cannot_be_read_leaves_the_whole_event_out():
    unreadable = [{"DESCRIPTION": "x" * MAX_ENTRY}, {"RECURRENCE_ID": "20270132T990000"}]
    reasons = [read(vevent(**WEEKLY), vevent(**{**CANCELLED, **more})).unreadable[0].notes[0][0] for more in unreadable]

    assert reasons == ["large", "broken"]


@pytest.mark.parametrize("line", ["EXDATE:" + "20270119T133000," * 300_000, "EXDATE:20270119T133000\r\n" * 200_000])
def test_an_entry_of_megabytes_is_refused_before_it_is_read(line):
    begin = time.monotonic()

    calendar = read(vevent(**WEEKLY).replace("END:VEVENT", f"{line}\r\nEND:VEVENT"), vevent(uid="goed@elders"))

    assert [entry.notes for entry in calendar.unreadable] == [(("large", ""),)]
    assert [event.uid for event in calendar.events] == ["goed@elders"]
    assert time.monotonic() - begin < 5


def test_what_nobody_asks_for_does_not_make_an_entry_large():
    assert only(vevent(X_PICTURE="x" * MAX_ENTRY)).uid == "een@elders"


def test_what_is_not_reached_in_time_is_named_within_an_event_as_well(monkeypatch):
    moments = iter([0.0, 0.0, 0.0])
    monkeypatch.setattr(reading, "monotonic", lambda: next(moments, reading.MAX_SECONDS))

    calendar = read(vevent(uid="op-tijd@elders"), *[vevent(**WEEKLY), vevent(**CANCELLED)], vevent(uid="laat@elders"))

    assert ([event.uid for event in calendar.events], calendar.is_whole) == (["op-tijd@elders"], False)
    assert [(entry.uid, entry.notes[0][0]) for entry in calendar.unreadable] == [
        ("een@elders", "time"),
        ("laat@elders", "time"),
    ]


BROKEN = {
    "cut off": vcalendar(vevent(uid="goed@elders"), vevent(uid="half@elders"))[:-40],
    "an end too many": vcalendar(vevent(uid="goed@elders"), "END:VTODO"),
    "no end": vcalendar(vevent(uid="goed@elders")).replace(b"END:VCALENDAR", b""),
    "control characters": vcalendar(vevent(uid="goed@elders", DESCRIPTION="a\x07b\x1b[2J")),
    "bytes that are no text": vcalendar(vevent(uid="goed@elders")).replace(b"Kennismaking", b"\xff\xfe"),
    "line feeds only": vcalendar(vevent(uid="goed@elders")).replace(b"\r\n", b"\n"),
    "a mark at the start": b"\xef\xbb\xbf" + vcalendar(vevent(uid="goed@elders")),
    "a long identity": vcalendar(vevent(uid="x" * (MAX_UID + 1)), vevent(uid="goed@elders")),
    "deep nesting": vcalendar("BEGIN:VALARM\r\n" * 5000, vevent(uid="goed@elders")),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_good_in_a_broken_calendar_is_read(name):
    calendar = read_calendar(BROKEN[name], zone=ZONE, today=TODAY)

    assert "goed@elders" in [event.uid for event in calendar.events]


@pytest.mark.parametrize("content", [b"", b"\0\0", b"hello", b"%PDF-1.7", b"<!doctype html><p>BEGIN:VCALENDAR"])
def test_what_is_no_calendar_is_refused(content):
    with pytest.raises(NotACalendar):
        read_calendar(content, zone=ZONE, today=TODAY)


def test_a_calendar_of_hostile_rules_ends():
    odd = "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31;BYSETPOS=2"
    begin = time.monotonic()

    calendar = read(*(vevent(uid=f"{number}@elders", RRULE=odd) for number in range(200)))

    assert time.monotonic() - begin < 30
    assert sum(event.notes[0][0] == "rule" for event in calendar.events) == 200 - MAX_ODD_RULES


ENDLESS = {
    "numbers that are no day": "FREQ=YEARLY;BYMONTHDAY=" + ",".join(map(str, range(32, 30_000))),
    "several times on a day": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=" + ",".join(map(str, range(24))),
    "no step": "FREQ=MONTHLY;INTERVAL=0;BYMONTHDAY=1;BYSETPOS=1",
    "every second": "FREQ=SECONDLY;BYMONTHDAY=30;BYMONTH=2",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_rule_that_would_never_end_is_not_followed(name):
    begin = time.monotonic()

    event = only(vevent(RRULE=ENDLESS[name]))

    assert (len(event.dates), [code for code, _detail in event.notes]) == (1, ["rule"])
    assert time.monotonic() - begin < 5


def test_the_longest_odd_rule_that_is_followed_ends():
    numbers = "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(367, 500)))
    rule = numbers[:MAX_ODD_RULE].rpartition(",")[0]
    begin = time.monotonic()

    event = only(vevent(RRULE=rule))

    assert (len(event.dates), [code for code, _detail in event.notes]) == (1, ["odd_rule"])
    assert time.monotonic() - begin < 20


def test_of_many_rules_the_first_are_followed_and_the_others_said():
    rules = [f"FREQ=WEEKLY;COUNT=2;BYDAY={day}" for day in ("TU", "WE", "TH", "FR", "SA", "SU", "MO")]

    event = only(vevent(RRULE=rules))

    assert {f"{found.starts_at:%a}" for found in event.dates} == {"Tue", "Wed", "Thu", "Fri", "Sat"}
    assert event.notes == (("rule", "FREQ=WEEKLY;COUNT=2;BYDAY=SU"),)
    assert MAX_RULES == 5


@pytest.mark.parametrize("text", ["<p " * 60_000, "<br " * 45_000 + "<p>", "<" * 190_000, "<p>" + "</h1 " * 30_000])
def test_half_a_tag_over_and_over_is_read_at_once(text):
    begin = time.monotonic()

    assert only(vevent(DESCRIPTION=text)).uid == "een@elders"
    assert time.monotonic() - begin < 5


def test_a_calendar_of_beginnings_ends():
    begin = time.monotonic()

    calendar = read_calendar(vcalendar("BEGIN:VEVENT\r\n" * 300_000), zone=ZONE, today=TODAY)

    assert (calendar.events, calendar.is_whole) == ((), False)
    assert time.monotonic() - begin < 30


ZONE_BEGINS = [
    "BEGIN:VTIMEZONE",
    "begin:vtimezone",
    "BEGIN:VTIME\r\n ZONE",
    "BEGIN;X=1:VTIMEZONE",
    'BEGIN;X="a:b":VTIMEZONE',
    "BEGIN: VTIMEZONE ",
    "DESCRIPTION:x\u2028BEGIN:VTIMEZONE",
    "DESCRIPTION:x\x0bBEGIN:VTIMEZONE",
]


@pytest.mark.parametrize("begin", ZONE_BEGINS)
@pytest.mark.parametrize("is_inside", [False, True])
def test_no_way_to_write_a_definition_of_a_zone_gets_through(begin, is_inside):
    rules = ["BEGIN:STANDARD", "DTSTART:19700101T000000", "RRULE:FREQ=SECONDLY", "TZOFFSETFROM:+0100"]
    zone = "\r\n".join(
        [begin, "TZID:Eindeloos", *rules, "TZOFFSETTO:+0100", "END:STANDARD", begin.replace("BEGIN", "END")]
    )
    event = vevent(start=("TZID=Eindeloos", "20270112T133000"), end=None)
    started = time.monotonic()

    read(event.replace("END:VEVENT", f"{zone}\r\nEND:VEVENT")) if is_inside else read(zone, event)

    assert time.monotonic() - started < 5


def test_five_thousand_events_are_read_in_bounded_time():
    text = "Een lange beschrijving van wat er te doen is. " * 15
    events = [vevent(uid=f"{number}@elders", DESCRIPTION=text) for number in range(5001)]
    begin = time.monotonic()

    calendar = read(*events)

    assert timedelta(seconds=time.monotonic() - begin) < timedelta(seconds=60)
    # On a machine that has other things to do, what is not reached in time is named.
    assert (len(calendar.events) + len(calendar.unreadable), calendar.is_whole) == (5000, False)
