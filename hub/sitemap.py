"""The sitemap: what an anonymous visitor may see, and nothing else."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from search.audience import visible_to


class PublicSitemap(Sitemap):  # type: ignore[misc]
    """Live pages below the site's root in every language, by the one visibility rule."""

    limit = 5000

    def items(self) -> Any:
        """Return the pages, lowest path first; ``Sitemap`` paginates them by ``limit``."""
        roots = Page.objects.filter(depth=2, translation_key=self.get_wagtail_site().root_page.translation_key)
        in_site: Any = Page.objects.none()
        for root in roots:
            in_site = in_site | root.get_descendants(inclusive=True)
        pages: Any = visible_to(in_site, AnonymousUser()).order_by("path")
        return pages.defer_streamfields().specific()
