"""``manage.py second_steps_off EMAIL``: for somebody who lost phone, key and recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.accounts import second_steps_remove
from members.models import User


class Command(BaseCommand):
    """Make sure first that it is this person who asks: from then on the password alone opens the account."""

    help = "Take away every second step of an account, and tell its owner by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the address."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; raises ``CommandError`` when there is no such account, or nothing to take away."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        count = second_steps_remove(user=user)
        if not count:
            raise CommandError("This account has no second step.")
        self.stdout.write(f"{count} taken away. The owner is told.")
