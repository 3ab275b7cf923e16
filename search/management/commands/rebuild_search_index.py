"""``manage.py rebuild_search_index``: write the whole index anew while searches go on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import indexing
from search.engines import get_engine
from search.exceptions import SearchUnavailable


class Command(BaseCommand):
    """Needed after a restore, a bulk load past the services, or a change of a page type's facets."""

    help = "Write the search index anew from the pages, then let the engine follow."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and report the number of works."""
        count = indexing.rebuild()
        is_watched = self.stdout.isatty()
        try:
            get_engine().rebuild(self._show if is_watched else None)
        except SearchUnavailable as error:
            raise CommandError(f"{count} works indexed, but the engine's own index is not made: {error}") from error
        if is_watched:
            self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"{count} works indexed."))

    def _show(self, done: int, total: int) -> None:
        """Draw how far it is over what was drawn before."""
        width = 40
        filled = width * done // max(total, 1)
        self.stdout.write(f"\r[{'#' * filled}{'.' * (width - filled)}] {done:,} of {total:,}", ending="")
        self.stdout.flush()
