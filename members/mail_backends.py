"""How Django's mails reach the outbox, and a transport for where nothing may leave."""

from collections.abc import Sequence
from email.utils import getaddresses
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from members.letters import DrawnLetter, one_line
from members.mail import mail_create
from members.models import User


class QueueBackend(BaseEmailBackend):
    """Writes what Django or a library sends to the outbox, a row for each recipient (``EMAIL_BACKEND``).

    It is undone with the transaction in which it is sent. Raises ``ValueError`` for files, which the outbox does not
    keep.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages to the outbox; returns how many."""
        with transaction.atomic():
            for email in email_messages:
                self._write(email)
        return len(email_messages)

    def _write(self, email: EmailMessage) -> None:
        if email.attachments:
            raise ValueError("The outbox keeps no files: link to them instead.")
        drawn = DrawnLetter(text=str(email.body), html=_html_of(email))
        recipients = [(name, address) for name, address in getaddresses(email.recipients()) if address]
        accounts = {user.email: user for user in User.objects.filter(email__in=[a.lower() for _n, a in recipients])}
        for name, address in recipients:
            user = accounts.get(address.lower())
            mail_create(
                key=f"message|{uuid4()}",
                recipient=address,
                recipient_name=name,
                user=user,
                subject=one_line(email.subject),
                drawn=drawn,
                language=user.language if user is not None else get_language() or settings.LANGUAGE_CODE,
                sender="" if email.from_email == settings.DEFAULT_FROM_EMAIL else email.from_email,
                reply_to=", ".join(email.reply_to),
            )


class SmtpBackend(smtp.EmailBackend):
    """Django's own, which also greets the mail server when it opens the line: one that is not ready is tried again.

    Otherwise the greeting is part of the hand-over, of which nobody knows how it ended when the line breaks.
    """

    def open(self) -> bool | None:
        """Connect and greet; raises ``OSError`` (of which all errors of ``smtplib`` are kinds)."""
        is_new = super().open()
        if is_new and self.connection is not None:
            try:
                self.connection.ehlo_or_helo_if_needed()
            except OSError:
                self.connection.close()
                self.connection = None
                raise
        return is_new


class OutboxBackend(BaseEmailBackend):
    """Takes every message and sends none: it can be read in the outbox (``HUB_MAIL_TRANSPORT`` of demo and dev)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages stay in the outbox: all."""
        return len(email_messages)


def _html_of(email: EmailMessage) -> str:
    """Return what a message says in HTML; empty when it has text only."""
    if email.content_subtype == "html":
        return str(email.body)
    alternatives = getattr(email, "alternatives", None) or []
    return next((str(content) for content, mimetype in alternatives if mimetype == "text/html"), "")
