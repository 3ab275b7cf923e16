"""The entries of a foreign calendar, found in one pass over its lines before a parser sees anything.

Definitions of time zones never reach the parser, whatever way they are written: a hostile one takes for ever to work
out, and zones are known here by their names.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from icalendar import Event

_FOLD: Final = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_EDGE: Final = re.compile(r"(BEGIN|END)(?:;[^:]*)?:\s*([\w-]+)\s*$", re.I)
# However else a parser might take a line for a beginning or an end: left out.
_EDGE_LIKE: Final = re.compile(r"\s*(?:BEGIN|END)\s*[;:]", re.I)


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


@dataclass(slots=True)
class Entries:
    """The entries of a calendar as lines, found in one pass: only the properties of events themselves.

    Parts of an event (alarms) and everything else are left out before anything is made of them. ``places`` is what
    definitions of zones say of the place of a zone with a name of its own; ``is_whole`` that nothing was cut off.
    """

    found: list[str] = field(default_factory=list)
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
            self.found.append("\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", "")))
            return
        values = {
            name.partition(";")[0].upper(): value for name, _colon, value in (line.partition(":") for line in lines)
        }
        if "TZID" in values and "X-LIC-LOCATION" in values:
            self.places[values["TZID"].strip()] = values["X-LIC-LOCATION"].strip()


def components(entries: Iterable[str]) -> Iterator[Any]:
    """Yield the entries; what is in no order at all becomes an entry without anything."""
    for entry in entries:
        try:
            yield Event.from_ical(entry)
        except (ValueError, IndexError, KeyError, TypeError, AttributeError):
            yield Event()
