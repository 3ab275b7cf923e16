"""What reviewers decided, and how long the authors had waited for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from knowledge.enums import SubmissionEventKind
from knowledge.models import Submission, SubmissionEvent
from knowledge.submissions.working_days import working_days_between

COMING: Final = (SubmissionEventKind.SUBMITTED, SubmissionEventKind.RESUBMITTED)
DECIDING: Final = (SubmissionEventKind.CHANGES_REQUESTED, SubmissionEventKind.PUBLISHED, SubmissionEventKind.DECLINED)


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer to what was submitted; ``days`` are working days from one to the other."""

    kind: SubmissionEventKind
    submitted_at: datetime
    decided_at: datetime

    @property
    def days(self) -> int:
        """The working days that the authors waited."""
        return working_days_between(timezone.localdate(self.submitted_at), timezone.localdate(self.decided_at))


def decisions_since(moment: datetime, among: Iterable[int] | None = None) -> list[Decision]:
    """Return the decisions since a moment, the oldest first; ``among`` narrows to submissions by their keys.

    What an editor published without a review is not a decision on anything that waited.
    """
    decided = SubmissionEvent.objects.filter(kind__in=DECIDING, created_at__gte=moment)
    submissions = Submission.objects.filter(pk__in=decided.values("submission"))
    if among is not None:
        submissions = submissions.filter(pk__in=among)
    events = SubmissionEvent.objects.filter(submission__in=submissions, kind__in=(*COMING, *DECIDING))
    waiting: dict[int, datetime] = {}
    found = []
    for submission, kind, at in events.order_by("created_at", "pk").values_list("submission", "kind", "created_at"):
        if kind in COMING:
            waiting[submission] = at
        elif (submitted_at := waiting.pop(submission, None)) is not None and at >= moment:
            found.append(Decision(SubmissionEventKind(kind), submitted_at, at))
    return found
