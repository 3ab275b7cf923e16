"""Every request: its number, its line in the log, and its place in the figures."""

import logging
import re
import time
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.observability import metrics
from hub.observability.logs import request_id
from hub.page_cache import GetResponse

HEADER: Final = "X-Request-ID"
# What proxies write: letters, digits and what joins them. Anything else was typed by somebody.
LOOKS_RIGHT: Final = re.compile(r"[A-Za-z0-9-]{16,64}")
# Answered without looking for a view: from memory (hub/page_cache.py), or refused before.
KEPT: Final = "kept page"
UNRESOLVED: Final = "unresolved"

logger = logging.getLogger("hub.requests")


class ObservationMiddleware:
    """Gives a request its number, and says afterwards which view answered what, and how long it took.

    The view stands for the address: an address names a work, a person or a secret, a view none of them. Seconds run
    until the answer begins; a file that is streamed takes longer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, log, count; an error says its number, so that whoever meets it can tell it."""
        number = number_of(request)
        token = request_id.set(number)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            view = view_of(request, response)
            extra = {"view": view, "method": metrics.method_label(request), "status": response.status_code}
            logger.info("Answered", extra={**extra, "duration_ms": round(seconds * 1000, 1)})
            metrics.count_request(request, view=view, status=response.status_code, seconds=seconds)
        finally:
            request_id.reset(token)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            response.headers[HEADER] = number
        return response


def number_of(request: HttpRequest) -> str:
    """Return the number that a trusted proxy gave a request, else a new one."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXY_COUNT else ""
    return given if LOOKS_RIGHT.fullmatch(given) else uuid4().hex


def view_of(request: HttpRequest, response: HttpResponse) -> str:
    """Return the name of the view that answered."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    return KEPT if response.status_code in (200, 304) else UNRESOLVED
