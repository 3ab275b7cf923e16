"""One process that runs the commands of the table, one at a time in each lane, each in a process of its own.

A process of its own, because then a command that leaks, hangs or dies takes nothing with it. What was missed while
nothing ran is done once, as soon as the scheduler is back.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from hub.models import ScheduledRun
from hub.scheduling.table import Entry

logger = logging.getLogger(__name__)

# How often it looks whether a turn has come.
TICK: Final = timedelta(seconds=5)
# A turn that begins so much later than it should is worth a line.
LATE: Final = timedelta(minutes=2)
# Between the request to end and the end.
GRACE_SECONDS: Final = 10


class Scheduler:
    """Runs what is due in one lane. ``stop`` may be called from anywhere, and ends a command that runs."""

    def __init__(self, table: Sequence[Entry], *, now: Callable[[], datetime] = timezone.now) -> None:
        self._table = table
        self._now = now
        self._is_stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def forever(self) -> None:
        """Run whatever becomes due until ``stop``; a database that is away is asked again."""
        while not self._is_stopping.is_set():
            try:
                self.round()
            except DatabaseError:
                logger.warning("The database does not answer; nothing is run until it does.", exc_info=True)
            self._is_stopping.wait(TICK.total_seconds())

    def round(self) -> list[str]:
        """Run each command whose turn has come, in the order of the table; return which."""
        ran = []
        for entry in self._table:
            if self._is_stopping.is_set():
                break
            # A command takes minutes, after which the connection may have gone.
            close_old_connections()
            if self._claim(entry):
                self._finish(entry, self._run(entry))
                ran.append(entry.command)
        return ran

    def stop(self) -> None:
        """Run nothing more, and ask the command that runs to end."""
        self._is_stopping.set()
        # Another thread may be done with it meanwhile.
        process = self._process
        if process is not None:
            process.terminate()

    def _claim(self, entry: Entry) -> bool:
        """Return whether it is our turn: it is due, and nobody else took it."""
        now = self._now()
        row, _is_new = ScheduledRun.objects.get_or_create(command=entry.command)
        if not entry.is_due(row.started_at, now):
            return False
        late = now - entry.turn(now)
        if row.started_at is not None and late > LATE:
            logger.warning("%s starts %d seconds late", entry.command, late.total_seconds())
        ours = ScheduledRun.objects.filter(pk=row.pk, started_at=row.started_at)
        return ours.update(started_at=now, exit_code=None) == 1

    def _run(self, entry: Entry) -> int | None:
        """Run a command and return its exit code; ``None`` when it was ended at its limit."""
        arguments = [sys.executable, "manage.py", entry.command, *entry.arguments]
        # What it prints is for who runs it by hand, and may name somebody; what it logs goes where this process logs.
        self._process = subprocess.Popen(arguments, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)  # noqa: S603
        if self._is_stopping.is_set():
            # Asked between looking and starting.
            self._process.terminate()
        try:
            return self._process.wait(entry.limit.total_seconds())
        except subprocess.TimeoutExpired:
            _end(self._process)
            return None
        finally:
            self._process = None

    def _finish(self, entry: Entry, code: int | None) -> None:
        now = self._now()
        row = ScheduledRun.objects.get(command=entry.command)
        row.ended_at, row.exit_code = now, code
        if code == 0:
            row.succeeded_at = now
        row.save(update_fields=["ended_at", "exit_code", "succeeded_at"])
        seconds = (now - row.started_at).total_seconds() if row.started_at else 0
        if code is None:
            logger.error("%s was ended after %d seconds, its limit", entry.command, seconds)
        else:
            level = logging.INFO if code == 0 else logging.ERROR
            logger.log(level, "%s ended with %d after %d seconds", entry.command, code, seconds)


def run_beside_each_other(schedulers: Sequence[Scheduler]) -> None:
    """Run them until they are stopped; when one breaks down all are, and its error is raised."""
    with ThreadPoolExecutor(len(schedulers)) as threads:
        running = [threads.submit(scheduler.forever) for scheduler in schedulers]
        wait(running, return_when=FIRST_COMPLETED)
        for scheduler in schedulers:
            scheduler.stop()
    for one in running:
        one.result()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
