"""``manage.py extract_attachments``: read the files that wait, here and now."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from search import indexing
from search.attachments import services
from search.models import FileText


class Command(BaseCommand):
    """For the clock (once an hour, in case a worker was killed), and for a site whose files were never read."""

    help = "Read the words of the files that live pages offer and nobody has read."

    def add_arguments(self, parser: Any) -> None:
        """Add ``--missing`` and ``--all``."""
        parser.add_argument(
            "--missing", action="store_true", help="First look at every page, as for files of before this was there."
        )
        parser.add_argument("--all", action="store_true", help="Read everything again, after an upgrade of a reader.")
        parser.add_argument(
            "--minutes", type=float, default=float("inf"), help="Begin no other file after this; the next run goes on."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read one after the other with a line for each, and report what came of all of them."""
        until = time.monotonic() + 60 * options["minutes"]
        if options["missing"]:
            services.digests_add()
            indexing.rebuild()
        if options["all"]:
            services.files_order_again()
        services.file_texts_prune()
        total = FileText.objects.filter(state=FileText.State.WAITING).count()
        number = 0
        while time.monotonic() < until and services.file_read_next():
            number += 1
            self.stdout.write(f"{number} of {max(total, number)}", ending="\r" if self.stdout.isatty() else "\n")
        states = FileText.objects.values_list("state").annotate(count=Count("pk")).order_by("state")
        report = ", ".join(f"{count} {FileText.State(state).name.lower()}" for state, count in states)
        self.stdout.write(self.style.SUCCESS(f"{number} files read now. All of them: {report or 'none'}."))
