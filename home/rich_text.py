"""Links inside rich text: they lead only to what the viewer may see.

Wagtail prints the address of any page or document that a text links to, and an address holds the words of
a title. What the viewer may not see keeps its text and loses its address.
"""

from typing import Any

from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text.pages import PageLinkHandler

from home.viewer import viewer, visible_pages
from search.audience import is_file_visible

NO_ADDRESS = "<a>"


class HubPageLinkHandler(PageLinkHandler):  # type: ignore[misc]
    """A link to a page, in the language of the reader where there is one."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the start tag of each link."""
        pages = visible_pages(attrs.get("id") for attrs in attrs_list)
        found = [pages.get(int(attrs["id"])) if str(attrs.get("id", "")).isdigit() else None for attrs in attrs_list]
        return [f'<a href="{escape(page.localized.url)}">' if page else NO_ADDRESS for page in found]


class HubDocumentLinkHandler(DocumentLinkHandler):  # type: ignore[misc]
    """A link to a document."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the start tag of each link."""
        documents: list[Any] = cls.get_many(attrs_list)
        return [
            f'<a href="{escape(document.url)}">' if document and is_file_visible(document, viewer()) else NO_ADDRESS
            for document in documents
        ]
