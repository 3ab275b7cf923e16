"""Places: one lock, and one way to count and to give them.

Every change of places of a work happens while its schedule is locked (``places_held``), whoever makes it and however
sure it seems that there is room: a way around the lock is how others came to sell too much (docs/adr/0020). Places are
rows that are counted, never a counter that can drift.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from events.enums import Availability, Obstacle, RegistrationState, RegistrationStep, TakingPart
from events.models import Occurrence, Registration, Schedule
from events.registration.log import log
from events.registration.pools import Pool, pool_of, pools_of, terms_of
from events.registration.querysets import RegistrationQuerySet
from events.registration.readers import may_read
from events.registration.rules import clauses_of
from members.models import Participation
from search.indexing import index_work

# From how few places left on visitors are told so, and how many.
FEW: Final = 5
# Between a decision and the next, the expiry of an offer and the offer of the place to somebody else are one step.
QUEUEING: Final = (RegistrationState.WAITING, RegistrationState.OFFERED)


def places_lock(schedule: Schedule) -> Schedule:
    """Return the schedule as it is now; whoever else decides about its places waits until this transaction ends.

    PostgreSQL locks the row. On SQLite each transaction is the only writer from its begin on (``IMMEDIATE``). Raises
    ``TransactionManagementError`` outside a transaction, where there would be no lock.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Places are decided about inside a transaction.")
    return Schedule.objects.select_for_update().get(pk=schedule.pk)


@contextmanager
def places_held(schedule: Schedule) -> Iterator[Schedule]:
    """Open a transaction in which nobody else decides about the places of a schedule; gives it as it is now."""
    with transaction.atomic():
        yield places_lock(schedule)


def organisation_key(registration: Registration) -> str:
    """Return under what name places of one organisation are counted: typed or chosen, the same name is the same."""
    return _key_of(registration.organisation.name if registration.organisation else registration.organisation_name)


@dataclass(slots=True)
class Taken:
    """The places that are taken in one way of taking part; ``by_kind`` of who takes part in the coalition."""

    number: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    by_organisation: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Room:
    """What is free in one way of taking part, and for whom.

    ``cap`` is the most for one organisation, ``kept`` the places that are still kept, by kind of organisation; those
    are for who takes part in the coalition on the day ``on``.
    """

    capacity: int | None
    cap: int | None
    kept: dict[str, int]
    taken: Taken
    on: date

    @property
    def is_full(self) -> bool:
        """Return whether nobody at all can have a place. More may be taken than there are: nobody is sent away."""
        return self.capacity is not None and self.taken.number >= self.capacity

    def free(self, kind: str = "") -> int | None:
        """Return how many places somebody of a kind of organisation (or of none) can choose from; ``None``: any."""
        if self.capacity is None:
            return None
        for_others = sum(max(0, n - self.taken.by_kind[other]) for other, n in self.kept.items() if other != kind)
        return max(0, self.capacity - self.taken.number - for_others)

    def obstacle(self, registration: Registration) -> Obstacle | None:
        """Return why somebody cannot have a place now; ``None`` when they can."""
        if self.is_full:
            return Obstacle.FULL
        name = organisation_key(registration)
        if self.cap is not None and name and self.taken.by_organisation[name] >= self.cap:
            return Obstacle.ORGANISATION
        return Obstacle.KEPT if self.free(self._kind(registration)) == 0 else None

    def give(self, registration: Registration) -> None:
        """Count a place as taken by somebody."""
        self.taken.number += 1
        self.taken.by_organisation[organisation_key(registration)] += 1
        if kind := self._kind(registration):
            self.taken.by_kind[kind] += 1

    def facts(self, obstacle: Obstacle | None = None) -> dict[str, Any]:
        """Return on what a decision rests, for the log."""
        facts: dict[str, Any] = {"capacity": self.capacity, "taken": self.taken.number}
        if obstacle is not None:
            facts["obstacle"] = obstacle.value
        if obstacle == Obstacle.ORGANISATION:
            facts["cap"] = self.cap
        if obstacle == Obstacle.KEPT:
            facts["kept"] = dict(self.kept)
        return facts

    def _kind(self, registration: Registration) -> str:
        organisation = registration.organisation
        if organisation is None or organisation.kind not in self.kept:
            return ""
        return organisation.kind if organisation.current_participation(self.on) is not None else ""


def room_in(pool: Pool, taking_part: str, now: datetime, *, without: Registration | None = None) -> Room:
    """Return what is free in a pool for one way of taking part; ``without`` leaves one registration out."""
    rows = pool.registrations.filter(taking_part=taking_part)
    taken = _taken(rows.exclude(pk=without.pk) if without else rows, now)
    return _room(pool, taking_part, now, taken.get((pool.key, taking_part), Taken()))


