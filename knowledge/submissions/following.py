"""What a submission does by itself when the workflow of its page moves, whoever moved it."""

from typing import Any

from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from knowledge.enums import SubmissionEventKind, SubmissionStatus
from knowledge.models import Submission
from knowledge.submissions.events import event_add


def _submission_of(page: Any) -> Submission | None:
    return Submission.objects.select_related("page").filter(page_id=page.pk).first() if isinstance(page, Page) else None


def submission_of_state(state: WorkflowState) -> Submission | None:
    """Return the submission whose page a workflow is about; ``None`` for the pages of editors."""
    return _submission_of(state.content_object)


def task_started(*, task_state: TaskState, user: Any) -> None:
    """A step of the review began: the draft came from the authors, or went to the next step."""
    submission = submission_of_state(task_state.workflow_state)
    if submission is None or submission.state.is_with_reviewers:
        return
    is_again = submission.state == SubmissionStatus.CHANGES_REQUESTED
    submission.status = SubmissionStatus.RESUBMITTED if is_again else SubmissionStatus.SUBMITTED
    submission.status_since = submission.submitted_at = timezone.now()
    submission.revision_id = task_state.revision_id
    submission.save(update_fields=["status", "status_since", "submitted_at", "revision"])
    kind = SubmissionEventKind.RESUBMITTED if is_again else SubmissionEventKind.SUBMITTED
    event_add(submission=submission, kind=kind, user=user)


def changes_asked(*, state: WorkflowState, user: Any) -> None:
    """A reviewer gave it back."""
    submission = submission_of_state(state)
    if submission is None:
        return
    _stand(submission, SubmissionStatus.CHANGES_REQUESTED)
    text = state.current_task_state.comment if state.current_task_state else ""
    event_add(submission=submission, kind=SubmissionEventKind.CHANGES_REQUESTED, user=user, text=text)


def cancelled(*, state: WorkflowState, user: Any) -> None:
    """The review was called off, in Wagtail's own screens: what the services close has its end already."""
    submission = submission_of_state(state)
    if submission is None or not (submission.state.is_with_reviewers or _waits_for_authors(submission)):
        return
    _stand(submission, SubmissionStatus.PUBLISHED if submission.page.live else SubmissionStatus.WITHDRAWN)
    event_add(submission=submission, kind=SubmissionEventKind.WITHDRAWN, user=user)


def _waits_for_authors(submission: Submission) -> bool:
    return submission.state == SubmissionStatus.CHANGES_REQUESTED


def published(*, page: Page, user: Any) -> None:
    """The page went live: approved by the last reviewer, or published by an editor."""
    submission = _submission_of(page)
    if submission is None:
        return
    _stand(submission, SubmissionStatus.PUBLISHED)
    event_add(submission=submission, kind=SubmissionEventKind.PUBLISHED, user=user)


def _stand(submission: Submission, status: SubmissionStatus) -> None:
    submission.status, submission.status_since, submission.due_on = status, timezone.now(), None
    submission.save(update_fields=["status", "status_since", "due_on"])
