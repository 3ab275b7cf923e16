"""How often one address may ask what costs work: a view of ours says ``@limited("suggest")``.

Counted in the cache ``rates`` by scope, address and window of time, so that a limit that is reached holds for that
scope alone: reading pages is never limited. With Django's memory cache each process counts for itself
(docs/operations.md, "Limits").
"""

import functools
import ipaddress
import re
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import ngettext

View = Callable[..., HttpResponseBase]
Respond = Callable[[HttpRequest, int], HttpResponse]

CACHE: Final = "rates"
TOO_MANY_REQUESTS: Final = 429
SECONDS: Final = {"s": 1, "m": 60, "h": 3600}
RATE: Final = re.compile(r"([1-9]\d*)/([smh])")
# Who has one address of the sixth version has 2 ** 64 of them.
IPV6_PREFIX: Final = 64


def client_address(request: HttpRequest) -> str:
    """Return the address that a request came from, as far as it can be trusted; empty when it has none.

    Behind ``TRUSTED_PROXY_COUNT`` proxies it is what the outermost of them saw: each adds who asked it at the end of
    ``X-Forwarded-For``, and whatever stands before that was written by the visitor.
    """
    count = settings.TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    seen = hops[-count] if 0 < count <= len(hops) else ""
    for address in (seen, request.META.get("REMOTE_ADDR", "")):
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            continue
        return str(getattr(parsed, "ipv4_mapped", None) or parsed)
    return ""


def limited(
    scope: str, *, respond: Respond | None = None, applies: Callable[[HttpRequest], bool] | None = None
) -> Callable[[View], View]:
    """Return a decorator of views: beyond ``HUB_RATES[scope]`` the answer is 429 with ``Retry-After``.

    ``respond`` makes that answer (plain text without it) from the request and the seconds to wait; ``applies`` says
    which requests are counted (all of them without it).
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            seconds = seconds_to_wait(scope, request) if applies is None or applies(request) else 0
            if not seconds:
                return view(request, *args, **kwargs)
            response = (respond or plain_refusal)(request, seconds)
            response.headers["Retry-After"] = str(seconds)
            response.headers["Cache-Control"] = "no-store"
            return response

        return guarded

    return decorate


def seconds_to_wait(scope: str, request: HttpRequest) -> int:
    """Count a request, and return after how many seconds the next window begins; 0 when it may be answered now."""
    rate, address = settings.HUB_RATES[scope], client_address(request)
    # A request without an address (a socket file without a proxy) could only be counted with everybody else's.
    if not rate or not address:
        return 0
    limit, period = parse_rate(rate)
    window, elapsed = divmod(int(time.time()), period)
    key = f"{scope}:{_counted_as(address)}:{window}"
    cache = caches[CACHE]
    cache.add(key, 0, period)
    try:
        count = cache.incr(key)
    except ValueError:
        # The cache made room, or the window ended, between the two.
        count = 1
    return period - elapsed if count > limit else 0


@functools.cache
def parse_rate(rate: str) -> tuple[int, int]:
    """Return number and seconds of a rate such as ``120/m``; raises ``ImproperlyConfigured``."""
    found = RATE.fullmatch(rate)
    if found is None:
        raise ImproperlyConfigured(f"A rate in HUB_RATES is a number a second, minute or hour (120/m), not {rate!r}.")
    return int(found[1]), SECONDS[found[2]]


def _counted_as(address: str) -> str:
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((int(parsed), IPV6_PREFIX), strict=False))


def refusal_text(seconds: int) -> str:
    """Return what a person is told who asked too often."""
    return ngettext(
        "That was often in a short time. Try again in %(seconds)d second.",
        "That was often in a short time. Try again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}


def plain_refusal(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return the refusal as plain text."""
    return HttpResponse(
        refusal_text(seconds) + "\n", status=TOO_MANY_REQUESTS, content_type="text/plain; charset=utf-8"
    )
