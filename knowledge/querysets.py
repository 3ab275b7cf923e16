"""The named reads of the knowledge app."""

from collections.abc import Iterable
from typing import Any, Self
from uuid import UUID

from django.db import models


class EvidenceConfirmationQuerySet(models.QuerySet[Any]):
    """Reads of confirmations of evidence."""

    def for_work(self, work: UUID) -> Self:
        """Narrow to those of one work, the newest first."""
        return self.filter(work=work).select_related("contributor__organisation")

    def for_works(self, works: Iterable[UUID]) -> Self:
        """Narrow to those of several works, the newest first."""
        return self.filter(work__in=list(works)).select_related("contributor__organisation")
