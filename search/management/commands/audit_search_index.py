"""``manage.py audit_search_index``: compare the index with the pages; exit 1 when they differ."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from search import indexing
from search.audience import read_requirements, work_clauses
from search.engines import get_engine
from search.models import AUDIENCE, IndexEntry, IndexTerm


class Command(BaseCommand):
    """For a nightly job: finds pages that were changed past the services, and stale audiences."""

    help = "Report works that are missing from the index, left in it, or indexed for the wrong audience."

    def add_arguments(self, parser: Any) -> None:
        """Add ``--repair``."""
        parser.add_argument("--repair", action="store_true", help="Index what differs again.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, report, and repair when asked."""
        live = set(indexing.iter_works())
        entries = IndexEntry.objects.filter(is_live=True)
        indexed = set(entries.values_list("work", flat=True))
        wrong = {work for work in live & indexed if self._has_other_audience(work)}
        lost = get_engine().missing(entries.values_list("pk", flat=True))
        differing = (live ^ indexed) | wrong
        if options["repair"]:
            indexing.index_works(sorted(differing))
        report = (
            f"{len(live)} works live, {len(live - indexed)} missing, {len(indexed - live)} left behind, "
            f"{len(wrong)} with another audience, {len(lost)} unknown to the engine."
        )
        if (differing and not options["repair"]) or lost:
            raise CommandError(report)
        self.stdout.write(self.style.SUCCESS(report))

    def _has_other_audience(self, work: Any) -> bool:
        paths = Page.objects.filter(translation_key=work, live=True).values_list("path", flat=True)
        expected = work_clauses(paths, read_requirements())
        terms = IndexTerm.objects.filter(entry__work=work, facet=AUDIENCE)
        return set(terms.values_list("value", flat=True)) != expected
