"""Work of imports for the job queue (``manage.py db_worker``); each task calls one service."""

from django_tasks import task


@task()
def read_calendar(run: int) -> None:
    """Read a large calendar that somebody gave; nothing when the import is gone."""
    from events.importing import services  # noqa: PLC0415 - it asks for this task
    from events.models import ImportRun  # noqa: PLC0415

    row = ImportRun.objects.select_related("source").filter(pk=run).first()
    if row is not None:
        services.run_read(run=row)


@task()
def continue_import(run: int) -> None:
    """Take over what somebody chose; nothing when the import is gone."""
    from events.importing import services  # noqa: PLC0415
    from events.models import ImportRun  # noqa: PLC0415

    row = ImportRun.objects.select_related("source").filter(pk=run).first()
    if row is not None:
        services.run_continue(run=row)
