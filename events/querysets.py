"""Named reads of the events app."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from events.models import (
        CalendarSource,  # noqa: F401 - named in text below
        ImportedEvent,  # noqa: F401 - named in text below
        Occurrence,
        Schedule,
    )


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """When works take place."""

    def for_work(self, work: UUID) -> "Schedule | None":
        """Return the schedule of a work with its dates and places, ``None`` when it has none."""
        return self.with_occurrences().filter(work=work).first()

    def for_works(self, works: Iterable[UUID]) -> dict[UUID, "Schedule"]:
        """Return the schedules of several works by work, with dates and places, in two queries."""
        return {schedule.work: schedule for schedule in self.with_occurrences().filter(work__in=list(works))}

    def with_occurrences(self) -> Self:
        """Return the schedules with their dates, earliest first, and the places of these: one query more."""
        from events.models import Occurrence  # noqa: PLC0415 - the models are above their querysets

        dates = Occurrence.objects.select_related("venue__region")
        return self.prefetch_related(models.Prefetch("occurrences", queryset=dates))


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Single dates. The end of a date is not part of it."""

    def for_work(self, work: UUID) -> Self:
        """Return the dates of a work, earliest first."""
        return self.filter(schedule__work=work)

    def for_works(self, works: Iterable[UUID]) -> dict[UUID, list["Occurrence"]]:
        """Return the dates of several works by work, each earliest first, in two queries."""
        found: dict[UUID, list[Occurrence]] = defaultdict(list)
        for occurrence in self.with_places().filter(schedule__work__in=list(works)):
            found[occurrence.schedule.work].append(occurrence)
        return dict(found)

    def with_places(self) -> Self:
        """Return the dates with their schedules and venues."""
        return self.select_related("schedule", "venue__region")

    def upcoming(self, now: datetime | None = None) -> Self:
        """Return the dates that are not over yet, those under way included."""
        return self.filter(ends_at__gt=now or timezone.now())

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Return the dates that share a moment with ``start`` (included) to ``end`` (not included)."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class CalendarSourceQuerySet(models.QuerySet["CalendarSource"]):
    """Calendars elsewhere."""

    def due(self, now: datetime) -> Self:
        """Return those that are looked at every night, are not left in peace after a failure."""
        return self.filter(models.Q(next_try_at__isnull=True) | models.Q(next_try_at__lte=now), is_active=True).exclude(
            url=""
        )


class ImportedEventQuerySet(models.QuerySet["ImportedEvent"]):
    """Events that came from calendars elsewhere."""

    def of_work(self, work: UUID) -> Self:
        """Return what a work was made of, with its calendar."""
        return self.filter(work=work).select_related("source")
