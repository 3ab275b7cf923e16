"""``manage.py refresh_calendars``: calendars elsewhere, every night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.importing.refreshing import calendars_refresh


class Command(BaseCommand):
    """Take over what is new and changed in the calendars of others."""

    help = (
        "Finishes imports that were left behind, and takes over what is new and changed in each calendar that is "
        "looked at every night. May run at any time, and beside itself. Exit code 1 when one could not be read or "
        "finished."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do a round and say how much it was; raises ``CommandError`` when one failed."""
        done = calendars_refresh()
        self.stdout.write(
            f"Calendars read: {done.read}. Unchanged: {done.unchanged}. Imports finished: {done.finished}."
        )
        if done.failed:
            raise CommandError(f"Calendars that could not be read or finished: {done.failed}.")
