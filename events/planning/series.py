"""Moving more than one date of a series from the calendar: what "the same days further" means for a rule."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.enums import EditScope, Frequency
from events.models import Occurrence
from events.planning.services import ChangedMeanwhileError
from events.planning.shifting import Timed
from events.recurrence import Rule
from events.services import is_announced, series_change
from events.services.recurrences import rule_of
from events.services.rules import lock, said_reason
from events.services.series_plan import SeriesPlan, SeriesValues, is_moved_by_hand, planned_start, rows_in_scope

DAYS_A_WEEK = 7


def may_take_along(occurrence: Occurrence) -> bool:
    """Return whether other dates can move with this one: a rule gives it, and nobody moved it away from that."""
    return occurrence.recurrence is not None and not is_moved_by_hand(occurrence)


@transaction.atomic
def series_shift(
    *, occurrence: Occurrence, scope: EditScope, seen: datetime, timed: Timed, reason: str = ""
) -> SeriesPlan:
    """Move a date and those after it, or all that are still to come, as far as this one goes to ``timed``.

    Another time is a change of all of them; another day is a new weekday of the rule. Raises ``ChangedMeanwhileError``
    when the date does not start at ``seen`` any more, and ``ValidationError`` without a reason for what people know of,
    where the rule has no other weekday to take, and as ``series_change``.
    """
    locked = lock(occurrence.schedule)
    rows = list(locked.occurrences.select_related("schedule", "recurrence").order_by("starts_at", "pk"))
    row = next(row for row in rows if row.pk == occurrence.pk)
    if row.starts_at != seen:
        raise ChangedMeanwhileError
    if is_announced(locked.work):
        reason = said_reason(reason)
    now, values = Timed.of(row), SeriesValues()
    start, end = timed.starts_local, timed.ends_local
    if not timed.all_day and start.time() != now.starts_local.time():
        values["start_time"], values["end_time"] = start.time(), end.time()
        values["days"] = (end.date() - start.date()).days
    shift = start.date() - now.starts_local.date()
    if shift:
        own = [r for r in rows_in_scope(rows, row, scope) if r.recurrence_id == row.recurrence_id]
        first = min(planned_start(r) for r in own).astimezone(locked.tz).date()
        values["rule"], values["first_day"] = _shifted_rule(row, first, shift), first + shift
    return series_change(occurrence=row, scope=scope, reason=reason, **values)


def _shifted_rule(row: Occurrence, first: date, shift: timedelta) -> Rule:
    """Return the rule of a date from ``first`` on, some days further.

    Only of a weekly rule is it certain what that is: each weekday some days further. Every other week on two weekdays
    is not, when one of them goes to the next week; nor is the second Tuesday of a month. A skipped day would come back.
    """
    assert row.recurrence is not None
    rule = rule_of(row.recurrence)
    is_plain = rule.frequency == Frequency.WEEKLY and (rule.interval == 1 or len(rule.weekdays) <= 1)
    if not is_plain or any(date.fromisoformat(day) >= first for day in row.recurrence.skipped):
        message = _("To give more dates of this series other days, change its rule under “All its dates”.")
        raise ValidationError(message, code="rule")
    weekdays = tuple(sorted((day + shift.days) % DAYS_A_WEEK for day in rule.weekdays))
    count = rule.count
    if count is not None:
        count -= sum(day < first for day in rule.days(row.recurrence.first_day))
    until = rule.until + shift if rule.until is not None else None
    return replace(rule, weekdays=weekdays, count=count, until=until)
