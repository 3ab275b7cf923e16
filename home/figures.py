"""Counting how often works are opened, shown and downloaded, without people (ADR 15).

Collected in the memory of a process and written now and then, as questions are (``search.insight``). The same visitor
counts once an hour for a work; who that was is known by a digest in memory only.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from home.models import FigureKind, WorkFigure
from search.seen import Seen

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 500
FLUSH_SECONDS: Final = 30.0

Place = tuple[UUID, date, str]


class FigureRecorder:
    """Collects what is counted in one process; what is lost with the process is lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget what waits, and everybody who was seen."""
        with self._lock:
            self._seen = Seen()
            self._waiting: Counter[Place] = Counter()
            self._since = 0.0

    def count(self, kind: FigureKind, works: Iterable[UUID], visitor: str) -> None:
        """Count works of which the visitor saw this, each once an hour."""
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        with self._lock:
            if not self._waiting:
                self._since = time.monotonic()
            for work in works:
                if not self._seen.is_repeated(kind, visitor, str(work)):
                    self._waiting[(work, today, kind)] += 1

    def is_due(self) -> bool:
        """Return whether there is enough to write, or something that has waited long enough."""
        with self._lock:
            number = len(self._waiting)
            return number >= MOST_WAITING or (number > 0 and time.monotonic() - self._since >= FLUSH_SECONDS)

    def take(self) -> Mapping[Place, int]:
        """Return what waits, and begin anew."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
            return taken


FIGURES = FigureRecorder()
# The day on which this process pruned last.
_pruned: dict[str, date] = {}


def flush_when_due(**kwargs: Any) -> None:
    """Write what waits, if it is time; called after an answer was sent. What cannot be written is lost."""
    if not FIGURES.is_due():
        return
    try:
        figures_write(counts=FIGURES.take())
        _prune_when_due()
    except Exception as error:  # noqa: BLE001 - counting is never worth a request
        logger.error("What was seen could not be counted: %s", type(error).__name__)


def _prune_when_due() -> None:
    """Prune once a day in each process, as what is asked is (``search.insight_services``)."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    if _pruned.get("on") != today:
        figures_prune(today=today)
        _pruned["on"] = today


@transaction.atomic
def figures_write(*, counts: Mapping[Place, int]) -> None:
    """Add counts to the rows of their days; in one order, so that processes wait for each other."""
    ordered = sorted(counts.items(), key=lambda item: (item[0][1], item[0][2], str(item[0][0])))
    rows = [WorkFigure(work=work, day=day, kind=kind) for (work, day, kind), _times in ordered]
    WorkFigure.objects.bulk_create(rows, ignore_conflicts=True)
    for (work, day, kind), times in ordered:
        WorkFigure.objects.filter(work=work, day=day, kind=kind).update(times=F("times") + times)


def figures_prune(*, today: date | None = None) -> int:
    """Forget what is older than ``HUB_FIGURES_DAYS``; return the rows deleted."""
    day = today or timezone.localdate(timezone=timezone.get_default_timezone())
    deleted, _by_model = WorkFigure.objects.filter(day__lt=day - timedelta(days=settings.HUB_FIGURES_DAYS)).delete()
    return deleted
