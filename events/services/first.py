"""The dates of a work that nobody has seen yet: those that the form of its page gives, and gives anew."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.enums import OccurrenceStatus, ScheduleStatus
from events.models import ImportedDate, Occurrence, Recurrence, Registration, Schedule
from events.recurrence import Rule, Timing
from events.services.dates import schedule_create, schedule_revise
from events.services.recurrences import recurrence_create, series_days, timing_of
from events.services.rules import is_announced, lock


def drafted_series(schedule: Schedule) -> Recurrence | None:
    """Return the rule that all dates come from, as long as the form of the page may give others instead.

    ``None`` once the work is announced, without exactly one rule, when a date is not as the form gave it (moved,
    cancelled, elsewhere), and when something hangs on the dates.
    """
    rules = list(schedule.recurrences.all())
    if len(rules) != 1 or schedule.status != ScheduleStatus.SCHEDULED or is_announced(schedule.work):
        return None
    rows = list(schedule.occurrences.all())
    if not all(_is_as_given(row, rows[0], schedule, timing_of(rules[0])) for row in rows):
        return None
    holders = (Registration.objects.filter(schedule=schedule), ImportedDate.objects.filter(occurrence__in=rows))
    return None if not rows or any(holder.exists() for holder in holders) else rules[0]


def _is_as_given(row: Occurrence, first: Occurrence, schedule: Schedule, timing: Timing) -> bool:
    def place(date: Occurrence) -> tuple[Any, ...]:
        return date.venue_id, date.online_url, date.capacity, date.online_capacity

    span = row.starts_at, row.ends_at
    return (
        row.status == OccurrenceStatus.SCHEDULED
        and row.original_starts_at in (None, row.starts_at)
        and place(row) == place(first)
        and span == timing.span(row.starts_at.astimezone(schedule.tz).date(), schedule.zone)
    )


@transaction.atomic
def first_date_save(*, work: UUID, over_series: bool = False, **values: Any) -> Schedule:
    """Write the date of a work that is not announced yet: its first, or a correction of it.

    With ``over_series`` the dates of a ``drafted_series`` give way to it. ``values`` are those of ``schedule_create``.
    Raises ``ValidationError`` as that or ``schedule_revise``.
    """
    schedule = Schedule.objects.filter(work=work).first()
    if schedule is None:
        return schedule_create(work=work, **values)
    locked = lock(schedule)
    recurrence = drafted_series(locked) if over_series else None
    if recurrence is not None:
        first = locked.occurrences.first()
        assert first is not None
        locked.occurrences.exclude(pk=first.pk).delete()
        locked.occurrences.update(recurrence=None, original_starts_at=None)
        recurrence.delete()
    return schedule_revise(schedule=locked, **values)


@transaction.atomic
def first_series_save(
    *,
    work: UUID,
    zone: str,
    rule: Rule,
    first_day: date,
    start_time: time | None = None,
    end_time: time | None = None,
    days: int = 0,
    until: date | None = None,
    skipped: Iterable[date] = (),
    **values: Any,
) -> Recurrence:
    """Give a work that is not announced yet its dates by a rule; what the form gave it before gives way.

    ``values`` are the others of ``recurrence_create``. Raises ``ValidationError`` as that and as ``first_date_save``.
    """
    timing = Timing(start_time=start_time, end_time=end_time, days=days)
    series = series_days(rule=rule, first_day=first_day, until=until)
    skipped = set(skipped)
    kept = [day for day in series.days if day not in skipped]
    if not kept:
        raise ValidationError(_("Every date is skipped."), code="no_dates")
    starts_at, ends_at = timing.span(kept[0], zone)
    place = {name: value for name, value in values.items() if name != "added"}
    schedule = first_date_save(
        work=work, over_series=True, zone=zone, all_day=timing.is_all_day, starts_at=starts_at, ends_at=ends_at, **place
    )
    return recurrence_create(
        schedule=schedule,
        rule=series.rule,
        first_day=series.first_day,
        start_time=start_time,
        end_time=end_time,
        days=days,
        skipped=skipped,
        **values,
    )