def rooms_of(pools: list[Pool], now: datetime) -> dict[tuple[int | None, str], Room]:
    """Return what is free in pools of one schedule, by date (``None``: all together) and way: one query for all."""
    if not pools:
        return {}
    rows = pools[0].registrations if len(pools) == 1 else Registration.objects.filter(schedule=pools[0].schedule)
    taken = _taken(rows, now)
    return {
        (pool.key, way.value): _room(pool, way, now, taken.get((pool.key, way.value), Taken()))
        for pool in pools
        for way in pool.ways
    }


def places_settle(*, schedule: Schedule, now: datetime | None = None) -> None:
    """Let offers that are over expire, offer what is free to who waits longest, and bring up to date what is told.

    For whatever changed places from outside: another number of them, a date that is cancelled or moved, or the clock.
    Harmless when nothing changed.
    """
    with places_held(schedule) as locked:
        now = now or timezone.now()
        terms = terms_of(locked)
        dates = list(locked.occurrences.order_by("starts_at", "pk"))
        if terms is None:
            _tell_availability(locked, dict.fromkeys(dates, Availability.UNKNOWN))
            return
        queues = set(
            Registration.objects.filter(schedule=locked, state__in=QUEUEING).values_list("occurrence_id", flat=True)
        )
        pools = pools_of(locked, terms, dates)
        for pool in pools:
            if pool.key in queues:
                pool_settle(pool, now)
        _tell_availability(locked, _availabilities(pools, dates, now))


def pool_settle(pool: Pool, now: datetime, *, newcomer: Registration | None = None) -> None:
    """Do what ``places_settle`` does for one pool; the lock is held by the caller.

    ``newcomer`` waits since just now: when it is their turn they get the place itself, as they are asking for it. While
    nothing takes place nobody is offered anything, and offers that were made do not run out.
    """
    if not pool.is_held:
        pool.registrations.filter(state=RegistrationState.OFFERED).update(offer_expires_at=None)
        return
    _offers_end(pool, now)
    if pool.has_begun(now):
        return
    for taking_part in TakingPart:
        _places_give(pool, taking_part, now, newcomer)
    dates = [pool.occurrence] if pool.occurrence else list(pool.schedule.occurrences.all())
    _tell_availability(pool.schedule, _availabilities([pool], dates, now))


def offer_end(pool: Pool, now: datetime) -> datetime:
    """Return until when an offer stands that is made now: never longer than until it begins."""
    until = now + timedelta(hours=pool.terms.offer_hours)
    return min(until, pool.begins_at) if pool.begins_at else until


def _offers_end(pool: Pool, now: datetime) -> None:
    """Let offers expire whose time is over, and give those a time whose time was stopped."""
    for row in pool.registrations.filter(state=RegistrationState.OFFERED).select_related("organisation"):
        if row.offer_expires_at is None:
            row.offer_expires_at = offer_end(pool, now)
            row.save(update_fields=["offer_expires_at", "updated_at"])
            room = room_in(pool, row.taking_part, now)
            until = row.offer_expires_at.isoformat()
            log(row, RegistrationStep.OFFERED, now=now, until=until, taking_part=row.taking_part, **room.facts())
        elif row.offer_expires_at <= now:
            until = row.offer_expires_at.isoformat()
            row.state, row.offer_expires_at = RegistrationState.EXPIRED, None
            row.save(update_fields=["state", "offer_expires_at", "updated_at"])
            log(row, RegistrationStep.LET_EXPIRE, now=now, until=until)


def _places_give(pool: Pool, taking_part: str, now: datetime, newcomer: Registration | None) -> None:
    """Give what is free, in turn. Who cannot have it now is passed over, keeps the turn, and is told why in the log.

    So is to whom the page was closed since: a place would give them what they may not see.
    """
    room = room_in(pool, taking_part, now)
    if room.is_full:
        return
    passed: list[tuple[Registration, Obstacle]] = []
    clauses: frozenset[str] | None = None
    for row in pool.registrations.waiting().filter(taking_part=taking_part).select_related("organisation"):
        obstacle = room.obstacle(row)
        if obstacle == Obstacle.FULL:
            break
        is_new = newcomer is not None and row.pk == newcomer.pk
        if obstacle is None and not is_new:
            clauses = clauses if clauses is not None else clauses_of(pool.schedule)
            obstacle = None if may_read(row, clauses) else Obstacle.HIDDEN
        if obstacle is not None:
            passed.append((row, obstacle))
            continue
        if newcomer is not None and is_new:
            _give(newcomer, room, now, taking_part)
        else:
            _offer(row, pool, room, now)
        for earlier, why in passed:
            facts = {**room.facts(why), "taking_part": taking_part}
            log(earlier, RegistrationStep.PASSED_OVER, now=now, **facts)


