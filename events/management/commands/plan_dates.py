"""``manage.py plan_dates``: series without end get their dates as far ahead as everybody plans."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.services import recurrence_extend, recurrences_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Extend what has no end; one series that cannot be extended is reported and stops none of the others."""

    help = "Gives series without end their dates until 18 months from now. May run at any time, and twice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Extend each in a transaction of its own; the exit code tells that one of them failed."""
        today = timezone.localdate()
        added = failed = 0
        due = recurrences_due(today)
        for recurrence in due:
            try:
                added += recurrence_extend(recurrence=recurrence, today=today)
            except Exception:
                logger.exception("Could not extend recurrence %s", recurrence.uuid)
                failed += 1
        self.stdout.write(f"Series: {len(due)}. Dates added: {added}. Failed: {failed}.")
        if failed:
            raise CommandError(f"{failed} series could not be extended; see the log.")
