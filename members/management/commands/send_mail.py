"""``manage.py send_mail``: what the clock and dead workers leave of the mail."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from members.delivery import mail_deliver, mail_doubt_abandoned
from members.digests import digests_send
from members.enums import MailState
from members.mail import mails_prune
from members.models import MailMessage


class Command(BaseCommand):
    """Write the daily and weekly letters, send what is due, and remove the words of what is past."""

    help = (
        "Writes the letters of several notices that are due, sends every message that is due (also what a worker "
        "that was killed left behind), and removes words of old messages. May run at any time, beside the worker."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each in turn, and say how much it was."""
        doubtful = mail_doubt_abandoned()
        letters = digests_send()
        due = list(MailMessage.objects.due(timezone.now()).values_list("uuid", flat=True))
        handled = [message for message in (mail_deliver(uuid=uuid) for uuid in due) if message is not None]
        sent = sum(message.state == MailState.SENT for message in handled)
        pruned = mails_prune()
        self.stdout.write(
            f"Letters of several notices: {letters}. Sent: {sent} of {len(handled)}. "
            f"Newly in doubt: {doubtful}. Words removed: {pruned}."
        )
