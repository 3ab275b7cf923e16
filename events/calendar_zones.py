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
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@lru_cache(maxsize=256)
def zone_rules(zone: str, first: int, last: int) -> Timezone:
    """Return the rules of a zone (an IANA name) from the first day of a year to the last of another.

    One part for how it is at first, and one for each change after that, which no reader can take otherwise.
    """
    rules, tz = Timezone(), ZoneInfo(zone)
    rules.add("TZID", zone)
    start = datetime(first, 1, 1, tzinfo=UTC)
    rules.add_component(_part(tz, start, _offset(tz, start)))
    for onset in _onsets(tz, start, datetime(last + 1, 1, 1, tzinfo=UTC)):
        rules.add_component(_part(tz, onset, _offset(tz, onset - SECOND)))
    return rules


def _part(tz: ZoneInfo, onset: datetime, before: timedelta) -> TimezoneDaylight | TimezoneStandard:
    """Return what holds from a moment on, after which the clock no longer says what it said before."""
    settled = (onset + HOUR).astimezone(tz)
    part = TimezoneDaylight() if settled.dst() else TimezoneStandard()
    # The onset as the clock of before would say it.
    part.add("DTSTART", (onset + before).replace(tzinfo=None))
    part.add("TZNAME", settled.tzname() or "")
    part.add("TZOFFSETFROM", before)
    part.add("TZOFFSETTO", _offset(tz, onset))
    return part


def _offset(tz: ZoneInfo, moment: datetime) -> timedelta:
    """Return how far the clock is from UTC at a moment: what it says, less what the clock of UTC says."""
    return moment.astimezone(tz).replace(tzinfo=None) - moment.replace(tzinfo=None)


def _onsets(tz: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the first second of each new clock between two moments."""
    day = start
    while day < end:
        old = _offset(tz, day)
        if _offset(tz, day + DAY) != old:
            before, after = day, day + DAY
            while after - before > SECOND:
                middle = (before + (after - before) // 2).replace(microsecond=0)
                before, after = (middle, after) if _offset(tz, middle) == old else (before, middle)
            yield after
        day += DAY
