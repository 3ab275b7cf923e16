"""The writes of several dates at once: this and following, or all that are still to come."""

from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.changes import additions_note, changes_note
from events.enums import EditScope, OccurrenceStatus
from events.models import Occurrence, Recurrence, Registration, Schedule
from events.services.recurrences import rule_of
from events.services.rules import is_announced, lock, said_reason, settle
from events.services.series_plan import (
    DateChange,
    RulePart,
    SeriesPlan,
    SeriesValues,
    make_plan,
    rows_in_scope,
)

BATCH = 200
WRITTEN = (
    "starts_at",
    "ends_at",
    "status",
    "reason",
    "venue",
    "online_url",
    "capacity",
    "online_capacity",
    "recurrence",
    "original_starts_at",
    "previous_starts_at",
    "sequence",
    "changed_at",
    "updated_at",
)


def series_preview(
    *, occurrence: Occurrence, scope: EditScope, overwrite: bool = False, **values: Unpack[SeriesValues]
) -> SeriesPlan:
    """Return what ``series_change`` would do with the same arguments; raises ``ValidationError`` as that."""
    schedule = Schedule.objects.get(pk=occurrence.schedule_id)
    return make_plan(schedule=schedule, chosen=occurrence, scope=scope, overwrite=overwrite, values=values)


@transaction.atomic
def series_change(
    *,
    occurrence: Occurrence,
    scope: EditScope,
    overwrite: bool = False,
    reason: str = "",
    **values: Unpack[SeriesValues],
) -> SeriesPlan:
    """Give a date and those after it, or all that are still to come, other times, places or another rule.

    What is not named stays. A date that somebody moved or gave another place by hand keeps that, unless ``overwrite``;
    one that is cancelled stays cancelled, one that is over is not touched. With a new ``rule`` the k-th date gets the
    k-th new day, with its registrations; dates that are left over are cancelled with the reason, or go when nobody has
    seen them; days that are left over become new dates. A rule that has earlier dates ends before these, and a new one
    begins. Raises ``ValidationError`` when the date is over or cancelled, when two dates would start at once, and
    when announced dates are left over and no reason is given.
    """
    locked = lock(occurrence.schedule)
    plan = make_plan(schedule=locked, chosen=occurrence, scope=scope, overwrite=overwrite, values=values)
    announced = plan.is_announced
    if announced:
        if any(row.status != OccurrenceStatus.CANCELLED for row in plan.surplus):
            said_reason(reason)
        told = [change.row for change in plan.changes if change.is_material] + plan.surplus
        changes_note([row for row in told if row.status != OccurrenceStatus.CANCELLED])
    if plan.zone != locked.zone:
        locked.zone = plan.zone
        locked.save(update_fields=["zone", "updated_at"])
    why = reason.strip()
    _write_surplus(plan.surplus, why, is_announced=announced)
    # Before the dates: a date of a rule that was split hangs on the new one from then on.
    for part in plan.parts:
        recurrence = _write_rule(part, is_announced=announced)
        added = [
            Occurrence(
                schedule=locked,
                recurrence=recurrence,
                original_starts_at=starts_at,
                starts_at=starts_at,
                ends_at=ends_at,
                **plan.place,
            )
            for starts_at, ends_at in part.added
        ]
        _write_changes(part.changes, why, recurrence=recurrence, is_announced=announced)
        additions_note(Occurrence.objects.bulk_create(added, BATCH))
    in_parts = {change.row.pk for part in plan.parts for change in part.changes}
    others = [change for change in plan.changes if change.row.pk not in in_parts]
    _write_changes(others, why, is_announced=announced)
    settle(locked)
    return plan


