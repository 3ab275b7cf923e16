"""Telling somebody something once: in the hub, and by mail as they chose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation

from members.enums import NoticeFrequency, NoticeKind
from members.letters import Letter, letter_draw
from members.mail import mail_create, recipient_key
from members.models import MailMessage, Notice, NoticePreference, User

OPTIONAL_KINDS = tuple(kind for kind in NoticeKind if not kind.is_mandatory)


@dataclass(frozen=True, slots=True)
class _Matter:
    """What is told once."""

    kind: NoticeKind
    name: str
    period: str

    def key(self, *, user: User | None, email: str = "") -> str:
        """Return the key of the one message about this to one reader."""
        return "|".join((recipient_key(user=user, email=email), self.kind, self.name, self.period))


@transaction.atomic
def notice_send(
    *,
    kind: NoticeKind,
    matter: str,
    write: Callable[[], Letter],
    user: User | None = None,
    email: str = "",
    language: str = "",
    period: str = "",
) -> None:
    """Tell an account, or an address without one, something; once for each kind, matter and period.

    ``matter`` names the thing (``"invitation:41"``), ``period`` the time for which it is told once (``"2026-W07"``).
    ``write`` is called in the reader's language, and not at all when it has been told already. An account reads it in
    the hub as well, and gets mail at once, with others, or not, as they chose for the kind; ``language`` counts only
    for an address. Only rows are written, in the transaction of the caller. Raises ``ValueError`` for no reader or
    two, and ``ValidationError`` for what is not an address.
    """
    if (user is None) == (not email):
        raise ValueError("A notice is for an account or for an address.")
    if not matter:
        raise ValueError("A notice is about something.")
    if user is None:
        validate_email(email)
        _write_to_address(_Matter(kind, matter, period), write, email, language or settings.LANGUAGE_CODE)
    else:
        _write_to_account(_Matter(kind, matter, period), write, user)


def frequency_of(user: User, kind: NoticeKind) -> NoticeFrequency:
    """Return how often somebody gets mail about a kind of notice; a closed account only what is mandatory."""
    if kind.is_mandatory:
        return NoticeFrequency.AT_ONCE
    if not user.is_active:
        return NoticeFrequency.NEVER
    chosen = NoticePreference.objects.filter(user=user, kind=kind).values_list("frequency", flat=True).first()
    return NoticeFrequency(chosen) if chosen is not None else NoticeFrequency.AT_ONCE


def frequencies_of(user: User) -> dict[NoticeKind, NoticeFrequency]:
    """Return how often somebody gets mail about each kind that is a choice."""
    chosen = dict(NoticePreference.objects.filter(user=user).values_list("kind", "frequency"))
    return {kind: NoticeFrequency(chosen.get(kind, NoticeFrequency.AT_ONCE)) for kind in OPTIONAL_KINDS}


@transaction.atomic
def preferences_set(*, user: User, frequencies: Mapping[NoticeKind, NoticeFrequency]) -> None:
    """Record how often somebody wants mail about these kinds.

    What waits for a letter of several goes with the new choice. What is wanted at once from now on, and waits already,
    still comes with that letter. Raises ``ValueError`` for a kind that is not a choice.
    """
    if not set(frequencies) <= set(OPTIONAL_KINDS):
        raise ValueError("Mandatory kinds of notices are not a choice.")
    for kind, frequency in frequencies.items():
        NoticePreference.objects.update_or_create(user=user, kind=kind, defaults={"frequency": frequency})
        if frequency != NoticeFrequency.AT_ONCE:
            waiting = Notice.objects.filter(
                user=user, kind=kind, message=None, frequency__in=(NoticeFrequency.DAILY, NoticeFrequency.WEEKLY)
            )
            waiting.update(frequency=frequency)


def notices_read(*, user: User) -> int:
    """Record that somebody has read in the hub all that they are told; returns how many were new."""
    return Notice.objects.for_user(user).unread().update(read_at=timezone.now())


def _write_to_address(matter: _Matter, write: Callable[[], Letter], email: str, language: str) -> None:
    key = matter.key(user=None, email=email)
    if MailMessage.objects.filter(key=key).exists():
        return
    with translation.override(language):
        letter = write()
        drawn = letter_draw(letter, language=language)
    mail_create(
        key=key,
        recipient=email,
        subject=letter.subject,
        drawn=drawn,
        kind=matter.kind,
        language=language,
        reply_to=letter.reply_to,
    )


def _write_to_account(matter: _Matter, write: Callable[[], Letter], user: User) -> None:
    told_once = {"user": user, "kind": matter.kind, "matter": matter.name, "period": matter.period}
    if Notice.objects.filter(**told_once).exists():
        return
    frequency = frequency_of(user, matter.kind)
    with translation.override(user.language):
        letter = write()
        choice = "" if matter.kind.is_mandatory else str(matter.kind.label)
        drawn = letter_draw(letter, language=user.language, name=user.name, choice=choice)
    words = {
        "frequency": frequency,
        "subject": letter.subject,
        "letter": letter.to_json(),
        "url": letter.action[1] if letter.action else "",
    }
    # Two who tell the same at the same moment: the constraint lets one of them be first.
    notice, is_new = Notice.objects.get_or_create(**told_once, defaults=words)
    if is_new and frequency == NoticeFrequency.AT_ONCE:
        notice.message = mail_create(
            key=matter.key(user=user),
            recipient=user.email,
            recipient_name=user.name,
            user=user,
            subject=letter.subject,
            drawn=drawn,
            kind=matter.kind,
            language=user.language,
            reply_to=letter.reply_to,
        )
        notice.save(update_fields=["message"])
