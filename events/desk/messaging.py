"""Writing to those whom a list finds: seen before it goes, once for each person, whatever happens in the middle.

A message is written first and read as it will be received. Sending fixes whom it goes to; then each of them is told in
a transaction of its own, under a matter that names the message. So a button that is pressed twice, or a process that
is killed half-way and started again, tells nobody twice and nobody less (docs/adr/0027).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from events.desk.access import Desk
from events.desk.query import DeskQuery, desk_rows
from events.enums import RegistrationState
from events.jobs import Outcome, do_each
from events.letters.meeting import own_url
from events.models import Registration, RegistrationMessage, Schedule
from events.registration.readers import has_account
from events.registration.sending import registration_send
from members.letters import Letter, one_line
from members.models import User

MAX_SUBJECT: Final = 150
MAX_TEXT: Final = 5000
# Whoever is at it still is done by then, and doing it at the same time would only be slower.
RESUMED_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message reads in one language, and how many people read it so."""

    language: str
    people: int
    letter: Letter


def recipients_of(desk: Desk, selection: Mapping[str, str]) -> list[Registration]:
    """Return whom a message to this list reaches, one registration for each person.

    Nobody whose address was never confirmed: it may be somebody else's. Of several registrations of one person the
    first counts.
    """
    rows = desk_rows(desk, DeskQuery.from_params(selection)).exclude(state=RegistrationState.UNCONFIRMED)
    found: dict[str, Registration] = {}
    for row in rows.filter(erased_at=None).select_related("user").order_by("turn", "pk"):
        found.setdefault(row.email_key, row)
    return list(found.values())


@transaction.atomic
def message_write(
    *,
    schedule: Schedule,
    author: User,
    subjects: Mapping[str, str],
    texts: Mapping[str, str],
    reply_to: str,
    selection: Mapping[str, str],
    message: RegistrationMessage | None = None,
) -> RegistrationMessage:
    """Write a message, or rewrite one that was not sent; nobody gets it yet.

    Raises ``ValidationError`` without a subject and a text in some language, or when it was sent already.
    """
    subjects = {code: one_line(text)[:MAX_SUBJECT] for code, text in subjects.items() if text.strip()}
    texts = {code: text.strip()[:MAX_TEXT] for code, text in texts.items() if text.strip()}
    if not texts or set(subjects) != set(texts):
        raise ValidationError(_("Write both a subject and a text in at least one language."), code="words")
    validate_email(reply_to)
    row = RegistrationMessage(schedule=schedule)
    if message is not None:
        # The lock lets who rewrites it and who sends it take turns: what was sent stays as it was read.
        row = RegistrationMessage.objects.select_for_update().get(pk=message.pk)
    if row.sent_at is not None:
        raise ValidationError(_("This message was sent already."), code="sent")
    row.author, row.subjects, row.texts = author, subjects, texts
    row.reply_to, row.selection = reply_to, dict(selection)
    row.save()
    return row


def message_readings(message: RegistrationMessage, people: Sequence[Registration]) -> list[Reading]:
    """Return how a message reads in each language in which somebody on the list reads."""
    numbers: dict[str, int] = {}
    for row in people:
        numbers[_language(row)] = numbers.get(_language(row), 0) + 1
    found, titles = [], titles_of(message.schedule)
    for code, _name in settings.LANGUAGES:
        if code in numbers:
            with translation.override(code):
                first = next(row for row in people if _language(row) == code)
                found.append(Reading(code, numbers[code], letter_of(titles, message, first)))
    return found


@transaction.atomic
def message_send(*, message: RegistrationMessage, desk: Desk, expected: int) -> RegistrationMessage:
    """Fix whom a message goes to; ``message_deliver`` then tells them. Sent already is no error, and changes nothing.

    Raises ``ValidationError`` when the list has not the ``expected`` number of people any more, or none.
    """
    row = RegistrationMessage.objects.select_for_update().get(pk=message.pk)
    if row.sent_at is not None:
        return row
    people = recipients_of(desk, row.selection)
    if not people:
        raise ValidationError(_("There is nobody in this list to write to."), code="nobody")
    if len(people) != expected:
        text = _("The list changed while you read: it has %(count)d people now. Look once more, and send it then.")
        raise ValidationError(text, code="changed", params={"count": len(people)})
    row.recipients, row.sent_at = len(people), timezone.now()
    row.addressees = [person.pk for person in people]
    row.save()
    return row


def message_deliver(*, message: RegistrationMessage) -> Outcome:
    """Tell everybody to whom a message was sent and who was not told yet.

    Each in a transaction of its own, so that it can stop anywhere and be done again; it is, as long as somebody could
    not be told. Who withdrew their data in the meantime is left out.
    """
    people = Registration.objects.filter(pk__in=message.addressees, erased_at=None).select_related("user")
    titles = titles_of(message.schedule)
    outcome = do_each(people.order_by("turn", "pk"), lambda row: _tell(titles, message, row))
    if not outcome.failed:
        message.delivered_at = timezone.now()
        message.save(update_fields=["delivered_at"])
    return outcome


def _tell(titles: Mapping[str, str], message: RegistrationMessage, row: Registration) -> None:
    registration_send(registration=row, matter=f"message:{message.uuid}", write=lambda: letter_of(titles, message, row))


def letter_of(titles: Mapping[str, str], message: RegistrationMessage, row: Registration) -> Letter:
    """Return a message as one person reads it, in the active language: the organiser's words are set apart as theirs.

    Where it was not written in that language it reads in the first in which it was.
    """
    code = translation.get_language() or settings.LANGUAGE_CODE
    written = code if code in message.texts else next(iter(message.texts))
    title = titles.get(code) or next(iter(titles.values()), "")
    return Letter(
        subject=message.subjects[written],
        paragraphs=(_("The organiser of “%(title)s” writes to you:") % {"title": title},),
        quote=message.texts[written],
        rows=((_("Answers go to"), message.reply_to),),
        action=(_("My registration"), own_url(row)),
        reply_to=message.reply_to,
    )


def titles_of(schedule: Schedule) -> dict[str, str]:
    """Return the title of what takes place, by language."""
    pages = Page.objects.filter(translation_key=schedule.work).order_by("pk")
    return dict(pages.values_list("locale__language_code", "title"))


def messages_resume(*, now: datetime | None = None) -> Outcome:
    """Go on with messages whose sending was broken off some time ago; says how many people were written to."""
    before = (now or timezone.now()) - RESUMED_AFTER
    rows = RegistrationMessage.objects.filter(sent_at__lte=before, delivered_at=None).select_related("schedule")
    outcome = Outcome()
    for message in rows:
        outcome += message_deliver(message=message)
    return outcome


def _language(row: Registration) -> str:
    return row.user.language if row.user is not None and has_account(row) else row.language
