"""The link to the form: who has it answers for one registration, and the answer does not say for which."""

from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import salted_hmac

from events.enums import RegistrationState
from events.models import Registration
from search.addresses import absolute_url

SALT: Final = "events.feedback"


def feedback_url(registration: Registration) -> str:
    """Return the absolute address of the form, in the active language."""
    return absolute_url(reverse("feedback:answer", args=[feedback_token(registration)]))


def feedback_token(registration: Registration) -> str:
    """Return the secret part of the link; it opens nothing else (``events.registration.links`` has other salts)."""
    return Signer(salt=SALT).sign(registration.uuid.hex)


def registration_by_feedback(token: str) -> Registration | None:
    """Return whose link it is, when they had a place; ``None`` for what we did not sign, or is erased."""
    try:
        uuid = UUID(Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
    rows = Registration.objects.select_related("schedule", "occurrence__schedule")
    return rows.filter(uuid=uuid, erased_at=None, state=RegistrationState.CONFIRMED).first()


def answer_key(registration: Registration) -> str:
    """Return what ties an answer to the link, and cannot be turned back without the secret of the site."""
    return salted_hmac(SALT, registration.uuid.hex, algorithm="sha256").hexdigest()
