"""Dates that change: what they were, until everybody with a place has been told (docs/adr/0022).

An editor who corrects a date makes five edits of it. So the first remembers the date as it was, and the next ones only
prolong the quiet. What is told in the end, and to whom, is in ``events.change_letters``: the services that call this
know of no letters.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from events.enums import RegistrationState, ScheduleStatus
from events.models import DateChange, Occurrence, Registration
from events.tasks import changes_enqueue

Snapshot = dict[str, Any]

# What a date was before it was added.
NOT_THERE: Final[Snapshot] = {}
# However long somebody goes on editing, people hear of it this long after the first edit.
LONGEST_QUIET: Final = timedelta(minutes=60)
# Who may be on the way already is told at once.
NEAR: Final = timedelta(hours=24)
# Whom a change of a date concerns: who has a place, and who waits for one or for an answer.
CONCERNED: Final = (
    RegistrationState.CONFIRMED,
    RegistrationState.OFFERED,
    RegistrationState.WAITING,
    RegistrationState.REQUESTED,
)


def changes_note(before: Iterable[Occurrence]) -> None:
    """Remember dates as they were, in the transaction that is about to change them.

    For announced dates only; nothing is kept of a date that is over, or that nobody registered for.
    """
    now = timezone.now()
    # As the database has them: who changes dates may hold rows in which the change has been made already.
    known_dates = Occurrence.objects.with_places().filter(pk__in=[row.pk for row in before], ends_at__gt=now)
    rows = _with_people(list(known_dates))
    if not rows:
        return
    waiting = DateChange.objects.filter(occurrence__in=rows, settled_at=None)
    known = set(waiting.values_list("occurrence_id", flat=True))
    waiting.update(last_at=Greatest("last_at", Value(now)))
    new = [
        DateChange(occurrence=row, before=snapshot(row), first_at=now, last_at=now)
        for row in rows
        if row.pk not in known
    ]
    DateChange.objects.bulk_create(new)
    for schedule in {row.schedule_id for row in rows}:
        # At once, for a date that turns out to be near; the worker comes back when the quiet is over.
        changes_enqueue(schedule, at=now)


def additions_note(added: Iterable[Occurrence]) -> None:
    """Remember that dates are new, in the transaction that added them.

    It concerns who registered for all dates together: these are theirs as well. Of others nothing is kept.
    """
    rows = list(added)
    together = Registration.objects.filter(occurrence=None, state__in=CONCERNED)
    schedules = set(together.filter(schedule__in={row.schedule_id for row in rows}).values_list("schedule", flat=True))
    now = timezone.now()
    new = [row for row in rows if row.schedule_id in schedules and row.ends_at > now]
    DateChange.objects.bulk_create(
        DateChange(occurrence=row, before=NOT_THERE, first_at=now, last_at=now) for row in new
    )
    for schedule in {row.schedule_id for row in new}:
        changes_enqueue(schedule, at=now)


def snapshot(occurrence: Occurrence) -> Snapshot:
    """Return what people are told of a date, as JSON can hold it."""
    schedule = occurrence.schedule
    state = ScheduleStatus.SCHEDULED
    if occurrence.is_cancelled:
        state = ScheduleStatus.CANCELLED
    elif occurrence.is_postponed:
        state = ScheduleStatus.POSTPONED
    return {
        "starts_at": occurrence.starts_at.isoformat(),
        "ends_at": occurrence.ends_at.isoformat(),
        "zone": schedule.zone,
        "all_day": schedule.all_day,
        "state": state.value,
        "place": occurrence.venue.address if occurrence.venue else "",
        "online_url": occurrence.online_url,
        "form": occurrence.form,
        "reason": occurrence.shown_reason,
    }


def is_different(before: Snapshot, after: Snapshot) -> bool:
    """Return whether there is something to tell; another reason for the same, or what came and went, is nothing."""
    if before == NOT_THERE:
        return bool(after["state"] == ScheduleStatus.SCHEDULED)
    return {**before, "reason": ""} != {**after, "reason": ""}


def open_changes(schedule: int) -> QuerySet[DateChange]:
    """Return the changes of a schedule (its key) that are not settled yet, with their dates."""
    rows = DateChange.objects.filter(occurrence__schedule=schedule, settled_at=None)
    return rows.select_related("occurrence__schedule", "occurrence__venue").order_by("pk")


def due_at(changes: Sequence[DateChange]) -> datetime:
    """Return when people are told of the open changes of one schedule."""
    first, last = min(change.first_at for change in changes), max(change.last_at for change in changes)
    if any(_first_start(change) - last < NEAR for change in changes):
        return last
    return min(last + _quiet(), first + LONGEST_QUIET)


def next_look(schedule: int) -> datetime | None:
    """Return when the open changes of a schedule are due; ``None`` without any."""
    changes = list(open_changes(schedule))
    return due_at(changes) if changes else None


def _with_people(rows: Sequence[Occurrence]) -> list[Occurrence]:
    """Return the dates that somebody registered for, or for all dates together: one query."""
    registrations = Registration.objects.filter(schedule__in={row.schedule_id for row in rows}, state__in=CONCERNED)
    taken = set(registrations.order_by().values_list("schedule_id", "occurrence_id").distinct())
    return [row for row in rows if {(row.schedule_id, row.pk), (row.schedule_id, None)} & taken]


def _first_start(change: DateChange) -> datetime:
    """Return when a date begins, as it was or as it is, whichever comes first."""
    if change.before == NOT_THERE:
        return change.occurrence.starts_at
    return min(_moment(change.before["starts_at"]), change.occurrence.starts_at)


def _quiet() -> timedelta:
    return timedelta(minutes=settings.HUB_QUIET_MINUTES)


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    assert moment is not None
    return moment
