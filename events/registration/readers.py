"""Who reads what is told of a registration: an account, or an address."""

from events.models import Registration


def has_account(registration: Registration) -> bool:
    """Return whether somebody reads of their registration in the hub, and signs in to change it."""
    return registration.user is not None and registration.user.is_active


def address_of(registration: Registration) -> str:
    """Return the address at which somebody is written to: that of the account, which may have another one by now."""
    if registration.user is not None and registration.user.is_active:
        return str(registration.user.email)
    return registration.email
