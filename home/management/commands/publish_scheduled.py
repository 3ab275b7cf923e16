"""``manage.py publish_scheduled``: in the place of Wagtail's command of that name."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.publication import publish_due


class Command(BaseCommand):
    """Publish what is scheduled and withdraw what has expired."""

    help = (
        "Publishes what is scheduled for now or before, and withdraws what has expired, also what a worker that was "
        "killed left behind. May run at any time, beside the worker and beside itself. Exit code 1 when something "
        "could not be done; the rest is done all the same, and the log says why."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do a round and say how much it was; raises ``CommandError`` when something failed."""
        outcome = publish_due()
        self.stdout.write(f"Published: {outcome.published}. Withdrawn: {outcome.withdrawn}.")
        if outcome.failed:
            raise CommandError(f"Failed, see the log: {', '.join(outcome.failed)}.")
