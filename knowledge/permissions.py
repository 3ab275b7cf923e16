"""Who may do what with a submission: one function a rule, asked by views, the editor, the API and templates.

Members have no rights on pages: they write through a submission only (threat C5). The rules on organisations are those
of ``members.permissions``; those on reviews are Wagtail's workflows.
"""

from typing import Any

from knowledge.enums import SubmissionStatus
from knowledge.models import Adoption, Submission
from knowledge.querysets import review_tasks
from members.permissions import may_write_for, organisations_to_write_for


def may_start(user: Any) -> bool:
    """Return whether somebody may begin a submission: who writes for an organisation that takes part."""
    return organisations_to_write_for(user).exists()


def is_writer(user: Any, submission: Submission) -> bool:
    """Return whether somebody writes at a submission: its author, a co-author, a colleague who writes."""
    return Submission.objects.writable_by(user).filter(pk=submission.pk).exists()


def may_read(user: Any, submission: Submission) -> bool:
    """Return whether somebody may follow a submission and read its draft."""
    return Submission.objects.readable_by(user).filter(pk=submission.pk).exists()


def may_write(user: Any, submission: Submission) -> bool:
    """Return whether somebody may change the draft now: not while it is being reviewed."""
    return submission.state.is_writable and is_writer(user, submission)


def may_submit(user: Any, submission: Submission) -> bool:
    """Return whether somebody may submit it now: a writer, as long as the organisation takes part.

    A co-author of another organisation writes along; submitting is for the organisation whose work it is.
    """
    return submission.state.is_writable and may_write_for(user, submission.organisation)


def may_invite(user: Any, submission: Submission) -> bool:
    """Return whether somebody may say who writes along: its author, or who writes for the organisation."""
    is_own = submission.author_id is not None and submission.author_id == user.pk
    is_open = submission.state is not SubmissionStatus.DECLINED
    return is_open and bool(user.is_active) and (is_own or may_write_for(user, submission.organisation))


def may_withdraw(user: Any, submission: Submission) -> bool:
    """Return whether somebody may take it back from the reviewers: its author, or who submits for the organisation."""
    is_own = submission.author_id is not None and submission.author_id == user.pk
    is_theirs = is_own or may_write_for(user, submission.organisation)
    return submission.state.is_with_reviewers and bool(user.is_active) and is_theirs


def is_reviewer(user: Any) -> bool:
    """Return whether somebody reviews at all: who has a part in some review has a desk."""
    return review_tasks(user).exists()


def is_reviewer_of(user: Any, submission: Submission) -> bool:
    """Return whether somebody has a part in the review of a submission, and no stake in it."""
    return Submission.objects.reviewable_by(user).filter(pk=submission.pk).exists() and not has_stake(user, submission)


def may_talk(user: Any, submission: Submission) -> bool:
    """Return whether somebody may say something in the conversation: who writes or reviews it, not who reads along."""
    return is_writer(user, submission) or is_reviewer_of(user, submission)


def may_review(user: Any, submission: Submission) -> bool:
    """Return whether somebody may decide on a submission now. Nobody decides on what they or their colleagues wrote."""
    return bool(user.is_authenticated) and Submission.objects.to_review_by(user).filter(pk=submission.pk).exists()


def may_judge_reuse(user: Any, adoption: Adoption) -> bool:
    """Return whether somebody may decide on a record of reuse: who reviews, but not on what is of their own people."""
    return is_reviewer(user) and not Adoption.objects.not_to_judge_by(user).filter(pk=adoption.pk).exists()


def has_stake(user: Any, submission: Submission) -> bool:
    """Return whether a submission is somebody's own: they write it or did, or write for the organisation it is of."""
    return Submission.objects.not_to_judge_by(user).filter(pk=submission.pk).exists()
