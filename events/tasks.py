"""What the worker does for this app."""

from datetime import datetime

from django_tasks import task


@task()
def tell_changes(schedule: int) -> None:
    """Tell people of the dates of a schedule that were changed; when they are still quiet, look again then."""
    from events.change_letters import changes_tell  # noqa: PLC0415 - what notes a change names this task
    from events.changes import next_look  # noqa: PLC0415 - as above

    changes_tell(schedule=schedule)
    later = next_look(schedule)
    if later is not None:
        changes_enqueue(schedule, at=later)


def changes_enqueue(schedule: int, *, at: datetime) -> None:
    """Ask the worker to look at the changed dates of a schedule at a moment, when this transaction is committed.

    A queue that does its jobs at once (in tests) would do so inside the transaction; there they wait for the command
    ``send_event_mails``.
    """
    if tell_changes.get_backend().supports_defer:
        tell_changes.using(run_after=at).enqueue(schedule)
