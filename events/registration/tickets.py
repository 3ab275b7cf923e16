"""What a registration shows at the door and afterwards: its number with a signature, and both as a QR code.

The number is printed on certificates and read aloud, so it proves nothing alone. A signature is of one purpose: who
shows a certificate to somebody cannot be checked in with what stands on it.
"""

import base64
import re
from enum import StrEnum
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from events.models import Registration
from search.addresses import absolute_url
from search.documents import public_id

# Eighty bits: more than anybody can try, and few enough letters for a code that an old telephone reads.
SIGNATURE_BYTES: Final = 10
TICKET: Final = re.compile(r"(?P<number>[A-Za-z0-9-]{1,12})(?:\.(?P<signature>[a-z2-7]{16}))?")


class Purpose(StrEnum):
    """What a signature is for."""

    CHECK_IN = "check-in"
    CERTIFICATE = "certificate"
    CERTIFICATE_FILE = "certificate-file"


def signature_of(registration: Registration, purpose: Purpose, *, secret: str | bytes | None = None) -> str:
    """Return the signature of a registration for one purpose: sixteen letters and digits (RFC 4648 section 6)."""
    value = f"{registration.number}:{registration.uuid}"
    key = settings.SECRET_KEY if secret is None else secret
    digest = salted_hmac(f"events.registration.{purpose}", value, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:SIGNATURE_BYTES]).decode().lower()


def is_signed(registration: Registration, signature: str, purpose: Purpose) -> bool:
    """Return whether a signature is ours, made with the key of today or one that was in use before."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = (signature_of(registration, purpose, secret=secret) for secret in secrets)
    return any(constant_time_compare(signature, each) for each in made)


def ticket_of(registration: Registration, purpose: Purpose = Purpose.CHECK_IN) -> str:
    """Return number and signature as an address has them."""
    return f"{registration.number}.{signature_of(registration, purpose)}"


def ticket_read(text: str) -> tuple[str, str]:
    """Return number and signature of what was scanned or typed: an address, a ticket or a number alone.

    The signature is empty when there is none; both are when it is nothing of ours.
    """
    try:
        path = unquote(urlsplit(text.strip()).path)
    except ValueError:
        # Anybody can print a code: half an address in brackets is none.
        return "", ""
    found = TICKET.fullmatch(path.rstrip("/").rsplit("/", 1)[-1])
    return (found["number"].upper(), found["signature"] or "") if found else ("", "")


def ticket_url(registration: Registration) -> str:
    """Return the absolute address that the QR code has: who organises checks in there, nobody else sees anything."""
    with translation.override(registration.language):
        work = public_id(registration.schedule.work)
        return absolute_url(reverse("desk:ticket", args=[work, ticket_of(registration)]))


def certificate_url(registration: Registration) -> str:
    """Return the absolute address at which the person fetches their certificate."""
    with translation.override(registration.language):
        return absolute_url(reverse("certificates:own", args=[ticket_of(registration, Purpose.CERTIFICATE_FILE)]))


def ticket_svg(registration: Registration) -> SafeString:
    """Draw the QR code of a registration: one path, without script or style, black on white whatever the theme."""
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(ticket_url(registration))
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg class="ticket" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        '<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>',
        label=_("QR code for checking in, number %(number)s") % {"number": registration.number},
        size=len(rows),
        path=path,
    )
