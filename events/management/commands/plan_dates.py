"""``manage.py plan_dates``: series without end get their dates as far ahead as everybody plans."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.jobs import do_each
from events.services import recurrence_extend, recurrences_due


class Command(BaseCommand):
    """Extend what has no end; one series that cannot be extended is reported and stops none of the others."""

    help = "Gives series without end their dates until 18 months from now. May run at any time, and twice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Extend each in a transaction of its own; the exit code tells that one of them failed."""
        today = timezone.localdate()
        due = recurrences_due(today)
        added = do_each(due, lambda recurrence: recurrence_extend(recurrence=recurrence, today=today))
        self.stdout.write(f"Series: {len(due)}. Dates added: {added.done}. Failed: {added.failed}.")
        if added.failed:
            raise CommandError(f"{added.failed} series could not be extended; see the log.")
