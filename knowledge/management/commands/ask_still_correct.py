"""``manage.py ask_still_correct``: ask authors whether their practices are still correct, twice a year at most."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.works.still_correct import authors_ask


class Command(BaseCommand):
    """Run it each day; it asks nobody twice in a half-year."""

    help = "Ask the authors of practices whose evidence nobody confirmed in half a year."

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and say how many; raises ``CommandError`` when some could not be asked."""
        outcome = authors_ask()
        self.stdout.write(self.style.SUCCESS(f"{outcome.done} questions."))
        if outcome.failed:
            raise CommandError(f"{outcome.failed} could not be asked: see the log. They are asked the next time.")
