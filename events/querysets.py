"""Named reads of the events app."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from events.models import Aftercare, CalendarSubscription, Interest, Occurrence, Schedule  # noqa: F401


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """When works take place."""

    def for_work(self, work: UUID) -> "Schedule | None":
        """Return the schedule of a work with its dates and places, ``None`` when it has none."""
        return self.with_occurrences().filter(work=work).first()

    def for_works(self, works: Iterable[UUID]) -> dict[UUID, "Schedule"]:
        """Return the schedules of several works by work, with dates and places, in two queries."""
        return {schedule.work: schedule for schedule in self.with_occurrences().filter(work__in=list(works))}

    def with_occurrences(self) -> Self:
        """Return the schedules with dates, earliest first, their places and how one registers: one query more."""
        from events.models import Occurrence  # noqa: PLC0415 - the models are above their querysets

        dates = Occurrence.objects.select_related("venue__region")
        return self.select_related("registration_terms").prefetch_related(
            models.Prefetch("occurrences", queryset=dates)
        )


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

    def with_rules(self) -> Self:
        """Return the dates with their schedules, venues, and the rules that gave them."""
        return self.select_related("schedule", "venue__region", "recurrence")


class CalendarSubscriptionQuerySet(models.QuerySet["CalendarSubscription"]):
    """Calendars that are followed."""

    def current(self) -> Self:
        """Return those whose address works: not ended, and nobody's or of an account that may sign in."""
        return self.filter(models.Q(user=None) | models.Q(user__is_active=True), revoked_at=None)

    def of_user(self, user: Any) -> Self:
        """Return the working ones of an account."""
        return self.current().filter(user=user) if user.is_authenticated else self.none()


class AftercareQuerySet(models.QuerySet["Aftercare"]):
    """What came of works."""

    def published_for(self, work: UUID) -> "Aftercare | None":
        """Return the record of a work as readers see it, with its documents; ``None`` while there is none."""
        from events.models import AftercareDocument  # noqa: PLC0415 - the models are above their querysets

        shown = AftercareDocument.objects.filter(published_at__isnull=False).select_related("document__collection")
        found = self.filter(work=work, published_at__isnull=False)
        return found.prefetch_related(models.Prefetch("documents", queryset=shown)).first()


class InterestQuerySet(models.QuerySet["Interest"]):
    """Who would come."""

    def confirmed(self) -> Self:
        """Return those that count: of an account, or of an address whose owner said so."""
        return self.filter(confirmed_at__isnull=False)

    def untold(self) -> Self:
        """Return those that were not told of a date yet."""
        return self.filter(told_at__isnull=True)

    def for_work(self, work: UUID) -> Self:
        """Return those of a work."""
        return self.filter(work=work)

    def counted_by(self, *fields: str) -> list[dict[str, Any]]:
        """Return how many there are (``number``) for each value of these fields, most first."""
        return list(self.order_by().values(*fields).annotate(number=models.Count("pk")).order_by("-number", *fields))
