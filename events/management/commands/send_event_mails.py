"""``manage.py send_event_mails``: what the clock brings of mails about dates and places."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string

from events.jobs import Outcome

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Tell of changed dates, remind, ask how it was, and tell organisers."""

    help = (
        "Writes the mails about dates and places that are due (HUB_EVENT_JOBS), each to each person once. May run at "
        "any time, beside the worker and beside itself. Exit code 1 when something could not be done; that is tried "
        "again the next time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each job in turn; one that breaks does not stop the others."""
        now = timezone.now()
        total = Outcome()
        for path in settings.HUB_EVENT_JOBS:
            outcome = _outcome(path, now)
            total += outcome
            self.stdout.write(f"{path.rpartition('.')[2]}: {outcome.done} done, {outcome.failed} failed.")
        if total.failed:
            raise CommandError(f"{total.failed} could not be done: see the log. They are tried again the next time.")


def _outcome(path: str, now: Any) -> Outcome:
    try:
        job: Callable[..., Outcome] = import_string(path)
        return job(now=now)
    except Exception:
        logger.exception("The job %s broke off", path)
        return Outcome(failed=1)
