"""Calendar entries for people, read by two parsers, and by the rules of RFC 5546."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import vobject
from django.utils import translation
from icalendar import Calendar

from events import services
from events.calendar_feed import words_of_page
from events.enums import OccurrenceStatus
from events.invites import invitation
from events.models import CalendarInvite, Occurrence, Registration, Schedule
from tests.factories.events import VenueFactory, at, make_event
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

HOSTILE = "Open\r\nDTSTART:19700101T000000Z\x00; dag, \\ \u2028“één” 🎉 " + "x" * 300


@pytest.fixture
def event(site):
    return make_event("Open dag", start=at("2027-03-20 13:30"), date={"venue": VenueFactory()})


def registered(page, **values):
    """Return somebody with a place, past the rules of the services; no mail is written."""
    user = UserFactory(name="Ada")
    schedule = Schedule.objects.get(work=page.translation_key)
    number = f"N{Registration.objects.count()}"
    defaults = {"name": user.name, "email": user.email, "email_key": user.email, "number": number, "turn": 1}
    return Registration.objects.create(
        schedule=schedule,
        user=user,
        **{**defaults, "taking_part": "on-site", "language": "nl", "state": "confirmed", **values},
    )


def dates(page):
    return list(Occurrence.objects.with_places().filter(schedule__work=page.translation_key))


def invite(page, registration, **values):
    return invitation(registration, dates(page), words_of_page(page), **values)


def add_dates(page, number):
    schedule, first = Schedule.objects.get(work=page.translation_key), dates(page)[0]
    for week in range(1, number + 1):
        by = timedelta(days=7 * week)
        services.occurrence_add(
            schedule=schedule, starts_at=first.starts_at + by, ends_at=first.ends_at + by, venue=first.venue
        )


def assert_itip(text):
    """Check what RFC 5546 sections 3.2.1, 3.2.2 and 3.2.5 say of an object, and RFC 5545 section 3.1 of its lines."""
    assert text.endswith("\r\n")
    assert not text.replace("\r\n", "").count("\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = Calendar.from_ical(text)
    method, events = str(calendar["METHOD"]), calendar.walk("VEVENT")
    assert [str(calendar[name]) for name in ("VERSION", "CALSCALE")] == ["2.0", "GREGORIAN"]
    assert len({str(event["UID"]) for event in events}) == (1 if method != "PUBLISH" else len(events))
    for event in events:
        for name in ("DTSTAMP", "DTSTART", "UID", "ORGANIZER", "SUMMARY", "SEQUENCE"):
            assert not isinstance(event[name], list)
        attendees = event.get("ATTENDEE", [])
        assert bool(attendees) == (method != "PUBLISH")
        if method == "CANCEL":
            assert event.get("STATUS", "CANCELLED") == "CANCELLED"
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    used = {event["DTSTART"].params.get("TZID") for event in events} - {None}
    assert used <= zones
    return calendar


def both(text):
    """Return start, end, and sequence of each entry, as two independent parsers read them."""
    one = [(e["DTSTART"].dt, e["DTEND"].dt, int(e["SEQUENCE"])) for e in assert_itip(text).walk("VEVENT")]
    other = [(e.dtstart.value, e.dtend.value, int(e.sequence.value)) for e in vobject.readOne(text).contents["vevent"]]
    moments = [[tuple(m.astimezone(UTC) if isinstance(m, datetime) else m for m in row) for row in rows]
               for rows in (one, other)]  # fmt: skip
    assert moments[0] == moments[1]
    return moments[0]


@pytest.mark.parametrize("start", ["2027-03-20 13:30", "2027-03-28 01:30", "2027-10-31 02:30"])
def test_two_parsers_read_the_moment_that_is_stored_also_across_the_clocks(site, start):
    page = make_event("Open dag", start=at(start))
    (row,) = dates(page)
    assert both(invite(page, registered(page))) == [(row.starts_at, row.ends_at, 0)]


def test_whole_days_are_days(site):
    page = make_event("Congres", start=at("2027-03-27"), date={"all_day": True, "ends_at": at("2027-03-29")})
    ((start, end, _sequence),) = both(invite(page, registered(page)))
    assert (start.isoformat(), end.isoformat()) == ("2027-03-27", "2027-03-29")


def test_a_sequence_never_goes_back_whatever_becomes_of_the_date(event):
    registration = registered(event)
    told = []
    for sequence in (0, 5, 2, 2, 9):
        Occurrence.objects.update(sequence=sequence)
        told.append(both(invite(event, registration))[0][2])
    assert told == [0, 5, 6, 7, 9]


def test_another_person_has_a_sequence_of_their_own(event):
    first, second = registered(event), registered(event)
    for _again in range(3):
        invite(event, first)
    assert both(invite(event, second))[0][2] == 0
    # What is kept cannot be turned back into an address.
    assert not CalendarInvite.objects.filter(attendee__contains="@").exists()


def test_several_dates_are_one_file_with_an_entry_each(event):
    add_dates(event, 3)
    row = dates(event)[1]
    Occurrence.objects.filter(pk=row.pk).update(status=OccurrenceStatus.CANCELLED)
    registration = registered(event)
    text = invite(event, registration)
    # A date that is off, and that the calendar never had, is not told of.
    assert len(both(text)) == 3
    assert str(Calendar.from_ical(text)["METHOD"]) == "PUBLISH"

    gone = Calendar.from_ical(invite(event, registration, comes=False))
    assert {str(entry["STATUS"]) for entry in gone.walk("VEVENT")} == {"CANCELLED"}
    assert invite(event, registration, comes=False) == ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_hostile_words_stay_words(event, language):
    venue = VenueFactory(name=HOSTILE[:200].replace("\x00", ""), street="\r\nATTENDEE:mailto:x@y.nl")
    row = dates(event)[0]
    Occurrence.objects.filter(pk=row.pk).update(venue=venue, reason=HOSTILE[:300].replace("\x00", ""))
    event.title, event.summary = HOSTILE, HOSTILE
    registration = registered(event, name=HOSTILE[:200].replace("\x00", ""))
    with translation.override(language):
        text = invite(event, registration)
    ((start, _end, _sequence),) = both(text)
    assert start == row.starts_at
    assert text.count("BEGIN:VEVENT") == text.count("\r\nATTENDEE") == 1
    assert "\x00" not in text


@pytest.mark.parametrize(
    "poison",
    [
        {"schedule": {"zone": "Mars/Olympus"}},
        {"occurrence": {"online_url": "https://x.example/\r\nX-EVIL:1"}, "registration": {"taking_part": "online"}},
        {"registration": {"email": "x@y.nl\r\nX-EVIL:1"}},
    ],
)
def test_what_cannot_be_written_is_left_out_of_the_mail_and_logged(event, caplog, poison):
    Schedule.objects.update(**poison.get("schedule", {"join_access": "everybody"}))
    occurrence = poison.get("occurrence")
    if occurrence:
        Occurrence.objects.update(venue=None, **occurrence)
    registration = registered(event, **poison.get("registration", {}))
    with caplog.at_level(logging.ERROR):
        text = invite(event, registration)
    assert "X-EVIL" not in text.replace("\r\n ", "").split("\r\n")
    assert "\r\nX-EVIL" not in text
    assert text == "" or both(text)
