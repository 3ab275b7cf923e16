"""Writing messages to the outbox, and what an administrator decides about them.

A message is a row, written in the transaction of what it tells of: undone with it, and sent after it, by the worker
(``members.tasks``) or by the command ``send_mail``, whichever comes first.
"""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.enums import MailState
from members.letters import DrawnLetter
from members.models import MailMessage, User
from members.tasks import mail_enqueue
from search.addresses import host


def recipient_key(*, user: User | None, email: str) -> str:
    """Return the part of a message's key that says who: an account, or what cannot be turned back into an address."""
    if user is not None:
        return f"user:{user.pk}"
    return f"mail:{sha256(User.objects.normalize_email(email).encode()).hexdigest()[:32]}"


@transaction.atomic
def mail_create(
    *,
    key: str,
    recipient: str,
    subject: str,
    drawn: DrawnLetter,
    recipient_name: str = "",
    user: User | None = None,
    kind: str = "",
    language: str = "",
    sender: str = "",
    reply_to: str = "",
) -> MailMessage:
    """Write a message to the outbox and ask the worker to send it; the one that has this key when there is one.

    It is sent when the caller's transaction is committed, and never when that is undone.
    """
    uuid = uuid4()
    message, is_new = MailMessage.objects.get_or_create(
        key=key,
        defaults={
            "uuid": uuid,
            "recipient": recipient,
            "recipient_name": recipient_name,
            "user": user,
            "kind": kind,
            "language": language or settings.LANGUAGE_CODE,
            "sender": sender,
            "reply_to": reply_to,
            "subject": subject,
            "text": drawn.text,
            "html": drawn.html,
            "calendar": drawn.calendar,
            # The same at every attempt: whoever gets it twice after all sees that it is one.
            "message_id": f"<{uuid}@{host()}>",
        },
    )
    if is_new:
        mail_enqueue(message)
    return message


@transaction.atomic
def mail_send_again(*, message: MailMessage) -> MailMessage:
    """Send a message once more that failed or is in doubt, with the same message ID; raises ``ValidationError``."""
    message = _undecided(message)
    message.state = MailState.WAITING
    message.attempts = 0
    message.claim = None
    message.next_attempt_at = timezone.now()
    message.save(update_fields=["state", "attempts", "claim", "next_attempt_at"])
    mail_enqueue(message)
    return message


@transaction.atomic
def mail_mark_sent(*, message: MailMessage) -> MailMessage:
    """Record that a message in doubt has arrived, or that a failed one need not; raises ``ValidationError``."""
    message = _undecided(message)
    message.state = MailState.SENT
    message.claim = None
    message.sent_at = timezone.now()
    message.save(update_fields=["state", "claim", "sent_at"])
    return message


def mails_prune() -> int:
    """Remove words and addresses of what was sent, or failed, more than ``HUB_MAIL_DAYS`` ago; returns how many.

    The row stays, with its key: what was told once is not told again.
    """
    now = timezone.now()
    past = MailMessage.objects.past(now - timedelta(days=settings.HUB_MAIL_DAYS))
    empty = dict.fromkeys(
        ("recipient", "recipient_name", "reply_to", "subject", "text", "html", "calendar", "last_error"), ""
    )
    return past.update(**empty, pruned_at=now)


def _undecided(message: MailMessage) -> MailMessage:
    # The lock makes two administrators take turns: the second is told what the first decided.
    current = MailMessage.objects.select_for_update().get(pk=message.pk)
    if not current.is_undecided:
        raise ValidationError(_("This message has been decided about already, or is on its way."), code="decided")
    return current
