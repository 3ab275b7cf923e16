"""``manage.py bench_feed``: how fast the index of Elasticsearch is made, and how late and how true it is meanwhile."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from hub.bench import feeding
from hub.bench.loading import check_folder
from search.engines import get_engine

ELASTICSEARCH = "search.engines.elasticsearch.engine.ElasticsearchEngine"
EMBEDDED = "search.engines.embedded.engine.EmbeddedEngine"


class Command(BaseCommand):
    """On the corpus of HUB_VAR_DIR and the server of ELASTICSEARCH_URL; a worker is started for it."""

    help = "Publish while people search and the index is made anew; fails when any answer is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the number of writes, and whether the index is made anew meanwhile."""
        parser.add_argument("--writes", type=int, default=200)
        parser.add_argument("--quiet-index", action="store_true", help="Only write and read.")
        parser.add_argument("--remake", action="store_true", help="Only make the index anew, and say how long it took.")

    def handle(self, *args: Any, writes: int, quiet_index: bool, remake: bool, **options: Any) -> None:
        """Measure, print, and raise ``CommandError`` for wrong answers."""
        check_folder()
        if not settings.HUB_ELASTICSEARCH["URL"]:
            raise CommandError("Set ELASTICSEARCH_URL to a server that may be written to.")
        if remake:
            self.stdout.write(feeding.remake(import_string(ELASTICSEARCH)()))
            return
        get_engine().feed()
        with feeding.worker():
            measurement = feeding.Measurement(import_string(ELASTICSEARCH)(), import_string(EMBEDDED)())
            result = measurement.run(writes, is_remade=not quiet_index)
        self.stdout.write("\n".join(result.lines()))
        if result.wrong:
            raise CommandError(f"{len(result.wrong)} answers were wrong: {result.wrong[:5]}")
