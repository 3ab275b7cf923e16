"""Messages to registrants: write, read as it will be received, send once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from events.desk.access import Desk, for_organisers
from events.desk.drawing import desk_context
from events.desk.message_forms import MessageForm
from events.desk.messaging import message_readings, message_send, message_write, recipients_of
from events.desk.query import DeskQuery
from events.desk.tasks import deliver_message
from events.models import RegistrationMessage
from search.throttle import limited

SHOWN = 50
FORM_METHODS = ["GET", "HEAD", "POST"]


@for_organisers
@require_safe
def messages_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """List the messages that were sent, and those that wait to be read once more."""
    rows = RegistrationMessage.objects.filter(schedule=desk.schedule).select_related("author")[:SHOWN]
    return render(request, "events/desk/messages.html", desk_context(desk, "messages", rows=list(rows)))


@for_organisers
@require_http_methods(FORM_METHODS)
def new_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Write a message to those whom the list in the address finds."""
    query = DeskQuery.from_params(request.GET)
    return _write(request, desk, query.params, None)


@for_organisers
@require_http_methods(FORM_METHODS)
@limited("message")
def message_view(request: HttpRequest, desk: Desk, uuid: UUID) -> HttpResponse:
    """Show a message as it will be received, and send it; ``?edit`` rewrites one that was not sent."""
    rows = RegistrationMessage.objects.select_related("schedule")
    message = get_object_or_404(rows, schedule=desk.schedule, uuid=uuid)
    if "edit" in request.GET and message.sent_at is None:
        return _write(request, desk, message.selection, message)
    problem = ""
    if request.method == "POST":
        expected = request.POST.get("people", "")
        try:
            sent = message_send(
                message=message, desk=desk, expected=int(expected) if expected.isdecimal() and len(expected) < 9 else -1
            )
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            return _sent(request, desk, sent, is_first=message.sent_at is None)
    people = recipients_of(desk, message.selection) if message.sent_at is None else []
    context = desk_context(
        desk,
        "messages",
        message=message,
        problem=problem,
        number=len(people),
        readings=message_readings(message, people),
    )
    return render(request, "events/desk/message.html", context, status=409 if problem else 200)


def _sent(request: HttpRequest, desk: Desk, message: RegistrationMessage, *, is_first: bool) -> HttpResponse:
    """Ask the worker to tell everybody, and say so; the second press of the button only hears that it was done."""
    if is_first:
        deliver_message.enqueue(message.pk)
    number = message.recipients or 0
    told = ngettext("Sent to %(count)d person.", "Sent to %(count)d people.", number) % {"count": number}
    messages.success(request, told if is_first else _("This message was sent already. Nobody gets it twice."))
    return redirect("desk:messages", desk.key)


def _write(
    request: HttpRequest, desk: Desk, selection: dict[str, str], message: RegistrationMessage | None
) -> HttpResponse:
    form = MessageForm(request.POST or None, initial=_initial(desk, message))
    if request.method == "POST" and form.is_valid():
        try:
            written = message_write(
                schedule=desk.schedule,
                author=desk.user,
                subjects=form.words("subject"),
                texts=form.words("text"),
                reply_to=form.cleaned_data["reply_to"],
                selection=selection,
                message=message,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("desk:message", desk.key, written.uuid)
    people = recipients_of(desk, selection)
    context = desk_context(desk, "messages", form=form, number=len(people), query=DeskQuery.from_params(selection))
    return render(request, "events/desk/message_write.html", context, status=400 if form.errors else 200)


def _initial(desk: Desk, message: RegistrationMessage | None) -> dict[str, Any]:
    """Return what the form begins with: answers go to the contact person who may be asked, else to who writes."""
    contact = desk.page.contact
    asked = contact.email if contact is not None and contact.is_public_contact else ""
    if message is None:
        return {"reply_to": asked or desk.user.email}
    words = {f"subject_{code}": text for code, text in message.subjects.items()}
    words |= {f"text_{code}": text for code, text in message.texts.items()}
    return {"reply_to": message.reply_to, **words}
