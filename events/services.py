"""The writes of schedules and their dates.

Every function checks first, raises ``ValidationError`` with a sentence for a person, then writes and indexes
the work in one transaction. A *material* change (start, end, place, status) raises the sequence by one, so
that calendars elsewhere take it over (RFC 5545 section 3.8.7.4); before a work is announced, which is
when its page is first published, a change is only a correction.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from events.enums import OccurrenceStatus, ScheduleStatus
from events.local_time import is_midnight
from events.models import Occurrence, Schedule, Venue
from events.validators import validate_zone
from home.validators import validate_web_url
from search.indexing import index_work


def is_announced(work: UUID) -> bool:
    """Return whether a work is or was public, so that its dates may be in somebody's calendar.

    A work without any page counts as announced: nothing says otherwise.
    """
    pages = Page.objects.filter(translation_key=work).values_list("live", "first_published_at")
    return not pages or any(live or published is not None for live, published in pages)


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
) -> Schedule:
    """Give a work its schedule with the first date.

    ``starts_at`` and ``ends_at`` (not included) are aware; those of an all-day schedule are midnights in
    ``zone``. Raises ``ValidationError`` when the work has a schedule, or the date is impossible.
    """
    if Schedule.objects.filter(work=work).exists():
        raise ValidationError(_("There are dates already."), code="has_schedule")
    validate_zone(zone)
    _check_date(zone, starts_at, ends_at, online_url, capacity, all_day=all_day)
    schedule = Schedule.objects.create(work=work, zone=zone, all_day=all_day)
    Occurrence.objects.create(
        schedule=schedule,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        online_url=online_url,
        capacity=capacity,
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
) -> Schedule:
    """Correct the only date of a work that nobody has seen yet; nothing is counted or remembered.

    Raises ``ValidationError`` when it is announced or has more dates: then dates are moved or cancelled.
    """
    locked = _lock(schedule)
    occurrences = list(locked.occurrences.all())
    if is_announced(locked.work) or len(occurrences) != 1:
        raise ValidationError(_("The dates are announced: change them one by one."), code="announced")
    validate_zone(zone)
    _check_date(zone, starts_at, ends_at, online_url, capacity, all_day=all_day)
    locked.zone, locked.all_day = zone, all_day
    locked.save()
    occurrence = occurrences[0]
    _fill(occurrence, starts_at, ends_at, venue, online_url)
    occurrence.capacity = capacity
    occurrence.save()
    index_work(locked.work)
    return locked


def first_date_save(*, work: UUID, **values: Any) -> Schedule:
    """Write the date of a work that is not announced yet: its first, or a correction of it.

    ``values`` are those of ``schedule_create``. Raises ``ValidationError`` as that or ``schedule_revise``.
    """
    schedule = Schedule.objects.filter(work=work).first()
    if schedule is None:
        return schedule_create(work=work, **values)
    return schedule_revise(schedule=schedule, **values)


@transaction.atomic
def occurrence_add(
    *,
    schedule: Schedule,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None = None,
    online_url: str = "",
    capacity: int | None = None,
) -> Occurrence:
    """Add a date. Raises ``ValidationError`` when all dates are cancelled or one already starts then."""
    locked = _lock(schedule)
    if locked.status == ScheduleStatus.CANCELLED:
        raise ValidationError(_("All dates are cancelled: no date can be added."), code="cancelled")
    _check_date(locked.zone, starts_at, ends_at, online_url, capacity, all_day=locked.all_day)
    _check_free(locked, starts_at)
    occurrence = Occurrence.objects.create(
        schedule=locked,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        online_url=online_url,
        capacity=capacity,
    )
    index_work(locked.work)
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
    reason: str = "",
) -> Occurrence:
    """Give a date its new time, place and number of places, all of them as they will be.

    A new time makes it *moved* and keeps the start that people had in mind. A new number of places alone
    is not a material change. Raises ``ValidationError`` when the date is cancelled or impossible.
    """
    locked = _lock(occurrence.schedule)
    row = locked.occurrences.get(pk=occurrence.pk)
    if row.is_cancelled:
        raise ValidationError(_("This date is cancelled; add a new one instead."), code="cancelled")
    _check_date(locked.zone, starts_at, ends_at, online_url, capacity, all_day=locked.all_day)
    if starts_at != row.starts_at:
        _check_free(locked, starts_at)
    if is_announced(locked.work):
        _count_change(row, starts_at, ends_at, venue, online_url, reason=reason)
    _fill(row, starts_at, ends_at, venue, online_url)
    row.capacity = capacity
    row.save()
    index_work(locked.work)
    return row


@transaction.atomic
def occurrence_cancel(*, occurrence: Occurrence, reason: str) -> Occurrence:
    """Cancel a date, and say why. It stays in lists and calendars, marked.

    Raises ``ValidationError`` without a reason, or when it is cancelled already.
    """
    locked = _lock(occurrence.schedule)
    row = locked.occurrences.get(pk=occurrence.pk)
    if row.is_cancelled:
        raise ValidationError(_("This date is cancelled already."), code="cancelled")
    row.status = OccurrenceStatus.CANCELLED
    row.reason = _reason(reason)
    _count(row)
    row.save()
    index_work(locked.work)
    return row


def schedule_cancel(*, schedule: Schedule, reason: str) -> Schedule:
    """Cancel all dates of a work together, and say why; raises ``ValidationError`` without a reason."""
    return _set_status(schedule, ScheduleStatus.CANCELLED, _reason(reason))


def schedule_postpone(*, schedule: Schedule, reason: str) -> Schedule:
    """Say that all of it will be later, at a time not known yet, and why.

    Raises ``ValidationError`` without a reason.
    """
    return _set_status(schedule, ScheduleStatus.POSTPONED, _reason(reason))


def schedule_resume(*, schedule: Schedule) -> Schedule:
    """Let a work that was postponed or cancelled take place after all, on the dates it has."""
    return _set_status(schedule, ScheduleStatus.SCHEDULED, "")


@transaction.atomic
def _set_status(schedule: Schedule, status: ScheduleStatus, reason: str) -> Schedule:
    locked = _lock(schedule)
    if locked.status == status:
        raise ValidationError(
            _("They are already: %(status)s."), code="status", params={"status": status.label.lower()}
        )
    locked.status, locked.reason = status, reason
    # Every date changes with it, so the count is the schedule's own.
    locked.sequence += 1
    locked.save()
    index_work(locked.work)
    return locked


def _lock(schedule: Schedule) -> Schedule:
    """Return the schedule as it is now; other writers of its dates wait until this transaction ends."""
    return Schedule.objects.select_for_update().get(pk=schedule.pk)


def _fill(row: Occurrence, starts_at: datetime, ends_at: datetime, venue: Venue | None, online_url: str) -> None:
    row.starts_at, row.ends_at, row.venue, row.online_url = starts_at, ends_at, venue, online_url


def _count(row: Occurrence) -> None:
    row.sequence += 1
    row.changed_at = timezone.now()


def _count_change(
    row: Occurrence, starts_at: datetime, ends_at: datetime, venue: Venue | None, online_url: str, *, reason: str
) -> None:
    """Count a material change of an announced date, and remember the start that people had in mind."""
    is_other_time = (starts_at, ends_at) != (row.starts_at, row.ends_at)
    is_other_place = (venue.pk if venue else None, online_url) != (row.venue_id, row.online_url)
    if is_other_time or is_other_place:
        _count(row)
        row.reason = reason.strip()
    if is_other_time:
        row.status = OccurrenceStatus.RESCHEDULED
    if starts_at != row.starts_at:
        row.previous_starts_at = row.starts_at


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Say why, for those who meant to come."), code="reason")
    return reason.strip()


def _check_free(schedule: Schedule, starts_at: datetime) -> None:
    """Refuse a second date at the same start: a button that was pressed twice."""
    same = schedule.occurrences.filter(starts_at=starts_at).exclude(status=OccurrenceStatus.CANCELLED)
    if same.exists():
        raise ValidationError(_("There already is a date that starts then."), code="same_start")


def _check_date(
    zone: str, starts_at: datetime, ends_at: datetime, online_url: str, capacity: int | None, *, all_day: bool
) -> None:
    if timezone.is_naive(starts_at) or timezone.is_naive(ends_at):
        raise ValidationError(_("Start and end must be moments with a time zone."), code="naive")
    if ends_at <= starts_at:
        raise ValidationError(_("The end must come after the start."), code="end")
    if all_day and not (is_midnight(starts_at, zone) and is_midnight(ends_at, zone)):
        raise ValidationError(_("Whole days begin and end at midnight."), code="midnight")
    if online_url:
        validate_web_url(online_url)
    if capacity is not None:
        MinValueValidator(1)(capacity)
