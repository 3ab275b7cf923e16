"""Who registers: for oneself, as a guest, or for a colleague."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from events.registration import rules
from events.registration.answers import MAX_NAME, one_line
from members.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Person:
    """Who registers, made clean. ``user`` is their account, ``registered_by`` who does it for them."""

    name: str
    email: str
    user: User | None
    registered_by: User | None
    organisation: Organisation | None
    organisation_name: str

    @property
    def is_known(self) -> bool:
        """Return whether the address needs no confirmation: it is an account's, or a member gave it."""
        return self.user is not None or self.registered_by is not None

    @property
    def answers_for(self) -> User | None:
        """Return the account that asks, which must see the page and speak for the organisation."""
        return self.registered_by or self.user


def person_of(
    *,
    name: str,
    email: str,
    user: User | None,
    registered_by: User | None,
    organisation: Organisation | None,
    organisation_name: str,
) -> Person:
    """Return who registers, made clean; raises ``ValidationError`` by field for what is no name or address."""
    address = rules.email_key_of(user.email if user is not None and registered_by is None else email)
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError({"email": error}) from error
    return Person(
        name=name_of(name),
        email=address,
        user=account_of(address) if registered_by is not None else user,
        registered_by=registered_by,
        organisation=organisation,
        organisation_name=one_line(organisation_name)[:MAX_NAME],
    )


def name_of(name: str) -> str:
    """Return a name on one line; raises ``ValidationError`` by field where there is none."""
    clean = one_line(name)[:MAX_NAME]
    if not clean:
        raise ValidationError({"name": ValidationError(_("Fill in a name."), code="required")})
    return clean


def account_of(email: str) -> User | None:
    """Return the account of a (clean) address, while it is in use."""
    return User.objects.filter(email=email, is_active=True).first()
