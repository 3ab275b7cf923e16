"""What a submission does by itself when the workflow of its page moves, whoever moved it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision, TaskState, WorkflowState

from home.models import BuildingBlock
from knowledge.enums import SubmissionEventKind, SubmissionStatus
from knowledge.models import Submission
from knowledge.permissions import has_stake
from knowledge.submissions import letters
from knowledge.submissions.events import event_add
from knowledge.submissions.links import links_check_later
from knowledge.submissions.working_days import after_working_days


def _submission_of(page: Any) -> Submission | None:
    return Submission.objects.select_related("page").filter(page_id=page.pk).first() if isinstance(page, Page) else None


def submission_of_state(state: WorkflowState) -> Submission | None:
    """Return the submission whose page a workflow is about; ``None`` for the pages of editors."""
    return _submission_of(state.content_object)


def task_started(*, task_state: TaskState, user: Any) -> None:
    """A step of the review began: the draft came from the authors, or went to the next step."""
    submission = submission_of_state(task_state.workflow_state)
    if submission is None:
        return
    submission.revision_id = task_state.revision_id
    if submission.state.is_with_reviewers:
        # The next step, or the same one again over a version that was saved since: who reads has another to read.
        submission.save(update_fields=["revision"])
        return
    is_again = submission.state == SubmissionStatus.CHANGES_REQUESTED
    submission.status = SubmissionStatus.RESUBMITTED if is_again else SubmissionStatus.SUBMITTED
    submission.status_since = submission.submitted_at = timezone.now()
    submission.due_on = after_working_days(timezone.localdate(), settings.HUB_REVIEW_DAYS)
    submission.save(update_fields=["status", "status_since", "submitted_at", "revision", "due_on"])
    submission.building_blocks.set(_building_blocks(submission))
    kind = SubmissionEventKind.RESUBMITTED if is_again else SubmissionEventKind.SUBMITTED
    event = event_add(submission=submission, kind=kind, user=user)
    letters.tell_reviewers(event, task_state.task)
    links_check_later(submission)


def _building_blocks(submission: Submission) -> list[BuildingBlock]:
    blocks = getattr(submission.draft, "building_blocks", None)
    return list(blocks.all()) if blocks is not None else []


def changes_asked(*, state: WorkflowState, user: Any) -> None:
    """A reviewer gave it back."""
    submission = submission_of_state(state)
    if submission is None:
        return
    _stand(submission, SubmissionStatus.CHANGES_REQUESTED)
    text = state.current_task_state.comment if state.current_task_state else ""
    event = event_add(submission=submission, kind=SubmissionEventKind.CHANGES_REQUESTED, user=user, text=text)
    letters.tell_authors(event)


def approved(*, task_state: TaskState, user: Any) -> None:
    """A reviewer approved a step, in whatever screen.

    Raises ``ValidationError`` when it is theirs, or their organisation's: then nothing was approved or published.
    """
    submission = submission_of_state(task_state.workflow_state)
    if submission is None:
        return
    if user is not None and has_stake(user, submission):
        raise ValidationError(
            _("Nobody approves what they or their colleagues wrote. Ask another reviewer."), code="own"
        )
    if submission.state.is_with_reviewers:
        event_add(submission=submission, kind=SubmissionEventKind.APPROVED, user=user, text=task_state.comment)


def cancelled(*, state: WorkflowState, user: Any) -> None:
    """The review was called off, in Wagtail's own screens: what the services close has its end already."""
    submission = submission_of_state(state)
    if submission is None or not (submission.state.is_with_reviewers or _waits_for_authors(submission)):
        return
    waited_for_authors = _waits_for_authors(submission)
    _stand(submission, SubmissionStatus.PUBLISHED if submission.page.live else SubmissionStatus.WITHDRAWN)
    event = event_add(submission=submission, kind=SubmissionEventKind.WITHDRAWN, user=user)
    if not waited_for_authors and state.current_task_state is not None:
        letters.tell_reviewers(event, state.current_task_state.task)


def _waits_for_authors(submission: Submission) -> bool:
    return submission.state == SubmissionStatus.CHANGES_REQUESTED


def published(*, page: Page, revision: Revision | None) -> None:
    """The page went live: approved by the last reviewer, or published by an editor."""
    submission = _submission_of(page)
    # Published for a moment to come is not published yet.
    if submission is None or not submission.page.live:
        return
    task_state = _approving(page)
    editor = get_active_log_context().user or (revision.user if revision is not None else None)
    user, text = (task_state.finished_by, task_state.comment) if task_state is not None else (editor, "")
    _stand(submission, SubmissionStatus.PUBLISHED)
    event = event_add(submission=submission, kind=SubmissionEventKind.PUBLISHED, user=user, text=text)
    letters.tell_authors(event)


def _approving(page: Page) -> TaskState | None:
    """Return the approval that published what is live now; ``None`` when an editor did so without one."""
    states = TaskState.objects.filter(revision=page.live_revision_id, status=TaskState.STATUS_APPROVED)
    return states.select_related("finished_by").order_by("-finished_at").first()


def _stand(submission: Submission, status: SubmissionStatus) -> None:
    submission.status, submission.status_since, submission.due_on = status, timezone.now(), None
    submission.save(update_fields=["status", "status_since", "due_on"])
