"""Work for the job queue (``manage.py db_worker``); each task calls one service."""

from django_tasks import task

# Letters and publications do not wait for files.
BEHIND = -10


@task(priority=BEHIND)
def read_file() -> None:
    """Read one of the files that wait, and ask for the next: other work comes in between."""
    from search.attachments import orders, services  # noqa: PLC0415 - they ask for this task

    if services.file_read_next():
        orders.reading_enqueue()
