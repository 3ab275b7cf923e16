"""``manage.py settle_registrations``: what the clock does to places and to personal data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.desk.messaging import messages_resume
from events.registration.services import offers_expire, registrations_erase


class Command(BaseCommand):
    """Let offers expire, offer what came free, and remove what tells who registered when its time has come."""

    help = (
        "Lets offers that are over expire, offers free and released places to who waits, and removes personal data of "
        "registrations that are past their days. May run at any time and as often as one likes; each schedule is done "
        "by itself, and the command ends with an error when one of them failed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each in turn, and say how much it was."""
        settled, erased, resumed = offers_expire(), registrations_erase(), messages_resume()
        self.stdout.write(f"Settled: {settled.done}. Registrations erased: {erased.done}. Written to: {resumed.done}.")
        failed = settled.failed + erased.failed + resumed.failed
        if failed:
            raise CommandError(f"{failed} could not be done; the log says which, and they are tried again.")
