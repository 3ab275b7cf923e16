"""The sitemap: what an anonymous visitor may see in every language, and nothing else.

One document as long as everything fits in it; an index of documents when it does not (sitemaps.org). Each
address lists the language versions of what it shows, as the page itself does (``hreflang``), and when it last
changed: a page when it was last published, the landing page of a term when one of its works was.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import Paginator
from django.db.models import Exists, Max, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Page, Site

from home import vocabulary
from home.navigation import section_models
from search.addresses import absolute_url
from search.audience import PUBLIC, visible_to
from search.models import AUDIENCE, IndexTerm

PUBLIC_SECONDS = 3600
# The protocol allows 50,000; smaller documents are made in a second and read in part.
LIMIT = 5000


class PagesSitemap(Sitemap):
    """The live pages of the site, the front pages first."""

    limit = LIMIT

    def __init__(self, request: HttpRequest) -> None:
        self.site = Site.find_for_request(request)

    @cached_property
    def pages(self) -> Any:
        """The pages that everybody may see, in the order of the tree."""
        in_site: Any = Page.objects.none()
        if self.site is not None:
            for root in Page.objects.filter(depth=2, translation_key=self.site.root_page.translation_key):
                in_site = in_site | root.get_descendants(inclusive=True)
        return visible_to(in_site, AnonymousUser()).select_related("locale").order_by("path")

    def items(self) -> Any:
        """Return the pages."""
        return self.pages.all()

    @cached_property
    def paginator(self) -> Paginator[Any]:
        """The pages in documents, counted once."""
        return Paginator(self.items(), self.limit)

    def get_latest_lastmod(self) -> datetime | None:
        """Return when the newest page was published."""
        newest: datetime | None = self.items().order_by().aggregate(Max("last_published_at"))["last_published_at__max"]
        return newest

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        shown = list(self.paginator.page(page).object_list)
        works = {item.translation_key for item in shown}
        versions: dict[Any, dict[str, str]] = {}
        # Every version, also those on another page of the sitemap: three queries, whatever the number of pages.
        for item in self.items().filter(translation_key__in=works) if self.paginator.num_pages > 1 else shown:
            versions.setdefault(item.translation_key, {})[item.locale.language_code] = absolute_url(item.get_url())
        return [
            entry(item.locale.language_code, versions[item.translation_key], item.last_published_at) for item in shown
        ]


class RoutesSitemap(Sitemap):
    """What has an address and is no page: the search page, and the landing pages of the terms in use."""

    limit = LIMIT

    def __init__(self, pages: Any) -> None:
        self.pages = pages

    def items(self) -> list[dict[str, Any]]:
        """Return the entries themselves: their number is that of the terms."""
        return self.entries

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """The search page, and each term in the languages of the index of its axis."""
        search = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                search[code] = absolute_url(reverse("search:search"))
        entries = [entry(code, search, None) for code in search]
        changes = term_changes()
        for model in section_models():
            facet = getattr(model, "facet_key", "")
            if not facet:
                continue
            indexes = self.pages.filter(translation_key__in=model._default_manager.values("translation_key"))
            urls = {page.locale.language_code: absolute_url(page.get_url()) for page in indexes}
            for term in vocabulary.by_slug(model.term_model).values():
                if not term.is_retired:
                    routes = {code: f"{url}{term.slug}/" for code, url in urls.items()}
                    entries += [entry(code, routes, changes.get((facet, term.slug))) for code in routes]
        return entries

    def get_latest_lastmod(self) -> datetime | None:
        """Return when the newest work of a term was published."""
        return max((row["lastmod"] for row in self.entries if row["lastmod"]), default=None)

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        return list(self.paginator.page(page).object_list)


def entry(code: str, versions: Mapping[str, str], changed_at: datetime | None) -> dict[str, Any]:
    """Return the entry of one language version, as Django's template of a sitemap writes it.

    ``versions`` are the absolute addresses by language. A single one has no alternates; of several, the one in
    the default language is for readers of any other (``x-default``).
    """
    alternates = [{"lang_code": other, "location": url} for other, url in versions.items()]
    if len(alternates) > 1:
        default = versions.get(settings.LANGUAGE_CODE) or alternates[0]["location"]
        alternates.append({"lang_code": "x-default", "location": default})
    else:
        alternates = []
    return {"location": versions[code], "lastmod": changed_at, "alternates": alternates}


def term_changes() -> dict[tuple[str, str], datetime]:
    """Return when the newest public work of each term was last published, by facet and slug: one query."""
    public = IndexTerm.objects.filter(entry=OuterRef("entry"), facet=AUDIENCE, value=PUBLIC)
    published = Page.objects.filter(pk=OuterRef("entry__page_id")).values("last_published_at")
    rows: Iterable[tuple[str, str, datetime | None]] = (
        IndexTerm.objects.filter(Exists(public), facet__in=settings.HUB_MATRIX, entry__is_live=True)
        .annotate(published_at=Subquery(published))
        .values("facet", "value")
        .annotate(changed_at=Max("published_at"))
        .values_list("facet", "value", "changed_at")
    )
    return {(facet, value): changed_at for facet, value, changed_at in rows if changed_at is not None}


@require_safe
@conditional_page
def sitemap(request: HttpRequest, section: str = "") -> HttpResponse:
    """Answer ``/sitemap.xml``, or ``/sitemap-<section>.xml?p=`` that the index of a large site names.

    404 for a section or a page that there is not.
    """
    pages = PagesSitemap(request)
    sections: dict[str, Any] = {"pages": pages, "routes": RoutesSitemap(pages.pages)}
    response: HttpResponse
    if not section and any(part.paginator.num_pages > 1 for part in sections.values()):
        response = views.index(request, sections, sitemap_url_name="sitemap_section")
    else:
        response = views.sitemap(request, sections, section=section or None)
    patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    return response
