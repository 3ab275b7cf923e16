"""The visibility rule in front of every page that Wagtail serves, and the screens of what editors add to search."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from search.audience import is_visible
from search.viewsets import PromotedResultViewSet, SynonymSetViewSet

register_snippet(SynonymSetViewSet)
register_snippet(PromotedResultViewSet)


@hooks.register("before_serve_page", order=-100)
def hide_what_may_not_be_seen(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Answer a page that the visitor may not see exactly like one that does not exist (decision 14).

    Runs before every other hook, so that none of them can tell the two apart. Raises ``Http404``.
    """
    versions = getattr(page, "live_versions", None)
    live_paths = None if versions is None else [version.path for version in versions]
    if not is_visible(page, request.user, live_paths):
        raise Http404
