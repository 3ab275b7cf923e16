"""``manage.py audit_search_index``: compare pages, index and engine; exit 1 when they differ."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from search import indexing
from search.audience import read_requirements, work_clauses
from search.auditing import Differences, compare
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.models import AUDIENCE, IndexEntry, IndexTerm


@dataclass(frozen=True, slots=True)
class Works:
    """The works that have live pages, and those of the index; ``wrong`` are indexed for another audience."""

    live: set[UUID]
    indexed: set[UUID]
    wrong: set[UUID]

    @property
    def differing(self) -> set[UUID]:
        """Return every work that is not in the index as its pages are."""
        return (self.live ^ self.indexed) | self.wrong


class Command(BaseCommand):
    """For a nightly job: finds pages that were changed past the services, stale audiences, and what an engine lost."""

    help = "Report what differs between the pages, the index and what the engine shows to each kind of viewer."

    def add_arguments(self, parser: Any) -> None:
        """Add ``--repair``."""
        parser.add_argument("--repair", action="store_true", help="Index what differs again.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, report, and repair when asked."""
        works = self._works()
        if options["repair"]:
            indexing.index_works(sorted(works.differing))
        try:
            differences = self._compare(is_repairing=options["repair"])
        except SearchUnavailable as error:
            raise CommandError(f"{self._told(works)}; the engine cannot be compared: {error}") from error
        report = (
            f"{self._told(works)}; the engine hides {len(differences.hidden)} entries, "
            f"shows {len(differences.leaking)} to others, and counts {len(differences.miscounted)} otherwise."
        )
        # What a repair found and mended is told, and no failure; what it could not mend is.
        if not options["repair"] and (works.differing or differences.keys):
            raise CommandError(report)
        self.stdout.write(self.style.SUCCESS(report))

    def _works(self) -> Works:
        live = set(indexing.iter_works())
        indexed = set(IndexEntry.objects.filter(is_live=True).values_list("work", flat=True))
        asked = read_requirements()
        return Works(live, indexed, {work for work in live & indexed if self._has_other_audience(work, asked)})

    def _has_other_audience(self, work: UUID, asked: Any) -> bool:
        paths = Page.objects.filter(translation_key=work, live=True).values_list("path", flat=True)
        terms = IndexTerm.objects.filter(entry__work=work, facet=AUDIENCE)
        return set(terms.values_list("value", flat=True)) != work_clauses(paths, asked)

    def _told(self, works: Works) -> str:
        return (
            f"{len(works.live)} works live, {len(works.live - works.indexed)} missing, "
            f"{len(works.indexed - works.live)} left behind, {len(works.wrong)} with another audience"
        )

    def _compare(self, *, is_repairing: bool) -> Differences:
        """Return how the engine differs; when repairing, mended, or raises ``CommandError`` for what stays."""
        engine = get_engine()
        engine.feed()
        differences = compare(engine)
        if is_repairing and differences.keys:
            engine.repair(sorted(differences.keys))
            if compare(engine).keys:
                engine.rebuild()
            if remaining := compare(engine).keys:
                raise CommandError(f"{len(remaining)} entries of the engine still differ.")
        return differences
