"""Who reads what is told of a registration: an account, or an address."""

from collections.abc import Iterable

from events.models import Registration
from search.audience import EVERYBODY, satisfies, user_tokens


def has_account(registration: Registration) -> bool:
    """Return whether somebody reads of their registration in the hub, and signs in to change it."""
    return registration.user is not None and registration.user.is_active


def may_read(registration: Registration, clauses: Iterable[str]) -> bool:
    """Return whether what a page asks (``search.audience.page_clauses``) is met today for somebody who registered.

    By their account, or by that of the colleague who registered them: as when they registered.
    """
    asked = [clause for clause in clauses if clause not in EVERYBODY]
    readers = (registration.user, registration.registered_by) if asked else ()
    return not asked or any(all(satisfies(user_tokens(reader), clause) for clause in asked) for reader in readers)


def address_of(registration: Registration) -> str:
    """Return the address at which somebody is written to: that of the account, which may have another one by now."""
    if registration.user is not None and registration.user.is_active:
        return str(registration.user.email)
    return registration.email
