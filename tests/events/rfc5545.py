"""A strict reading of RFC 5545 (and the names of RFC 7986), written from the grammar and not from what we write.

Not a certified validator: it knows calendars of events without alarms, which is what the hub sends. It shares nothing
with the library that writes them. ``problems(body)`` returns a sentence for each rule that is broken.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

NAME = r"[A-Za-z0-9-]+"
# 3.1: QSAFE-CHAR and SAFE-CHAR, of which control characters are no part.
PARAM_VALUE = r'(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
LINE = re.compile(rf"({NAME})((?:;{NAME}={PARAM_VALUE}(?:,{PARAM_VALUE})*)*):(.*)", re.DOTALL)
PARAM = re.compile(rf";({NAME})=({PARAM_VALUE}(?:,{PARAM_VALUE})*)")
TEXT = re.compile(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\x7f]+")
DATE = re.compile(r"\d{8}")
LOCAL = re.compile(r"\d{8}T\d{6}")
UTC = re.compile(r"\d{8}T\d{6}Z")
DURATION = re.compile(r"[+-]?P(?:\d+W|\d+D(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|T(?:\d+H)?(?:\d+M)?(?:\d+S)?)")
OFFSET = re.compile(r"[+-]\d{4}(?:\d{2})?")
DAY = r"(?:[+-]?\d{1,2})?(?:SU|MO|TU|WE|TH|FR|SA)"
RULE_PARTS = {
    "FREQ": r"SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY", "UNTIL": r"\d{8}(?:T\d{6}Z?)?", "COUNT": r"\d+",
    "INTERVAL": r"[1-9]\d*", "BYDAY": rf"{DAY}(?:,{DAY})*", "BYMONTHDAY": r"[+-]?\d{1,2}(?:,[+-]?\d{1,2})*",
    "BYMONTH": r"\d{1,2}(?:,\d{1,2})*", "BYSETPOS": r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*", "WKST": r"SU|MO|TU|WE|TH|FR|SA",
}  # fmt: skip
# 3.6, 3.6.1, 3.6.5, and RFC 7986: what must be there once, and what may be there once.
ONCE = {
    "VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VTIMEZONE": {"TZID"},
    **{key: {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} for key in ("STANDARD", "DAYLIGHT")},
}  # fmt: skip
AT_MOST = {
    "VCALENDAR": {"CALSCALE", "METHOD", "UID", "LAST-MODIFIED", "URL", "REFRESH-INTERVAL", "SOURCE", "COLOR"},
    "VEVENT": {"CLASS", "CREATED", "DESCRIPTION", "GEO", "LAST-MODIFIED", "LOCATION", "ORGANIZER", "PRIORITY",
               "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "URL", "RECURRENCE-ID", "RRULE", "DTEND", "DURATION",
               "COLOR"},
    "VTIMEZONE": {"LAST-MODIFIED", "TZURL"}, "STANDARD": {"RRULE"}, "DAYLIGHT": {"RRULE"},
}  # fmt: skip
ANY_NUMBER = {"VCALENDAR": {"NAME", "DESCRIPTION", "CATEGORIES", "IMAGE"},
              "VEVENT": {"ATTACH", "ATTENDEE", "CATEGORIES", "COMMENT", "CONTACT", "EXDATE", "REQUEST-STATUS",
                         "RELATED-TO", "RESOURCES", "RDATE", "CONFERENCE", "IMAGE"},
              "VTIMEZONE": {"COMMENT"}, "STANDARD": {"COMMENT", "RDATE", "TZNAME"},
              "DAYLIGHT": {"COMMENT", "RDATE", "TZNAME"}}  # fmt: skip
INSIDE = {"": {"VCALENDAR"}, "VCALENDAR": {"VEVENT", "VTIMEZONE"}, "VTIMEZONE": {"STANDARD", "DAYLIGHT"}}
VALUES = {
    "VERSION": re.compile(r"2\.0"), "CALSCALE": re.compile("GREGORIAN"), "SEQUENCE": re.compile(r"\d+"),
    "STATUS": re.compile("TENTATIVE|CONFIRMED|CANCELLED"), "TRANSP": re.compile("OPAQUE|TRANSPARENT"),
    "GEO": re.compile(r"[+-]?\d+(?:\.\d+)?;[+-]?\d+(?:\.\d+)?"), "DTSTAMP": UTC, "CREATED": UTC, "LAST-MODIFIED": UTC,
    "REFRESH-INTERVAL": DURATION, "DURATION": DURATION, "TZOFFSETFROM": OFFSET, "TZOFFSETTO": OFFSET,
    "URL": URI, "CONFERENCE": URI, "ORGANIZER": URI, "SOURCE": URI,
    **dict.fromkeys(("PRODID", "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "COMMENT", "TZID", "TZNAME"), TEXT),
    "CATEGORIES": re.compile(rf"{TEXT.pattern}(?:,{TEXT.pattern})*"),
}  # fmt: skip
TIMES = {"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"}


@dataclass
class Property:
    """A content line that was read."""

    name: str
    params: dict[str, str]
    value: str

    @property
    def kind(self):
        """Return what sort of time it is: a day, a moment in UTC, or by the clock of a zone."""
        if self.params.get("VALUE") == "DATE":
            return "DATE"
        return "UTC" if self.value.endswith("Z") else self.params.get("TZID", "FLOATING")


@dataclass
class Component:
    """A component with what it holds."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def get(self, name):
        """Return the first property of a name."""
        return next((found for found in self.properties if found.name == name), None)


