from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from icalendar import Calendar

from events.calendar import CalendarItem, build_calendar, one_line, paragraphs

CREATED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
UPDATED = datetime(2026, 11, 2, 9, 30, 15, tzinfo=UTC)
START = datetime(2026, 11, 12, 12, 30, tzinfo=UTC)


def item(**values):
    defaults = {
        "uid": "9f0c",
        "sequence": 0,
        "created_at": CREATED,
        "updated_at": UPDATED,
        "starts_at": START,
        "ends_at": START + timedelta(hours=3, minutes=30),
        "zone": "Europe/Amsterdam",
        "title": "Data delen",
        "url": "https://hub.example/nl/events/data-delen/",
    }
    return CalendarItem(**{**defaults, **values})


def build(*items, **values):
    defaults = {"name": "Agenda", "host": "hub.example", "prodid": "-//Hub//hub.example//NL"}
    return build_calendar(items, **{**defaults, **values})


def lines(body):
    """Return the unfolded lines of a calendar file."""
    return body.decode().replace("\r\n ", "").split("\r\n")


def event_lines(body):
    found = lines(body)
    return found[found.index("BEGIN:VEVENT") + 1 : found.index("END:VEVENT")]


def test_a_whole_entry_line_by_line():
    body = build(
        item(
            sequence=3,
            title="Data delen, zonder data; te verplaatsen",
            description="Drie teams laten zien\r\nhoe het gaat.",
            location="De Weverij, Spoorlaan 12, Utrecht",
            geo=(52.0907, 5.1214),
            online_url="https://meet.example/x?a=1,2;3",
            categories=("Data delen", "Gezondheid, zorg"),
            organizer=("Werkgroep “Data”", "desk@hub.example"),
        )
    )

    assert event_lines(body) == [
        "SUMMARY:Data delen\\, zonder data\\; te verplaatsen",
        "DTSTART;TZID=Europe/Amsterdam:20261112T133000",
        "DTEND;TZID=Europe/Amsterdam:20261112T170000",
        "DTSTAMP:20261102T093015Z",
        "UID:9f0c@hub.example",
        "SEQUENCE:3",
        "CATEGORIES:Data delen,Gezondheid\\, zorg",
        "CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Take part online;VALUE=URI:https://meet.example/x?a=1,2;3",
        "CREATED:20260901T080000Z",
        "DESCRIPTION:Drie teams laten zien\\nhoe het gaat.\\n\\nhttps://hub.example/nl/events/data-delen/",
        "GEO:52.0907;5.1214",
        "LAST-MODIFIED:20261102T093015Z",
        "LOCATION:De Weverij\\, Spoorlaan 12\\, Utrecht",
        'ORGANIZER;CN="Werkgroep “Data”":mailto:desk@hub.example',
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://hub.example/nl/events/data-delen/",
    ]


def test_the_calendar_says_what_it_is_and_how_often_to_look():
    found = lines(build(name="Agenda; van, ons", url="https://hub.example/nl/search/?type=event"))

    assert found == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hub//hub.example//NL",
        "CALSCALE:GREGORIAN",
        "NAME:Agenda\\; van\\, ons",
        "X-WR-CALNAME:Agenda\\; van\\, ons",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "URL:https://hub.example/nl/search/?type=event",
        "X-PUBLISHED-TTL:PT1H",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    ("values", "summary"),
    [({"is_cancelled": True}, "Cancelled: Data delen"), ({"is_postponed": True}, "Postponed: Data delen")],
)
def test_what_does_not_take_place_is_marked_in_the_title_and_takes_no_time(values, summary):
    found = event_lines(build(item(**values)))

    assert [line for line in found if line.startswith(("SUMMARY", "STATUS", "TRANSP"))] == [
        f"SUMMARY:{summary}",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ]


def test_whole_days_end_on_the_day_after_and_need_no_time_zone():
    start, end = datetime(2026, 10, 23, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)

    body = build(item(starts_at=start, ends_at=end, all_day=True))

    assert event_lines(body)[1:3] == ["DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261026"]
    assert "BEGIN:VTIMEZONE" not in lines(body)


@pytest.mark.parametrize(
    ("starts_at", "wall"),
    [
        (datetime(2025, 10, 25, 8, 0, tzinfo=UTC), "20251025T100000"),
        (datetime(2025, 10, 26, 9, 0, tzinfo=UTC), "20251026T100000"),
        (datetime(2026, 10, 24, 8, 0, tzinfo=UTC), "20261024T100000"),
        (datetime(2026, 10, 25, 9, 0, tzinfo=UTC), "20261025T100000"),
        (datetime(2026, 3, 29, 8, 0, tzinfo=UTC), "20260329T100000"),
    ],
)
def test_ten_o_clock_stays_ten_o_clock_when_the_clocks_change(starts_at, wall):
    body = build(item(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)))

    assert event_lines(body)[1] == f"DTSTART;TZID=Europe/Amsterdam:{wall}"
    parsed = Calendar.from_ical(body)
    assert parsed.events[0].start.astimezone(UTC) == starts_at


