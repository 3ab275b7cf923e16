"""``manage.py feed_search_index``: bring an index outside the database up to date; for the scheduler."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines import get_engine
from search.exceptions import SearchUnavailable


class Command(BaseCommand):
    """The worker does the same after each publication; this is for what it missed, and when it does not run."""

    help = "Write what changed since to the index of the search engine, once; fails when that cannot be."

    def handle(self, *args: Any, **options: Any) -> None:
        """Feed, and say what was done."""
        try:
            done = get_engine().feed()
        except SearchUnavailable as error:
            raise CommandError(f"The search index cannot be fed: {error}") from error
        self.stdout.write(self.style.SUCCESS(done))
