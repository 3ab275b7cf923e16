"""``manage.py bench_recurrence``: rules against other libraries, and the time that "this and following" takes."""

import time
from argparse import ArgumentParser
from datetime import time as clock, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import EditScope, Frequency, ScheduleStatus
from events.models import EventPage, Schedule
from events.recurrence import Rule
from events.services import recurrence_create, series_change
from hub.bench.recurrence import differences, random_cases

SHOWN = 10


class Command(BaseCommand):
    """Compare first, then change a series of some hundred dates of an event of this site, and take that back."""

    help = "Compares random rules with python-dateutil, recurring-ical-events and a walk; times a change of a series."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of rules, the seed, and the length of the series."""
        parser.add_argument("--rules", type=int, default=10_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--dates", type=int, default=500)

    def handle(self, *args: Any, rules: int, seed: int, dates: int, **options: Any) -> None:
        """Print both; any difference is a failure."""
        started = time.perf_counter()
        found = [(case, names) for case in random_cases(rules, seed) if (names := differences(case))]
        for case, names in found[:SHOWN]:
            self.stdout.write(f"{', '.join(names)}: {case}")
        self.stdout.write(f"{rules} rules: {len(found)} differences, {time.perf_counter() - started:.0f} s")
        self._time_series(dates)
        if found:
            raise CommandError(f"{len(found)} rules differ.")

    def _time_series(self, dates: int) -> None:
        works = EventPage.objects.live().values("translation_key")
        schedule = Schedule.objects.filter(work__in=works, status=ScheduleStatus.SCHEDULED, all_day=False).first()
        if schedule is None:
            raise CommandError("There is no event with dates: load the demo first.")
        with transaction.atomic():
            rule = Rule(frequency=Frequency.DAILY, count=dates)
            recurrence = recurrence_create(
                schedule=schedule,
                rule=rule,
                first_day=timezone.localdate() + timedelta(days=400),
                start_time=clock(6, 7),
                end_time=clock(6, 9),
            )
            row = recurrence.occurrences.order_by("starts_at")[1]
            for minute in range(10, 15):
                with CaptureQueriesContext(connection) as queries:
                    started, busy = time.perf_counter(), time.process_time()
                    series_change(
                        occurrence=row,
                        scope=EditScope.FOLLOWING,
                        start_time=clock(6, minute),
                        end_time=clock(7),
                        reason="Bench",
                    )
                    spent, busy = time.perf_counter() - started, time.process_time() - busy
                self.stdout.write(
                    f"This and following, {dates} dates: {spent * 1000:.0f} ms, of which {busy * 1000:.0f} ms of the "
                    f"processor, {len(queries)} queries"
                )
            transaction.set_rollback(True)
