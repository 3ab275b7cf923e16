"""Signed links: who has one may do what it is for, with one registration.

A link is made of the registration's UUID and what it is for, so that one for one purpose opens nothing else. It does
not run out by itself: it works until the personal data is removed, some days after the last date (``retention_days``).
"""

from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from events.models import Registration
from search.addresses import absolute_url

# Seeing, changing and withdrawing it; confirming the address it was made with; saying how it was.
MANAGE: Final = "manage"
CONFIRM: Final = "confirm"
FEEDBACK: Final = "feedback"


def link_token(registration: Registration, purpose: str) -> str:
    """Return the secret part of a link."""
    return _signer(purpose).sign(registration.uuid.hex)


def registration_by_token(token: str, purpose: str) -> Registration | None:
    """Return the registration of a link for a purpose; ``None`` for what we did not sign, or what is erased."""
    try:
        uuid = UUID(_signer(purpose).unsign(token))
    except (BadSignature, ValueError):
        return None
    rows = Registration.objects.select_related("schedule", "occurrence__schedule", "organisation", "user")
    return rows.filter(uuid=uuid, erased_at=None).first()


def manage_url(registration: Registration) -> str:
    """Return the absolute address at which who has it sees, changes and withdraws a registration."""
    return absolute_url(reverse("registrations:state", args=[link_token(registration, MANAGE)]))


def confirm_url(registration: Registration) -> str:
    """Return the absolute address at which a guest confirms the address they registered with."""
    return absolute_url(reverse("registrations:confirm", args=[link_token(registration, CONFIRM)]))


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"events.registration.{purpose}")
