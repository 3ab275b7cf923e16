"""The writes of schedules and of single dates."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.changes import additions_note, changes_note
from events.enums import OccurrenceStatus, ScheduleStatus
from events.models import Occurrence, Schedule, Venue
from events.services.rules import (
    AS_IS,
    AsIs,
    check_date,
    check_free,
    check_place,
    count,
    count_change,
    fill,
    is_announced,
    lock,
    said_reason,
    settle,
)
from events.validators import validate_zone
from search.indexing import index_work


@transaction.atomic
def schedule_create(
    *,
    work: UUID,
    zone: str,
    starts_at: datetime,
    ends_at: datetime,
    all_day: bool = False,
    venue: Venue | None = None,
    online_url: str = "",
    capacity: int | None = None,
    online_capacity: int | None = None,
) -> Schedule:
    """Give a work its schedule with the first date.

    ``starts_at`` and ``ends_at`` (not included) are aware; those of an all-day schedule are midnights in
    ``zone``. Raises ``ValidationError`` when the work has a schedule, or the date is impossible.
    """
    if Schedule.objects.filter(work=work).exists():
        raise ValidationError(_("There are dates already."), code="has_schedule")
    validate_zone(zone)
    check_date(zone, starts_at, ends_at, all_day=all_day)
    check_place(online_url, capacity, online_capacity)
    schedule = Schedule.objects.create(work=work, zone=zone, all_day=all_day)
    Occurrence.objects.create(
        schedule=schedule,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        online_url=online_url,
        capacity=capacity,
        online_capacity=online_capacity,
    )
    index_work(work)
    return schedule


@transaction.atomic
def schedule_revise(
    *,
    schedule: Schedule,
    zone: str,
    starts_at: datetime,
    ends_at: datetime,
    all_day: bool = False,
    venue: Venue | None = None,
    online_url: str = "",
    capacity: int | None = None,
    online_capacity: int | None = None,
) -> Schedule:
    """Correct the only date of a work that nobody has seen yet; nothing is counted or remembered.

    Raises ``ValidationError`` when it is announced or has more dates: then dates are moved or cancelled.
    """
    locked = lock(schedule)
    occurrences = list(locked.occurrences.all())
    if is_announced(locked.work) or len(occurrences) != 1:
        raise ValidationError(_("The dates are announced: change them one by one."), code="announced")
    validate_zone(zone)
    check_date(zone, starts_at, ends_at, all_day=all_day)
    check_place(online_url, capacity, online_capacity)
    locked.zone, locked.all_day = zone, all_day
    locked.save()
    occurrence = occurrences[0]
    fill(occurrence, starts_at, ends_at, venue, online_url)
    occurrence.capacity, occurrence.online_capacity = capacity, online_capacity
    occurrence.save()
    settle(locked)
    return locked


@transaction.atomic
def occurrence_add(
    *,
    schedule: Schedule,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None = None,
    online_url: str = "",
    capacity: int | None = None,
    online_capacity: int | None = None,
) -> Occurrence:
    """Add a date. Raises ``ValidationError`` when all dates are cancelled or one already starts then."""
    locked = lock(schedule)
    if locked.status == ScheduleStatus.CANCELLED:
        raise ValidationError(_("All dates are cancelled: no date can be added."), code="cancelled")
    check_date(locked.zone, starts_at, ends_at, all_day=locked.all_day)
    check_place(online_url, capacity, online_capacity)
    check_free(locked, starts_at)
    occurrence = Occurrence.objects.create(
        schedule=locked,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        online_url=online_url,
        capacity=capacity,
        online_capacity=online_capacity,
    )
    additions_note([occurrence])
    settle(locked)
    return occurrence


@transaction.atomic
def occurrence_move(
    *,
    occurrence: Occurrence,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None = None,
    online_url: str = "",
    capacity: int | None = None,
    online_capacity: int | AsIs | None = AS_IS,
    reason: str = "",
) -> Occurrence:
    """Give one date its new time, place and number of places, all of them as they will be.

    A new time makes it *moved* and keeps the start that people had in mind. A new number of places alone
    is not a material change; places online stay as they are when nothing is said of them. Raises
    ``ValidationError`` when the date is cancelled or impossible.
    """
    locked = lock(occurrence.schedule)
    row = locked.occurrences.get(pk=occurrence.pk)
    if row.is_cancelled:
        raise ValidationError(_("This date is cancelled; add a new one instead."), code="cancelled")
    check_date(locked.zone, starts_at, ends_at, all_day=locked.all_day)
    online_places = row.online_capacity if online_capacity is AS_IS else online_capacity
    check_place(online_url, capacity, online_places)
    if starts_at != row.starts_at:
        check_free(locked, starts_at)
    if is_announced(locked.work):
        changes_note([row])
        count_change(row, starts_at, ends_at, venue, online_url, reason=reason)
    fill(row, starts_at, ends_at, venue, online_url)
    row.capacity, row.online_capacity = capacity, online_places
    row.save()
    settle(locked)
    return row


@transaction.atomic
def occurrence_cancel(*, occurrence: Occurrence, reason: str) -> Occurrence:
    """Cancel a date, and say why. It stays in lists and calendars, marked.

    Raises ``ValidationError`` without a reason, or when it is cancelled already.
    """
    locked = lock(occurrence.schedule)
    row = locked.occurrences.get(pk=occurrence.pk)
    if row.is_cancelled:
        raise ValidationError(_("This date is cancelled already."), code="cancelled")
    why = said_reason(reason)
    if is_announced(locked.work):
        changes_note([row])
    row.status, row.reason = OccurrenceStatus.CANCELLED, why
    count(row)
    row.save()
    settle(locked)
    return row


@transaction.atomic
def occurrence_restore(*, occurrence: Occurrence) -> Occurrence:
    """Let a date that was cancelled take place after all, at the time that it had.

    Raises ``ValidationError`` when it is not cancelled by itself, or another date starts then by now.
    """
    locked = lock(occurrence.schedule)
    row = locked.occurrences.get(pk=occurrence.pk)
    if row.status != OccurrenceStatus.CANCELLED:
        raise ValidationError(_("This date is not cancelled."), code="not_cancelled")
    check_free(locked, row.starts_at)
    if is_announced(locked.work):
        changes_note([row])
    row.status = OccurrenceStatus.SCHEDULED if row.previous_starts_at is None else OccurrenceStatus.RESCHEDULED
    row.reason = ""
    count(row)
    row.save()
    settle(locked)
    return row


@transaction.atomic
def occurrence_skip(*, occurrence: Occurrence) -> None:
    """Take a date that nobody has seen yet out of the plan: the rule skips its day (EXDATE, RFC 5545 section 3.8.5.1).

    Raises ``ValidationError`` when it is announced (then it is cancelled), has registrations, or is the only one.
    """
    locked = lock(occurrence.schedule)
    row = locked.occurrences.select_related("recurrence").get(pk=occurrence.pk)
    if is_announced(locked.work) or row.registrations.exists():
        raise ValidationError(_("People may know of this date: cancel it instead."), code="announced")
    if locked.occurrences.count() == 1:
        raise ValidationError(_("This is the only date."), code="only")
    if row.recurrence is not None and row.original_starts_at is not None:
        day = row.original_starts_at.astimezone(locked.tz).date().isoformat()
        row.recurrence.skipped = sorted({*row.recurrence.skipped, day})
        row.recurrence.save(update_fields=["skipped", "updated_at"])
    row.delete()
    settle(locked)


def schedule_cancel(*, schedule: Schedule, reason: str) -> Schedule:
    """Cancel all dates of a work together, and say why; raises ``ValidationError`` without a reason."""
    return _set_status(schedule, ScheduleStatus.CANCELLED, said_reason(reason))


def schedule_postpone(*, schedule: Schedule, reason: str) -> Schedule:
    """Say that all of it will be later, at a time not known yet, and why.

    Raises ``ValidationError`` without a reason.
    """
    return _set_status(schedule, ScheduleStatus.POSTPONED, said_reason(reason))


def schedule_resume(*, schedule: Schedule) -> Schedule:
    """Let a work that was postponed or cancelled take place after all, on the dates it has."""
    return _set_status(schedule, ScheduleStatus.SCHEDULED, "")


@transaction.atomic
def _set_status(schedule: Schedule, status: ScheduleStatus, reason: str) -> Schedule:
    locked = lock(schedule)
    if locked.status == status:
        raise ValidationError(
            _("They are already: %(status)s."), code="status", params={"status": status.label.lower()}
        )
    if is_announced(locked.work):
        changes_note(locked.occurrences.upcoming().with_places())
    locked.status, locked.reason = status, reason
    # Every date changes with it, so the count is the schedule's own.
    locked.sequence += 1
    locked.save()
    settle(locked)
    return locked
