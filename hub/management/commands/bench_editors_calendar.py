"""``manage.py bench_editors_calendar``: the editors' calendar and the check of a date among thousands of dates."""

import random
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from events.models import EventIndexPage, EventPage, Occurrence, Schedule, Venue
from home.models import ApplicationArea, BuildingBlock
from hub.bench.timing import RUNS, Times

DATES_A_WORK = 10
DAYS = 540
HOURS = (1, 2, 3, 30)
EMAIL = "editor@hub.example"


class Command(BaseCommand):
    """Invent works with dates over eighteen months, ask each view some times, and take it all back."""

    help = "Times the editors' calendar with thousands of dates; nothing stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of dates."""
        parser.add_argument("--dates", type=int, default=10_000)

    def handle(self, *args: Any, dates: int, **options: Any) -> None:
        """Print queries, processor time and size of each view."""
        editor = get_user_model().objects.filter(email=EMAIL).first()
        if editor is None:
            raise CommandError("There is no editor: load the demo first.")
        settings.ALLOWED_HOSTS = ["*"]
        client = Client()
        with transaction.atomic():
            client.force_login(editor)
            page = invent(dates)
            day = timezone.localdate() + timedelta(days=90)
            year, week, _weekday = day.isocalendar()
            root = "/admin/events/calendar/"
            picked = {"first_day": day.isoformat(), "start_time": "13:30", "end_time": "17:00"}
            self._time("month", lambda: client.get(f"{root}month/{day:%Y-%m}/"))
            area = "?application_area=energy-and-sustainability"
            self._time("month, one area", lambda: client.get(f"{root}month/{day:%Y-%m}/{area}"))
            self._time("week", lambda: client.get(f"{root}week/{year}-W{week:02d}/"))
            self._time("day", lambda: client.get(f"{root}day/{day.isoformat()}/"))
            self._time("check of a date", lambda: client.post(f"{root}check/?part&page={page.pk}", picked))
            transaction.set_rollback(True)

    def _time(self, name: str, ask: Callable[[], Any]) -> None:
        with CaptureQueriesContext(connection) as queries:
            answer = ask()
            # Read at once: the next request forgets them.
            asked = len(queries)
        if answer.status_code != 200:
            raise CommandError(f"{name}: {answer.status_code}")
        spent = Times.of([_processor_time(ask) for _run in range(RUNS)])
        size = len(answer.content) / 1024
        self.stdout.write(
            f"{name}: {asked} queries, processor {spent.median:.0f} ms, p95 {spent.p95:.0f} ms, {size:.0f} KiB"
        )


def _processor_time(ask: Callable[[], Any]) -> float:
    """Return the milliseconds of the processor, which others on the machine do not lengthen."""
    started = time.process_time()
    ask()
    return (time.process_time() - started) * 1000


def invent(dates: int) -> EventPage:
    """Make works with dates, every fifth a draft, on two areas and two building blocks; return one of them."""
    chance = random.Random(7)  # noqa: S311 - not a secret
    agenda = EventIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).get()
    areas, blocks = list(ApplicationArea.objects.all()), list(BuildingBlock.objects.all())
    venues, now = list(Venue.objects.all()), timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in range(dates // DATES_A_WORK):
        page = EventPage(title=f"Bench {number}", kind="workshop", live=number % 5 != 0, locale=agenda.locale)
        Page.objects.get(pk=agenda.pk).add_child(instance=page)
        page.application_areas, page.building_blocks = chance.sample(areas, 2), chance.sample(blocks, 2)
        page.save()
        schedule = Schedule.objects.create(work=page.translation_key, zone=settings.TIME_ZONE)
        starts = [now + timedelta(hours=chance.randrange(24 * DAYS)) for _date in range(DATES_A_WORK)]
        Occurrence.objects.bulk_create(
            Occurrence(
                schedule=schedule,
                starts_at=start,
                ends_at=start + timedelta(hours=chance.choice(HOURS)),
                venue=chance.choice(venues),
            )
            for start in starts
        )
    return page
