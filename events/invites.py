"""Calendar entries for people: what a mail program offers to take over (RFC 5546, sent by RFC 6047).

One date is a REQUEST, or a CANCEL when it does not take place then or the person does not come any more. Several
dates are one PUBLISH with an entry each: a REQUEST may hold one UID only (RFC 5546 section 3.2.2), a series here may
have dates of several rules and of none, and plain entries are what every calendar program reads. The UID is that of
the date in both, so a later REQUEST or CANCEL of one date finds its entry.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Component, vCalAddress

from events.calendar import CalendarItem, build_calendar, one_line
from events.calendar_feed import WorkWords, item_of, prodid
from events.enums import EventForm, TakingPart
from events.joining import online_url_for
from events.models import CalendarInvite, Occurrence, Registration
from events.registration.readers import address_of
from members.mail import recipient_key
from search.addresses import host

logger = logging.getLogger(__name__)

# What only a published calendar has (RFC 7986): a message about a date is no calendar to follow.
FEED_PROPERTIES: Final = ("NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "URL", "SOURCE")


@dataclass(frozen=True, slots=True)
class Entry:
    """One date in the calendar of one person: as a calendar file has it, and whether they come to it."""

    occurrence: Occurrence
    item: CalendarItem
    comes: bool

    @property
    def stands(self) -> bool:
        """Return whether it is in the calendar after this."""
        return self.comes and not (self.item.is_cancelled or self.item.is_postponed)


def invitation(
    registration: Registration, occurrences: Iterable[Occurrence], words: WorkWords, *, comes: bool = True
) -> str:
    """Return the iCalendar object that brings somebody's calendar up to date on dates of one registration.

    As ``invitation_to``.
    """
    return invitation_to([(registration, occurrence) for occurrence in occurrences], words, comes=comes)


def invitation_to(dates: Iterable[tuple[Registration, Occurrence]], words: WorkWords, *, comes: bool = True) -> str:
    """Return the iCalendar object that brings one person's calendar up to date on these dates, in the active language.

    ``comes`` is false for who does not come any more. A date that their calendar never had is not taken out of it.
    Empty when there is nothing to say, or when what the date holds cannot be written: a mail without an entry is
    better than none (threat D16). Remembers the SEQUENCE that it tells: call it in the transaction of the mail.
    """
    pairs = list(dates)
    if not pairs:
        return ""
    entries = [Entry(date, _item(registration, date, words), comes) for registration, date in pairs]
    person = pairs[0][0]
    return _written(_with_sequences(entries, person), person)


def _item(registration: Registration, occurrence: Occurrence, words: WorkWords) -> CalendarItem:
    """Return a date as this person takes part in it: the address to take part online only for who does so online."""
    online = is_online(registration, occurrence)
    address = online_url_for(registration, occurrence) if online else ""
    parts = (occurrence.shown_reason, words.summary, address)
    return replace(
        item_of(occurrence, words),
        description="\n\n".join(part for part in parts if part),
        online_url=address,
        location=place_line(registration, occurrence),
        geo=None if online or occurrence.venue is None else occurrence.venue.coordinates,
    )


def is_online(registration: Registration, occurrence: Occurrence) -> bool:
    """Return whether somebody takes part in a date online: as they chose, where there is something to choose."""
    if occurrence.form in (EventForm.ONLINE, EventForm.ON_SITE):
        return occurrence.form == EventForm.ONLINE
    return registration.taking_part == TakingPart.ONLINE


def place_line(registration: Registration, occurrence: Occurrence) -> str:
    """Return where somebody takes part in a date; empty when it is not known."""
    if is_online(registration, occurrence):
        return str(TakingPart.ONLINE.label)
    return occurrence.venue.address if occurrence.venue else ""


def _with_sequences(entries: Sequence[Entry], registration: Registration) -> list[Entry]:
    """Return the entries with the SEQUENCE to tell, and remember it; without those that were never in the calendar.

    Never lower than that of the date, and higher than what this person's calendar was told before: a client that has
    the same or a higher one may leave out what comes (RFC 5546 section 2.1.5).
    """
    attendee = recipient_key(user=None, email=registration.email)
    dates = [entry.occurrence.pk for entry in entries]
    rows = CalendarInvite.objects.select_for_update().filter(attendee=attendee, occurrence__in=dates)
    known = {row.occurrence_id: row for row in rows}
    told, new, changed = [], [], []
    for entry in entries:
        row = known.get(entry.occurrence.pk)
        if row is None and entry.stands:
            row = CalendarInvite(occurrence=entry.occurrence, attendee=attendee, sequence=entry.item.sequence)
            new.append(row)
        elif row is not None and (entry.stands or row.stands):
            row.sequence = max(entry.item.sequence, row.sequence + 1)
            row.updated_at = timezone.now()
            changed.append(row)
        else:
            continue
        row.stands = entry.stands
        told.append(replace(entry, item=replace(entry.item, sequence=row.sequence)))
    CalendarInvite.objects.bulk_create(new)
    CalendarInvite.objects.bulk_update(changed, ("sequence", "stands", "updated_at"))
    return told


def _written(entries: Sequence[Entry], registration: Registration) -> str:
    if not entries:
        return ""
    method = "PUBLISH" if len(entries) > 1 else "REQUEST" if entries[0].stands else "CANCEL"
    by_uid = {f"{entry.item.uid}@{host()}": entry for entry in entries}
    try:
        calendar = _calendar([entry.item for entry in entries])
        events = calendar.walk("VEVENT")
        for event in events:
            _address_to(event, by_uid[str(event["UID"])], method, registration)
        if not events:
            return ""
        calendar.add("METHOD", method)
        return bytes(calendar.to_ical()).decode()
    except ValueError:
        logger.exception("Left the calendar entry out of a mail about %s", registration.uuid)
        return ""


def _calendar(items: Sequence[CalendarItem]) -> Calendar:
    file = build_calendar(items, name=settings.WAGTAIL_SITE_NAME, host=host(), prodid=prodid())
    calendar = Calendar.from_ical(file)
    assert isinstance(calendar, Calendar)
    for name in FEED_PROPERTIES:
        calendar.pop(name, None)
    return calendar


def _address_to(event: Component, entry: Entry, method: str, registration: Registration) -> None:
    """Make an entry of a feed one for this person."""
    # With a METHOD it is when the object was made (RFC 5545 section 3.8.7.2).
    event.pop("DTSTAMP", None)
    event.add("DTSTAMP", timezone.now())
    if not entry.comes:
        # "If uninviting specific Attendees, then MUST NOT be included" (RFC 5546 section 3.2.5).
        event.pop("STATUS", None)
        event["TRANSP"] = "TRANSPARENT"
    if method == "PUBLISH":
        # "MUST NOT be present" (RFC 5546 section 3.2.1). What somebody does not come to is taken out by its status.
        if not entry.comes:
            event["STATUS"] = "CANCELLED"
        return
    email = address_of(registration)
    address = vCalAddress(f"mailto:{email}")
    address.params.update(
        {
            "CN": one_line(registration.name) or email,
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "ACCEPTED" if entry.comes else "DECLINED",
            "RSVP": "FALSE",
        }
    )
    event.add("ATTENDEE", address)
