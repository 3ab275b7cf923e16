"""What one request reads once: the version of the index, asked by every search on the page.

Outside a request nothing is remembered. A write to the index forgets, so that a request which publishes
something sees it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from asgiref.local import Local
from django.core.signals import request_finished, request_started

T = TypeVar("T")

_memory = Local()


def once(key: str, read: Callable[[], T]) -> T:
    """Return what ``read`` returned the first time in this request; outside a request, ask again."""
    found: dict[str, Any] | None = getattr(_memory, "found", None)
    if found is None:
        return read()
    if key not in found:
        found[key] = read()
    value: T = found[key]
    return value


def forget() -> None:
    """Read everything again from here on."""
    if getattr(_memory, "found", None) is not None:
        _memory.found = {}


def _begin(**kwargs: Any) -> None:
    _memory.found = {}


def _end(**kwargs: Any) -> None:
    _memory.found = None


def connect() -> None:
    """Begin and end with each request; called once, when the app is ready."""
    request_started.connect(_begin, dispatch_uid="search.scope.begin")
    request_finished.connect(_end, dispatch_uid="search.scope.end")
