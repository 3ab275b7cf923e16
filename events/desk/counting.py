"""How many places there are, who has them and who waits: figures that add up, on site and online apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from events.desk.access import Desk
from events.desk.query import registrations_of
from events.enums import PLACE_STATES, RegistrationState, TakingPart
from events.models import Arrival, Occurrence


@dataclass(frozen=True, slots=True)
class CountRow:
    """A line of the table of figures: on site, online, and both together; ``None`` is without limit."""

    label: str
    numbers: tuple[int | None, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """The table, and what is wrong: how many people more than places, and how many ask."""

    rows: Sequence[CountRow]
    over: int = 0
    requested: int = 0


WAYS = (TakingPart.ON_SITE.value, TakingPart.ONLINE.value)
# In the order in which they are told.
STATES = (
    RegistrationState.CONFIRMED,
    RegistrationState.OFFERED,
    RegistrationState.WAITING,
    RegistrationState.REQUESTED,
    RegistrationState.UNCONFIRMED,
)


def counts_of(desk: Desk, date: Occurrence | None) -> Counts:
    """Return the figures of a date, or of all dates together: three queries.

    Where one registers for each date apart, the places of all dates are added, and one date without a limit makes the
    sum without limit.
    """
    found: Counter[tuple[str, str]] = Counter()
    grouped = registrations_of(desk, date).values("state", "taking_part").annotate(number=Count("pk")).order_by()
    for row in grouped:
        found[row["state"], row["taking_part"]] += row["number"]
    taken = _with_sum([sum(found[state, way] for state in PLACE_STATES) for way in WAYS])
    places = [_places(desk, date, way) for way in WAYS]
    by_state = [CountRow(str(state.label), _with_sum([found[state, way] for way in WAYS])) for state in STATES]
    left = [None if there is None else max(there - (used or 0), 0) for there, used in zip(places, taken, strict=False)]
    rows = [
        *by_state[:2],
        CountRow(_("Places taken"), taken, is_sum=True),
        CountRow(_("Places"), _with_sum(places)),
        CountRow(_("Places left"), _with_sum(left)),
        *by_state[2:],
        CountRow(_("Arrived"), _arrived(desk, date)),
    ]
    requested = sum(found[RegistrationState.REQUESTED, way] for way in WAYS)
    return Counts(rows, too_many(desk, date), requested)


def too_many(desk: Desk, date: Occurrence | None = None) -> int:
    """Return how many people have a place more than there are, date by date: room on one is no room on another."""
    rows = registrations_of(desk, date).with_place().values("occurrence", "taking_part").order_by()
    dates = {each.pk: each for each in desk.dates}
    over = 0
    for row in rows.annotate(number=Count("pk")):
        there = _places(desk, dates.get(row["occurrence"]), row["taking_part"])
        over += max(row["number"] - there, 0) if there is not None else 0
    return over


def _with_sum(numbers: Sequence[int | None]) -> tuple[int | None, ...]:
    known = [number for number in numbers if number is not None]
    return (*numbers, sum(known) if len(known) == len(numbers) else None)


def _places(desk: Desk, date: Occurrence | None, way: str) -> int | None:
    """Return how many places there are; ``None`` without a limit."""
    field = "capacity" if way == TakingPart.ON_SITE else "online_capacity"
    if desk.is_series:
        there: int | None = getattr(desk.terms, field)
        return there
    dates = [date] if date is not None else [each for each in desk.dates if not each.is_cancelled]
    # A date that nobody can take part in that way has no such places.
    offered = [each for each in dates if getattr(each, field) is not None or _is_offered(each, way)]
    numbers = [getattr(each, field) for each in offered]
    return None if None in numbers else sum(numbers)


def _is_offered(date: Occurrence, way: str) -> bool:
    """Return whether one can take part in a date in this way: online where there is an address for it."""
    return bool(date.online_url) if way == TakingPart.ONLINE else bool(date.venue_id or not date.online_url)


def _arrived(desk: Desk, date: Occurrence | None) -> tuple[int | None, ...]:
    arrivals = Arrival.objects.here().filter(registration__schedule=desk.schedule)
    if date is not None:
        arrivals = arrivals.filter(occurrence=date)
    grouped = arrivals.values("registration__taking_part").annotate(number=Count("registration", distinct=True))
    found = {row["registration__taking_part"]: row["number"] for row in grouped.order_by()}
    return _with_sum([found.get(way, 0) for way in WAYS])
