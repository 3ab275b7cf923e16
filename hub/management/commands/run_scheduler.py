"""``manage.py run_scheduler``: the one process that runs every command of the schedule at its turn."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from hub.scheduling.scheduler import Scheduler
from hub.scheduling.table import TABLE


class Command(BaseCommand):
    """Stands in for cron. Ends when it is asked to, and asks the command that runs to end as well."""

    help = "Runs the commands of hub/scheduling/table.py at their turns, one at a time, until it is ended."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        scheduler = Scheduler(TABLE)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *received: scheduler.stop())
        scheduler.forever()
