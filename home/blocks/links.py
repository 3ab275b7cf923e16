"""Blocks that lead somewhere: links, and the one thing to do."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, PageChooserBlock, TextBlock, URLBlock

from home.blocks.base import LINKS, ParentInMigrations, refuse, template_of
from home.validators import validate_web_url
from home.viewer import visible_pages


class LinkValue(blocks.StructValue):  # type: ignore[misc]
    """A link to a page of the hub or to an address elsewhere."""

    @cached_property
    def target(self) -> Any:
        """The page it leads to, when the viewer may see it."""
        page = self.get("page")
        return visible_pages([page.pk]).get(page.pk) if page is not None else None

    @property
    def url(self) -> str:
        """Where it leads; empty when that is a page that the viewer may not see."""
        return (self.target.url or "") if self.target else str(self.get("address") or "")

    @property
    def text(self) -> str:
        """What is printed: its own text, else the title of the page that the viewer may see."""
        return str(self.get("title") or (self.target.title if self.target else "") or self.get("address") or "")


def with_targets(links: Iterable[LinkValue]) -> list[LinkValue]:
    """Return the links that lead somewhere, with their pages looked up all at once."""
    every = list(links)
    pages = visible_pages(link["page"].pk for link in every if link.get("page") is not None)
    for link in every:
        page = link.get("page")
        link.target = pages.get(page.pk) if page is not None else None
    return [link for link in every if link.url]


class LinkBlock(blocks.StructBlock):  # type: ignore[misc]
    """One link with an optional remark."""

    title = CharBlock(label=_("Text"), max_length=120, required=False, default="")
    page = PageChooserBlock(label=_("Page of this site"), required=False)
    address = URLBlock(
        label=_("Address elsewhere"), required=False, default="", max_length=500, validators=[validate_web_url]
    )
    note = CharBlock(label=_("Remark"), max_length=160, required=False, default="")

    class Meta:
        icon = "link"
        label = _("Link")
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        """Ask for exactly one target, and for a text when the target has no title of its own."""
        cleaned = super().clean(value)
        if cleaned.get("page") and cleaned.get("address"):
            raise refuse(page=_("Choose a page of this site or give an address, one of the two."))
        if self.is_deferred_validation:
            return cleaned
        if not cleaned.get("page") and not cleaned.get("address"):
            raise refuse(page=_("Choose a page of this site or give an address, one of the two."))
        if cleaned.get("address") and not cleaned.get("title"):
            raise refuse(title=_("Say what is at this address."))
        return cleaned


class LinksBlock(ParentInMigrations, blocks.ListBlock):  # type: ignore[misc]
    """Links below one another."""

    parent_path = "wagtail.blocks.ListBlock"

    class Meta:
        icon = "link"
        label = _("Links")
        group = LINKS
        description = _("Pages of this site and elsewhere, each with a remark. Say where a link leads.")
        template = template_of("links")
        min_num = 1
        max_num = 30

        @staticmethod
        def preview_value() -> list[dict[str, Any]]:
            """Return two links."""
            return [
                {
                    "title": gettext("The register of algorithms"),
                    "page": None,
                    "address": "https://example.org/register",
                    "note": gettext("in Dutch"),
                },
                {
                    "title": gettext("Model contract for sharing data"),
                    "page": None,
                    "address": "https://example.org/contract",
                    "note": "",
                },
            ]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add ``links``: those that lead the viewer somewhere."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["links"] = with_targets(value)
        return context


class ActionBlock(LinkBlock):
    """The one thing to do: a sentence and a button. A button that leads the viewer nowhere is not drawn."""

    title = CharBlock(
        label=_("Text of the button"),
        max_length=50,
        required=False,
        default="",
        help_text=_("Start with what a reader does: “Sign up for the hackathon”."),
    )
    note = TextBlock(  # type: ignore[assignment]
        label=_("Sentence above the button"), max_length=300, required=False, default=""
    )

    class Meta:
        icon = "pick"
        label = _("Button")
        group = LINKS
        description = _("The one thing that a reader can do now. Once on a page is enough.")
        template = template_of("action")

        @staticmethod
        def preview_value() -> dict[str, Any]:
            """Return a button to a page elsewhere."""
            return {
                "title": gettext("Tell us what you are working on"),
                "page": None,
                "address": "https://example.org/",
                "note": gettext("Somebody from the desk calls you within a week."),
            }
