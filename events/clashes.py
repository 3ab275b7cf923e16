"""How badly two dates are in each other's way, and which days would be better. Pure: nothing here reads the database.

The rule. What two works share gives a *weight*, and how near their dates are multiplies it:

- a shared application area or a shared audience counts 3: those are people, and they cannot be in two places;
- a shared building block counts 2: that is a subject, which not everybody in an area follows;
- the same region counts 1, on the same day only: nobody minds two meetings in one province in one week;
- the same venue counts 12, at the same time only: a room holds one meeting.

Of a kind at most two are counted, or a work that ticked every box would be in the way of everything. The nearness is
4 at the same time, 2 on the same day, 1 in the same week (Monday to Sunday). What lasts longer than a week, such as a
course at one's own pace, is never nearer than a week: it does not keep anybody a whole day. A public holiday among
the days counts 24, a school holiday 4. Two dates that share nothing never clash, however near they are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

AREA, AUDIENCE, BLOCK, REGION, VENUE = 3, 3, 2, 1, 12
COUNTED_OF_A_KIND = 2
PUBLIC_HOLIDAY, SCHOOL_HOLIDAY = 24, 4
# From here on a clash is worth stopping for: people of one area are asked to be in two places on one day.
SERIOUS = 6
# How far from the day that was picked a better one is looked for.
SLOT_DAYS = 14
SLOTS = 3
SATURDAY = 5
WEEK = timedelta(days=7)


class Nearness(IntEnum):
    """How near two dates are; the value multiplies the weight of what they share."""

    WEEK = 1
    DAY = 2
    HOURS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """When something takes place: moments, and the first and last day on the site's calendar, both included."""

    starts_at: datetime
    ends_at: datetime
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Return every day of which it has a part."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Traits:
    """What a date is about, for whom and where, in slugs and keys."""

    blocks: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    region: str = ""
    venue: int | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Another date that is planned; ``about`` is what the caller wants back, such as its page."""

    span: Span
    traits: Traits
    about: Any = None


@dataclass(frozen=True, slots=True)
class Clash:
    """One date in the way of another: how near, how bad, and because of what."""

    other: Other
    nearness: Nearness
    score: int
    blocks: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    same_region: bool = False
    same_venue: bool = False

    @property
    def is_serious(self) -> bool:
        """Return whether it is worth stopping for."""
        return self.score >= SERIOUS


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which people may be away; ``regions`` are those whose schools are closed, empty for everybody."""

    name: str
    is_school: bool = False
    regions: tuple[str, ...] = ()


DaysOff = Mapping[date, Sequence[DayOff]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A better day: when it would be, and what would still be in the way."""

    span: Span
    score: int
    clashes: list[Clash] = field(default_factory=list)


def nearness_of(one: Span, other: Span) -> Nearness | None:
    """Return how near two dates are, ``None`` when they are in different weeks."""
    is_short = max(one.last - one.first, other.last - other.first) < WEEK
    if is_short and one.starts_at < other.ends_at and other.starts_at < one.ends_at:
        return Nearness.HOURS
    if is_short and one.first <= other.last and other.first <= one.last:
        return Nearness.DAY
    return Nearness.WEEK if _share_a_week(one, other) else None


def clash_of(span: Span, traits: Traits, other: Other) -> Clash | None:
    """Return how another date is in the way, ``None`` when it is not."""
    near = nearness_of(span, other.span)
    if near is None:
        return None
    theirs = other.traits
    blocks, areas = traits.blocks & theirs.blocks, traits.areas & theirs.areas
    audiences = traits.audiences & theirs.audiences
    same_region = near >= Nearness.DAY and bool(traits.region) and traits.region == theirs.region
    same_venue = near == Nearness.HOURS and traits.venue is not None and traits.venue == theirs.venue
    weight = (
        AREA * min(len(areas), COUNTED_OF_A_KIND)
        + AUDIENCE * min(len(audiences), COUNTED_OF_A_KIND)
        + BLOCK * min(len(blocks), COUNTED_OF_A_KIND)
        + REGION * same_region
        + VENUE * same_venue
    )
    if not weight:
        return None
    return Clash(other, near, weight * near, blocks, areas, audiences, same_region, same_venue)


def clashes_of(span: Span, traits: Traits, others: Iterable[Other]) -> list[Clash]:
    """Return what is in the way of a date, the worst first and the soonest first among equals."""
    found = [clash for other in others if (clash := clash_of(span, traits, other)) is not None]
    return sorted(found, key=lambda clash: (-clash.score, clash.other.span.starts_at))


def days_off_score(span: Span, days_off: DaysOff) -> int:
    """Return how bad the holidays are among the days of a date; each kind counts once."""
    found = {off.is_school for day in span.days for off in days_off.get(day, ())}
    return PUBLIC_HOLIDAY * (False in found) + SCHOOL_HOLIDAY * (True in found)


def free_slots(
    traits: Traits,
    others: Sequence[Other],
    days_off: DaysOff,
    *,
    today: date,
    shifted: Callable[[int], Span | None],
) -> list[Slot]:
    """Return up to three better days, the least in the way first and the nearest first among equals.

    They are working days to come, without a public holiday, within two weeks of the one that was picked.
    ``shifted`` gives the date a number of days later at the same time by the clock, ``None`` where the clocks skip it.
    """
    # What shares nothing is in the way on no day at all.
    sharing = [other for other in others if _shares(traits, other.traits)]
    found: list[tuple[int, int, int, Slot]] = []
    for number in (n for n in range(-SLOT_DAYS, SLOT_DAYS + 1) if n):
        moved = shifted(number)
        if moved is None or moved.first <= today or any(_is_free_day(day, days_off) for day in moved.days):
            continue
        clashes = clashes_of(moved, traits, sharing)
        score = sum(clash.score for clash in clashes) + days_off_score(moved, days_off)
        # Of two days that are as near, the later one: it leaves more time to prepare.
        found.append((score, abs(number), -number, Slot(moved, score, clashes)))
    return [slot for *_order, slot in sorted(found, key=lambda row: row[:3])[:SLOTS]]


def _is_free_day(day: date, days_off: DaysOff) -> bool:
    return day.weekday() >= SATURDAY or any(not off.is_school for off in days_off.get(day, ()))


def _shares(one: Traits, other: Traits) -> bool:
    return bool(
        one.blocks & other.blocks
        or one.areas & other.areas
        or one.audiences & other.audiences
        or (one.region and one.region == other.region)
        or (one.venue is not None and one.venue == other.venue)
    )


def _share_a_week(one: Span, other: Span) -> bool:
    return _monday(one.first) <= other.last and other.first < _monday(one.last) + WEEK


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
