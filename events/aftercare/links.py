"""The signed address by which an organiser writes what came of an event, without signing in."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core import signing
from django.urls import reverse

from events.finding import live_page_of
from events.models import DatedPage
from members.models import Contributor, User
from search.addresses import absolute_url

SALT: Final = "events.aftercare"
# Two months: slides come late. The same link opens the form again as long as it works.
SECONDS: Final = 60 * 24 * 3600
LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """Who opened a signed address: the page that it is about, and the account or the person it was sent to."""

    page: DatedPage
    user: User | None
    name: str


def token_for(work: UUID, reader: User | Contributor) -> str:
    """Return what lets this reader write the record of a work."""
    kind = "user" if isinstance(reader, User) else "person"
    return signing.dumps([str(work), kind, reader.pk], salt=SALT)


def address_for(work: UUID, reader: User | Contributor) -> str:
    """Return the address that is mailed, in the active language."""
    return absolute_url(reverse("aftercare", args=[token_for(work, reader)]))


def read_token(token: str) -> Asked | None:
    """Return who asks and about what; ``None`` for what is forged or too old, and for whom it is no concern any more.

    That is an account that was closed, and a person who is not the contact person of the work now.
    """
    try:
        work, kind, key = signing.loads(token[:LONGEST], salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    page = live_page_of(UUID(work))
    if page is None:
        return None
    if kind == "user":
        user = User.objects.filter(pk=key, is_active=True).first()
        return Asked(page, user, user.name or user.email) if user is not None else None
    person = page.contact
    return Asked(page, None, person.name) if person is not None and person.pk == key else None
