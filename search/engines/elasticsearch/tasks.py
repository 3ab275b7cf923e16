"""What the worker does for the index."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from search.engines.elasticsearch.connection import alias
from search.engines.elasticsearch.feeding import Outcome, drain
from search.exceptions import SearchUnavailable
from search.models import IndexFeed

# When it is tried again that did not succeed: after the first time, and at most; doubled in between.
FIRST_SECONDS: Final = 5
LAST_SECONDS: Final = 60


@task()
def feed_index(failures: int = 0) -> None:
    """Bring the index up to date; where that cannot be now, ask the worker to try again later.

    ``failures``: how often it could not be already. Why is on the row of ``IndexFeed``.
    """
    try:
        is_done = drain().outcome is not Outcome.BUSY
    except SearchUnavailable:
        is_done = False
    if not is_done and feed_index.get_backend().supports_defer and not _waiting().exists():
        seconds = min(FIRST_SECONDS * 2**failures, LAST_SECONDS)
        later = timezone.now() + timedelta(seconds=seconds)
        feed_index.using(run_after=later).enqueue(failures + 1)


def request_feed() -> None:
    """Ask the worker to bring the index up to date, once however often it is asked; called after a commit.

    One that waits will see what was just committed. While the index cannot be fed, one that waits for its next try is
    enough: everybody who publishes would ask a server that does not answer.
    """
    waiting = _waiting()
    if waiting.ready().exists() or (waiting.exists() and _is_failing()):
        return
    feed_index.enqueue()


def _waiting() -> DBTaskResultQuerySet:
    return DBTaskResult.objects.filter(task_path=feed_index.module_path, status=TaskResultStatus.READY)


def _is_failing() -> bool:
    return IndexFeed.objects.filter(name=alias(), failing_since__isnull=False).exists()
