"""``manage.py remind_reviewers``: tell reviewers once a day what should have been answered."""

from typing import Any

from django.core.management.base import BaseCommand

from knowledge.submissions.reminding import reviewers_remind


class Command(BaseCommand):
    """For a timer, as often as one likes: nobody is told the same twice on a day."""

    help = "Remind whoever reviews a submission that is overdue; once a day for each."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remind, and say of how many submissions."""
        self.stdout.write(f"{reviewers_remind()} overdue")
