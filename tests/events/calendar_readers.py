"""What calendar programs make of a file, by two libraries that know nothing of each other or of the hub."""

from collections import defaultdict
from datetime import UTC, date, datetime

import recurring_ical_events
import vobject
from icalendar import Calendar

# Far beyond what any test plans.
ALL = (date(1990, 1, 1), date(2150, 1, 1))


def plain(moment):
    """Return a moment in UTC, and a day as it is."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def read_by_icalendar(body):
    """Return (start, end, status) of each date, earliest first, as ``recurring-ical-events`` works them out."""
    found = recurring_ical_events.of(Calendar.from_ical(body)).between(*ALL)
    return sorted((plain(e["DTSTART"].dt), plain(e["DTEND"].dt), str(e["STATUS"])) for e in found)


def read_by_vobject(body):
    """Return the start of each date, earliest first, as ``vobject`` works them out."""
    # It remembers the first rules of a zone that it ever read, in whatever file.
    vars(vobject.icalendar)["__tzidMap"].clear()
    by_uid = defaultdict(list)
    for event in getattr(vobject.readOne(body.decode()), "vevent_list", []):
        by_uid[event.uid.value].append(event)
    found = []
    for events in by_uid.values():
        masters = [event for event in events if not hasattr(event, "recurrence_id")]
        changed = {plain(e.recurrence_id.value): plain(e.dtstart.value) for e in events if hasattr(e, "recurrence_id")}
        for master in masters:
            rules, start = master.getrruleset(), master.dtstart.value
            starts = [start] if rules is None else list(rules)
            starts = [s if isinstance(start, datetime) else s.date() if isinstance(s, datetime) else s for s in starts]
            found += [changed.pop(plain(s), plain(s)) for s in starts]
        # What no start by the rule was replaced by is a date that a program would show besides.
        found += changed.values()
    return sorted(found)
