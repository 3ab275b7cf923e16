"""What "this date and those after it" comes down to, before anything is written: preview and write are one plan.

A date takes a new value over only where it was like the series: what somebody set otherwise by hand, another time,
another room, stays as it is unless the editor says so. A date that is cancelled stays cancelled, and a date that is
over is never touched. Sources: issue 7 point 1, and indico#2993 on what people expect of "this and following".
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import EditScope, OccurrenceStatus
from events.models import Occurrence, Recurrence, Schedule, Venue
from events.recurrence import Rule, Timing
from events.services.recurrences import SeriesDays, rule_of, series_days, timing_of
from events.services.rules import check_place, is_announced
from events.validators import validate_zone
from home import wording


class SeriesValues(TypedDict, total=False):
    """What may be changed of several dates; what is not named stays as it is.

    Clock times come together: ``start_time`` and ``end_time``, or ``None`` twice for whole days. ``rule`` gives new
    days, from ``first_day`` on (by default that of the chosen date); ``zone`` is for all dates together.
    """

    start_time: time | None
    end_time: time | None
    days: int
    venue: Venue | None
    online_url: str
    capacity: int | None
    online_capacity: int | None
    rule: Rule | None
    first_day: date
    zone: str


@dataclass(slots=True, kw_only=True)
class DateChange:
    """One date as it will be; ``row`` is as it is.

    ``day`` and ``original_starts_at`` are those by the rule, where a rule gives it and is written anew.
    """

    row: Occurrence
    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    online_url: str
    capacity: int | None
    online_capacity: int | None
    day: date
    original_starts_at: datetime | None = None
    is_by_hand: bool = False

    @property
    def is_other_time(self) -> bool:
        """Return whether it begins or ends at another moment than now."""
        return (self.starts_at, self.ends_at) != (self.row.starts_at, self.row.ends_at)

    @property
    def is_other_place(self) -> bool:
        """Return whether it is somewhere else than now."""
        return (self.venue_id, self.online_url) != (self.row.venue_id, self.row.online_url)

    @property
    def is_material(self) -> bool:
        """Return whether who comes must know."""
        return self.is_other_time or self.is_other_place

    @property
    def is_other_capacity(self) -> bool:
        """Return whether it has another number of places than now."""
        return (self.capacity, self.online_capacity) != (self.row.capacity, self.row.online_capacity)


@dataclass(slots=True, kw_only=True)
class RulePart:
    """What happens to one rule: its dates of ``changes`` go on under ``series`` and ``timing``.

    ``starts_on`` is the day by the old rule on which they begin. ``is_split``: it has earlier dates, so it ends before
    these, and a new one begins. ``added`` are further dates, start and end.
    """

    recurrence: Recurrence
    series: SeriesDays
    timing: Timing
    changes: list[DateChange]
    starts_on: date
    is_split: bool
    added: list[tuple[datetime, datetime]]


@dataclass(slots=True, kw_only=True)
class SeriesPlan:
    """What a change of several dates comes down to; ``surplus`` are dates that have no day in the new rule.

    They are cancelled when the work is announced, and go otherwise. ``place`` is what dates that are added get: venue,
    address online, places on site and online.
    """

    schedule: Schedule
    zone: str
    is_announced: bool
    changes: list[DateChange] = field(default_factory=list)
    parts: list[RulePart] = field(default_factory=list)
    surplus: list[Occurrence] = field(default_factory=list)
    place: dict[str, Any] = field(default_factory=dict)

    @property
    def added(self) -> list[tuple[datetime, datetime]]:
        """Return the dates that are added, as start and end."""
        return [span for part in self.parts for span in part.added]

    @property
    def moved(self) -> list[DateChange]:
        """Return the dates that get another time."""
        return [change for change in self.changes if change.is_other_time]

    @property
    def kept_by_hand(self) -> list[DateChange]:
        """Return the dates that keep what somebody set by hand."""
        return [change for change in self.changes if change.is_by_hand]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing would change."""
        return not (self.surplus or self.added or self.parts) and not any(
            change.is_material or change.is_other_capacity for change in self.changes
        )


def rows_in_scope(rows: Iterable[Occurrence], chosen: Occurrence, scope: EditScope) -> list[Occurrence]:
    """Return the dates that a scope means: of those not over yet, all, or the chosen one and those planned later."""
    now = timezone.now()
    return [
        row
        for row in rows
        if row.ends_at > now
        and (
            row.pk == chosen.pk
            or scope == EditScope.ALL
            or (scope == EditScope.FOLLOWING and planned_start(row) > planned_start(chosen))
        )
    ]


def planned_start(row: Occurrence) -> datetime:
    """Return when a date was planned: by the rule, however it was moved since."""
    return row.original_starts_at or row.starts_at


def is_moved_by_hand(row: Occurrence) -> bool:
    """Return whether somebody gave a date of a rule another time than the rule does."""
    if row.recurrence is None or row.original_starts_at is None:
        return False
    return row.starts_at != row.original_starts_at or _timing(row) != timing_of(row.recurrence)


