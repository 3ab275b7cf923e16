"""Telling somebody something once: in the hub, and by mail as they chose."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation

from members.enums import NoticeFrequency, NoticeKind
from members.letters import Letter, letter_draw
from members.mail import mail_create, recipient_key
from members.models import Notice, NoticePreference, User

OPTIONAL_KINDS = tuple(kind for kind in NoticeKind if not kind.is_mandatory)


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
        _write_to_address(kind, matter, period, write, email, language or settings.LANGUAGE_CODE)
    elif not Notice.objects.filter(user=user, kind=kind, matter=matter, period=period).exists():
        _write_to_account(kind, matter, period, write, user)


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


def _write_to_address(
    kind: NoticeKind, matter: str, period: str, write: Callable[[], Letter], email: str, language: str
) -> None:
    with translation.override(language):
        letter = write()
        drawn = letter_draw(letter, language=language)
    mail_create(
        key=_key(None, email, kind, matter, period),
        recipient=email,
        subject=letter.subject,
        drawn=drawn,
        kind=kind,
        language=language,
    )


def _write_to_account(kind: NoticeKind, matter: str, period: str, write: Callable[[], Letter], user: User) -> None:
    frequency = frequency_of(user, kind)
    with translation.override(user.language):
        letter = write()
        drawn = letter_draw(letter, language=user.language, name=user.name, kind=None if kind.is_mandatory else kind)
    notice, is_new = Notice.objects.get_or_create(
        user=user,
        kind=kind,
        matter=matter,
        period=period,
        defaults={
            "frequency": frequency,
            "subject": letter.subject,
            "letter": letter.to_json(),
            "url": letter.action[1] if letter.action else "",
        },
    )
    if is_new and frequency == NoticeFrequency.AT_ONCE:
        notice.message = mail_create(
            key=_key(user, "", kind, matter, period),
            recipient=user.email,
            recipient_name=user.name,
            user=user,
            subject=letter.subject,
            drawn=drawn,
            kind=kind,
            language=user.language,
        )
        notice.save(update_fields=["message"])


def _key(user: User | None, email: str, kind: str, matter: str, period: str) -> str:
    return "|".join((recipient_key(user=user, email=email), kind, matter, period))