def problems(body: bytes) -> list[str]:
    """Return what is wrong with a file; nothing when it is as the RFC wants it."""
    found: list[str] = _lines_problems(body)
    root = Component("")
    open_ones = [root]
    for line in body.decode("utf-8", "replace").replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]:
        match = LINE.fullmatch(line)
        if match is None:
            found.append(f"3.1: not a content line: {line[:60]!r}")
            continue
        name, value = match[1].upper(), match[3]
        if name == "BEGIN":
            if value not in INSIDE.get(open_ones[-1].name, ()):
                found.append(f"3.6: {value} inside {open_ones[-1].name or 'the file'}")
            open_ones[-1].parts.append(Component(value))
            open_ones.append(open_ones[-1].parts[-1])
        elif name == "END":
            if value != open_ones.pop().name or not open_ones:
                return [*found, f"3.6: END:{value} without its BEGIN"]
        else:
            params = [(key.upper(), text.strip('"')) for key, text in PARAM.findall(match[2])]
            found += [f"3.2: {key} twice in {name}" for key, n in Counter(k for k, _v in params).items() if n > 1]
            open_ones[-1].properties.append(Property(name, dict(params), value))
    if len(open_ones) > 1:
        found.append(f"3.6: {open_ones[-1].name} has no END")
    if len(root.parts) != 1 or root.properties:
        found.append("3.4: not one VCALENDAR")
    for calendar in root.parts:
        found += _component_problems(calendar) + _calendar_problems(calendar)
    return found


def _lines_problems(body: bytes) -> list[str]:
    found = []
    if not body.endswith(b"\r\n"):
        found.append("3.1: the last line has no end")
    if b"\r" in body.replace(b"\r\n", b"") or b"\n" in body.replace(b"\r\n", b""):
        found.append("3.1: an end of line that is not CRLF")
    found += [f"3.1: a line of {len(line)} octets" for line in body.split(b"\r\n") if len(line) > 75]
    for line in body.split(b"\r\n"):
        try:
            line.decode()
        except UnicodeDecodeError:
            found.append("3.1.4: not UTF-8, or a character that is cut in two")
    return found


def _component_problems(component: Component) -> list[str]:
    name, counts = component.name, Counter(found.name for found in component.properties)
    found = [f"{name}: {key} must be there once" for key in ONCE.get(name, ()) if counts[key] != 1]
    found += [f"{name}: {key} may be there once" for key in AT_MOST.get(name, ()) if counts[key] > 1]
    known = ONCE.get(name, set()) | AT_MOST.get(name, set()) | ANY_NUMBER.get(name, set())
    found += [f"{name}: what is {key}?" for key in counts if key not in known and not key.startswith("X-")]
    for item in component.properties:
        pattern = VALUES.get(item.name)
        if pattern is not None and not pattern.fullmatch(item.value):
            found.append(f"{name}: {item.name} is {item.value[:60]!r}")
        if item.name in TIMES:
            found += [
                f"{name}: {item.name} is {value!r}" for value in item.value.split(",") if not _is_time(item, value)
            ]
        if item.name == "RRULE":
            found += _rule_problems(component, item)
    return found + [problem for part in component.parts for problem in _component_problems(part)]


