"""The named reads of what reviewers have besides submissions."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from knowledge.enums import LinkState
from members.querysets import DatedQuerySet


class AdviceRequestQuerySet(models.QuerySet[Any]):
    """Questions to people outside."""

    def open(self) -> Self:
        """Return those whose link works."""
        return self.filter(answered_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def answered(self) -> Self:
        """Return those that were answered."""
        return self.exclude(answered_at=None)


class ReviewDeputyQuerySet(DatedQuerySet[Any]):
    """Who stands in for whom."""

    def upcoming(self) -> Self:
        """Return the rows of today and of the days to come."""
        return self.filter(ends_on__gte=timezone.localdate())


class LinkCheckQuerySet(models.QuerySet[Any]):
    """Links that were followed."""

    def failing(self) -> Self:
        """Return those that led nowhere, or where they may not lead."""
        return self.exclude(state=LinkState.ALIVE)
