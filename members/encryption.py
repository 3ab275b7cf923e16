"""Secrets that must be read again (those of a second step), encrypted in the database with a key of the site's."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "members.encryption"


def _cipher() -> MultiFernet:
    """Return the cipher: the key of now writes, and those before it (``SECRET_KEY_FALLBACKS``) still read."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (salted_hmac(SALT, "key", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    """Return a text as only this site reads it."""
    return _cipher().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Return what was encrypted; raises ``cryptography.fernet.InvalidToken`` when no key of the site fits."""
    return _cipher().decrypt(token.encode()).decode()
