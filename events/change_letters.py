"""Telling people that a date they have a place for is another one now: once, after a quiet period.

What it was is compared with what it is: one mail for each person, about all the dates of theirs that changed, or none
when nothing changed in sum (docs/adr/0022).

*Settling* is one short transaction that says what is told, and of what batch. *Telling* is a transaction for each
person, and harmless to repeat: whoever is killed in the middle leaves a batch that the next run ends.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import get_language

from events.changes import CONCERNED, due_at, is_different, open_changes, snapshot
from events.enums import ScheduleStatus
from events.jobs import Outcome, do_each
from events.letters.changing import Changed, dates_changed
from events.letters.meeting import may_still_read, meeting_on, page_of
from events.models import DateChange, Registration, Schedule
from events.registration.sending import registration_send
from members.letters import Letter

# Clocks of two hosts differ by less; more than this, and the clock was set back.
SET_BACK: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PendingChanges:
    """What people have not been told yet: how many of them, of how many dates, and when they will be."""

    people: int
    dates: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is told, by account or by address, and the registrations that make them one."""

    key: tuple[str, str]
    registrations: tuple[int, ...]


def pending_changes(schedule: Schedule) -> PendingChanges | None:
    """Return what people have not been told yet of the dates of a schedule; ``None`` when nothing is different."""
    changes = list(open_changes(schedule.pk))
    different = [change for change in changes if is_different(change.before, snapshot(change.occurrence))]
    people = {reader.key for reader in _readers(schedule.pk, different)} if different else set()
    if not people:
        return None
    return PendingChanges(people=len(people), dates=len(different), due_at=due_at(changes))


def changes_send(*, now: datetime | None = None) -> Outcome:
    """Tell everybody of what is due, and end what was left in the middle; for the clock, harmless to repeat."""
    schedules = DateChange.objects.filter(told_at=None).order_by("occurrence__schedule")
    outcome = Outcome()
    for pk in schedules.values_list("occurrence__schedule", flat=True).distinct():
        outcome += changes_tell(schedule=pk, now=now)
    return outcome


def changes_tell(*, schedule: int, now: datetime | None = None, at_once: bool = False) -> Outcome:
    """Tell people of the changes of one schedule (its key) that are due, or of all of them ``at_once``.

    Call it outside a transaction: each person is told in one of their own.
    """
    now = now or timezone.now()
    outcome = do_each([schedule], lambda pk: _settle(pk, now, at_once=at_once))
    settled = DateChange.objects.filter(occurrence__schedule=schedule, told_at=None).order_by("settled_at", "pk")
    told = Outcome(failed=outcome.failed)
    for batch in dict.fromkeys(settled.values_list("batch", flat=True)):
        if batch is not None:
            told += _tell(batch)
    return told


def _settle(schedule: int, now: datetime, *, at_once: bool) -> None:
    """Decide, under the lock of the schedule, what people are told of its dates; nothing before it is due."""
    Schedule.objects.select_for_update().get(pk=schedule)
    changes = list(open_changes(schedule))
    if not changes or not (at_once or _is_due(changes, now)):
        return
    batch = uuid4()
    for change in changes:
        change.settled_at = now
        after = snapshot(change.occurrence)
        if is_different(change.before, after):
            change.after, change.batch = after, batch
        else:
            change.told_at = now
        change.save(update_fields=["settled_at", "after", "batch", "told_at"])


def _tell(batch: UUID) -> Outcome:
    changes = list(
        DateChange.objects.filter(batch=batch)
        .select_related("occurrence__schedule", "occurrence__venue")
        .order_by("pk")
    )
    readers = _readers(changes[0].occurrence.schedule_id, changes)
    outcome = do_each(readers, lambda reader: _tell_reader(reader, batch, changes))
    if not outcome.failed:
        DateChange.objects.filter(batch=batch).update(told_at=timezone.now())
    return outcome


def _tell_reader(reader: Reader, batch: UUID, changes: Sequence[DateChange]) -> None:
    """Write the one letter to somebody, unless they withdrew, or may not read of it, meanwhile."""
    held = Registration.objects.select_for_update(of=("self",)).filter(state__in=CONCERNED, erased_at=None)
    rows = list(held.select_related("user", "schedule").filter(pk__in=reader.registrations).order_by("pk"))
    told = [Changed(row, change.occurrence, change.before, change.after) for change, row in _pairs(changes, rows)]
    page = page_of(changes[0].occurrence.schedule.work, rows[0].language) if rows else None
    if page is None:
        return
    if not may_still_read(rows[0], page):
        # What was a secret stays one; that it does not take place is not.
        told = [changed for changed in told if changed.after["state"] != ScheduleStatus.SCHEDULED]
    told = [changed for changed in told if changed.is_different]
    if not told:
        return

    def write() -> Letter:
        dates = [changed.occurrence for changed in told]
        meeting = meeting_on(rows[0].schedule, dates, get_language() or rows[0].language)
        assert meeting is not None
        return dates_changed(told, meeting)

    registration_send(registration=rows[0], matter=f"dates:{batch}", write=write)


def _readers(schedule: int, changes: Sequence[DateChange]) -> list[Reader]:
    """Return whom these changes concern, each once, whoever registered for several of the dates."""
    rows = Registration.objects.filter(schedule=schedule, state__in=CONCERNED, erased_at=None).order_by("pk")
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows.only("pk", "user_id", "email_key", "occurrence_id", "created_at"):
        if any(_concerns(change, row) for change in changes):
            found[("user", str(row.user_id)) if row.user_id else ("mail", row.email_key)].append(row.pk)
    return [Reader(key, tuple(keys)) for key, keys in found.items()]


def _concerns(change: DateChange, row: Registration) -> bool:
    """Return whether somebody registered for a date before it changed for the last time."""
    return row.occurrence_id in (None, change.occurrence_id) and row.created_at <= change.last_at


def _pairs(changes: Sequence[DateChange], rows: Sequence[Registration]) -> list[tuple[DateChange, Registration]]:
    """Return each change with the registration that makes it this person's concern, once."""
    found = ((change, next((row for row in rows if _concerns(change, row)), None)) for change in changes)
    return [(change, row) for change, row in found if row is not None]


def _is_due(changes: Sequence[DateChange], now: datetime) -> bool:
    # A first edit in the future: the clock was set back since, and nobody waits until it has caught up.
    return now >= due_at(changes) or now < min(change.first_at for change in changes) - SET_BACK
