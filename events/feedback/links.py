"""The link to the form: who has it answers for one registration, and the answer does not say for which."""

from django.urls import reverse
from django.utils.crypto import salted_hmac

from events.enums import RegistrationState
from events.models import Registration
from events.registration.links import FEEDBACK, link_token, registration_by_token
from search.addresses import absolute_url


def feedback_url(registration: Registration) -> str:
    """Return the absolute address of the form, in the active language."""
    return absolute_url(reverse("feedback:answer", args=[link_token(registration, FEEDBACK)]))


def registration_by_feedback(token: str) -> Registration | None:
    """Return whose link it is, when they had a place; ``None`` for what we did not sign, or is erased."""
    registration = registration_by_token(token, FEEDBACK)
    return registration if registration is not None and registration.state == RegistrationState.CONFIRMED else None


def answer_key(registration: Registration) -> str:
    """Return what ties an answer to the link, and cannot be turned back without the secret of the site."""
    return salted_hmac("events.feedback", registration.uuid.hex, algorithm="sha256").hexdigest()