def series_timing(row: Occurrence) -> Timing:
    """Return the clock times of the series of a date: those of its rule, or its own when no rule gives it."""
    return timing_of(row.recurrence) if row.recurrence is not None else _timing(row)


def usual_place(rows: list[Occurrence]) -> dict[str, Any]:
    """Return the place and the numbers of places that most of these dates have."""
    venue, online_url = _most([(row.venue_id, row.online_url) for row in rows])
    return {
        "venue": venue,
        "online_url": online_url,
        "capacity": _most([row.capacity for row in rows]),
        "online_capacity": _most([row.online_capacity for row in rows]),
    }


def make_plan(
    *, schedule: Schedule, chosen: Occurrence, scope: EditScope, overwrite: bool, values: SeriesValues
) -> SeriesPlan:
    """Return what giving dates these values comes down to.

    Raises ``ValidationError`` when it cannot be done, and ``ValueError`` for one date alone: that ends no rule.
    """
    if scope == EditScope.THIS:
        raise ValueError("One date is changed by occurrence_move.")
    rows = list(schedule.occurrences.select_related("recurrence", "venue").order_by("starts_at", "pk"))
    for row in rows:
        row.schedule = schedule
    chosen = next(row for row in rows if row.pk == chosen.pk)
    _check(schedule, chosen, scope, values)
    plan = _Planner(schedule, rows, chosen, scope, values, overwrite=overwrite).plan()
    _check_starts(plan, rows)
    return plan


def _check(schedule: Schedule, chosen: Occurrence, scope: EditScope, values: SeriesValues) -> None:
    if chosen.is_cancelled or chosen.ends_at <= timezone.now():
        raise ValidationError(_("This date is over or cancelled: choose another one."), code="not_held")
    if values.get("zone", schedule.zone) != schedule.zone:
        validate_zone(values["zone"])
        if scope != EditScope.ALL:
            raise ValidationError(_("The time zone is that of all dates together."), code="zone_of_all")
    if values.get("rule") is not None and chosen.recurrence is None:
        raise ValidationError(_("No rule gives this date: it stands by itself."), code="no_rule")
    if "start_time" in values and (values["start_time"] is None) != schedule.all_day:
        raise ValidationError(_("All dates of a page have times, or none has."), code="all_day")
    check_place(values.get("online_url", ""), values.get("capacity"), values.get("online_capacity"))


def _check_starts(plan: SeriesPlan, rows: list[Occurrence]) -> None:
    """Refuse two dates that would begin at one moment."""
    tz = ZoneInfo(plan.zone)
    touched = {change.row.pk for change in plan.changes} | {row.pk for row in plan.surplus}
    held = [row.starts_at for row in rows if row.pk not in touched and row.status != OccurrenceStatus.CANCELLED]
    held += [c.starts_at for c in plan.changes if c.row.status != OccurrenceStatus.CANCELLED]
    held += [starts_at for starts_at, _ends_at in plan.added]
    twice = [moment for moment, number in Counter(held).items() if number > 1]
    if twice:
        raise ValidationError(
            _("Two dates would start on %(day)s at that time."),
            code="same_start",
            params={"day": wording.day_text(min(twice).astimezone(tz).date(), weekday=True)},
        )


