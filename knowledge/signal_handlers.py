"""The signals that the knowledge app listens to; each handler is one call."""

from typing import Any

from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import page_published, task_approved, task_submitted, workflow_cancelled, workflow_rejected

from knowledge.submissions import attachments, following


def connect() -> None:
    """Connect the handlers; called once, when the app is ready."""
    task_submitted.connect(on_task_started, dispatch_uid="knowledge.task_started")
    task_approved.connect(on_approved, dispatch_uid="knowledge.approved")
    workflow_rejected.connect(on_changes_asked, dispatch_uid="knowledge.changes_asked")
    workflow_cancelled.connect(on_cancelled, dispatch_uid="knowledge.cancelled")
    page_published.connect(on_published, dispatch_uid="knowledge.published")


def on_task_started(*, instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """A step of a review began."""
    following.task_started(task_state=instance, user=user)


def on_approved(*, instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """A reviewer approved a step."""
    following.approved(task_state=instance, user=user)


def on_changes_asked(*, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """A reviewer asked for changes."""
    following.changes_asked(state=instance, user=user)


def on_cancelled(*, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """A review was called off."""
    following.cancelled(state=instance, user=user)


def on_published(*, instance: Page, revision: Any = None, **kwargs: Any) -> None:
    """A page went live: its submission is published, and so are the files that it uses."""
    following.published(page=instance, revision=revision)
    attachments.attachments_publish(page=instance)
