"""Sections: the pages that every site has once, such as the list of courses or the agenda."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import TabbedInterface

from home import listing
from home.models.base import HubPage
from home.panels import image_panel, page_tabs, title_panels


class SectionPage(HubPage):
    """A page directly beneath the front page, at the same address in every language and on every site.

    Declaring one is all: ``manage.py setup_site`` makes it, and the navigation, the landing pages and the
    list of its type find it (``home.navigation.section_models``). With ``lists`` it is the list of a type
    of works, answered by the search engine.
    """

    section_slug: ClassVar[str] = ""
    section_title: ClassVar[str | Promise] = ""
    section_order: ClassVar[int] = 0
    # What stands for it in the header: itself, another section, or the search, by the slug.
    header_item: ClassVar[str] = "search"
    lists: ClassVar[str] = ""
    list_sort: ClassVar[str] = ""

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    search_type = None

    edit_handler: ClassVar[TabbedInterface] = page_tabs((_("Content"), [*title_panels(), image_panel()]))

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``results``, narrowed by the address, when the section lists a type (``get_list``)."""
        context = super().get_context(request, *args, **kwargs)
        if self.lists:
            context.update(self.get_list(request))
        return context

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the section."""
        return [*super().get_structured_data(request), self.describe_section(request)]

    def describe_section(self, request: HttpRequest) -> dict[str, Any]:
        """Return the section as a page about a collection."""
        return self.describe_page(["CollectionPage"], request)

    @property
    def share_key(self) -> tuple[str, str]:
        """What names the section in the address of its picture."""
        return ("section", self.section_slug)

    def get_list(self, request: HttpRequest) -> dict[str, Any]:
        """Return ``results``: the works of the type that the section lists."""
        return {"results": listing.listed(request, {"type": [self.lists]}, sort=self.list_sort)}
