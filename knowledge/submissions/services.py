"""Submitting, withdrawing and deciding: each is an act on Wagtail's workflow, which the submission follows.

The status is written in one place (``following``), so that a decision in Wagtail's own screens counts as much.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from home.services import publish_error_lines
from home.versions import version_of
from knowledge import permissions
from knowledge.enums import SubmissionEventKind, SubmissionStatus
from knowledge.models import Submission, SubmissionEvent
from knowledge.submissions import letters
from knowledge.submissions.completeness import submission_errors
from knowledge.submissions.drafts import EditConflict
from knowledge.submissions.events import LONGEST_MESSAGE, event_add


def locked(submission: Submission) -> Submission:
    """Return the submission as it is now, held until the transaction ends; raises outside one."""
    return (
        Submission.objects.select_for_update(of=("self",)).select_related("page", "organisation").get(pk=submission.pk)
    )


@transaction.atomic
def submission_submit(*, submission: Submission, user: Any, text: str = "", version: str = "") -> Submission:
    """Hand the draft to the reviewers, for the first time or again.

    ``text`` is what the author says with it. ``version``, when given, is what the person saw: somebody who saved since
    raises ``EditConflict``. Raises ``ValidationError`` when the person may not submit it now, for a text that is too
    long, or by field when the page is not complete.
    """
    held = locked(submission)
    if not permissions.may_submit(user, held):
        raise ValidationError(_("You cannot submit this now."), code="forbidden")
    MaxLengthValidator(LONGEST_MESSAGE)(text.strip())
    if version and version != version_of(held.page):
        raise EditConflict(held)
    draft = held.draft
    errors = submission_errors(draft)
    if errors:
        raise ValidationError({name: [ValidationError(line) for line in lines] for name, lines in errors.items()})
    state = _active_state(held.page)
    page = held.page.specific
    if text.strip():
        event_add(submission=held, kind=SubmissionEventKind.MESSAGE, user=user, text=text)
    if state is None:
        workflow = page.get_workflow()
        if workflow is None:
            raise ValidationError(_("Nobody reviews pages of this kind. Tell the coalition desk."), code="no-review")
        workflow.start(page, user)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    held.refresh_from_db()
    return held


@transaction.atomic
def submission_withdraw(*, submission: Submission, user: Any, text: str = "") -> Submission:
    """Take it back from the reviewers; raises ``ValidationError`` when the person may not, or nothing is with them."""
    held = locked(submission)
    if not permissions.may_withdraw(user, held):
        raise ValidationError(_("You cannot withdraw this now."), code="forbidden")
    _close(held, SubmissionStatus.WITHDRAWN, user, text)
    return held


@transaction.atomic
def review_start(*, submission: Submission, user: Any) -> Submission:
    """Begin to read: the authors see by whom, and since when. Does nothing when it had begun already.

    Raises ``ValidationError`` when the person may not review it.
    """
    held = _reviewed(submission, user)
    if held.state == SubmissionStatus.IN_REVIEW:
        return held
    held.status, held.status_since = SubmissionStatus.IN_REVIEW, timezone.now()
    held.assignee = held.assignee or user
    held.save(update_fields=["status", "status_since", "assignee"])
    letters.tell_authors(event_add(submission=held, kind=SubmissionEventKind.REVIEW_STARTED, user=user))
    return held


@transaction.atomic
def review_renew(*, submission: Submission, user: Any) -> Submission:
    """Go on with the version that was saved last, when an editor saved one during the review.

    Does nothing when that is what is reviewed. Raises ``ValidationError`` when the person may not review it.
    """
    held = _reviewed(submission, user)
    task_state = _task_state(held)
    if task_state.revision_id == held.page.latest_revision_id:
        return held
    task_state.cancel(user=user, resume=True)
    event_add(submission=held, kind=SubmissionEventKind.RENEWED, user=user, is_internal=True)
    held.refresh_from_db()
    return held


@transaction.atomic
def changes_request(*, submission: Submission, user: Any, text: str) -> Submission:
    """Give it back to the authors with what is asked of them; raises ``ValidationError`` without words."""
    held = _reviewed(submission, user)
    if not text.strip():
        raise ValidationError({"text": _("Say what you ask of the authors.")})
    _task_state(held).reject(user=user, comment=text.strip())
    held.refresh_from_db()
    return held


@transaction.atomic
def submission_approve(*, submission: Submission, user: Any, revision_id: int, text: str = "") -> Submission:
    """Approve what was read, and publish exactly that when it was the last step of the review.

    ``revision_id`` is the revision that the reviewer saw (threat C3). Raises ``EditConflict`` when another one is there
    now, ``ValidationError`` when the person may not review it, or by field when it cannot be published.
    """
    held = _reviewed(submission, user)
    task_state = _task_state(held)
    if revision_id != task_state.revision_id or held.page.latest_revision_id != revision_id:
        raise EditConflict(held)
    task_state.approve(user=user, comment=text.strip())
    held.refresh_from_db()
    return held


@transaction.atomic
def submission_decline(*, submission: Submission, user: Any, text: str) -> Submission:
    """Decline it, with the reason; raises ``ValidationError`` without one."""
    held = _reviewed(submission, user)
    if not text.strip():
        raise ValidationError({"text": _("Say why: the authors read it.")})
    _close(held, SubmissionStatus.DECLINED, user, text)
    return held


@transaction.atomic
def message_add(
    *, submission: Submission, user: Any, text: str, is_internal: bool = False, field: str = ""
) -> SubmissionEvent:
    """Say something in the conversation; ``is_internal`` is for reviewers among themselves, ``field`` what it is about.

    What a reviewer says of a field is not mailed by itself: it goes with what is asked in the end.
    Raises ``ValidationError`` without words, or when the person has no part in the submission.
    """
    is_reviewer = permissions.is_reviewer_of(user, submission)
    if not permissions.may_talk(user, submission) or (is_internal and not is_reviewer):
        raise ValidationError(_("You have no part in this submission."), code="forbidden")
    if not text.strip():
        raise ValidationError({"text": _("Write something first.")})
    kind = SubmissionEventKind.NOTE if is_internal else SubmissionEventKind.MESSAGE
    event = event_add(submission=submission, kind=kind, user=user, text=text, is_internal=is_internal, field=field)
    if is_reviewer and not field:
        letters.tell_authors(event)
    elif not is_reviewer:
        letters.tell_reviewers(event)
    return event


def _reviewed(submission: Submission, user: Any) -> Submission:
    held = locked(submission)
    if not permissions.may_review(user, held):
        raise ValidationError(_("You cannot decide on this now."), code="forbidden")
    return held


def _close(submission: Submission, status: SubmissionStatus, user: Any, text: str) -> None:
    """End the review without publishing. What is live stays live, and then that is where the submission stands."""
    kinds = {
        SubmissionStatus.WITHDRAWN: SubmissionEventKind.WITHDRAWN,
        SubmissionStatus.DECLINED: SubmissionEventKind.DECLINED,
    }
    submission.status = SubmissionStatus.PUBLISHED if submission.page.live else status
    submission.status_since, submission.due_on = timezone.now(), None
    submission.save(update_fields=["status", "status_since", "due_on"])
    event = event_add(submission=submission, kind=kinds[status], user=user, text=text)
    # While the workflow is at its step still: it says whose work this was.
    letters.tell_authors(event)
    letters.tell_reviewers(event)
    state = _active_state(submission.page)
    if state is not None:
        state.cancel(user=user)


def _active_state(page: Page) -> WorkflowState | None:
    return WorkflowState.objects.active().for_instance(page).first()


def _task_state(submission: Submission) -> TaskState:
    state = _active_state(submission.page)
    if state is None or state.current_task_state is None:
        raise ValidationError(_("There is no review of this any more."), code="no-review")
    found: TaskState = state.current_task_state.specific
    return found


def refusal_lines(error: ValidationError) -> list[str]:
    """Return what keeps a draft from being submitted, as sentences."""
    return publish_error_lines(error)
