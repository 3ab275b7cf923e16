"""What the worker does for the desk."""

from django_tasks import task

from events.desk.messaging import message_deliver
from events.models import RegistrationMessage


@task()
def deliver_message(key: int) -> None:
    """Tell everybody to whom a message was sent; started twice it tells nobody twice."""
    message_deliver(message=RegistrationMessage.objects.select_related("schedule").get(pk=key))
