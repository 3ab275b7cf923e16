"""The running text of a page: which blocks there are, how many of each, and in which order headings come."""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import RichTextBlock
from wagtail.blocks.stream_block import StreamBlockValidationError

from home.blocks.base import RICH_TEXT_FEATURES, template_of
from home.blocks.links import ActionBlock, LinkBlock, LinksBlock
from home.blocks.media import DownloadBlock, FigureBlock, FilesBlock, VideoBlock
from home.blocks.sources import SourceBlock
from home.blocks.tables import ChartBlock, FactBlock, FactsBlock, TableBlock
from home.blocks.text import (
    AccordionBlock,
    AnswerBlock,
    CalloutBlock,
    HeadingBlock,
    ParagraphBlock,
    QuoteBlock,
    StepBlock,
    StepsBlock,
)

# A page that needs more than this is two pages.
MOST_BLOCKS: Final = 80
MOST: Final = {"chart": {"max_num": 8}, "video": {"max_num": 4}, "action": {"max_num": 3}}
_HEADINGS: Final = re.compile(r"<h([23])\b", re.IGNORECASE)


class BodyBlock(blocks.StreamBlock):  # type: ignore[misc]
    """Running text. No raw HTML anywhere: what an editor can make is text, links, images and rows."""

    heading = HeadingBlock(max_length=120)
    paragraph = ParagraphBlock(features=RICH_TEXT_FEATURES)
    quote = QuoteBlock()
    callout = CalloutBlock()
    steps = StepsBlock(StepBlock())
    accordion = AccordionBlock(AnswerBlock())
    figure = FigureBlock()
    video = VideoBlock()
    facts = FactsBlock(FactBlock())
    table = TableBlock()
    chart = ChartBlock()
    links = LinksBlock(LinkBlock())
    action = ActionBlock()
    download = DownloadBlock()
    files = FilesBlock(DownloadBlock())

    class Meta:
        max_num = MOST_BLOCKS
        block_counts = MOST

    def clean(self, value: Any) -> Any:
        """Ask that a small heading has a large one above it, so that nobody who listens misses a level."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        first_large = next((place for place, child in enumerate(cleaned) if heading_levels(child)[:1] == [2]), None)
        for place, child in enumerate(cleaned):
            if place == first_large:
                break
            if heading_levels(child):
                message = ValidationError(_("Put a heading block above this: it has a heading of a lower level."))
                raise StreamBlockValidationError(block_errors={place: message})
        return cleaned


def heading_levels(child: Any) -> list[int]:
    """Return the levels of the headings that a block draws, in order."""
    if child.block_type == "heading":
        return [2]
    if child.block_type == "accordion":
        return [3] if len(child.value) else []
    if child.block_type == "paragraph":
        return [int(level) for level in _HEADINGS.findall(child.value.source)]
    return []


def body_blocks() -> BodyBlock:
    """Return the block of a page's running text: for ``StreamField``, an own one each time."""
    return BodyBlock()


def source_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the block of a list of sources."""
    return [("source", SourceBlock())]


def fact_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a list of facts: a name with its value, or a text such as a list."""
    text = RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES, template=template_of("paragraph"))
    return [("fact", FactBlock(template=template_of("fact"))), ("text", text)]
