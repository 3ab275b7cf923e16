"""The site's own public addresses: one per thing, whatever host name a request came in by."""

from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import reverse

from search.query import SearchQuery


def absolute_url(path: str) -> str:
    """Return the public address of a path of this site (``BASE_URL``); what has a host stays as it is."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def host() -> str:
    """Return the host name that makes permanent ids unique: the site's own."""
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"


def query_path(view: str, query: SearchQuery) -> str:
    """Return the path of a search in another form than the page: canonical, with its language (decision 7)."""
    params = query.to_params()
    if query.locale != settings.LANGUAGE_CODE:
        params.append(("lang", query.locale))
    return reverse(view) + (f"?{urlencode(params, safe='/')}" if params else "")
