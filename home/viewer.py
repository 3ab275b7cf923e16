"""Who is looking: for what is drawn deep inside a page, where no request is at hand.

Set for the length of a request by ``home.middleware.ViewerMiddleware``; outside one it is nobody, so that
whatever is drawn then shows only what everybody may see.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from search.audience import visible_to

_viewer: ContextVar[Any] = ContextVar("hub_viewer", default=None)


@contextmanager
def viewing(user: Any) -> Iterator[None]:
    """Let ``user`` (or a lazy object for one) be the viewer."""
    token = _viewer.set(user)
    try:
        yield
    finally:
        _viewer.reset(token)


def viewer() -> Any:
    """Return the viewer, an anonymous user when there is none."""
    return _viewer.get() or AnonymousUser()


def visible_pages(ids: Iterable[Any]) -> dict[int, Page]:
    """Return the pages with these ids that the viewer may see, by id, in a handful of queries."""
    wanted = {int(value) for value in ids if str(value).isdigit()}
    if not wanted:
        return {}
    return {page.pk: page for page in visible_to(Page.objects.filter(pk__in=wanted).select_related("locale"), viewer())}
