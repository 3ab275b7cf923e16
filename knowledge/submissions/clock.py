"""The review clock: whose turn it is and since when, the place in the queue, and how long it usually takes."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState

from knowledge.enums import SubmissionStatus
from knowledge.models import Submission
from knowledge.submissions.decisions import decisions_since
from knowledge.submissions.working_days import after_working_days

# What is usual is what was usual lately, and a few decisions say nothing.
WINDOW: Final = timedelta(days=90)
FEWEST: Final = 5


class Turn(TextChoices):
    """Who must act."""

    AUTHORS = "authors", _("The authors")
    REVIEWERS = "reviewers", _("The reviewers")
    NOBODY = "nobody", _("Nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the clock says. ``place`` is counted from 1 among ``queue`` waiting ones; both 0 when it does not wait.

    ``usual_days`` are working days, ``None`` when there are too few decisions to tell.
    """

    turn: Turn
    since: datetime
    submitted_at: datetime | None
    place: int = 0
    queue: int = 0
    usual_days: int | None = None
    expected_on: date | None = None
    due_on: date | None = None
    reader: str = ""

    @property
    def is_overdue(self) -> bool:
        """Whether the answer should have been given by now."""
        return self.due_on is not None and self.due_on < timezone.localdate()


def turn_of(status: SubmissionStatus) -> Turn:
    """Return who must act on a submission."""
    if status.is_with_reviewers:
        return Turn.REVIEWERS
    is_theirs = status in (SubmissionStatus.DRAFT, SubmissionStatus.CHANGES_REQUESTED)
    return Turn.AUTHORS if is_theirs else Turn.NOBODY


def usual_days() -> int | None:
    """Return the median of working days until a decision of the last 90 days; ``None`` for fewer than five."""
    days = [decision.days for decision in decisions_since(timezone.now() - WINDOW)]
    return round(statistics.median(days)) if len(days) >= FEWEST else None


def clock_of(submission: Submission) -> Clock:
    """Return what the clock of one submission says."""
    return clocks_of([submission])[submission.pk]


def clocks_of(submissions: Sequence[Submission]) -> dict[int, Clock]:
    """Return the clocks of several submissions by their keys, in a fixed number of queries.

    They are read with their ``assignee``. Of others in the queue nothing but their number is told.
    """
    waiting = [submission for submission in submissions if submission.state.is_with_reviewers]
    places = _places() if waiting else {}
    usual = usual_days() if waiting else None
    return {submission.pk: _clock(submission, places.get(submission.pk, (0, 0)), usual) for submission in submissions}


def _clock(submission: Submission, place: tuple[int, int], usual: int | None) -> Clock:
    turn = turn_of(submission.state)
    if turn is not Turn.REVIEWERS:
        return Clock(turn=turn, since=submission.status_since, submitted_at=submission.submitted_at)
    is_read = submission.state is SubmissionStatus.IN_REVIEW
    return Clock(
        turn=turn,
        since=submission.submitted_at or submission.status_since,
        submitted_at=submission.submitted_at,
        place=place[0],
        queue=place[1],
        usual_days=usual,
        expected_on=_expected(submission, usual),
        due_on=submission.due_on,
        reader=str(submission.assignee) if is_read and submission.assignee is not None else "",
    )


def _expected(submission: Submission, usual: int | None) -> date | None:
    """Return when an answer is likely; nothing when that day is past, for it would be a promise broken already."""
    if usual is None or submission.submitted_at is None:
        return None
    day = after_working_days(timezone.localdate(submission.submitted_at), usual)
    return day if day >= timezone.localdate() else None


def _places() -> dict[int, tuple[int, int]]:
    """Return place and length of the queue of each waiting submission, by its key: one queue for each workflow."""
    rows = list(Submission.objects.with_reviewers().values_list("pk", "page_id"))
    of_pages = {"base_content_type__app_label": "wagtailcore", "base_content_type__model": Page._meta.model_name}
    states = WorkflowState.objects.active().filter(**of_pages, object_id__in=[str(page) for _pk, page in rows])
    workflows = dict(states.values_list("object_id", "workflow_id"))
    queues: dict[int | None, list[int]] = {}
    for pk, page in rows:
        queues.setdefault(workflows.get(str(page)), []).append(pk)
    return {pk: (number, len(queue)) for queue in queues.values() for number, pk in enumerate(queue, start=1)}
