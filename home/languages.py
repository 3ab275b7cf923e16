"""The languages in which content is written."""

from typing import Any

from django.conf import settings

FALLBACK_LANGUAGE: str = settings.LANGUAGE_CODE


def content_languages() -> list[tuple[str, Any]]:
    """Return (code, name) of each language; a function, so that adding one asks for no migration."""
    return list(settings.LANGUAGES)
