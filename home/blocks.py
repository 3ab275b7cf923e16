"""Content blocks of running text. Each is drawn by ``templates/components/blocks/<name>.html``.

No raw HTML anywhere: what an editor can make is text, links, images and rows.
"""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, IntegerBlock, PageChooserBlock, RichTextBlock, TextBlock, URLBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from home.validators import validate_web_url
from home.viewer import visible_pages

RICH_TEXT_FEATURES: Final = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
INLINE_FEATURES: Final = ["bold", "italic", "link"]
MAX_COLUMNS: Final = 8


def _template(name: str) -> str:
    return f"components/blocks/{name}.html"


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


class LinkBlock(blocks.StructBlock):  # type: ignore[misc]
    """One link with an optional remark."""

    title = CharBlock(label=_("Text"), max_length=120, required=False)
    page = PageChooserBlock(label=_("Page of this site"), required=False)
    address = URLBlock(label=_("Address elsewhere"), required=False, max_length=500, validators=[validate_web_url])
    note = CharBlock(label=_("Remark"), max_length=160, required=False)

    class Meta:
        icon = "link"
        label = _("Link")
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        """Ask for exactly one target, and for a text when the target has no title of its own."""
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("address")):
            message = ValidationError(_("Choose a page of this site or give an address, one of the two."))
            raise StructBlockValidationError(block_errors={"page": message})
        if cleaned.get("address") and not cleaned.get("title"):
            raise StructBlockValidationError(block_errors={"title": ValidationError(_("Say what is at this address."))})
        return cleaned


class QuoteBlock(blocks.StructBlock):  # type: ignore[misc]
    """Words of a person, and who said them."""

    text = TextBlock(label=_("Text"), max_length=600)
    who = CharBlock(label=_("Who said it"), max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = _template("quote")


class FigureBlock(blocks.StructBlock):  # type: ignore[misc]
    """An image in the text."""

    image = ImageChooserBlock(label=_("Image"))
    caption = CharBlock(label=_("Caption"), max_length=250, required=False)
    alt = CharBlock(
        label=_("Alternative text"),
        max_length=250,
        required=False,
        help_text=_("What is to be seen, for those who cannot see it. Empty when the image only decorates."),
    )

    class Meta:
        icon = "image"
        label = _("Image")
        template = _template("figure")


class CalloutBlock(blocks.StructBlock):  # type: ignore[misc]
    """A remark set apart from the text."""

    title = CharBlock(label=_("Title"), max_length=100, required=False)
    text = RichTextBlock(label=_("Text"), features=INLINE_FEATURES)

    class Meta:
        icon = "help"
        label = _("Remark")
        template = _template("callout")


class StepBlock(blocks.StructBlock):  # type: ignore[misc]
    """One step of a numbered list."""

    title = CharBlock(label=_("Title"), max_length=120)
    text = RichTextBlock(label=_("Text"), features=INLINE_FEATURES, required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class FactBlock(blocks.StructBlock):  # type: ignore[misc]
    """A name, a value and a remark: a row of a list of facts."""

    name = CharBlock(label=_("Name"), max_length=80)  # type: ignore[assignment]
    value = CharBlock(label=_("Value"), max_length=200)
    note = TextBlock(label=_("Remark"), max_length=300, required=False)

    class Meta:
        icon = "form"
        label = _("Fact")


class TableBlock(blocks.StructBlock):  # type: ignore[misc]
    """A table of plain text with one row of headings."""

    caption = CharBlock(label=_("Caption"), max_length=200)
    columns = blocks.ListBlock(
        CharBlock(label=_("Heading"), max_length=80), label=_("Columns"), min_num=2, max_num=MAX_COLUMNS
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(
            CharBlock(label=_("Cell"), max_length=200, required=False), label=_("Row"), max_num=MAX_COLUMNS
        ),
        label=_("Rows"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = _template("table")

    def clean(self, value: Any) -> Any:
        """Ask that each row has as many cells as there are columns."""
        cleaned = super().clean(value)
        wide = len(cleaned["columns"])
        for number, row in enumerate(cleaned["rows"], start=1):
            if len(row) != wide:
                message = ValidationError(
                    _("Row %(number)s has %(cells)s cells and there are %(columns)s columns."),
                    params={"number": number, "cells": len(row), "columns": wide},
                )
                raise StructBlockValidationError(block_errors={"rows": message})
        return cleaned


class SourceBlock(blocks.StructBlock):  # type: ignore[misc]
    """A source that a reader can look up."""

    title = CharBlock(label=_("Title"), max_length=250)
    url = URLBlock(label=_("Address"), required=False, max_length=500, validators=[validate_web_url])
    publisher = CharBlock(label=_("Publisher or author"), max_length=160, required=False)
    year = IntegerBlock(label=_("Year"), required=False, min_value=1900, max_value=2100)

    class Meta:
        icon = "openquote"
        label = _("Source")
        template = _template("source")


class DownloadBlock(blocks.StructBlock):  # type: ignore[misc]
    """A document to download."""

    document = DocumentChooserBlock(label=_("Document"))
    title = CharBlock(label=_("Text"), max_length=120, required=False, help_text=_("Empty: the title of the document."))

    class Meta:
        icon = "doc-full"
        label = _("Download")
        template = _template("download")


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a page's running text, by name."""
    return [
        (
            "heading",
            CharBlock(
                label=_("Heading"), icon="title", max_length=120, form_classname="title", template=_template("heading")
            ),
        ),
        (
            "paragraph",
            RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES, template=_template("paragraph")),
        ),
        ("quote", QuoteBlock()),
        ("figure", FigureBlock()),
        ("callout", CalloutBlock()),
        ("links", blocks.ListBlock(LinkBlock(), label=_("Links"), icon="link", template=_template("links"))),
        ("steps", blocks.ListBlock(StepBlock(), label=_("Steps"), icon="list-ol", template=_template("steps"))),
        ("facts", blocks.ListBlock(FactBlock(), label=_("Facts"), icon="form", template=_template("facts"))),
        ("table", TableBlock()),
        ("download", DownloadBlock()),
    ]


def source_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the block of a list of sources."""
    return [("source", SourceBlock())]


def fact_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a list of facts: a name with its value, or a text such as a list."""
    text = RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES, template=_template("paragraph"))
    return [("fact", FactBlock(template=_template("fact"))), ("text", text)]
