"""Wagtail's own mails about reviews: for the pages of editors, and not for what members sent in.

Who sent in and who reviews a submission are told by notices (``members.notices``), once, in their language and as often
as they chose; a second mail in other words would say the same. Wagtail has no setting for this, so its four
receivers make room for these.
"""

from typing import Any

from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from knowledge.submissions.following import submission_of_state


class _NotOfSubmissions:
    """Leaves the review of a submission to the notices."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        """Return whether Wagtail writes about this review, or this step of one."""
        state = instance.workflow_state if isinstance(instance, TaskState) else instance
        return bool(super().can_handle(instance, **kwargs)) and submission_of_state(state) is None  # type: ignore[misc]


class TaskSubmitted(_NotOfSubmissions, mail.GroupApprovalTaskStateSubmissionEmailNotifier):  # type: ignore[misc]
    """To the reviewers of a step."""


class WorkflowSubmitted(_NotOfSubmissions, mail.WorkflowStateSubmissionEmailNotifier):  # type: ignore[misc]
    """To the superusers."""


class WorkflowRejected(_NotOfSubmissions, mail.WorkflowStateRejectionEmailNotifier):  # type: ignore[misc]
    """To who asked for the review."""


class WorkflowApproved(_NotOfSubmissions, mail.WorkflowStateApprovalEmailNotifier):  # type: ignore[misc]
    """To who asked for the review."""


# Signal, its sender, the name by which Wagtail connects its own receiver (wagtail/admin/signal_handlers.py), and ours.
RECEIVERS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", TaskSubmitted()),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", WorkflowSubmitted()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", WorkflowRejected()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", WorkflowApproved()),
)


def connect() -> None:
    """Put these in the place of Wagtail's, after Wagtail has connected its own."""
    for signal, sender, name, receiver in RECEIVERS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(receiver, sender=sender, dispatch_uid=name)
