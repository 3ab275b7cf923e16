"""What ends a review."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # Wagtail imports this module while it makes the class.
    from wagtail.models import WorkflowState


def publish_what_was_reviewed(workflow_state: "WorkflowState", user: Any = None) -> None:
    """Publish the revision that the last step of a review approved (``WAGTAIL_FINISH_WORKFLOW_ACTION``).

    Wagtail publishes the latest one, which somebody may have saved after the reviewer looked. Who may approve the last
    step is said by the workflow: its group need not have the right to publish besides (threat C4).
    """
    task_state = workflow_state.current_task_state
    if task_state is not None:
        task_state.revision.publish(user=user, skip_permission_checks=True)
