"""``manage.py remind_reviewers``: tell reviewers once a day what should have been answered."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.submissions.reminding import reviewers_remind


class Command(BaseCommand):
    """For a timer, as often as one likes: nobody is told the same twice on a day."""

    help = "Remind whoever reviews a submission that is overdue; once a day for each."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remind, and say of how many submissions; raises ``CommandError`` when some could not be told."""
        outcome = reviewers_remind()
        self.stdout.write(f"{outcome.done} overdue")
        if outcome.failed:
            raise CommandError(f"{outcome.failed} could not be told: see the log. They are tried again the next time.")
