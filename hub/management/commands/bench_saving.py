"""``manage.py bench_saving``: forty people save their drafts at once; nothing may fail, and nothing may be lost."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.bench.load import servers
from hub.bench.loading import check_folder
from hub.bench.saving import lost, make_writers, save_at_once, sign_in, table


class Command(BaseCommand):
    """In production settings, over HTTP on this machine, on a database that is made for measuring."""

    help = "Serve the database of HUB_VAR_DIR and save drafts; fails when one is lost or an answer is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for how many write, how often each saves, and by how many workers they are served."""
        parser.add_argument("--writers", type=int, default=40)
        parser.add_argument("--times", type=int, default=25)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, writers: int, times: int, workers: int, **options: Any) -> None:
        """Serve, save, print, and raise ``CommandError`` for errors and for what was lost."""
        check_folder()
        people = make_writers(writers)
        with servers(workers) as port:
            sign_in(port, people)
            seconds = save_at_once(port, people, times=times)
        self.stdout.write("\n".join(table(people, seconds)))
        statuses = sum((writer.statuses for writer in people), Counter[str]())
        if set(statuses) != {"200"} or lost(people):
            raise CommandError(f"Answers by status: {dict(statuses)}; {lost(people)} drafts lost.")
