"""``manage.py bench``: queries and median times of the main pages, in this process, on this database."""

import statistics
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from events.models import EventPage
from knowledge.models import BestPracticePage, FieldlabPage

RUNS = 30
MAX_QUERIES = 12


def addresses() -> dict[str, str]:
    """Return what is measured: a name for each address."""
    examples = {}
    for name, model in (("best practice", BestPracticePage), ("fieldlab", FieldlabPage), ("event", EventPage)):
        page = model.objects.filter(live=True, locale__language_code="nl").order_by("pk").first()
        if page is None:
            raise CommandError("There is nothing to measure: load the demo content first.")
        examples[name] = page.url
    return {
        "home": "/nl/",
        "landing": "/nl/building-blocks/data-sharing/",
        "search": "/nl/search/",
        "search, words": "/nl/search/?q=federatief",
        "search, filters": "/nl/search/?building_block=data-sharing&application_area=health-and-care",
        **examples,
        "agenda": "/nl/events/",
        "matrix": "/nl/matrix/",
        "api search": "/api/v1/search/",
        "calendar": "/events.ics",
    }


class Command(BaseCommand):
    """Warm, without a server: the time from request to response of an anonymous visitor."""

    help = "Measure queries and median milliseconds of the main pages; fails above 12 queries."

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure each address, print a table, and raise ``CommandError`` for too many queries."""
        too_many = []
        self.stdout.write("| page | queries | median ms | p95 ms |\n|---|---|---|---|")
        with override_settings(DEBUG=False, ALLOWED_HOSTS=["*"]):
            client = Client()
            for name, address in addresses().items():
                queries, times = self._measure(client, address)
                p95 = sorted(times)[int(len(times) * 0.95)]
                self.stdout.write(f"| {name} | {queries} | {statistics.median(times):.1f} | {p95:.1f} |")
                if queries > MAX_QUERIES:
                    too_many.append(name)
        if too_many:
            raise CommandError(f"More than {MAX_QUERIES} queries: {', '.join(too_many)}")

    def _measure(self, client: Client, address: str) -> tuple[int, list[float]]:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            if client.get(address).status_code != 200:
                raise CommandError(f"{address} does not answer.")
        # Counted now: the next request empties the log.
        queries = len(captured)
        times = []
        for _run in range(RUNS):
            started = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - started) * 1000)
        return queries, times
