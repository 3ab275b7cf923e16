"""Work of the knowledge app for the job queue (``manage.py db_worker``)."""

from django_tasks import task

from knowledge.models import Submission


@task()
def check_links(submission: int) -> None:
    """Follow the links of a submission, and keep where they lead; nothing when it is gone."""
    from knowledge.submissions.links import links_check  # noqa: PLC0415 - what follows a submission names this task

    row = Submission.objects.select_related("page", "revision").filter(pk=submission).first()
    if row is not None:
        links_check(submission=row)
