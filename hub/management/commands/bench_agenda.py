"""``manage.py bench_agenda``: the agenda, a month of it and the calendar with many dates, in this process."""

import functools
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from events.enums import EventKind
from events.models import EventIndexPage, EventPage, Occurrence, Schedule
from hub.bench.timing import interleaved
from search.indexing import index_works

MAX_QUERIES = 8
# Half of it was, half of it comes: a year and a half on both sides.
DAYS = 550


class Command(BaseCommand):
    """Make events with dates past the services, measure, and take all of it back."""

    help = "Measure queries and milliseconds of the agenda and the month with many dates; fails above 8 queries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of dates, and of the events that have them."""
        parser.add_argument("--dates", type=int, default=10_000)
        parser.add_argument("--events", type=int, default=400)

    def handle(self, *args: Any, dates: int, events: int, **options: Any) -> None:
        """Print a table, and raise ``CommandError`` for too many queries."""
        parent = EventIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        if parent is None:
            raise CommandError("There is no agenda: load the demo content first.")
        with transaction.atomic():
            works = [_event(parent, number) for number in range(events)]
            _dates(works, dates)
            index_works(works)
            with override_settings(
                DEBUG=False,
                ALLOWED_HOSTS=["*"],
                HUB_PAGE_CACHE_SECONDS=0,
                HUB_RATES=dict.fromkeys(settings.HUB_RATES, ""),
            ):
                most = self._measure()
            transaction.set_rollback(True)
        if most > MAX_QUERIES:
            raise CommandError(f"Too many queries: {most}")

    def _measure(self) -> int:
        today = timezone.localdate()
        addresses = {
            "agenda": "/nl/events/",
            "agenda, over": "/nl/events/?past=1",
            "month": f"/nl/events/?view=month&month={today:%Y-%m}",
            "month, a filter": f"/nl/events/?view=month&month={today:%Y-%m}&kind=workshop",
        }
        client, most = Client(), 0
        times = interleaved({name: functools.partial(client.get, url) for name, url in addresses.items()})
        self.stdout.write("| page | queries | median ms | p95 ms | kB |\n" + "|---" * 5 + "|")
        for name, url in addresses.items():
            with CaptureQueriesContext(connection) as captured:
                response = client.get(url)
            most = max(most, len(captured))
            taken, size = times[name], len(response.content) / 1000
            figures = f"{len(captured)} | {taken.median:.1f} | {taken.p95:.1f} | {size:.0f}"
            self.stdout.write(f"| {name} | {figures} |")
        return most


def _event(parent: EventIndexPage, number: int) -> UUID:
    page = EventPage(title=f"Bijeenkomst {number}", kind=EventKind.WORKSHOP, live=True, locale=parent.locale)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    work: UUID = page.translation_key
    return work


def _dates(works: list[UUID], number: int) -> None:
    """Give every work as many dates, spread over the time before and after today."""
    schedules = Schedule.objects.bulk_create([Schedule(work=work, zone=settings.TIME_ZONE) for work in works])
    first = timezone.now() - timedelta(days=DAYS)
    step = timedelta(days=2 * DAYS) / number
    starts = [first + step * place for place in range(number)]
    Occurrence.objects.bulk_create(
        [
            Occurrence(schedule=schedules[place % len(schedules)], starts_at=start, ends_at=start + timedelta(hours=2))
            for place, start in enumerate(starts)
        ]
    )