def _give(row: Registration, room: Room, now: datetime, taking_part: str) -> None:
    row.state = RegistrationState.CONFIRMED
    row.save(update_fields=["state", "updated_at"])
    room.give(row)
    log(row, RegistrationStep.GOT_PLACE, now=now, taking_part=taking_part, **room.facts())


def _offer(row: Registration, pool: Pool, room: Room, now: datetime) -> None:
    row.state, row.offer_expires_at = RegistrationState.OFFERED, offer_end(pool, now)
    row.save(update_fields=["state", "offer_expires_at", "updated_at"])
    room.give(row)
    until = row.offer_expires_at.isoformat()
    log(row, RegistrationStep.OFFERED, now=now, until=until, taking_part=row.taking_part, **room.facts())


def _key_of(name: str) -> str:
    return " ".join(name.split()).casefold()


def _taken(rows: RegistrationQuerySet, now: datetime) -> dict[tuple[int | None, str], Taken]:
    """Return what is taken by date (``None``: all together) and way of taking part: one query.

    A place of an organisation that does not take part in the coalition uses up none of those that are kept.
    """
    names = ("occurrence_id", "taking_part", "organisation__kind", "is_member", "organisation__name")
    found: dict[tuple[int | None, str], Taken] = {}
    participations = Participation.objects.current(timezone.localdate(now))
    is_member = Exists(participations.filter(organisation=OuterRef("organisation")))
    placed = rows.with_place().order_by().annotate(is_member=is_member)
    grouped = placed.values_list(*names, "organisation_name").annotate(number=Count("pk"))
    for occurrence, taking_part, kind, is_of_member, chosen, typed, number in grouped:
        taken = found.setdefault((occurrence, taking_part), Taken())
        taken.number += number
        taken.by_organisation[_key_of(chosen or typed)] += number
        if is_of_member:
            taken.by_kind[kind] += number
    return found


def _room(pool: Pool, taking_part: str, now: datetime, taken: Taken) -> Room:
    return Room(
        capacity=pool.capacity(taking_part),
        cap=pool.terms.places_per_organisation,
        kept=_kept(pool, taking_part, now),
        taken=taken,
        on=timezone.localdate(now),
    )


def _kept(pool: Pool, taking_part: str, now: datetime) -> dict[str, int]:
    """Return what is still kept: not from some hours before it begins on."""
    return {
        row.organisation_kind: row.places
        for row in pool.terms.kept_places.all()
        if row.taking_part == taking_part
        and (pool.begins_at is None or now < pool.begins_at - timedelta(hours=row.released_before))
    }


def _availabilities(pools: list[Pool], dates: list[Occurrence], now: datetime) -> dict[Occurrence, Availability]:
    """Return what is told of the places of each date that is still to come, in one query for all of them."""
    if not pools:
        return {}
    terms, found, rooms = pools[0].terms, {}, rooms_of(pools, now)
    for pool in pools:
        shown = [rooms[pool.key, way] for way in pool.ways]
        told = _availability(shown, has_list=terms.has_waiting_list) if terms.is_open else Availability.UNKNOWN
        for occurrence in [pool.occurrence] if pool.occurrence else dates:
            if occurrence.ends_at > now:
                found[occurrence] = told
    return found


def _availability(rooms: list[Room], *, has_list: bool) -> Availability:
    free = [room.free() for room in rooms]
    if any(number is None or number > FEW for number in free):
        return Availability.OPEN
    if any(free):
        return Availability.FEW
    return Availability.WAITING_LIST if has_list else Availability.FULL


def _tell_availability(schedule: Schedule, told: dict[Occurrence, Availability]) -> None:
    """Store what is told of dates where it changed, and index the work then: lists and kept pages show it."""
    stored = dict(
        Occurrence.objects.filter(pk__in=[occurrence.pk for occurrence in told]).values_list("pk", "availability")
    )
    changed = {row: value for row, value in told.items() if stored[row.pk] != value}
    for value in set(changed.values()):
        pks = [row.pk for row, new in changed.items() if new == value]
        # Not a change of the date itself, of which calendars keep the moment (``updated_at``).
        Occurrence.objects.filter(pk__in=pks).update(availability=value)
    if changed:
        index_work(schedule.work)


def pool_for(registration: Registration, schedule: Schedule) -> Pool | None:
    """Return the pool of a registration whose schedule is locked; ``None`` when one does not register here any more."""
    terms = terms_of(schedule)
    return pool_of(schedule, terms, registration.occurrence) if terms is not None else None
