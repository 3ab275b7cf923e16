"""``manage.py rebuild_search_index``: write the whole index anew while searches go on."""

from typing import Any

from django.core.management.base import BaseCommand

from search import indexing
from search.engines import get_engine


class Command(BaseCommand):
    """Needed after a restore, a bulk load past the services, or a change of a page type's facets."""

    help = "Write the search index anew from the pages, then let the engine follow."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and report the number of works."""
        count = indexing.rebuild()
        get_engine().rebuild()
        self.stdout.write(self.style.SUCCESS(f"{count} works indexed."))
