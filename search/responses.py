"""What answers for machines share: by whom they are kept, and that they are sent again only when they changed."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

PUBLIC_SECONDS: Final = 300
RETRY_SECONDS: Final = 30
PLAIN: Final = "text/plain; charset=utf-8"


def patch_cache_for(request: HttpRequest, response: HttpResponse, seconds: int = PUBLIC_SECONDS) -> None:
    """Let caches keep what anybody gets for some seconds; what a signed-in visitor gets is kept by none."""
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=seconds)


def open_to_other_sites(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let scripts of any site read what a view answers to a visitor (CORS).

    Safe because it is what everybody may read anyway: ``*`` never goes with credentials (Fetch standard, 3.3.5), and
    what is answered to somebody who is signed in does not say so at all.
    """

    @functools.wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return opened


def digest(content: bytes) -> str:
    """Return the (strong) ETag of what is sent byte for byte."""
    return quote_etag(hashlib.sha256(content).hexdigest())


def file_response(
    request: HttpRequest, response: HttpResponse, make: Callable[[], bytes], *, etag: str
) -> HttpResponse:
    """Return the response with the content that ``make`` returns, or 304 when the client has it already.

    ``make`` is called only when its content is sent. No ``Last-Modified``: a deadline that passes, or a group that
    somebody left, changes a file without a date of it.
    """
    response.headers["ETag"] = etag
    patch_cache_for(request, response)
    conditional = get_conditional_response(request, etag=etag, response=response)
    if conditional is not response:
        return conditional or response
    response.content = make()
    return response


def plain_unavailable() -> HttpResponse:
    """Return 503 in plain text: a reader of feeds, or a calendar, keeps what it has."""
    response = HttpResponse(_("Search does not answer now."), status=503, content_type=PLAIN)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
