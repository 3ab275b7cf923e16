"""The entries of a foreign calendar, found in one pass over its lines before a parser sees anything.

Definitions of time zones never reach the parser, whatever way they are written: a hostile one takes for ever to work
out, and zones are known here by their names.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from icalendar import Event

from events.calendar import one_line

_FOLD: Final = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_EDGE: Final = re.compile(r"(BEGIN|END)(?:;[^:]*)?:\s*([\w-]+)\s*$", re.I)
# However else a parser might take a line for a beginning or an end: left out.
_EDGE_LIKE: Final = re.compile(r"\s*(?:BEGIN|END)\s*[;:]", re.I)
_NAME: Final = re.compile(r"[\w-]+")
# The value of a line; a parameter in quotation marks may hold a colon.
_VALUE: Final = re.compile(r'[^:"]*(?:"[^"]*"[^:"]*)*:(.*)')
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")
# What is read of an event. All else is left out, however much of it there is.
_READ: Final = frozenset(
    (
        *("UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CLASS", "STATUS"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
        *("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"),
    )
)
# What says which event it is, and is kept of one that holds more than an event can.
_IDENTITY: Final = frozenset(("UID", "SUMMARY"))
# A parser needs two seconds for so much, of the worst kind (measured).
MAX_ENTRY: Final = 200_000


class NotACalendar(Exception):
    """The bytes are no calendar at all. ``code`` says why (``events.importing.words``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decoded(content: bytes) -> str:
    """Return the text of a calendar; raises ``NotACalendar``."""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    if "\0" in text or not re.match(r"\s*BEGIN:VCALENDAR\b", text, re.I):
        raise NotACalendar("page" if re.match(r"\s*<", text) else "not_a_calendar")
    return text


@dataclass(frozen=True, slots=True)
class Entry:
    """The lines of one entry that are read. ``name`` is its UID, which entries of one event share; may be empty."""

    name: str
    text: str
    is_too_large: bool


@dataclass(slots=True)
class Entries:
    """The entries of a calendar as lines, found in one pass: only the properties of events themselves.

    Parts of an event (alarms) and everything else are left out before anything is made of them. ``places`` is what
    definitions of zones say of the place of a zone with a name of its own; ``is_whole`` that nothing was cut off.
    """

    found: list[Entry] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    is_whole: bool = False

    def read(self, text: str) -> None:
        """Find the entries."""
        kind, inner, lines = "", 0, []
        is_ended, is_broken = False, False
        for line in re.split(r"\r\n|\r|\n", _FOLD.sub("", text)):
            edge = _EDGE.match(line)
            if edge is None:
                if kind and not inner and not _EDGE_LIKE.match(line):
                    lines.append(line)
                continue
            is_begin, name = edge[1].upper() == "BEGIN", edge[2].upper()
            if name in ("VEVENT", "VTIMEZONE"):
                # What lacks an end would swallow all that comes after it.
                is_broken = is_broken or bool(is_begin and kind)
                if not is_begin and name == kind:
                    self._keep(kind, lines)
                kind, inner, lines = name if is_begin else "", 0, []
            elif kind:
                inner = max(0, inner + (1 if is_begin else -1))
            elif name == "VCALENDAR":
                is_ended = not is_begin
        self.is_whole = is_ended and not is_broken and not kind

    def _keep(self, kind: str, lines: list[str]) -> None:
        if kind == "VEVENT":
            self.found.append(_entry(lines))
            return
        values = {
            name.partition(";")[0].upper(): value for name, _colon, value in (line.partition(":") for line in lines)
        }
        if "TZID" in values and "X-LIC-LOCATION" in values:
            self.places[values["TZID"].strip()] = values["X-LIC-LOCATION"].strip()

    def groups(self, most: int) -> list[list[Entry]]:
        """Return the entries event by event, ``most`` of them at most: an event with all its changes, or not at all.

        An entry without a name belongs to no other.
        """
        groups: dict[str | int, list[Entry]] = {}
        for number, entry in enumerate(self.found):
            groups.setdefault(entry.name or number, []).append(entry)
        kept, count = [], 0
        for group in groups.values():
            if count + len(group) <= most:
                kept.append(group)
                count += len(group)
        return kept


def _entry(lines: list[str]) -> Entry:
    named = [(match[0].upper(), line) for line in lines if (match := _NAME.match(line))]
    read = [(name, line) for name, line in named if name in _READ]
    is_too_large = sum(len(line) for _name, line in read) > MAX_ENTRY
    kept = [line for name, line in read if not is_too_large or (name in _IDENTITY and len(line) < MAX_ENTRY // 100)]
    text = "\r\n".join(("BEGIN:VEVENT", *kept, "END:VEVENT", ""))
    uids = [match[1] for name, line in read if name == "UID" and (match := _VALUE.match(line))]
    return Entry(name=_plain(uids[0]) if uids else "", text=text, is_too_large=is_too_large)


def _plain(value: str) -> str:
    """Return a text on one line, without what RFC 5545 section 3.3.11 puts before a comma."""
    return one_line(_ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value))


def component(entry: Entry) -> Any:
    """Return an entry as a parser reads it; raises what the parser raises for what is in no order at all."""
    return Event.from_ical(entry.text)
