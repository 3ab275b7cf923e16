"""From a foreign calendar (RFC 5545) to plain events: whatever is in it, this ends, and one bad entry spoils no other.

Pure: it knows no page and no database. Zones are known by their names, also those of Windows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from time import monotonic
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil import rrule
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from events.calendar import one_line
from events.importing.entries import Entries, Entry, component, decoded
from events.importing.properties import (
    description_of,
    every,
    first,
    is_web_address,
    number,
    online_url_of,
    parted,
    says_cancelled,
    title_of,
    web_address,
)
from events.local_time import whole_days
from events.recurrence import MAX_DATES, Rule, planned_until
from events.validators import zone_names

MAX_EVENTS: Final = 5000
MAX_UID: Final = 300
# Rules of months and years that the hub's own form cannot say are followed by dateutil, which may search for a date
# until the year 9999 (half a second for one, two when it lists numbers, measured; seconds for one of days): so many of
# them, so long, and no more.
MAX_ODD_RULES: Final = 5
MAX_ODD_RULE: Final = 200
# What is not read by then is left out, and said to be.
MAX_SECONDS: Final = 30.0
_SUPPRESSED: Final = frozenset({"PRIVATE", "CONFIDENTIAL"})
_ODD_RULE: Final = re.compile(r"FREQ=(?:MONTHLY|YEARLY)(?:;|$)")
# Several times on a day: a date here is known by its day.
_SEVERAL_TIMES: Final = re.compile(r"BY(?:HOUR|MINUTE|SECOND)=[^;]*,")

# With these an event has several dates, each of which may be changed by an entry of its own.
_SEVERAL: Final = ("RRULE", "RDATE", "RECURRENCE-ID")
# More than one rule an event should not have (RFC 5545 section 3.8.5.3).
MAX_RULES: Final = 5

Note = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDate:
    """One date: aware moments in UTC, the end not included. ``key`` names it within its event, however it is moved."""

    key: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvent:
    """One event with all its dates that count now. ``notes`` are codes with a detail (``events.importing.words``)."""

    uid: str
    title: str
    zone: str
    all_day: bool
    dates: tuple[ReadDate, ...]
    text: str = ""
    place: str = ""
    online_url: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An entry that cannot be taken over, and why."""

    uid: str
    title: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """What is in a calendar. ``is_whole`` says that all of it was read, so that what is missing is gone."""

    events: tuple[ReadEvent, ...]
    unreadable: tuple[Unreadable, ...]
    is_whole: bool


def read_calendar(content: bytes, *, zone: str, today: date) -> ReadCalendar:
    """Return the events of a calendar, with the dates from yesterday until a year and a half ahead.

    ``zone`` is that of times without one, and of those in a zone that nobody knows. Raises ``NotACalendar``.
    """
    entries = Entries()
    entries.read(decoded(content))
    reader = _Reader(zone, today, entries.places, is_cut=not entries.is_whole)
    events: list[ReadEvent] = []
    unreadable: list[Unreadable] = []
    for group in entries.groups(MAX_EVENTS):
        found = reader.read(group)
        if isinstance(found, ReadEvent):
            events.append(found)
        else:
            unreadable.append(found)
    is_whole = entries.is_whole and len(entries.found) <= MAX_EVENTS and not reader.is_out_of_time
    return ReadCalendar(tuple(events), tuple(unreadable), is_whole)


class _Unusable(Exception):
    """An entry cannot be taken over; its argument is the code of the reason."""


