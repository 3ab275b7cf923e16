"""How a letter reaches somebody who registered."""

from collections.abc import Callable

from events.models import Registration
from events.registration.readers import has_account
from members.enums import NoticeKind
from members.letters import Letter
from members.notices import notice_send


def registration_send(
    *, registration: Registration, matter: str, write: Callable[[], Letter], period: str = ""
) -> None:
    """Tell somebody something about their registration once, in the hub and by mail, or by mail alone without account.

    Each reader is told a matter once, whichever of their registrations it comes from.
    """
    if has_account(registration):
        notice_send(kind=NoticeKind.REGISTRATION, matter=matter, period=period, write=write, user=registration.user)
    else:
        notice_send(
            kind=NoticeKind.REGISTRATION,
            matter=matter,
            period=period,
            write=write,
            email=registration.email,
            language=registration.language,
        )
