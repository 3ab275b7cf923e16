"""Work for the job queue (``manage.py db_worker``); each task calls one service."""

from django_tasks import task

# Letters and publications do not wait for files.
BEHIND = -10


@task(priority=BEHIND)
def read_file() -> None:
    """Read one of the files that wait, and ask for another round when there are more."""
    from search.attachments import services  # noqa: PLC0415 - it asks for this task

    services.file_read_next()
