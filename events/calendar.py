"""Calendar files (RFC 5545 and 7986) from plain values.

Pure: it knows no page and no database, only what a calendar entry is made of. Give it the language by
activating it.
"""

import logging
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Parameters, vCalAddress, vText

logger = logging.getLogger(__name__)

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
# How often a subscriber should look again.
REFRESH: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One date as calendars know it.

    ``starts_at`` and ``ends_at`` are aware, the end not included; an all-day item runs from midnight to
    midnight in ``zone`` (an IANA name). ``uid`` is permanent and without a host. ``categories`` are words
    for people. ``geo`` is latitude and longitude in degrees; ``organizer`` is a name and an e-mail address.
    """

    uid: str
    sequence: int
    created_at: datetime
    updated_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    url: str
    all_day: bool = False
    is_cancelled: bool = False
    is_postponed: bool = False
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    online_url: str = ""
    categories: Sequence[str] = ()
    organizer: tuple[str, str] | None = None


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters, so that it cannot start a line of its own."""
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(spaced.split())


def paragraphs(text: str) -> str:
    """Return the text with plain line feeds as its only control characters."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip()


def build_calendar(items: Iterable[CalendarItem], *, name: str, host: str, prodid: str, url: str = "") -> bytes:
    """Return a calendar file of these items, with the time zones that they need.

    ``host`` completes the UIDs. An item that cannot be written is left out and logged: one bad address
    must not empty everybody's calendar (threat D16).
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", one_line(prodid))
    calendar.add("CALSCALE", "GREGORIAN")
    # Named as text, because icalendar writes a property it does not know without escaping it.
    calendar.add("NAME", vText(one_line(name)))
    calendar.add("X-WR-CALNAME", vText(one_line(name)))
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    if url:
        calendar.add("URL", url)
    written = []
    for item in items:
        event = _event_or_none(item, host)
        if event is not None:
            calendar.add_component(event)
            written.append(item)
    if written:
        # A whole year on either side, so that the rules in force at the edges are there.
        first, last = min(item.starts_at for item in written), max(item.ends_at for item in written)
        calendar.add_missing_timezones(first_date=date(first.year - 1, 1, 1), last_date=date(last.year + 1, 12, 31))
    return bytes(calendar.to_ical())


def _event_or_none(item: CalendarItem, host: str) -> Event | None:
    try:
        event = _event(item, host)
        event.to_ical()
    # LookupError: a time zone that this system does not know.
    except (ValueError, LookupError):
        logger.exception("Left %s out of a calendar file", item.uid)
        return None
    return event


def _event(item: CalendarItem, host: str) -> Event:
    event = Event()
    event.add("UID", f"{item.uid}@{host}")
    event.add("SEQUENCE", item.sequence)
    # Without METHOD, DTSTAMP is when the item was last revised (RFC 5545 section 3.8.7.2).
    event.add("DTSTAMP", item.updated_at)
    event.add("LAST-MODIFIED", item.updated_at)
    event.add("CREATED", item.created_at)
    _add_period(event, item)
    event.add("SUMMARY", _title(item))
    event.add("DESCRIPTION", "\n\n".join(part for part in (paragraphs(item.description), item.url) if part))
    event.add("URL", item.url)
    takes_place = not (item.is_cancelled or item.is_postponed)
    event.add("STATUS", "CONFIRMED" if takes_place else "CANCELLED")
    event.add("TRANSP", "OPAQUE" if takes_place else "TRANSPARENT")
    if item.location:
        event.add("LOCATION", one_line(item.location))
    if item.geo is not None:
        event.add("GEO", item.geo)
    if item.categories:
        event.add("CATEGORIES", [one_line(category) for category in item.categories])
    if item.organizer is not None:
        event.add("ORGANIZER", _address(*item.organizer))
    if item.online_url:
        parameters = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": _("Take part online")})
        event.add("CONFERENCE", item.online_url, parameters=parameters)
    return event


def _add_period(event: Event, item: CalendarItem) -> None:
    zone = ZoneInfo(item.zone)
    starts, ends = item.starts_at.astimezone(zone), item.ends_at.astimezone(zone)
    event.add("DTSTART", starts.date() if item.all_day else starts)
    event.add("DTEND", ends.date() if item.all_day else ends)


def _title(item: CalendarItem) -> str:
    title = one_line(item.title)
    if item.is_cancelled:
        return _("Cancelled: %(title)s") % {"title": title}
    if item.is_postponed:
        return _("Postponed: %(title)s") % {"title": title}
    return title


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = one_line(name)
    return address
