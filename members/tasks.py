"""What the worker does for this app."""

from uuid import UUID

from django_tasks import task

from members.delivery import mail_deliver
from members.enums import MailState
from members.models import MailMessage


@task()
def deliver_mail(uuid: str) -> None:
    """Hand over one message; when that is to be tried again, ask the worker to do so then."""
    message = mail_deliver(uuid=UUID(uuid))
    if message is not None and message.state == MailState.WAITING:
        mail_enqueue(message)


def mail_enqueue(message: MailMessage) -> None:
    """Ask the worker to hand over a message when it is due.

    A queue that does its jobs at once (in tests) would do so inside the transaction that wrote the row; there the
    message waits for the command ``send_mail``.
    """
    if deliver_mail.get_backend().supports_defer:
        deliver_mail.using(run_after=message.next_attempt_at).enqueue(str(message.uuid))