class _Planner:
    """Works a plan out. Rows of one series are those of one rule, or all single dates of the schedule."""

    def __init__(
        self,
        schedule: Schedule,
        rows: list[Occurrence],
        chosen: Occurrence,
        scope: EditScope,
        values: SeriesValues,
        *,
        overwrite: bool,
    ) -> None:
        self.schedule, self.rows, self.chosen, self.values, self.overwrite = schedule, rows, chosen, values, overwrite
        self.scope_rows = rows_in_scope(rows, chosen, scope)
        self.zone = values.get("zone") or schedule.zone
        self.is_zone_other = self.zone != schedule.zone
        self.base = series_timing(chosen)
        self.timing = _new_timing(self.base, values)
        kin = [row for row in self.scope_rows if row.recurrence_id == chosen.recurrence_id] or [chosen]
        self.usual = usual_place(kin)

    def plan(self) -> SeriesPlan:
        rule, own = self.values.get("rule"), self.chosen.recurrence_id
        plan = SeriesPlan(schedule=self.schedule, zone=self.zone, is_announced=is_announced(self.schedule.work))
        by_rule: dict[int | None, list[Occurrence]] = {}
        for row in sorted(self.scope_rows, key=planned_start):
            by_rule.setdefault(row.recurrence_id, []).append(row)
        for key, rows in by_rule.items():
            recurrence = rows[0].recurrence
            if recurrence is None or key is None:
                plan.changes += [self._change(row, self._local_day(row.starts_at)) for row in rows]
            elif rule is not None and key == own:
                self._plan_new_rule(plan, recurrence, rule, rows)
            else:
                self._plan_same_rule(plan, recurrence, rows)
        plan.changes.sort(key=lambda change: planned_start(change.row))
        # A new rule with fewer days may leave the chosen date over; nothing is added then.
        chosen = next((change for change in plan.changes if change.row.pk == self.chosen.pk), self.chosen)
        plan.place = {name: getattr(chosen, name) for name in ("venue_id", "online_url", "capacity", "online_capacity")}
        return plan

    def _plan_same_rule(self, plan: SeriesPlan, recurrence: Recurrence, rows: list[Occurrence]) -> None:
        changes = [self._change(row, self._local_day(planned_start(row))) for row in rows]
        plan.changes += changes
        if not (self.is_zone_other or any(change.is_material for change in changes)):
            return
        first, rule = changes[0].day, rule_of(recurrence)
        if rule.count is not None:
            before = [day for day in rule.days(recurrence.first_day) if day < first]
            rule = replace(rule, count=rule.count - len(before))
        series = SeriesDays(rule=rule, first_day=first, days=[], planned_until=recurrence.planned_until)
        timing = self.timing if timing_of(recurrence) == self.base else timing_of(recurrence)
        plan.parts.append(self._part(recurrence, series, timing, changes))

    def _plan_new_rule(self, plan: SeriesPlan, recurrence: Recurrence, rule: Rule, rows: list[Occurrence]) -> None:
        """Pair the k-th date with the k-th new day: who registered for the third meeting comes to the third."""
        start = self.values.get("first_day") or self._local_day(planned_start(rows[0]))
        series = series_days(rule=rule, first_day=start)
        days = [day for day in series.days if day.isoformat() not in recurrence.skipped]
        if not days:
            raise ValidationError(_("This gives no date at all."), code="no_dates")
        changes = [self._change(row, day, is_new_day=True) for row, day in zip(rows, days, strict=False)]
        plan.changes += changes
        plan.surplus += rows[len(days) :]
        part = self._part(recurrence, series, self.timing, changes)
        part.added += [self.timing.span(day, self.zone) for day in days[len(rows) :]]
        plan.parts.append(part)

    def _part(self, recurrence: Recurrence, series: SeriesDays, timing: Timing, changes: list[DateChange]) -> RulePart:
        own = {row.pk for row in self.scope_rows}
        is_split = any(row.recurrence_id == recurrence.pk and row.pk not in own for row in self.rows)
        for change in changes:
            change.original_starts_at = timing.span(change.day, self.zone)[0]
        return RulePart(
            recurrence=recurrence,
            series=series,
            timing=timing,
            changes=changes,
            starts_on=self._local_day(planned_start(changes[0].row)),
            is_split=is_split,
            added=[],
        )

    def _change(self, row: Occurrence, day: date, *, is_new_day: bool = False) -> DateChange:
        """Return one date as it will be; ``day`` is that by the rule."""
        is_chosen = row.pk == self.chosen.pk
        change = DateChange(
            row=row,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            venue_id=row.venue_id,
            online_url=row.online_url,
            capacity=row.capacity,
            online_capacity=row.online_capacity,
            day=day,
        )
        if row.status == OccurrenceStatus.CANCELLED:
            if self.is_zone_other:
                change.starts_at, change.ends_at = _timing(row).span(self._local_day(row.starts_at), self.zone)
            return change
        self._set_time(change, is_chosen=is_chosen, is_new_day=is_new_day)
        self._set_place(change, is_chosen=is_chosen)
        return change

    def _set_time(self, change: DateChange, *, is_chosen: bool, is_new_day: bool) -> None:
        row = change.row
        is_regular = self.overwrite or not is_moved_by_hand(row)
        is_like = series_timing(row) == self.base
        wants = is_new_day or self.timing != self.base or self.is_zone_other or self.overwrite
        if not wants:
            return
        if is_like and (is_regular or is_chosen):
            day = change.day if is_regular or is_new_day else self._local_day(row.starts_at)
            change.starts_at, change.ends_at = self.timing.span(day, self.zone)
            return
        change.is_by_hand = not is_regular
        if self.is_zone_other:
            change.starts_at, change.ends_at = _timing(row).span(self._local_day(row.starts_at), self.zone)

    def _set_place(self, change: DateChange, *, is_chosen: bool) -> None:
        row, values = change.row, self.values
        follows = is_chosen or self.overwrite
        if "venue" in values or "online_url" in values:
            venue = values.get("venue", row.venue)
            place = (venue.pk if venue else None, values.get("online_url", row.online_url))
            if follows or (row.venue_id, row.online_url) == (self.usual["venue"], self.usual["online_url"]):
                change.venue_id, change.online_url = place
            elif place != (row.venue_id, row.online_url):
                change.is_by_hand = True
        if "capacity" in values and (follows or row.capacity == self.usual["capacity"]):
            change.capacity = values["capacity"]
        if "online_capacity" in values and (follows or row.online_capacity == self.usual["online_capacity"]):
            change.online_capacity = values["online_capacity"]

    def _local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.schedule.tz).date()


def _timing(row: Occurrence) -> Timing:
    return Timing.of(row.starts_local, row.ends_local, all_day=row.schedule.all_day)


def _new_timing(base: Timing, values: SeriesValues) -> Timing:
    return Timing(
        start_time=values.get("start_time", base.start_time),
        end_time=values.get("end_time", base.end_time),
        days=values.get("days", base.days),
    )


def _most(found: list[Any]) -> Any:
    return Counter(found).most_common(1)[0][0]
