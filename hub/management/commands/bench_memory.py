"""``manage.py bench_memory``: what search adds to the memory of one process, as JSON."""

import ctypes
import gc
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from hub.bench.questions import mixture
from search.engines import get_engine
from search.models import IndexEntry
from search.query import SearchQuery

QUESTIONS = 30


class Command(BaseCommand):
    """A command of its own, because memory that was used once is not given back: it must be a new process.

    Counted are the pages that are the process's own (RssAnon); the files of the text index, which the system maps
    into memory and all processes share, are not. Linux only.
    """

    help = "Print MiB before the first search, after thirty different ones, and after handing back what is free."

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and print."""
        IndexEntry.objects.first()
        queries = [SearchQuery(), *mixture(QUESTIONS)]
        found = {"before": _own_mib()}
        for query in queries:
            get_engine().search(query)
        gc.collect()
        found["after"] = _own_mib()
        ctypes.CDLL("libc.so.6").malloc_trim(0)
        found["trimmed"] = _own_mib()
        self.stdout.write(json.dumps(found))


def _own_mib() -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024
