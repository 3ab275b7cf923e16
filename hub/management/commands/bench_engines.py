"""``manage.py bench_engines``: the engines side by side on a generated corpus, and whether they answer alike."""

import json
import os
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from hub.bench import gates, sides, upkeep
from hub.bench.agreement import Searches, differences, told
from hub.bench.corpus import SEED
from hub.bench.elastic import plain_index
from hub.bench.loading import GROUP, check_folder
from hub.bench.served import own_index
from hub.bench.sides import RUNS, Engines, Measured
from hub.bench.timing import Times
from hub.bench.upkeep import Upkeep
from search.models import IndexEntry

RESULTS = "engines.json"
SEARCHES = 1_000
# So many differences are told; the others have the same cause, as a rule.
TOLD = 10


class Command(BaseCommand):
    """What is compared takes turns in one run: ratios decide the exit, and so does every difference of an answer."""

    help = "Compare the engines on the corpus of HUB_VAR_DIR and the server of ELASTICSEARCH_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the address of Elasticsearch, how often each question is repeated, and the random searches."""
        parser.add_argument("--elasticsearch", default=os.environ.get("ELASTICSEARCH_URL", ""), metavar="URL")
        parser.add_argument("--runs", type=int, default=RUNS, help="How often each question is repeated; 0: not timed.")
        parser.add_argument("--searches", type=int, default=SEARCHES, help="How many random searches are compared.")
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, elasticsearch: str, runs: int, searches: int, seed: int, **options: Any) -> None:
        """Measure, print the tables, keep the figures; raises ``CommandError`` for a miss and for a difference."""
        check_folder()
        if not elasticsearch:
            raise CommandError("Set ELASTICSEARCH_URL to a server that may be used.")
        with own_index(elasticsearch):
            engines = Engines()
            kept = list(upkeep.upkeep(engines, elasticsearch))
            self.stdout.write(f"{upkeep.table(kept)}\nElasticsearch uses {upkeep.heap()} of heap.\n")
            measured = self._times(engines, elasticsearch, runs) if runs else {}
            differing = self._compare(engines, searches, seed)
        self._keep(kept, measured, searches, differing)
        missed = [gate.name for gate in gates.failures(sides.ratios(measured))] if measured else []
        if differing:
            missed.append(f"{differing} of {searches} answers differ")
        if missed:
            raise CommandError(f"Missed: {', '.join(missed)}")

    def _times(self, engines: Engines, url: str, runs: int) -> Mapping[str, Measured]:
        with plain_index(url) as engines.plain:
            measured = {kind.name: sides.take_turns(engines, kind, runs) for kind in sides.kinds()}
        self.stdout.write(f"{sides.table(measured)}\n\n{gates.table(sides.ratios(measured))}\n")
        return measured

    def _compare(self, engines: Engines, searches: int, seed: int) -> int:
        """Return how many random searches the engines answer otherwise, and print the first of them."""
        clause = f"group:{Group.objects.get(name=GROUP).pk}"
        started, differing, finding = time.perf_counter(), 0, 0
        for query in Searches(seed, clause).draw(searches):
            found = differences(query, engines.embedded, engines.elasticsearch)
            differing += bool(found)
            finding += bool(engines.embedded.search(query).total)
            if found and differing <= TOLD:
                self.stdout.write(told(query, found))
        took = f"{time.perf_counter() - started:.0f} s"
        self.stdout.write(f"{searches:,} random searches (seed {seed}, {took}): {finding:,} find something.")
        self.stdout.write(f"{differing} are answered otherwise.")
        return differing

    def _keep(self, kept: list[Upkeep], measured: Mapping[str, Measured], searches: int, differing: int) -> None:
        found = {
            "works": IndexEntry.objects.filter(is_live=True).values("work").distinct().count(),
            "times": {kind: _figures(taken) for kind, taken in measured.items()},
            "upkeep": [asdict(one) for one in kept],
            "searches": searches,
            "differing": differing,
        }
        path = Path(settings.HUB_INDEX_DIR).parent / RESULTS
        path.write_text(json.dumps(found, indent=1))


def _figures(taken: Measured) -> dict[str, Any]:
    return {name: asdict(Times.of(milliseconds)) for name, milliseconds in taken.items()}
