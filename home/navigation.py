"""The way around: sections of the site and the pages of the footer, for one language and one audience.

Kept for a minute per process, language and set of tokens, and forgotten at once when the index changes; so a
page costs one small query for its navigation. Visibility is asked when the list is made.
"""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from wagtail.models import Page, Site, get_page_models

from home.listing import tokens_of
from search.audience import PUBLIC, is_visible, visible_to
from search.models import AUDIENCE, IndexEntry, IndexState

SECONDS: Final = 60


@functools.cache
def section_models() -> tuple[Any, ...]:
    """Return the classes of the site's sections (``home.models.SectionPage``), in the order of the menu."""
    found = [model for model in get_page_models() if getattr(model, "section_slug", "")]
    return tuple(sorted(found, key=lambda model: model.section_order))


def section_of(attribute: str, value: str) -> str:
    """Return the slug of the section that declares a value: ``lists`` a type, ``facet_key`` an axis; else ""."""
    return next((m.section_slug for m in section_models() if getattr(m, attribute, "") == value), "")


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One link. ``current`` is the value of ``aria-current``: "page" on it, "true" beneath it, else "".

    ``header_item`` is the slug of the link in the header that stands for it, "" when none does.
    """

    label: str
    url: str
    slug: str = ""
    current: str = ""
    header_item: str = ""

    def at(self, path: str) -> "NavigationItem":
        """Return the item as it is drawn on the page with this path."""
        if path == self.url:
            return replace(self, current="page")
        return replace(self, current="true") if path.startswith(self.url) else self


@dataclass(frozen=True, slots=True)
class Navigation:
    """What header and footer draw: the main links, every section, and the pages about the site.

    ``share`` is where one tells what one knows, as the front page says; ``None`` when it says nothing.
    """

    site_name: str
    home_url: str
    header: tuple[NavigationItem, ...] = ()
    sections: tuple[NavigationItem, ...] = ()
    footer: tuple[NavigationItem, ...] = ()
    share: NavigationItem | None = None

    def section_url(self, slug: str) -> str:
        """Return the address of a section; "" when it is not there or not for this visitor."""
        return next((item.url for item in self.sections if item.slug == slug), "")

    def at(self, path: str) -> "Navigation":
        """Return the navigation with one link of the header marked: the current section, or what stands for it."""
        header = tuple(item.at(path) for item in self.header)
        if not any(item.current for item in header):
            here = next((item.header_item for item in self.sections if path.startswith(item.url)), "")
            header = tuple(replace(item, current="true") if here and item.slug == here else item for item in header)
        return replace(self, header=header)


def get_navigation(request: HttpRequest) -> Navigation:
    """Return the navigation for the active language and the person who asks, with its place marked."""
    language = get_language() or ""
    tokens = tokens_of(request)
    state = IndexState.current()
    stamp = state[1] if state else None
    audience = hashlib.sha256("\n".join(sorted(tokens)).encode()).hexdigest()[:32]
    key = f"navigation:{stamp}:{language}:{audience}"
    navigation: Navigation | None = cache.get(key) if stamp else None
    if navigation is None:
        navigation = _build(request, language)
        if stamp:
            cache.set(key, navigation, SECONDS)
    return navigation.at(request.path)


def home_in(request: HttpRequest, language: str) -> Page | None:
    """Return the site's live front page in a language, ``None`` when there is none."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    root = site.root_page
    versions = Page.objects.filter(translation_key=root.translation_key, locale__language_code=language, live=True)
    return cast(Page | None, versions.first())


def _build(request: HttpRequest, language: str) -> Navigation:
    search = NavigationItem(_("Search knowledge"), reverse("search:search"), "search")
    home = home_in(request, language)
    if home is None:
        return Navigation(settings.WAGTAIL_SITE_NAME, f"/{language}/", (search,), (search,))
    wanted = Q(slug__in=[model.section_slug for model in section_models()]) | Q(show_in_menus=True)
    pages = visible_to(home.get_children().filter(wanted), getattr(request, "user", None)).order_by("path")
    items = {page.slug: _item(page, request) for page in pages}
    present = [model for model in section_models() if model.section_slug in items]
    sections = tuple(replace(items.pop(model.section_slug), header_item=model.header_item) for model in present)
    share = _share(home.specific, request)
    sharing = (NavigationItem(_("Share knowledge"), reverse(settings.HUB_SHARE_VIEW), "share"),)
    return Navigation(
        site_name=settings.WAGTAIL_SITE_NAME,
        home_url=home.get_url(request) or f"/{language}/",
        header=(search, *(item for item in sections if item.slug == item.header_item), *sharing),
        sections=(search, *sections),
        footer=tuple(items.values()),
        share=share,
    )


def _share(home: Any, request: HttpRequest) -> NavigationItem | None:
    # A site may have a front page of Wagtail's own.
    page = getattr(home, "share_page", None)
    if page is None or not is_visible(page, getattr(request, "user", None)):
        return None
    return NavigationItem(home.share_link_text or page.title, page.get_url(request) or "", page.slug)


def _item(page: Any, request: HttpRequest) -> NavigationItem:
    return NavigationItem(page.title, page.get_url(request) or "", page.slug)


def organisation_urls(language: str) -> Mapping[str, str]:
    """Return the address of each organisation's public page in a language, by the organisation's slug."""
    return public_urls("organisation", language)


def public_urls(kind: str, language: str) -> Mapping[str, str]:
    """Return the address of the public page of each row of a kind, by the slug that the page's card gives.

    ``kind`` is the search type of the pages and the key of the slug on their cards. Read from the index in
    one query and kept until it changes. Only what everybody may see is in it.
    """
    state = IndexState.current()
    stamp = state[1] if state else None
    key = f"public-urls:{kind}:{stamp}:{language}"
    found: dict[str, str] | None = cache.get(key) if stamp else None
    if found is None:
        entries = IndexEntry.objects.filter(type=kind, locale=language, is_live=True)
        public = entries.filter(terms__facet=AUDIENCE, terms__value=PUBLIC)
        found = {card.get(kind, ""): url for card, url in public.values_list("card", "url")}
        if stamp:
            cache.set(key, found, SECONDS)
    return found
