"""What the calendar of everything costs: a site with thousands of dates, and the times of its feed."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import services
from events.enums import EventKind, Frequency
from events.models import EventIndexPage, EventPage, Occurrence
from events.recurrence import Rule
from hub.bench.timing import Times, once

RUNS: Final = 5
DATES: Final = 20
PREFIX: Final = "bench-dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFigures:
    """What was measured: of the feed made anew, and of the answer to who has it already."""

    dates: int
    made: Times
    unchanged: Times
    kilobytes: float
    zipped: float
    queries: int


def dates_load(count: int, *, in_series: bool, report: Callable[[str], None]) -> None:
    """Publish events of ``DATES`` dates each, until there are ``count`` of them: single ones, or by a rule each week.

    Raises ``CommandError`` when such dates were loaded here before.
    """
    parent = EventIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if parent is None or EventPage.objects.filter(slug__startswith=PREFIX).exists():
        raise CommandError("Load the demo content into a folder of its own first, and these dates only once.")
    for number in range(count // DATES):
        with transaction.atomic():
            page = EventPage(
                title=f"Werkplaats {number}: samen leren van gegevens",
                slug=f"{PREFIX}-{number}",
                summary="Een middag waarop teams laten zien wat zij deden, en wat een ander ervan kan gebruiken.",
                kind=EventKind.WORKSHOP,
                locale=parent.locale,
            )
            parent.add_child(instance=page)
            _give_dates(page, timezone.localdate() + timedelta(days=1 + number % 300), in_series=in_series)
            page.save_revision().publish()
        if number % 50 == 49:
            report(f"{(number + 1) * DATES:,} dates")


def _give_dates(page: EventPage, first: date, *, in_series: bool) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    spans = [
        (datetime.combine(day, time(13, 30), zone), datetime.combine(day, time(16), zone))
        for day in (first + timedelta(days=7 * week) for week in range(DATES))
    ]
    if in_series:
        rule = Rule(frequency=Frequency.WEEKLY, weekdays=(first.weekday(),), count=DATES)
        services.first_series_save(
            work=page.translation_key,
            zone=settings.TIME_ZONE,
            rule=rule,
            first_day=first,
            start_time=time(13, 30),
            end_time=time(16),
        )
        return
    starts_at, ends_at = spans[0]
    schedule = services.schedule_create(
        work=page.translation_key, zone=settings.TIME_ZONE, starts_at=starts_at, ends_at=ends_at
    )
    for starts_at, ends_at in spans[1:]:
        services.occurrence_add(schedule=schedule, starts_at=starts_at, ends_at=ends_at)


def feed_measure() -> FeedFigures:
    """Return what the calendar of all events costs a visitor's program, in this process."""
    client, path = Client(), reverse("events_calendar")
    with CaptureQueriesContext(connection) as queries:
        first = client.get(path)
    # Now: the next request forgets them.
    asked = len(queries)
    etag = first.headers["ETag"]

    def again() -> None:
        if client.get(path, headers={"if-none-match": etag}).status_code != 304:
            raise CommandError("The calendar changed while it was measured.")

    return FeedFigures(
        dates=Occurrence.objects.count(),
        made=Times.of([once(lambda: client.get(path)) for _run in range(RUNS)]),
        unchanged=Times.of([once(again) for _run in range(RUNS * 6)]),
        kilobytes=len(first.content) / 1000,
        zipped=len(gzip.compress(first.content)) / 1000,
        queries=asked,
    )
