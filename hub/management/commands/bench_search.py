"""``manage.py bench_search``: how fast search is on a generated corpus, and which gates that meets."""

import cProfile
import io
import json
import pstats
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub.bench import gates
from hub.bench.loading import check_folder
from hub.bench.measuring import Report, forget_matches, measure, process_memory, size_gates
from hub.bench.questions import questions
from hub.bench.timing import RUNS
from search.engines import get_engine

RESULTS = "bench.json"
PROFILED = 30
PROFILE_LINES = 25


class Command(BaseCommand):
    """What is compared takes turns in one run: ratios decide the exit, milliseconds are printed beside them."""

    help = "Measure search on the corpus of HUB_VAR_DIR; fails when a gate on a ratio is missed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the number of runs, and what to profile instead."""
        parser.add_argument("--runs", type=int, default=RUNS)
        parser.add_argument("--profile", default="", help="Only show what takes the time of one question (q1 to q7).")

    def handle(self, *args: Any, runs: int, profile: str, **options: Any) -> None:
        """Measure, print the table, keep the figures for ``bench_growth``, and raise ``CommandError`` for a miss."""
        check_folder()
        if profile:
            self._profile(profile)
            return
        report = measure(runs)
        report.gates += size_gates(report.works, process_memory())
        self.stdout.write(f"{report.works:,} works, engine {get_engine().name}, {runs} runs.\n")
        self.stdout.write(gates.table(report.gates))
        self._keep(report)
        missed = gates.failures(report.gates)
        if missed:
            raise CommandError(f"Missed: {', '.join(gate.name for gate in missed)}")

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