@transaction.atomic
def series_cancel(*, occurrence: Occurrence, scope: EditScope, reason: str) -> list[Occurrence]:
    """Cancel a date and those after it, or all that are still to come, and say why; return them.

    They stay in lists and calendars, marked, and a rule without end gives no further dates. Raises
    ``ValidationError`` without a reason, or when none of them takes place.
    """
    locked = lock(occurrence.schedule)
    chosen = locked.occurrences.get(pk=occurrence.pk)
    rows = [row for row in rows_in_scope(locked.occurrences.all(), chosen, scope) if not row.is_cancelled]
    why = said_reason(reason)
    if not rows:
        raise ValidationError(_("None of these dates takes place."), code="cancelled")
    if is_announced(locked.work):
        changes_note(rows)
    now = timezone.now()
    for row in rows:
        row.status, row.reason, row.changed_at, row.updated_at = OccurrenceStatus.CANCELLED, why, now, now
        row.sequence += 1
    _write_rows(rows)
    if scope != EditScope.THIS:
        endless = locked.recurrences.filter(until=None, pk__in={row.recurrence_id for row in rows})
        for recurrence in endless.exclude(rule__contains="COUNT="):
            recurrence.until = recurrence.planned_until
            recurrence.save(update_fields=["until", "updated_at"])
    settle(locked)
    return rows


def _write_surplus(rows: list[Occurrence], reason: str, *, is_announced: bool) -> None:
    """Cancel the dates for which the new rule has no day; those that nobody has seen or wants to come to, go."""
    registered = set(Registration.objects.filter(occurrence__in=rows).values_list("occurrence_id", flat=True))
    gone = [row for row in rows if not is_announced and row.pk not in registered]
    Occurrence.objects.filter(pk__in=[row.pk for row in gone]).delete()
    kept = [row for row in rows if row not in gone]
    now = timezone.now()
    for row in kept:
        row.recurrence, row.original_starts_at, row.updated_at = None, None, now
        if row.status != OccurrenceStatus.CANCELLED:
            row.status, row.reason, row.changed_at = OccurrenceStatus.CANCELLED, reason, now
            row.sequence += 1
    _write_rows(kept)


def _write_rule(part: RulePart, *, is_announced: bool) -> Recurrence:
    """Write a rule anew, or end it and begin another where it has earlier dates; return that on which dates go on."""
    old, series = part.recurrence, part.series
    skipped = [day for day in old.skipped if date.fromisoformat(day) >= part.starts_on]
    row = old
    if part.is_split:
        last = part.starts_on - timedelta(days=1)
        old.rule = replace(rule_of(old), count=None, until=last).to_rrule(is_bounded=False)
        old.until = old.planned_until = last
        old.skipped = [day for day in old.skipped if day not in skipped]
        old.save()
        row = Recurrence(schedule=old.schedule)
    elif is_announced:
        row.sequence += 1
    row.rule, row.until = series.rule.to_rrule(is_bounded=False), series.rule.until
    row.first_day, row.planned_until, row.skipped = series.first_day, series.planned_until, skipped
    row.start_time, row.end_time, row.days = part.timing.start_time, part.timing.end_time, part.timing.days
    row.save()
    return row


def _write_changes(
    changes: list[DateChange], reason: str, *, is_announced: bool, recurrence: Recurrence | None = None
) -> None:
    """Write dates as they will be; a material change of an announced one is counted."""
    now = timezone.now()
    rows = []
    for change in changes:
        # A copy: the plan, and what is told to those who come, is about the date as it was.
        row = copy(change.row)
        if is_announced and change.is_material:
            _count(row, change, reason, now)
        row.starts_at, row.ends_at = change.starts_at, change.ends_at
        row.venue_id, row.online_url = change.venue_id, change.online_url
        row.capacity, row.online_capacity = change.capacity, change.online_capacity
        row.updated_at = now
        if recurrence is not None:
            row.recurrence, row.original_starts_at = recurrence, change.original_starts_at
        rows.append(row)
    if recurrence is not None:
        # Two dates may not have one start by the rule, not even while they change places.
        Occurrence.objects.filter(pk__in=[row.pk for row in rows]).update(original_starts_at=None)
    _write_rows(rows)


def _write_rows(rows: list[Occurrence]) -> None:
    """Update rows that are there. As inserts that meet their own row: ten times as fast as ``bulk_update`` for 500."""
    Occurrence.objects.bulk_create(rows, BATCH, update_conflicts=True, update_fields=WRITTEN, unique_fields=("id",))


def _count(row: Occurrence, change: DateChange, reason: str, now: datetime) -> None:
    row.sequence += 1
    row.changed_at, row.reason = now, reason
    if change.is_other_time and row.status != OccurrenceStatus.CANCELLED:
        row.status = OccurrenceStatus.RESCHEDULED
    if change.starts_at != row.starts_at:
        row.previous_starts_at = row.starts_at
