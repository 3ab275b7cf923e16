"""``manage.py run_scheduler``: the one process that runs every command of the schedule at its turn."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from hub.scheduling.scheduler import Scheduler, run_beside_each_other
from hub.scheduling.table import TABLE, lanes


class Command(BaseCommand):
    """Stands in for cron. Ends when it is asked to, and asks the commands that run to end as well."""

    help = "Runs the commands of hub/scheduling/table.py at their turns, one at a time in each lane, until it is ended."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        schedulers = [Scheduler(lane) for lane in lanes(TABLE)]

        def stop(*received: object) -> None:
            for scheduler in schedulers:
                scheduler.stop()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, stop)
        run_beside_each_other(schedulers)
