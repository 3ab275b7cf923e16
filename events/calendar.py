"""Calendar files (RFC 5545 and 7986) from plain values.

Pure: it knows no page and no database, only what a calendar entry is made of. Give it the language by
activating it. How dates become one entry that recurs is in ``events.calendar_series``.
"""

import logging
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Parameters, vCalAddress, vRecur, vText

from events.calendar_zones import zone_rules

logger = logging.getLogger(__name__)

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
# How often a subscriber should look again.
REFRESH: Final = timedelta(hours=1)
# The years in which a search looks for dates (search.query); beyond them the arithmetic of dates ends.
YEARS: Final = range(1900, 2201)
END_OF_FILE: Final = b"END:VCALENDAR\r\n"
# Control characters, halves of a pair that lost the other, ends of lines: none can stand in a text (RFC 5545, 3.1).
UNWRITABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One date as calendars know it.

    ``starts_at`` and ``ends_at`` are aware, the end not included; an all-day item runs from midnight to
    midnight in ``zone`` (an IANA name). ``uid`` is permanent and without a host. ``categories`` are words
    for people. ``geo`` is latitude and longitude in degrees; ``organizer`` is a name and an e-mail address.

    One that recurs has a ``rule`` (an RRULE without COUNT and UNTIL), ``until``, its last start, and in ``left_out``
    the starts by the rule that are no dates. A date that is otherwise than its rule says has its start by the rule in
    ``original_starts_at``, and the ``uid`` of what recurs.
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
    rule: str = ""
    until: datetime | None = None
    left_out: Sequence[datetime] = ()
    original_starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalendarSeries:
    """What recurs, and those of its dates that are otherwise: moved, cancelled, elsewhere."""

    master: CalendarItem
    changed: Sequence[CalendarItem] = ()


Entry = CalendarItem | CalendarSeries


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters, so that it cannot start a line of its own."""
    spaced = "".join(" " if unicodedata.category(c) in UNWRITABLE else c for c in text)
    return " ".join(spaced.split())


def paragraphs(text: str) -> str:
    """Return the text with plain line feeds as its only control characters."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip()


def build_calendar(entries: Iterable[Entry], *, name: str, host: str, prodid: str, url: str = "") -> bytes:
    """Return a calendar file of these entries, with the time zones that they need.

    ``host`` completes the UIDs. A date that cannot be written is left out and logged: one bad address
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
    written = [part for entry in entries for part in _written(entry, host)]
    for zone, first, last in _spans(item for item, _text in written):
        calendar.add_component(zone_rules(zone, first, last))
    # Each event was written when it was tried; to write it again with the whole would take twice as long.
    frame = calendar.to_ical().removesuffix(END_OF_FILE)
    return frame + b"".join(text for _item, text in written) + END_OF_FILE


def calendar_event(item: CalendarItem, host: str) -> Event:
    """Return one item as an iCalendar component.

    Raises ``ValueError``, ``LookupError`` (a zone that this system does not know) or ``OverflowError`` for what cannot
    be written.
    """
    if not (item.starts_at.year in YEARS and item.ends_at.year in YEARS):
        raise ValueError(f"{item.starts_at:%Y} is not a year of events")
    return _event(item, host)


def _written(entry: Entry, host: str) -> list[tuple[CalendarItem, bytes]]:
    """Return the items of an entry that can be written, each with its text."""
    if isinstance(entry, CalendarItem):
        text = _text_or_none(entry, host)
        return [] if text is None else [(entry, text)]
    changed = [(item, _text_or_none(item, host)) for item in entry.changed]
    # Without its own entry a changed date would be shown as the rule has it.
    lost = [item.original_starts_at for item, text in changed if text is None and item.original_starts_at]
    master = replace(entry.master, left_out=tuple(sorted([*entry.master.left_out, *lost]))) if lost else entry.master
    text = _text_or_none(master, host)
    if text is None:
        return []
    return [(master, text), *((item, text) for item, text in changed if text is not None)]


def _text_or_none(item: CalendarItem, host: str) -> bytes | None:
    try:
        return bytes(calendar_event(item, host).to_ical())
    except (ValueError, LookupError, OverflowError):
        logger.exception("Left %s out of a calendar file", item.uid)
        return None


def _spans(items: Iterable[CalendarItem]) -> list[tuple[str, int, int]]:
    """Return each zone with the years for which its rules are needed: a whole one on either side of its dates."""
    years: dict[str, tuple[int, int]] = {}
    for item in items:
        if item.all_day or item.zone == "UTC":
            continue
        first, last = years.get(item.zone, (item.starts_at.year, item.ends_at.year))
        ends = item.until or item.ends_at
        years[item.zone] = min(first, item.starts_at.year), max(last, ends.year, item.ends_at.year)
    return [(zone, first - 1, last + 1) for zone, (first, last) in sorted(years.items())]


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

    def on_the_clock(moment: datetime) -> date:
        local = moment.astimezone(zone)
        return local.date() if item.all_day else local

    event.add("DTSTART", on_the_clock(item.starts_at) if item.all_day else _unmistakable(item.starts_at, zone))
    event.add("DTEND", on_the_clock(item.ends_at) if item.all_day else _unmistakable(item.ends_at, zone))
    if item.original_starts_at is not None:
        event.add("RECURRENCE-ID", on_the_clock(item.original_starts_at))
    if item.rule:
        until = item.until or item.starts_at
        # In UTC beside a start with a zone, a day beside a day (RFC 5545 section 3.3.10).
        last = on_the_clock(until) if item.all_day else until.astimezone(UTC)
        event.add("RRULE", vRecur({**vRecur.from_ical(item.rule), "UNTIL": last}))
    if item.left_out:
        event.add("EXDATE", [on_the_clock(moment) for moment in item.left_out])


def _unmistakable(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment on the clock of a zone; in UTC when the clock says that twice and a reader takes the first."""
    local = moment.astimezone(zone)
    as_read = local.replace(tzinfo=None, fold=0).replace(tzinfo=zone)
    return local if as_read.astimezone(UTC) == moment.astimezone(UTC) else moment.astimezone(UTC)


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
