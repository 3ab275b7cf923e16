"""Wagtail's mails about workflows: not about submissions, whose people hear of them from the hub, once."""

from typing import Any

from wagtail.admin import signal_handlers
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from knowledge.submissions.following import submission_of_state

# The signals at which Wagtail mails, what sends them, the names under which it listens, and what it does then.
MAILING = (
    (
        task_submitted,
        TaskState,
        "group_approval_task_submitted_email_notification",
        signal_handlers.task_submission_email_notifier,
    ),
    (
        workflow_submitted,
        WorkflowState,
        "workflow_state_submitted_email_notification",
        signal_handlers.workflow_submission_email_notifier,
    ),
    (
        workflow_rejected,
        WorkflowState,
        "workflow_state_rejected_email_notification",
        signal_handlers.workflow_rejection_email_notifier,
    ),
    (
        workflow_approved,
        WorkflowState,
        "workflow_state_approved_email_notification",
        signal_handlers.workflow_approval_email_notifier,
    ),
)


def narrow() -> None:
    """Put a question before each of Wagtail's receivers; called once, after it connected them."""
    for signal, sender, uid, notifier in MAILING:
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(_for_editors(notifier), sender=sender, dispatch_uid=uid, weak=False)


def _for_editors(notifier: Any) -> Any:
    def notify(*, instance: TaskState | WorkflowState, **kwargs: Any) -> None:
        state = instance.workflow_state if isinstance(instance, TaskState) else instance
        if submission_of_state(state) is None:
            notifier(instance=instance, **kwargs)

    return notify
