"""The state of the site as figures, asked of the database each time: the same whichever process answers."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.models import Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from home.publication import is_late
from hub.models import ScheduledRun
from hub.scheduling.table import TABLE
from members.enums import MailState
from members.models import MailMessage
from search import metrics as search_metrics
from search.exceptions import SearchUnavailable

logger = logging.getLogger(__name__)

PROBE: Final = "hub:probe"


class StateCollector(Collector):
    """Asks everything at each reading; what cannot be asked is left out, and ``hub_database_up`` says why."""

    def collect(self) -> Iterator[Metric]:
        """Yield the state, part by part."""
        is_up = database_answers()
        yield gauge("hub_database_up", "1 when the database answers.", 1 if is_up else 0)
        yield caches_up()
        if not is_up:
            return
        for part in (tasks, mail, publication, schedule, *_search_parts()):
            try:
                yield from list(part())
            except (DatabaseError, SearchUnavailable):
                logger.warning("A part of the figures could not be read.", exc_info=True)


def gauge(name: str, description: str, value: float) -> GaugeMetricFamily:
    """Return one figure without labels."""
    return GaugeMetricFamily(name, description, value=value)


def database_answers() -> bool:
    """Return whether the database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def caches_up() -> Metric:
    """Return for each cache whether it remembers what it was just told."""
    family = GaugeMetricFamily("hub_cache_up", "1 when the cache remembers.", labels=["cache"])
    for name in settings.CACHES:
        family.add_metric([name], 1 if _remembers(name) else 0)
    return family


def _remembers(name: str) -> bool:
    cache = caches[name]
    try:
        cache.set(PROBE, 1, 10)
        return bool(cache.get(PROBE) == 1)
    except Exception:  # noqa: BLE001 - each kind of cache has errors of its own, and all of them mean the same here
        return False


def tasks() -> Iterator[Metric]:
    """Yield how many jobs wait, for how long the first of them, and how many failed and were not looked at."""
    ready = DBTaskResult.objects.ready()
    # A job for a moment waits from that moment on; one for at once has no moment (the end of all days) and waits since
    # it was asked for.
    timed = ready.filter(run_after__lte=now()).aggregate(first=Min("run_after"))["first"]
    at_once = ready.filter(run_after__gt=now()).aggregate(first=Min("enqueued_at"))["first"]
    oldest = min((moment for moment in (timed, at_once) if moment is not None), default=None)
    yield gauge("hub_tasks_ready", "Jobs that may be done and wait.", ready.count())
    yield gauge("hub_tasks_oldest_seconds", "How long the job that waits longest has waited.", age(oldest))
    yield gauge("hub_tasks_failed", "Jobs that failed, until they are pruned.", DBTaskResult.objects.failed().count())


def mail() -> Iterator[Metric]:
    """Yield how many messages are due, wait for a decision, and how long the first one is overdue."""
    due = MailMessage.objects.due(now())
    family = GaugeMetricFamily("hub_mail_messages", "Messages that are not on their way.", labels=["state"])
    family.add_metric(["due"], due.count())
    for state in (MailState.FAILED, MailState.IN_DOUBT):
        undecided = MailMessage.objects.filter(state=state, pruned_at=None)
        family.add_metric([str(state.value)], undecided.count())
    yield family
    first = due.values_list("next_attempt_at", flat=True).first()
    yield gauge("hub_mail_oldest_due_seconds", "How long the message that is due longest is overdue.", age(first))


def publication() -> Iterator[Metric]:
    """Yield whether something should have gone live or offline and did not."""
    yield gauge("hub_publication_late", "1 when something due was not published or withdrawn.", int(is_late()))


def schedule() -> Iterator[Metric]:
    """Yield for each command of the schedule when it last succeeded, and whether it is overdue."""
    runs = {run.command: run for run in ScheduledRun.objects.all()}
    succeeded = GaugeMetricFamily(
        "hub_schedule_last_success_timestamp_seconds", "When the command last succeeded; 0: never.", labels=["command"]
    )
    overdue = GaugeMetricFamily("hub_schedule_overdue", "1 when the command missed two turns.", labels=["command"])
    for entry in TABLE:
        run = runs.get(entry.command)
        last = run.succeeded_at if run else None
        succeeded.add_metric([entry.command], last.timestamp() if last else 0)
        overdue.add_metric([entry.command], int(entry.is_overdue(last, now())))
    yield succeeded
    yield overdue


def _search_parts() -> Iterator[Callable[[], Iterator[Metric]]]:
    for source in search_metrics.sources():
        yield partial(_families, source)


def _families(source: search_metrics.Source) -> Iterator[Metric]:
    families: dict[str, GaugeMetricFamily] = {}
    for reading in source():
        family = families.setdefault(
            reading.name, GaugeMetricFamily(reading.name, reading.description, labels=list(reading.labels))
        )
        family.add_metric(list(reading.labels.values()), reading.value)
    yield from families.values()


def age(moment: datetime | None) -> float:
    """Return how many seconds ago a moment was; 0 for none."""
    return 0.0 if moment is None else max(0.0, (now() - moment).total_seconds())


def now() -> datetime:
    """Return this moment."""
    return timezone.now()
