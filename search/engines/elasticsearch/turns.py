"""One feeder at a time, over processes and hosts; whoever dies lets go.

On PostgreSQL a lock of the session (``pg_try_advisory_lock``): unlike a locked row it needs no transaction that stays
open for as long as a rebuild lasts, which would keep the database from cleaning up, and undo the note of a failure. On
SQLite, which is on one machine, a lock on a file.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from filelock import FileLock, Timeout

from search.engines.elasticsearch.connection import alias

# Who writes to the index that is shown, and who makes another one. A feeder goes on while one is made.
FEEDING: Final = "feeding"
REBUILDING: Final = "rebuilding"
POLL_SECONDS: Final = 0.1


@contextmanager
def turn(kind: str, *, patience: float = 0.0) -> Iterator[bool]:
    """Hold one of the two turns of this index; yields whether it came within ``patience`` seconds."""
    name = f"{alias()} {kind}"
    with _on_postgresql(name, patience) if connection.vendor == "postgresql" else _on_a_file(name, patience) as is_ours:
        yield is_ours


@contextmanager
def _on_postgresql(name: str, patience: float) -> Iterator[bool]:
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    until = time.monotonic() + patience
    while not (is_ours := _asked("SELECT pg_try_advisory_lock(%s)", key)) and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
    try:
        yield is_ours
    finally:
        if is_ours:
            _asked("SELECT pg_advisory_unlock(%s)", key)


def _asked(sql: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        return bool(cursor.fetchone()[0])


@contextmanager
def _on_a_file(name: str, patience: float) -> Iterator[bool]:
    folder = Path(settings.HUB_INDEX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{name.replace(' ', '.')}.lock")
    try:
        lock.acquire(timeout=patience, poll_interval=POLL_SECONDS)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
