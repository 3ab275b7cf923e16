"""``manage.py prune_search_insight``: forget what was counted of searches longer ago than is kept."""

from typing import Any

from django.core.management.base import BaseCommand

from search import insight_services


class Command(BaseCommand):
    """Processes that answer searches prune once a day by themselves; this is for a site where nobody searches."""

    help = "Forget what was asked longer ago than HUB_INSIGHT_DAYS, and digests of months that are over."

    def add_arguments(self, parser: Any) -> None:
        """Add ``--forget``."""
        parser.add_argument(
            "--forget", action="append", default=[], metavar="WORDS", help="Forget these words as well, on every day."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prune, and report the number of rows."""
        count = insight_services.prune()
        if options["forget"]:
            count += insight_services.questions_forget(words=[words.lower() for words in options["forget"]])
        self.stdout.write(self.style.SUCCESS(f"{count} rows forgotten."))