def _is_time(item: Property, value: str) -> bool:
    if item.params.get("VALUE") == "DATE":
        pattern, layout = DATE, "%Y%m%d"
    elif "TZID" in item.params:
        pattern, layout = LOCAL, "%Y%m%dT%H%M%S"
    else:
        pattern, layout = re.compile(rf"{LOCAL.pattern}Z?"), "%Y%m%dT%H%M%S"
    if not pattern.fullmatch(value):
        return False
    try:
        datetime.strptime(value.removesuffix("Z"), layout)
    except ValueError:
        return False
    return True


def _rule_problems(component: Component, item: Property) -> list[str]:
    parts = [part.partition("=")[::2] for part in item.value.split(";")]
    values = dict(parts)
    found = [f"3.3.10: {key}={value}" for key, value in parts
             if key not in RULE_PARTS or not re.fullmatch(RULE_PARTS[key], value)]  # fmt: skip
    if len(values) != len(parts) or "FREQ" not in values:
        found.append("3.3.10: FREQ must be there, and every part once")
    if {"COUNT", "UNTIL"} <= set(values):
        found.append("3.3.10: COUNT and UNTIL")
    start = component.get("DTSTART")
    if "UNTIL" in values and start is not None and component.name == "VEVENT":
        wanted = DATE if start.kind == "DATE" else LOCAL if start.kind == "FLOATING" else UTC
        if not wanted.fullmatch(values["UNTIL"]):
            found.append(f"3.3.10: UNTIL={values['UNTIL']} beside a start of the kind {start.kind}")
    return found


def _calendar_problems(calendar: Component) -> list[str]:
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    zones = [part.get("TZID").value for part in calendar.parts if part.name == "VTIMEZONE" and part.get("TZID")]
    found = [f"3.6.5: {zone} twice" for zone, n in Counter(zones).items() if n > 1]
    found += ["3.6.5: a zone without rules" for part in calendar.parts if part.name == "VTIMEZONE" and not part.parts]
    used = {item.params["TZID"] for event in events for item in event.properties if "TZID" in item.params}
    found += [f"3.2.19: no VTIMEZONE for {zone}" for zone in used - set(zones)]
    masters = {event.get("UID").value: event for event in events if event.get("UID") and not event.get("RECURRENCE-ID")}
    keys = Counter(
        (e.get("UID").value, (e.get("RECURRENCE-ID") or Property("", {}, "")).value) for e in events if e.get("UID")
    )
    found += [f"3.8.4.7: {key} twice" for key, n in keys.items() if n > 1]
    for event in events:
        found += _event_problems(event, masters)
    return found


def _event_problems(event: Component, masters: dict[str, Component]) -> list[str]:
    found = []
    start, end = event.get("DTSTART"), event.get("DTEND")
    if start is None:
        return []
    if end is not None:
        if event.get("DURATION") is not None:
            found.append("3.6.1: DTEND and DURATION")
        if (start.kind == "DATE") != (end.kind == "DATE"):
            found.append("3.8.2.2: DTEND is of another kind than DTSTART")
        if start.kind == end.kind and end.value <= start.value:
            found.append(f"3.8.2.2: DTEND {end.value} is not after DTSTART {start.value}")
    found += ["3.8.5.1: EXDATE is of another kind than DTSTART"
              for item in event.properties if item.name == "EXDATE" and item.kind != start.kind]  # fmt: skip
    return found + _override_problems(event, masters) + _place_problems(event)


def _override_problems(event: Component, masters: dict[str, Component]) -> list[str]:
    found = []
    original = event.get("RECURRENCE-ID")
    if original is not None:
        master = masters.get(event.get("UID").value)
        if master is None or master.get("RRULE") is None:
            found.append("3.8.4.4: RECURRENCE-ID of nothing that recurs")
        elif original.kind != master.get("DTSTART").kind:
            found.append("3.8.4.4: RECURRENCE-ID is of another kind than DTSTART")
    return found


def _place_problems(event: Component) -> list[str]:
    geo = event.get("GEO")
    if geo is not None and VALUES["GEO"].fullmatch(geo.value):
        latitude, longitude = map(float, geo.value.split(";"))
        if abs(latitude) > 90 or abs(longitude) > 180:
            return [f"3.8.1.6: GEO {geo.value}"]
    return []
