"""``manage.py bench_calendar``: what the calendar of everything costs on a site with thousands of dates."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.test import override_settings

from hub.bench.calendars import dates_load, feed_measure
from hub.bench.loading import check_folder


class Command(BaseCommand):
    """Needs the demo content in a folder for measuring (``HUB_VAR_DIR=var/bench-calendar``)."""

    help = "Publishes events with thousands of dates and measures the calendar of all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of dates, and whether rules give them."""
        parser.add_argument("--dates", type=int, default=5_000)
        parser.add_argument("--series", action="store_true", help="dates by a rule instead of single ones")
        parser.add_argument("--loaded", action="store_true", help="the dates are there already: only measure")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the dates, measure, and write a row of the table in docs/performance.md."""
        check_folder()
        with override_settings(ALLOWED_HOSTS=["*"], HUB_RATES={**settings.HUB_RATES, "feed": ""}, DEBUG=False):
            if not options["loaded"]:
                dates_load(options["dates"], in_series=options["series"], report=self.stdout.write)
            found = feed_measure()
        self.stdout.write(
            f"| {found.dates:,} | {found.queries} | {found.made.median:.0f} | {found.made.p95:.0f} "
            f"| {found.kilobytes:.0f} | {found.zipped:.0f} | {found.unchanged.median:.1f} |"
        )
