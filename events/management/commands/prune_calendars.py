"""``manage.py prune_calendars``: forget calendars that were made to be followed, and never were."""

from typing import Any

from django.core.management.base import BaseCommand

from events.subscriptions.services import UNUSED_DAYS, subscriptions_prune


class Command(BaseCommand):
    """Run it each night."""

    help = f"Forgets the calendars of visitors that no program asked for within {UNUSED_DAYS} days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget them, and say how many."""
        self.stdout.write(f"{subscriptions_prune()} calendars were forgotten.")
