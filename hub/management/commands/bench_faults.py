"""``manage.py bench_faults``: the stack of a server while Elasticsearch fails in every way that an operator meets."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from elasticsearch import Elasticsearch

from hub.bench.faults import KINDS, Site, examine, table, warm_up
from hub.bench.load import addresses
from hub.bench.loading import check_folder
from hub.bench.proxy import FaultyProxy
from hub.bench.served import own_index
from hub.bench.stack import stack
from hub.management.commands.bench import addresses as main_pages
from search.engines.elasticsearch.connection import alias
from search.engines.elasticsearch.lifecycle import rebuild


class Command(BaseCommand):
    """On the corpus of HUB_VAR_DIR and an index of its own on the server of ELASTICSEARCH_URL."""

    help = "Serve the database, let its search server fail, and read; fails for an error and for a late answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the number of web processes, and for words of the faults that are wanted."""
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("words", nargs="*", help="Only the faults whose name has one of these words.")

    def handle(self, *args: Any, workers: int, words: list[str], **options: Any) -> None:
        """Serve, let it fail, print, and raise ``CommandError`` for what a reader would have noticed."""
        check_folder()
        url = settings.HUB_ELASTICSEARCH["URL"]
        if not url:
            raise CommandError("Set ELASTICSEARCH_URL to a server that may be written to.")
        kinds = [fault for fault in KINDS if not words or any(word in fault.name for word in words)]
        asked = addresses([address for name, address in main_pages().items() if not name.startswith("api")])
        outcomes = []
        with own_index(url), FaultyProxy(url) as proxy:
            rebuild(wait=True)
            way = {"ELASTICSEARCH_URL": proxy.url, "ELASTICSEARCH_INDEX": alias()}
            with stack(workers=workers, **way) as port, Elasticsearch(url) as server:
                site = Site(port, proxy, server, alias())
                warm_up(site, asked)
                for fault in kinds:
                    outcomes.append(examine(site, fault, asked))
                    self.stdout.write(outcomes[-1].row())
                    self.stdout.flush()
                site.proxy.close()
        self.stdout.write(f"\n{os.cpu_count()} cores, {workers} web processes, worker, scheduler.\n\n{table(outcomes)}")
        if missed := [outcome.fault for outcome in outcomes if not outcome.is_right]:
            raise CommandError(f"Readers noticed: {', '.join(missed)}")
