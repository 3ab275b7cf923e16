"""The writes of rules of recurrence: a rule gives rows, and one without end gets more of them in time."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from events.changes import additions_note
from events.enums import OccurrenceStatus, ScheduleStatus
from events.models import Occurrence, Recurrence, Schedule, Venue
from events.recurrence import MAX_DATES, Rule, Timing, planned_until
from events.services.rules import check_place, lock, settle
from home import wording

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDays:
    """What a rule comes down to from a day on: the rule with everything named, and its days until ``planned_until``.

    ``days`` are all days that the rule gives, those that are skipped included.
    """

    rule: Rule
    first_day: date
    days: list[date]
    planned_until: date


def series_days(*, rule: Rule, first_day: date, until: date | None = None) -> SeriesDays:
    """Return the days that a rule gives from ``first_day`` on, until and including ``until`` or as the rule says.

    The first date is the first that fits. A rule without end gives its dates for ``PLANNED_MONTHS``. Raises
    ``ValidationError`` for a rule that gives no date at all, or more than ``MAX_DATES``.
    """
    if until is not None:
        if rule.count is not None:
            raise ValidationError(_("Give a number of dates or a last day, not both."), code="two_ends")
        rule = replace(rule, until=until)
    start = rule.first_day(first_day)
    if start is None:
        raise ValidationError(_("This gives no date at all."), code="no_dates")
    rule = rule.anchored(start)
    horizon = planned_until(max(start, timezone.localdate())) if rule.is_endless else None
    days = rule.days(start, last=horizon)
    if len(days) > MAX_DATES:
        raise ValidationError(
            _("These are more than %(number)d dates. Choose an earlier last day."),
            code="too_many",
            params={"number": MAX_DATES},
        )
    return SeriesDays(rule=rule, first_day=start, days=days, planned_until=horizon or rule.until or days[-1])


@transaction.atomic
def recurrence_create(
    *,
    schedule: Schedule,
    rule: Rule,
    first_day: date,
    start_time: time | None = None,
    end_time: time | None = None,
    days: int = 0,
    until: date | None = None,
    skipped: Iterable[date] = (),
    added: Iterable[date] = (),
    venue: Venue | None = None,
    online_url: str = "",
    capacity: int | None = None,
    online_capacity: int | None = None,
) -> Recurrence:
    """Give a schedule the dates of a rule, by the clocks of its zone.

    A date lasts from ``start_time`` until ``end_time``, ``days`` days later than it begins; without times it is whole
    days. ``skipped`` are days of the rule without a date, ``added`` further days with the same times, which belong to
    no rule. A single date that is there already at such a moment becomes one of the series. Raises ``ValidationError``
    as ``series_days``; when a clock skips or repeats one of the times, with the day; and when another date starts then.
    """
    locked = lock(schedule)
    if locked.status == ScheduleStatus.CANCELLED:
        raise ValidationError(_("All dates are cancelled: no date can be added."), code="cancelled")
    timing = Timing(start_time=start_time, end_time=end_time, days=days)
    if timing.is_all_day != locked.all_day:
        raise ValidationError(_("All dates of a page have times, or none has."), code="all_day")
    check_place(online_url, capacity, online_capacity)
    series = series_days(rule=rule, first_day=first_day, until=until)
    left_out = sorted(set(series.days) & set(skipped))
    kept = [day for day in series.days if day not in left_out]
    extra = sorted(set(added) - set(kept))
    if not kept:
        raise ValidationError(_("Every date is skipped."), code="no_dates")
    recurrence = Recurrence.objects.create(
        schedule=locked,
        rule=series.rule.to_rrule(is_bounded=False),
        first_day=series.first_day,
        start_time=start_time,
        end_time=end_time,
        days=days,
        until=series.rule.until,
        skipped=[day.isoformat() for day in left_out],
        planned_until=series.planned_until,
    )
    place = {
        "venue": venue,
        "online_url": online_url,
        "capacity": capacity,
        "online_capacity": online_capacity,
    }
    spans = [(*timing.span(day, locked.zone), True) for day in kept]
    spans += [(*timing.span(day, locked.zone), False) for day in extra]
    before = set(locked.occurrences.values_list("pk", flat=True))
    _write_dates(recurrence, spans, place)
    additions_note(locked.occurrences.exclude(pk__in=before))
    settle(locked)
    return recurrence


def recurrences_due(today: date) -> list[Recurrence]:
    """Return the rules without end that lack dates that they should have by now, of works that still are there."""
    works = Page.objects.values("translation_key")
    rows = Recurrence.objects.filter(until=None, planned_until__lt=planned_until(today), schedule__work__in=works)
    return list(rows.exclude(rule__contains="COUNT=").exclude(schedule__status=ScheduleStatus.CANCELLED))


@transaction.atomic
def recurrence_extend(*, recurrence: Recurrence, today: date) -> int:
    """Give a rule without end its dates until ``PLANNED_MONTHS`` after ``today``; return how many were added.

    A new date has the place and the places of the last one that the rule gave. Nobody is there to choose another time
    for a day on which the clocks skip or repeat it, so that day is skipped, and logged. Harmless when run twice.
    """
    locked = lock(recurrence.schedule)
    row = Recurrence.objects.get(pk=recurrence.pk)
    row.schedule = locked
    horizon = planned_until(today)
    last = row.occurrences.order_by("original_starts_at").last()
    if row.until is not None or row.planned_until >= horizon or last is None:
        return 0
    days = rule_of(row).days(row.first_day, after=row.planned_until, last=horizon)
    taken = set(locked.occurrences.exclude(status=OccurrenceStatus.CANCELLED).values_list("starts_at", flat=True))
    spans: list[tuple[datetime, datetime, bool]] = []
    for day in days:
        try:
            span = timing_of(row).span(day, locked.zone)
        except ValidationError as error:
            logger.warning("Skipped a date of recurrence %s: %s", row.uuid, " ".join(error.messages))
            row.skipped = sorted({*row.skipped, day.isoformat()})
            continue
        if day.isoformat() not in row.skipped and span[0] not in taken:
            spans.append((*span, True))
    place = {name: getattr(last, name) for name in ("venue", "online_url", "capacity", "online_capacity")}
    row.planned_until = horizon
    row.save()
    _write_dates(row, spans, place)
    if spans:
        settle(locked)
    return len(spans)


def rule_of(recurrence: Recurrence) -> Rule:
    """Return the rule of a row, with its last day."""
    return replace(Rule.from_rrule(recurrence.rule), until=recurrence.until)


def timing_of(recurrence: Recurrence) -> Timing:
    """Return the clock times of the dates that a row gives."""
    return Timing(start_time=recurrence.start_time, end_time=recurrence.end_time, days=recurrence.days)


def _write_dates(recurrence: Recurrence, spans: list[tuple[datetime, datetime, bool]], place: dict[str, Any]) -> None:
    """Write rows; the last part of a span says whether the rule gives it. A single date that fits is taken over."""
    schedule = recurrence.schedule
    there = {row.starts_at: row for row in schedule.occurrences.exclude(status=OccurrenceStatus.CANCELLED)}
    new, adopted = [], []
    for starts_at, ends_at, is_by_rule in spans:
        row = there.get(starts_at)
        if row is None:
            row = Occurrence(schedule=schedule, starts_at=starts_at, ends_at=ends_at, **place)
            new.append(row)
        elif row.recurrence_id is not None or row.ends_at != ends_at or not is_by_rule:
            day = wording.day_text(starts_at.astimezone(schedule.tz).date(), weekday=True)
            raise ValidationError(
                _("There already is a date that starts on %(day)s at that time."),
                code="same_start",
                params={"day": day},
            )
        else:
            adopted.append(row)
        if is_by_rule:
            row.recurrence, row.original_starts_at = recurrence, starts_at
    Occurrence.objects.bulk_create(new, batch_size=200)
    Occurrence.objects.bulk_update(adopted, ["recurrence", "original_starts_at"])
