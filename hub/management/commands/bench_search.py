"""``manage.py bench_search``: how fast search is on a generated corpus, and which gates that meets."""

import cProfile
import io
import json
import os
import pstats
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub.bench import gates
from hub.bench.loading import check_folder
from hub.bench.measuring import Report, forget_matches, measure, size_gates
from hub.bench.questions import mixture, questions
from hub.bench.timing import RUNS
from search.engines import get_engine

RESULTS = "bench.json"
PROFILED = 30
PROFILE_LINES = 25


class Command(BaseCommand):
    """What is compared takes turns in one run: ratios decide the exit, milliseconds are printed beside them."""

    help = "Measure search on the corpus of HUB_VAR_DIR; fails when a gate on a ratio is missed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the number of runs, the address of Elasticsearch, and what to profile instead."""
        parser.add_argument("--runs", type=int, default=RUNS)
        parser.add_argument(
            "--elasticsearch", default=os.environ.get("ELASTICSEARCH_URL", ""), help="Compare with the server here."
        )
        parser.add_argument("--profile", default="", help="Only show what takes the time of one question (q1 to q7).")

    def handle(self, *args: Any, runs: int, elasticsearch: str, profile: str, **options: Any) -> None:
        """Measure, print the table, keep the figures for ``bench_growth``, and raise ``CommandError`` for a miss."""
        check_folder()
        if profile:
            self._profile(profile)
            return
        report = measure(runs)
        report.gates += size_gates(report.works, self._memory())
        if elasticsearch:
            from hub.bench.elastic import compare  # noqa: PLC0415 - its client is installed for development only

            report.gates += compare(elasticsearch, mixture(), self.stdout.write)
        self.stdout.write(f"{report.works:,} works, engine {get_engine().name}, {runs} runs.\n")
        self.stdout.write(gates.table(report.gates))
        if not elasticsearch:
            self.stdout.write("\nNot compared with Elasticsearch: set ELASTICSEARCH_URL to a server that may be used.")
        self._keep(report)
        missed = gates.failures(report.gates)
        if missed:
            raise CommandError(f"Missed: {', '.join(gate.name for gate in missed)}")

    def _memory(self) -> dict[str, float]:
        command = [sys.executable, sys.argv[0], "bench_memory"]
        found = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this very program
        measured: dict[str, float] = json.loads(found.stdout)
        return measured

    def _keep(self, report: Report) -> None:
        times = {name: asdict(one) for name, one in report.times.items()}
        path = Path(settings.HUB_INDEX_DIR).parent / RESULTS
        path.write_text(json.dumps({"works": report.works, "times": times}, indent=1))

    def _profile(self, name: str) -> None:
        engine = get_engine()
        query = questions(engine).queries.get(name)
        if query is None:
            raise CommandError(f"There is no question {name}.")
        profiler = cProfile.Profile()
        for _run in range(PROFILED):
            forget_matches(engine)
            profiler.runcall(engine.search, query)
        text = io.StringIO()
        pstats.Stats(profiler, stream=text).sort_stats("cumtime").print_stats(PROFILE_LINES)
        self.stdout.write(text.getvalue())
