"""``manage.py bench_corpus``: add thousands of invented works to a database that is only for measuring."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hub.bench.corpus import SEED
from hub.bench.loading import check_folder, corpus_load


class Command(BaseCommand):
    """The works are entries of the index without pages: what search costs does not depend on those."""

    help = "Add a generated corpus to the database of HUB_VAR_DIR, whose name must begin with 'bench'."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the number of works, and the seed they are drawn by."""
        parser.add_argument("--works", type=int, default=10_000)
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, works: int, seed: int, **options: Any) -> None:
        """Load, and say how long it took."""
        check_folder()
        started = time.perf_counter()
        corpus_load(works, seed=seed, report=self._report if options["verbosity"] > 1 else None)
        self.stdout.write(f"{works:,} works in {time.perf_counter() - started:.0f} s.")

    def _report(self, line: str) -> None:
        self.stdout.write(line)
