"""The named reads of the home app."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone


class TermQuerySet(models.QuerySet[Any]):
    """Reads of building blocks and application areas."""

    def current(self, on: date | None = None) -> Self:
        """Narrow to the terms that can be chosen on a day (default: today)."""
        day = on or timezone.localdate()
        return self.filter(Q(retired_at__isnull=True) | Q(retired_at__gt=day))

    def with_texts(self) -> Self:
        """Fetch the texts of all of them in one query."""
        return self.prefetch_related("texts")


class TermManager(models.Manager.from_queryset(TermQuerySet)):  # type: ignore[misc]
    """Always brings the texts: a term without its name is of no use to anybody.

    It is the default manager, so ``page.building_blocks.all()`` brings them as well.
    """

    def get_queryset(self) -> TermQuerySet:
        """Return the terms with their texts prefetched."""
        queryset: TermQuerySet = super().get_queryset()
        return queryset.with_texts()


class GoalManager(models.Manager[Any]):
    """Always brings the texts and the countings: a goal without them says nothing."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the goals with their texts and countings prefetched."""
        return super().get_queryset().prefetch_related("texts", "readings")


class TagQuerySet(models.QuerySet[Any]):
    """Reads of tags."""

    def with_texts(self) -> Self:
        """Fetch the names of all of them in one query."""
        return self.prefetch_related("texts")

    def canonical(self, slug: str) -> Any | None:
        """Return the tag that answers to a slug, also one that was merged into another; else ``None``."""
        return self.filter(Q(slug=slug) | Q(redirects__slug=slug)).order_by("pk").first()


class TagManager(models.Manager.from_queryset(TagQuerySet)):  # type: ignore[misc]
    """Always brings the names per language."""

    def get_queryset(self) -> TagQuerySet:
        """Return the tags with their names prefetched."""
        queryset: TagQuerySet = super().get_queryset()
        return queryset.with_texts()


class WorkFigureQuerySet(models.QuerySet[Any]):
    """What was counted of works."""

    def totals(self, works: Iterable[UUID], since: date | None = None) -> dict[UUID, dict[str, int]]:
        """Return kind -> number for each of these works, from a day on; one query."""
        rows = self.filter(work__in=list(works))
        if since is not None:
            rows = rows.filter(day__gte=since)
        found: dict[UUID, dict[str, int]] = {}
        for work, kind, times in rows.order_by().values_list("work", "kind").annotate(Sum("times")):
            found.setdefault(work, {})[kind] = times
        return found
