"""The site's own public addresses: one per thing, whatever host name a request came in by."""

from urllib.parse import urljoin, urlsplit

from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the public address of a path of this site (``BASE_URL``); what has a host stays as it is."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def host() -> str:
    """Return the host name that makes permanent ids unique: the site's own."""
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
