"""From the dates that a rule gave to one calendar entry that recurs (RFC 5545 sections 3.8.4.4 and 3.8.5).

Pure. The rows are the truth: a calendar program must compute exactly the moments that they have. So the rule is
worked out here as a program would, and what differs is said: a date without a row is left out (EXDATE), a row that
is otherwise than the rule says has an entry of its own (RECURRENCE-ID), and one that no rule gives stands alone.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events.calendar import CalendarItem, CalendarSeries, Entry
from events.recurrence import MAX_DATES, Rule

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRule:
    """What recurs: ``starts_at`` is its first start by the rule, on the clock of ``zone`` and without a zone.

    ``rule`` is an RRULE; where it ends the dates say, and not its COUNT. ``sequence`` counts every
    material change of any date of the schedule: those by one rule share one UID.
    """

    uid: str
    rule: str
    starts_at: datetime
    zone: str
    all_day: bool
    sequence: int
    created_at: datetime
    updated_at: datetime

    def clock(self, moment: datetime) -> datetime:
        """Return what the clock says there at a moment; of whole days, midnight."""
        local = moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return datetime.combine(local.date(), time.min) if self.all_day else local

    def moment(self, clock: datetime) -> datetime:
        """Return the moment at which the clock says this there."""
        return clock.replace(tzinfo=ZoneInfo(self.zone))

    def is_plain(self, clock: datetime) -> bool:
        """Return whether the clock says this once that day: programs differ on what is skipped or comes twice."""
        here = self.moment(clock)
        returns = here.astimezone(UTC).astimezone(here.tzinfo).replace(tzinfo=None) == clock
        return self.all_day or (returns and here.utcoffset() == here.replace(fold=1).utcoffset())


def entries_of(rule: SeriesRule, dates: Sequence[tuple[datetime, CalendarItem]]) -> list[Entry]:
    """Return the entries of dates that one rule gave: each with its start by the rule, and how it is now.

    The items have UIDs of their own, which those keep that stand alone: all of them when the rule cannot be read, which
    is logged.
    """
    by_clock = {rule.clock(original): (original, item) for original, item in dates}
    try:
        endless = replace(Rule.from_rrule(rule.rule), count=None)
        starts = rule_starts(endless, rule.starts_at, max(by_clock))
        if not rule.is_plain(rule.starts_at):
            raise ValueError(f"{rule.starts_at} is not a time there")
        by_rule = {start for start in starts if rule.is_plain(start)}
        given = {c: item for c, (original, item) in by_clock.items() if c in by_rule and rule.moment(c) == original}
    except (ValueError, LookupError, OverflowError):
        logger.exception("Wrote the dates of %s one by one", rule.uid)
        return [item for _original, item in dates]
    alone = [item for clock, (_original, item) in by_clock.items() if clock not in given]
    if not given:
        return [*alone]
    missing = [start for start in starts if start not in given and start < max(given)]
    return [_series(rule, endless.to_rrule(is_bounded=False), given, missing), *alone]


def rule_starts(rule: Rule, first: datetime, last: datetime) -> list[datetime]:
    """Return the starts by a rule from ``first`` to ``last``, both included, as clocks say them.

    Raises ``ValueError`` for a rule that does not give ``first``, or gives more than ``MAX_DATES``.
    """
    days = rule.days(first.date(), last=last.date())
    if not days or days[0] != first.date() or len(days) > MAX_DATES:
        raise ValueError(f"Not a rule of dates from {first} to {last}: {rule}")
    return [datetime.combine(day, first.time()) for day in days]


def _series(
    rule: SeriesRule, text: str, given: dict[datetime, CalendarItem], missing: Sequence[datetime]
) -> CalendarSeries:
    looks = {clock: _look(rule, item) for clock, item in given.items()}
    on_time = [look for clock, look in looks.items() if rule.clock(given[clock].starts_at) == clock]
    usual = Counter(on_time or looks.values()).most_common(1)[0][0]
    example = next(given[clock] for clock, look in looks.items() if look == usual)
    length = usual[0]
    master = replace(
        example,
        uid=rule.uid,
        sequence=rule.sequence,
        created_at=rule.created_at,
        updated_at=rule.updated_at,
        starts_at=rule.moment(rule.starts_at),
        ends_at=rule.moment(rule.starts_at + length),
        rule=text,
        until=rule.moment(max(given)),
        left_out=tuple(rule.moment(start) for start in missing),
    )
    as_shown = _look(rule, master)
    changed = [
        replace(item, uid=rule.uid, sequence=rule.sequence, original_starts_at=rule.moment(clock))
        for clock, item in sorted(given.items())
        if looks[clock] != as_shown or rule.clock(item.starts_at) != clock
    ]
    return CalendarSeries(master, tuple(changed))


def _look(rule: SeriesRule, item: CalendarItem) -> tuple[timedelta, timedelta | None, Any]:
    """Return what must be the same for a date to be as the rule has it: its length, and all that is said of it.

    The length by the clock, and as it is lived through: with DTEND the latter is that of every date of a series (RFC
    5545 section 3.8.5.3), yet programs take either, and in a night in which the clocks change they differ.
    """
    length = rule.clock(item.ends_at) - rule.clock(item.starts_at)
    elapsed = None if rule.all_day else item.ends_at.astimezone(UTC) - item.starts_at.astimezone(UTC)
    words = (
        item.title,
        item.url,
        item.is_cancelled,
        item.is_postponed,
        item.description,
        item.location,
        item.geo,
        item.online_url,
        tuple(item.categories),
        item.organizer,
    )
    return length, elapsed, words
