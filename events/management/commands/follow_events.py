"""``manage.py follow_events``: what is asked and told because a date is over, or has come."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.aftercare.services import aftercare_ask
from events.interest.services import interests_forget, interests_tell


class Command(BaseCommand):
    """Ask organisers what came of it, tell who would come of a date, and forget who was told."""

    help = (
        "Asks organisers what came of what was over yesterday, tells everybody who would come that there is a date, "
        "and deletes what is kept of them when it is no longer needed. May run at any time; nobody is told twice. "
        "Exit code 1 when something could not be done; that is tried again the next time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do all of it, and say how much there was; raises ``CommandError`` when something failed."""
        told, asked, forgotten = interests_tell(), aftercare_ask(), interests_forget()
        self.stdout.write(f"told of a date: {told.done}, asked what came of it: {asked.done}, forgotten: {forgotten}")
        failed = told.failed + asked.failed
        if failed:
            raise CommandError(f"{failed} could not be done: see the log. They are tried again the next time.")
