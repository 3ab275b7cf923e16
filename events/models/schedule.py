"""When a work takes place: one schedule with its dates.

Both hang on the work (``Page.translation_key``), not on a page or a revision: a language version, or the
publication of an older revision, can never bring an old date back. Only ``events.services`` writes them,
and a date is cancelled, never deleted, because calendars elsewhere remember its UID.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import Availability, EventForm, JoinAccess, OccurrenceStatus, ScheduleStatus
from events.models.venue import Venue
from events.querysets import OccurrenceQuerySet, ScheduleQuerySet
from events.validators import validate_zone


class Schedule(models.Model):
    """The dates of one work, and what holds for all of them.

    ``sequence`` counts material changes that concern every date (RFC 5545 section 3.8.7.4).
    """

    work = models.UUIDField(_("work"), unique=True, editable=False)
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    all_day = models.BooleanField(_("all day"), default=False)
    status = models.CharField(_("status"), max_length=20, choices=ScheduleStatus, default=ScheduleStatus.SCHEDULED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    join_access = models.CharField(
        _("who gets the address to take part online"),
        max_length=12,
        choices=JoinAccess,
        default=JoinAccess.EVERYBODY,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[ScheduleQuerySet] = ScheduleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")

    def __str__(self) -> str:
        return str(self.work)

    @property
    def tz(self) -> ZoneInfo:
        """Return the time zone in which its dates are meant."""
        return ZoneInfo(self.zone)


class Recurrence(models.Model):
    """A rule that gives dates of a schedule, by the clock of its zone (RFC 5545 section 3.8.5.3).

    ``rule`` is the value of an RRULE without UNTIL; the last day, when there is one, is ``until``. ``first_day`` and
    ``start_time`` are its DTSTART and always a date by the rule; ``start_time`` is empty for whole days. A date takes
    ``days`` days more than that on which it begins, until ``end_time``. ``skipped`` are days (ISO 8601) that the rule
    gives and that never were dates. Dates are rows up to and including ``planned_until``; what has no end gets more of
    them by a job. "This and following" ends one recurrence and begins another, whose ``uuid`` is another UID.
    """

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="recurrences")
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    rule = models.CharField(_("rule"), max_length=300)
    first_day = models.DateField(_("first day"))
    start_time = models.TimeField(_("from"), null=True, blank=True)
    end_time = models.TimeField(_("until"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days more"), default=0)
    until = models.DateField(_("last day"), null=True, blank=True)
    skipped = models.JSONField(_("skipped days"), default=list, blank=True)
    planned_until = models.DateField(editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("recurrence")
        verbose_name_plural = _("recurrences")
        ordering = ("first_day", "pk")

    def __str__(self) -> str:
        return self.rule


class Occurrence(models.Model):
    """One date: aware moments, the end not included; an all-day date runs from midnight to midnight there.

    A date that a rule gave has its ``recurrence``, and in ``original_starts_at`` the start by that rule: its
    RECURRENCE-ID (RFC 5545 section 3.8.4.4), however often it is moved. ``capacity`` are places on site,
    ``online_capacity`` those online; empty is without limit. ``availability`` is what the places service last saw, for
    lists and cached pages.
    ``sequence`` counts its own material changes (start, end, place, status) and ``changed_at`` is the moment
    of the last one, empty when it is as it was first announced.
    """

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="occurrences")
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    starts_at = models.DateTimeField(_("start"), db_index=True)
    ends_at = models.DateTimeField(_("end"), db_index=True)
    status = models.CharField(_("status"), max_length=20, choices=OccurrenceStatus, default=OccurrenceStatus.SCHEDULED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="occurrences",
        verbose_name=_("venue"),
    )
    online_url = models.URLField(_("online at"), blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    online_capacity = models.PositiveIntegerField(_("places online"), null=True, blank=True)
    availability = models.CharField(max_length=12, choices=Availability, blank=True, editable=False)
    recurrence = models.ForeignKey(
        Recurrence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="occurrences",
        editable=False,
        verbose_name=_("recurrence"),
    )
    original_starts_at = models.DateTimeField(_("start by the rule"), null=True, blank=True, editable=False)
    previous_starts_at = models.DateTimeField(_("start before it was moved"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[OccurrenceQuerySet] = OccurrenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ("starts_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="events_occurrence_ends_later"
            ),
            models.UniqueConstraint(
                fields=("recurrence", "original_starts_at"), name="events_occurrence_once_in_recurrence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_local:%Y-%m-%d %H:%M}"

    @property
    def starts_local(self) -> datetime:
        """Return the start on the clock of the schedule's zone."""
        return self.starts_at.astimezone(self.schedule.tz)

    @property
    def ends_local(self) -> datetime:
        """Return the end, not included, on the clock of the schedule's zone."""
        return self.ends_at.astimezone(self.schedule.tz)

    @property
    def first_day(self) -> date:
        """Return the day on which it starts, in the schedule's zone."""
        return self.starts_local.date()

    @property
    def last_day(self) -> date:
        """Return the last day of which it has a part, in the schedule's zone."""
        return (self.ends_local - timedelta(microseconds=1)).date()

    @property
    def previous_starts_local(self) -> datetime | None:
        """Return the start before it was moved, on the clock of the schedule's zone."""
        return self.previous_starts_at.astimezone(self.schedule.tz) if self.previous_starts_at else None

    @property
    def is_cancelled(self) -> bool:
        """Return whether it does not take place, alone or because the whole event does not."""
        return self.status == OccurrenceStatus.CANCELLED or self.schedule.status == ScheduleStatus.CANCELLED

    @property
    def is_postponed(self) -> bool:
        """Return whether it does not take place now and awaits a new date."""
        return not self.is_cancelled and self.schedule.status == ScheduleStatus.POSTPONED

    @property
    def is_moved(self) -> bool:
        """Return whether it takes place at another time than before."""
        return self.status == OccurrenceStatus.RESCHEDULED and not (self.is_cancelled or self.is_postponed)

    @property
    def public_online_url(self) -> str:
        """Return the address that anybody is told; empty when it is kept for who has a place (``events.joining``)."""
        return self.online_url if self.schedule.join_access == JoinAccess.EVERYBODY else ""

    @property
    def form(self) -> str:
        """Return how one takes part: on site, online, both, or empty when neither is known."""
        if self.venue_id and self.online_url:
            return EventForm.HYBRID.value
        if self.venue_id:
            return EventForm.ON_SITE.value
        return EventForm.ONLINE.value if self.online_url else ""

    @property
    def shown_reason(self) -> str:
        """Return why it is as it is: its own reason, else that of the whole event."""
        return self.reason or self.schedule.reason

    @property
    def total_sequence(self) -> int:
        """Return the SEQUENCE of its calendar entry: its own material changes and those of all dates."""
        return self.sequence + self.schedule.sequence
