"""``manage.py bench``: queries and median times of the main pages, in this process, on this database."""

import statistics
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from knowledge.enums import SubmissionStatus
from knowledge.models import Submission
from members.models import User
from search.searchable import searchable_page_models

RUNS = 30
MAX_QUERIES = 12
MAX_KEPT_QUERIES = 1


def member_addresses() -> dict[str, tuple[str, str]]:
    """Return the pages of the demo's members that are measured: a name -> who asks, and the address."""
    author, moderator = "member@hub.example", "moderator@hub.example"
    drafts = Submission.objects.filter(author__email=author).order_by("pk")
    written = drafts.filter(status=SubmissionStatus.DRAFT).first()
    read = Submission.objects.filter(status=SubmissionStatus.IN_REVIEW).order_by("pk").first()
    if written is None or read is None:
        return {}
    with translation.override("nl"):
        steps = written.page.specific_class.submission_steps
        return {
            "my hub": (author, reverse("members:my_hub")),
            "form, first step": (author, reverse("submissions:write", args=[written.uuid, steps[0].slug])),
            "form, longest step": (author, reverse("submissions:write", args=[written.uuid, steps[2].slug])),
            "form, check": (author, reverse("submissions:check", args=[written.uuid])),
            "submission, author": (author, reverse("submissions:detail", args=[drafts[0].uuid])),
            "my hub, moderator": (moderator, reverse("members:my_hub")),
            "desk": (moderator, reverse("submissions:desk")),
            "submission, moderator": (moderator, reverse("submissions:detail", args=[read.uuid])),
        }


def addresses() -> dict[str, str]:
    """Return what is measured: a name for each address, with a page of every type that search finds."""
    examples = {}
    for model in searchable_page_models():
        page = model.objects.filter(live=True, locale__language_code="nl").order_by("pk").first()
        if page is not None:
            examples[str(model.search_type)] = page.url
    if not examples:
        raise CommandError("There is nothing to measure: load the demo content first.")
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
    """Without a server: the time from request to response of an anonymous visitor.

    "Made" is a page that nobody asked for since the last change, with labels, terms and navigation in
    memory; "kept" is the same page asked again (``hub.page_cache``).
    """

    help = "Measure queries and median milliseconds of the main pages; fails above 12 queries, or 1 when kept."

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure each address, print a table, and raise ``CommandError`` for too many queries."""
        too_many = []
        self.stdout.write(
            "| page | made: queries | median ms | p95 ms | kept: queries | median ms |\n" + "|---" * 6 + "|"
        )
        with override_settings(DEBUG=False, ALLOWED_HOSTS=["*"], HUB_RATES=dict.fromkeys(settings.HUB_RATES, "")):
            for name, address in addresses().items():
                with override_settings(HUB_PAGE_CACHE_SECONDS=0):
                    made, times = _measure(address)
                kept, kept_times = _measure(address)
                p95 = sorted(times)[int(len(times) * 0.95)]
                row: tuple[Any, ...] = (name, made, f"{statistics.median(times):.1f}", f"{p95:.1f}")
                is_page = address.startswith("/nl/")
                row += (kept, f"{statistics.median(kept_times):.1f}") if is_page else ("", "")
                self.stdout.write(f"| {' | '.join(str(cell) for cell in row)} |")
                if made > MAX_QUERIES or (is_page and kept > MAX_KEPT_QUERIES):
                    too_many.append(name)
            self._members()
        if too_many:
            raise CommandError(f"Too many queries: {', '.join(too_many)}")

    def _members(self) -> None:
        """Measure the pages of members, which are made for one person each time."""
        self.stdout.write("\n| page of a member | queries | median ms | p95 ms |\n" + "|---" * 4 + "|")
        for name, (email, address) in member_addresses().items():
            queries, times = _measure(address, User.objects.get(email=email))
            p95 = sorted(times)[int(len(times) * 0.95)]
            self.stdout.write(f"| {name} | {queries} | {statistics.median(times):.1f} | {p95:.1f} |")


def _measure(address: str, user: User | None = None) -> tuple[int, list[float]]:
    """Return the queries of a second request, and the milliseconds of those after it."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
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
