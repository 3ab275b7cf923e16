"""The rules of a time zone for a calendar file (RFC 5545 section 3.6.5), trimmed to the years that it is about.

Written here and not by icalendar (7.3), which gives the onset by the new clock where the RFC wants it by the old one
(TZOFFSETFROM), and the later changes as a list of RDATEs, of which vobject follows only the first.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@lru_cache(maxsize=256)
def zone_rules(zone: str, first: int, last: int) -> Timezone:
    """Return the rules of a zone (an IANA name) from the first day of a year to the last of another.

    One part for how it is at first, and one for each change after that, which no reader can take otherwise.
    """
    rules, tz = Timezone(), ZoneInfo(zone)
    rules.add("TZID", zone)
    start = datetime(first, 1, 1, tzinfo=UTC)
    for before, after in [(start, start), *_changes(tz, start, datetime(last + 1, 1, 1, tzinfo=UTC))]:
        rules.add_component(_part(before.astimezone(tz), after.astimezone(tz)))
    return rules


def _part(before: datetime, after: datetime) -> TimezoneDaylight | TimezoneStandard:
    """Return what holds from a moment on, seen just before and at it."""
    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    offset, now = before.utcoffset() or timedelta(), after.utcoffset() or timedelta()
    # The onset as the clock of before would say it.
    part.add("DTSTART", (after.astimezone(UTC) + offset).replace(tzinfo=None))
    part.add("TZNAME", after.tzname() or "")
    part.add("TZOFFSETFROM", offset)
    part.add("TZOFFSETTO", now)
    return part


def _changes(tz: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the last second of the old clock and the first of the new one, of each change between two moments."""
    day = start
    while day < end:
        if day.astimezone(tz).utcoffset() != (day + DAY).astimezone(tz).utcoffset():
            before, after = day, day + DAY
            while after - before > SECOND:
                middle = before + (after - before) // 2
                middle = middle.replace(microsecond=0)
                if middle.astimezone(tz).utcoffset() == before.astimezone(tz).utcoffset():
                    before = middle
                else:
                    after = middle
            yield before, after
        day += DAY
