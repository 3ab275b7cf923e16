"""The signed address of somebody's own interest: to confirm it, and to withdraw it."""

from typing import Final

from django.core import signing
from django.urls import reverse

from events.models import Interest
from search.addresses import absolute_url

SALT: Final = "events.interest"
LONGEST: Final = 300


def address_of(interest: Interest) -> str:
    """Return the address that is mailed, in the active language. It works as long as the interest is kept."""
    return absolute_url(reverse("interest_own", args=[signing.dumps(str(interest.uuid), salt=SALT)]))


def read_token(token: str) -> Interest | None:
    """Return whose interest it is; ``None`` for what is forged, and for what is not kept any more."""
    try:
        uuid = signing.loads(token[:LONGEST], salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Interest.objects.filter(uuid=uuid).first()
