"""Handing messages over to the mail server, each once (docs/adr/0013).

A message is *taken* by one conditional UPDATE that moves its next attempt past the lease: whoever dies now leaves a
message that is simply due again. Only when everything is ready, connection included, does a second UPDATE make it
*being handed over*; whoever dies after that leaves one that is in doubt, and that is never sent again by itself. Each
UPDATE is committed before the next step.
"""

import logging
import re
from datetime import timedelta
from smtplib import (
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from members.enums import MailState
from members.models import MailMessage

logger = logging.getLogger(__name__)

METHOD = re.compile(r"^METHOD:([A-Z-]+)\r?$", re.MULTILINE)

# How long after each attempt the next one is made; after the last a message has failed.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
# How long somebody may hold a message: far longer than the time-out of a mail server (EMAIL_TIMEOUT).
LEASE = timedelta(minutes=10)
MAX_ERROR = 1000


def mail_deliver(*, uuid: UUID) -> MailMessage | None:
    """Hand one message over if it is due and nobody has it; return it as it is then, ``None`` when it was not ours.

    Must be called outside a transaction, because every step is committed before the next; raises ``RuntimeError``
    inside one. What the mail server says is recorded and not raised.
    """
    message = _take(uuid)
    if message is None:
        return None
    transport = get_connection(settings.HUB_MAIL_TRANSPORT)
    email = as_email(message, transport)
    try:
        # Everything that can be wrong with the message itself comes out here, before anybody is connected to.
        email.message()
    except ValueError as error:
        return _record(message, MailState.FAILED, error=error)
    try:
        transport.open()
    except OSError as error:
        return _try_later(message, error)
    try:
        return _hand_over(message, email, transport) if _begin(message) else None
    finally:
        _close(transport)


def mail_doubt_abandoned() -> int:
    """Put in doubt what somebody was handing over and has not been heard of in time; returns how many."""
    now = timezone.now()
    error = "The process that was handing it over ended in the middle."
    return MailMessage.objects.abandoned(now).update(state=MailState.IN_DOUBT, last_error=error)


def as_email(message: MailMessage, transport: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return a message of the outbox as it is sent: its fixed ID, and the mark that no person wrote it (RFC 3834)."""
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=message.sender or settings.DEFAULT_FROM_EMAIL,
        to=[message.address],
        reply_to=[message.reply_to] if message.reply_to else None,
        connection=transport,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    if message.calendar:
        attach_calendar(email, message.calendar)
    return email


def attach_calendar(email: EmailMultiAlternatives, calendar: str) -> None:
    """Add an iCalendar object as another form of the message (RFC 6047 section 2.4), and as a file.

    A mail program that knows calendars offers the first; the file is for those that do not.
    """
    method = METHOD.search(calendar)
    email.attach_alternative(calendar, f"text/calendar; method={method[1]}" if method else "text/calendar")
    email.attach("invite.ics", calendar.encode(), "application/ics")


def _take(uuid: UUID) -> MailMessage | None:
    now, claim = timezone.now(), uuid4()
    with transaction.atomic(durable=True):
        due = MailMessage.objects.due(now).filter(uuid=uuid)
        taken = due.order_by().update(claim=claim, attempts=F("attempts") + 1, next_attempt_at=now + LEASE)
    return MailMessage.objects.get(claim=claim) if taken else None


def _begin(message: MailMessage) -> bool:
    """Commit that the hand-over begins; ``False`` when the message is not ours any more."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        ours = MailMessage.objects.filter(claim=message.claim, state=MailState.WAITING)
        return bool(ours.update(state=MailState.HANDING, next_attempt_at=now + LEASE))


def _hand_over(message: MailMessage, email: EmailMultiAlternatives, transport: BaseEmailBackend) -> MailMessage:
    try:
        accepted = transport.send_messages([email])
    except (SMTPResponseException, SMTPRecipientsRefused) as refusal:
        # The server said no, so it does not have it: for good (5xx), or for now.
        if _is_permanent(refusal):
            return _record(message, MailState.FAILED, error=refusal)
        return _try_later(message, refusal)
    except (SMTPNotSupportedError, ValueError) as error:
        return _record(message, MailState.FAILED, error=error)
    except OSError as error:
        # The line broke. Whether the server had taken the message by then cannot be known.
        return _record(message, MailState.IN_DOUBT, error=error)
    if not accepted:
        return _record(message, MailState.FAILED, error="The transport took no message.")
    return _record(message, MailState.SENT, sent_at=timezone.now())


def _try_later(message: MailMessage, error: Exception) -> MailMessage:
    if message.attempts > len(BACKOFF):
        return _record(message, MailState.FAILED, error=error)
    pause = BACKOFF[message.attempts - 1]
    return _record(message, MailState.WAITING, error=error, next_attempt_at=timezone.now() + pause)


def _record(message: MailMessage, state: MailState, *, error: Exception | str = "", **values: Any) -> MailMessage:
    """Commit how it went, unless an administrator has decided meanwhile; return the message as it is now."""
    text = f"{type(error).__name__}: {error}" if isinstance(error, Exception) else error
    with transaction.atomic(durable=True):
        ours = MailMessage.objects.filter(claim=message.claim)
        ours.update(state=state, claim=None, last_error=text[:MAX_ERROR], **values)
    if text:
        # What the mail server said is with the message; it may quote whom it was for.
        logger.warning("Message %s is %s: %s", message.uuid, state.value, text.partition(":")[0])
    message.refresh_from_db()
    return message


def _is_permanent(refusal: SMTPException) -> bool:
    if isinstance(refusal, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in refusal.recipients.values())
    return isinstance(refusal, SMTPResponseException) and refusal.smtp_code >= 500


def _close(transport: BaseEmailBackend) -> None:
    try:
        transport.close()
    except OSError:
        # What was handed over has been recorded; how the line is hung up changes nothing.
        logger.info("The mail server hung up first.", exc_info=True)