def offset_by_rules(body, local):
    """Return the UTC offset that the file's own VTIMEZONE gives to a clock time (RFC 5545 section 3.6.5)."""
    zone = Calendar.from_ical(body).timezones[0]
    onsets = []
    for part in zone.subcomponents:
        rdates = part.get("RDATE", [])
        moments = [value.dt for dates in (rdates if isinstance(rdates, list) else [rdates]) for value in dates.dts]
        onsets.extend((moment.replace(tzinfo=None), part["TZOFFSETTO"].td) for moment in (part["DTSTART"].dt, *moments))
    return max(onset for onset in onsets if onset[0] <= local)[1]


def test_the_file_brings_the_rules_of_its_zone():
    starts_at = datetime(2026, 10, 25, 9, 0, tzinfo=UTC)
    body = build(item(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)))

    assert offset_by_rules(body, datetime(2026, 10, 24, 10)) == timedelta(hours=2)
    assert offset_by_rules(body, datetime(2026, 10, 25, 10)) == timedelta(hours=1)
    assert offset_by_rules(body, datetime(2025, 10, 26, 10)) == timedelta(hours=1)
    assert [line for line in lines(body) if line.startswith("TZID")] == ["TZID:Europe/Amsterdam"]


def test_no_line_is_longer_than_75_octets_and_every_one_ends_in_cr_lf():
    body = build(item(title="é" * 200, description="woord " * 100, location="ü" * 90))

    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert body.count(b"\n") == body.count(b"\r\n")
    parsed = Calendar.from_ical(body).events[0]
    assert (str(parsed["SUMMARY"]), str(parsed["LOCATION"])) == ("é" * 200, "ü" * 90)


def test_one_impossible_item_does_not_empty_everybodys_calendar(caplog):
    bad = [
        item(uid="cr", url="https://hub.example/\r\nATTACH:https://evil.example/"),
        item(uid="online", online_url="https://hub.example/\nX-EVIL:1"),
        item(uid="zone", zone="Mars/Olympus"),
    ]

    body = build(item(uid="first"), *bad, item(uid="last"))

    assert [str(event["UID"]) for event in Calendar.from_ical(body).events] == ["first@hub.example", "last@hub.example"]
    assert b"evil" not in body.lower()
    assert [record.getMessage() for record in caplog.records] == [
        f"Left {uid} out of a calendar file" for uid in ("cr", "online", "zone")
    ]


def test_text_cannot_start_a_line_of_its_own():
    evil = "Titel\r\nATTENDEE:mailto:x@evil.example\x00\u2028einde"

    body = build(item(title=evil, location=evil, categories=(evil,), organizer=(evil, "desk@hub.example")), name=evil)

    assert [line for line in lines(body) if line.startswith("ATTENDEE")] == []
    assert str(Calendar.from_ical(body).events[0]["SUMMARY"]) == "Titel ATTENDEE:mailto:x@evil.example einde"
    assert one_line(" a\tb \n c ") == "a b c"
    assert paragraphs("een\r\n\r\ntwee \x07\n") == "een\n\ntwee"


def test_the_title_is_marked_in_the_language_that_is_active():
    with translation.override("en"):
        assert event_lines(build(item(is_cancelled=True)))[0] == "SUMMARY:Cancelled: Data delen"


def test_the_rules_of_a_zone_cover_the_years_around_the_dates():
    body = build(item(), item(uid="b", starts_at=START + timedelta(days=700), ends_at=START + timedelta(days=701)))

    zone = Calendar.from_ical(body).timezones[0]
    onsets = [part["DTSTART"].dt for part in zone.subcomponents]
    assert (onsets[0].date(), len(onsets), onsets[-1]) == (date(2025, 1, 1), 11, datetime(2029, 10, 28, 3, 0))


def test_a_zone_changes_when_the_clock_of_before_says_so():
    """RFC 5545 section 3.6.5: the onset is a local time in terms of TZOFFSETFROM."""
    found = lines(build(item()))

    start = found.index("BEGIN:DAYLIGHT")
    assert found[start + 1 : found.index("END:DAYLIGHT")] == [
        "DTSTART:20250330T020000",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
    ]
