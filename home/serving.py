"""Serving a page with few queries: found by its address at once, with what all its parts would ask again.

Wagtail walks down the tree with two queries for each part of the address, and asks the languages, the
ancestors and the restrictions again later. Here one query brings the pages along the address and their
translations, and the page is given what was found.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page, Site

from home.models import ClassifiedMixin, HubPage
from home.viewer import viewer
from search.audience import is_current, is_visible
from search.models import IndexEntry
from search.notes import Note, with_note
from search.throttle import limited
from search.views import asks_for_words, too_often_response

# Deeper than any page of the hub; what is longer was typed by a machine.
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Trail:
    """The pages along an address from the front page on, the rest of the address, and all their versions."""

    pages: list[Any]
    rest: list[str]
    versions: list[Any]


def find_trail(request: HttpRequest, path: str) -> Trail:
    """Return the pages along a path in the active language; raises ``Http404`` without even a front page."""
    site = Site.find_for_request(request)
    components = [component for component in path.split("/") if component]
    roots = [root for root in Site.get_site_root_paths() if site is not None and root.site_id == site.pk]
    root = next((root.root_path for root in roots if root.language_code == get_language()), None)
    if root is None or len(components) > MAX_DEPTH:
        raise Http404
    prefixes = [root + "".join(f"{part}/" for part in components[:depth]) for depth in range(len(components) + 1)]
    works = Page.objects.filter(url_path__in=prefixes).values("translation_key")
    found = list(Page.objects.filter(translation_key__in=works).select_related("locale").order_by("path"))
    by_path = {page.url_path: page for page in found}
    trail = []
    for prefix in prefixes:
        if prefix not in by_path:
            break
        trail.append(by_path[prefix])
    if not trail:
        raise Http404
    return Trail(trail, components[len(trail) - 1 :], found)


def load(trail: Trail) -> Any:
    """Return the last page of a trail as its own class, with what the trail already knows."""
    last = trail.pages[-1]
    model = last.specific_class
    if model is None or not issubclass(model, HubPage):
        return last.specific
    page = model._default_manager.select_related(*model.page_relations).get(pk=last.pk)
    own = [version for version in trail.versions if version.translation_key == page.translation_key]
    page.locale = last.locale
    page.live_versions = sorted(filter(is_current, own), key=lambda version: version.locale.language_code)
    page.breadcrumbs = [*(above for above in trail.pages[:-1] if _is_named(above, trail)), page]
    if issubclass(model, ClassifiedMixin):
        entries = IndexEntry.objects.filter(work=page.translation_key, locale=last.locale.language_code, is_live=True)
        page.index_values, page.index_card = entries.values_list("values", "card").first() or (None, None)
    return page


def _is_named(above: Any, trail: Trail) -> bool:
    """Return whether the viewer may know of a page above: its other language may stand where he may not come."""
    versions = (version for version in trail.versions if version.translation_key == above.translation_key)
    return is_visible(above, viewer(), [version.path for version in versions if version.live])


@limited("search", respond=too_often_response, applies=asks_for_words)
def page_serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer a page's address; 404 when there is none, or none that this visitor may see (decision 14).

    Words in the address narrow the list of a section, which costs what a search costs and is limited with it.

    Wagtail's chain of ``on_serve_page`` hooks is left out: all it has is Wagtail's own check of
    restrictions, which ``search.wagtail_hooks`` replaces by the one rule before anything else runs.
    """
    trail = find_trail(request, path)
    route = load(trail).route(request, trail.rest)
    page, args, kwargs = route
    request._wagtail_route_for_request = route  # type: ignore[attr-defined]
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, args, kwargs)
        if isinstance(answer, HttpResponseBase):
            return answer
    response: HttpResponseBase = page.serve(request, *args, **kwargs)
    is_work = isinstance(page, HubPage) and page.search_type is not None
    return with_note(response, Note(work=page.translation_key) if is_work else None)