class _Reader:
    """Reads the entries of one calendar."""

    def __init__(self, zone: str, today: date, places: dict[str, str], *, is_cut: bool) -> None:
        self.zone, self.today, self.places, self.is_cut = zone, today, places, is_cut
        self.last = planned_until(today)
        self.odd_rules = 0
        self.deadline = monotonic() + MAX_SECONDS
        self.is_out_of_time = False
        self.notes: list[Note] = []

    def read(self, entries: list[Entry]) -> ReadEvent | Unreadable:
        """Return the event that the entries with one UID make, or why there is none."""
        self.notes = []
        uid, title = entries[0].name, ""
        try:
            master, overrides = parted(list(self._components(entries)))
            title = title_of(master)
            if not uid or len(uid) > MAX_UID:
                raise _Unusable("uid")
            if any(entry.is_too_large for entry in entries):
                raise _Unusable("large")
            return self._event(uid, master, overrides)
        except _Unusable as error:
            reason = (str(error), "")
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError, RecursionError) as error:
            reason = ("broken", one_line(str(error))[:200])
        return Unreadable(uid=uid[:MAX_UID], title=title, notes=(reason,))

    def _components(self, entries: list[Entry]) -> Iterator[Any]:
        for entry in entries:
            self._ask_time()
            yield component(entry)

    def _ask_time(self) -> None:
        if self.is_out_of_time or monotonic() >= self.deadline:
            self.is_out_of_time = True
            raise _Unusable("time")

    def _event(self, uid: str, master: Any, overrides: list[Any]) -> ReadEvent:
        if str(first(master.get("CLASS")) or "").upper() in _SUPPRESSED:
            raise _Unusable("private")
        title = title_of(master)
        if not title:
            raise _Unusable("title")
        self._note_ignored(master)
        start = first(master.get("DTSTART"))
        if start is None:
            raise _Unusable("start")
        if self.is_cut and (overrides or any(master.get(name) for name in _SEVERAL)):
            # A change of one of its dates may have been in what is missing: then that date would seem to be back.
            raise _Unusable("cut")
        all_day = not isinstance(start.dt, datetime)
        zone = self.zone if all_day else self._zone(start)
        dates = self._dates(master, overrides, zone, all_day=all_day)
        place = one_line(str(first(master.get("LOCATION")) or ""))[:500]
        return ReadEvent(
            uid=uid,
            title=title,
            zone=zone,
            all_day=all_day,
            dates=tuple(dates),
            text=description_of(str(first(master.get("DESCRIPTION")) or "")),
            place="" if is_web_address(place) else place,
            online_url=online_url_of(master, place),
            url=web_address(str(first(master.get("URL")) or "")),
            sequence=number(master.get("SEQUENCE")),
            is_cancelled=says_cancelled(master),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _note_ignored(self, master: Any) -> None:
        self.notes += [("ignored", one_line(str(name))[:60]) for name, _error in master.errors if name]

    # --- Dates ----------------------------------------------------------------------------------------

    def _dates(self, master: Any, overrides: list[Any], zone: str, *, all_day: bool) -> list[ReadDate]:
        start = self._local(first(master.get("DTSTART")), zone)
        length = self._length(master, start, zone, all_day=all_day)
        if first(master.get("RECURRENCE-ID")) is not None:
            return self._overridden({}, [master, *overrides], zone, all_day=all_day)
        rules, extra = every(master.get("RRULE")), every(master.get("RDATE"))
        if not rules and not extra and not overrides:
            return [self._date("", start, length, zone, all_day=all_day)]
        days = {_key(moment): moment for moment in self._recurring(start, rules, zone, all_day=all_day)}
        days |= {_key(moment): moment for moment in self._listed(extra, zone)}
        for moment in self._listed(every(master.get("EXDATE")), zone):
            days.pop(_key(moment), None)
        earliest = self.today - timedelta(days=1) - length
        dates = {
            key: self._date(key, moment, length, zone, all_day=all_day)
            for key, moment in sorted(days.items())
            if earliest <= moment.date() <= self.last
        }
        return self._overridden(dates, overrides, zone, all_day=all_day)

    def _overridden(
        self, dates: dict[str, ReadDate], overrides: list[Any], zone: str, *, all_day: bool
    ) -> list[ReadDate]:
        for override in overrides:
            original = first(override.get("RECURRENCE-ID"))
            if str(original.params.get("RANGE", "")).upper() == "THISANDFUTURE":
                self.notes.append(("range", ""))
            key = _key(self._local(original, zone))
            own = first(override.get("DTSTART"))
            start = self._local(own if own is not None else original, zone)
            length = self._length(override, start, zone, all_day=all_day)
            date_ = self._date(key, start, length, zone, all_day=all_day)
            is_cancelled = says_cancelled(override)
            dates[key] = ReadDate(key=key, starts_at=date_.starts_at, ends_at=date_.ends_at, is_cancelled=is_cancelled)
        return sorted(dates.values(), key=lambda found: (found.starts_at, found.key))[:MAX_DATES]

    def _recurring(self, start: datetime, rules: list[Any], zone: str, *, all_day: bool) -> list[datetime]:
        """Return the local starts by the rules, the first included (RFC 5545 section 3.8.5.3)."""
        found = [start]
        self.notes += [("rule", value.to_ical().decode()[:200]) for value in rules[MAX_RULES : MAX_RULES + 1]]
        for value in rules[:MAX_RULES]:
            text = value.to_ical().decode()
            try:
                rule = Rule.from_rrule(text, zone=zone, start_time=None if all_day else start.time())
                days = rule.days(start.date(), after=self.today - timedelta(days=400), last=self.last)
                found += [datetime.combine(day, start.time()) for day in days]
            except ValueError:
                found += self._odd(text, start)
        return found

    def _odd(self, text: str, start: datetime) -> list[datetime]:
        self.odd_rules += 1
        is_endless = re.search(r"INTERVAL=0*(?:;|$)", text)
        is_followed = _ODD_RULE.search(text) and not is_endless and not _SEVERAL_TIMES.search(text)
        if not is_followed or self.odd_rules > MAX_ODD_RULES or len(text) > MAX_ODD_RULE:
            self.notes.append(("rule", text[:200]))
            return []
        self.notes.append(("odd_rule", text[:200]))
        rule = rrule.rrulestr(text.replace("Z", ""), dtstart=start)
        last = datetime.combine(self.last, time.max)
        found = []
        for moment in islice(rule, 4 * MAX_DATES):
            if moment > last:
                break
            found.append(moment)
        return found

    def _listed(self, values: list[Any], zone: str) -> Iterator[datetime]:
        for value in values:
            for item in getattr(value, "dts", ()):
                moment = item.dt[0] if isinstance(item.dt, tuple) else item.dt
                yield self._on_clock(moment, value.params.get("TZID"), zone)

    def _date(self, key: str, start: datetime, length: timedelta, zone: str, *, all_day: bool) -> ReadDate:
        if all_day:
            last = start.date() + max(length, timedelta(days=1)) - timedelta(days=1)
            starts_at, ends_at = whole_days(start.date(), last, zone)
        else:
            # A time that the clocks skip is taken as RFC 5545 section 3.3.5 says, the first of one that comes twice.
            starts_at = start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            ends_at = (start + length).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return ReadDate(key=key, starts_at=starts_at, ends_at=max(ends_at, starts_at + timedelta(minutes=1)))

    def _length(self, component: Any, start: datetime, zone: str, *, all_day: bool) -> timedelta:
        """Return how long it takes. An end of whole days is the day after the last (RFC 5545 section 3.6.1)."""
        end, duration = first(component.get("DTEND")), first(component.get("DURATION"))
        if end is not None:
            length = self._local(end, zone) - start
        elif duration is not None:
            length = duration.dt
        else:
            length = timedelta(0)
        if length > timedelta(0):
            return length
        if not all_day:
            self.notes.append(("no_end", ""))
        return timedelta(days=1) if all_day else timedelta(hours=1)

    # --- Zones ----------------------------------------------------------------------------------------

    def _zone(self, value: Any) -> str:
        """Return the zone that a start is in, as an IANA name."""
        name = str(value.params.get("TZID", "")).strip()
        if not name:
            return self.zone
        known = self._known(name)
        if known is None:
            self.notes.append(("zone", name[:80]))
            return self.zone
        return known

    def _known(self, name: str) -> str | None:
        tries = (name, name.strip('"'), self.places.get(name, ""), "/".join(name.rsplit("/", 2)[-2:]))
        names = zone_names()
        for candidate in (*tries, WINDOWS_TO_OLSON.get(name.strip('"'), "")):
            if candidate in names:
                return candidate
        return None

    def _local(self, value: Any, zone: str) -> datetime:
        """Return what the clocks in ``zone`` say at a moment; a day is its midnight."""
        return self._on_clock(value.dt, value.params.get("TZID"), zone)

    def _on_clock(self, moment: date, tzid: Any, zone: str) -> datetime:
        if not isinstance(moment, datetime):
            return datetime.combine(moment, time.min)
        wall = moment.replace(tzinfo=None)
        if tzid:
            own = self._known(str(tzid).strip()) or zone
            return wall if own == zone else _moved(wall, own, zone)
        return wall if moment.tzinfo is None else _moved(wall, "UTC", zone)


def _moved(wall: datetime, own: str, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(own)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _key(local: datetime) -> str:
    """Return what names a date within its event: the day on which it is by the rule."""
    return f"{local:%Y-%m-%d}"
