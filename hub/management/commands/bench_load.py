"""``manage.py bench_load``: what a site of two workers serves to eight readers while an editor publishes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.models import StandardPage
from hub.bench.load import addresses, page_to_publish, run, servers
from hub.bench.loading import check_folder
from hub.management.commands.bench import addresses as main_pages


class Command(BaseCommand):
    """In production settings, over HTTP on this machine, with connections that stay open.

    The editor publishes a page with the same code as the editor's screens, so all that is kept is made anew.
    """

    help = "Serve the database of HUB_VAR_DIR and ask it; fails when any answer is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the numbers of clients and workers, and for how long."""
        parser.add_argument("--clients", type=int, default=8)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--seconds", type=float, default=30)

    def handle(self, *args: Any, clients: int, workers: int, seconds: float, **options: Any) -> None:
        """Serve, ask, print, and raise ``CommandError`` for errors."""
        check_folder()
        pages = [address for name, address in main_pages().items() if not name.startswith("api")]
        asked = addresses(pages)
        page = page_to_publish()
        with servers(workers) as port:
            # The first answers make what is kept.
            run(port, asked, clients=clients, seconds=min(5.0, seconds), publish=lambda: None)
            result = run(port, asked, clients=clients, seconds=seconds, publish=lambda: _publish(page))
        self.stdout.write(f"{clients} clients, {workers} workers, {seconds:g} s, an editor publishing each second.")
        self.stdout.write("\n".join(result.lines()))
        if result.errors:
            raise CommandError(f"{result.errors} answers were errors.")


def _publish(page: StandardPage) -> None:
    page.title = f"Bench {timezone.now():%H:%M:%S}"
    page.save_revision().publish()
