"""Content blocks of running text. Each is drawn by ``templates/components/blocks/<name>.html``.

No raw HTML anywhere: what an editor can make is text, links, images and rows.
"""

from home.blocks.base import ANSWER_FEATURES, INLINE_FEATURES, RICH_TEXT_FEATURES
from home.blocks.body import BodyBlock, body_blocks, fact_blocks, source_blocks
from home.blocks.links import ActionBlock, LinkBlock, LinksBlock, LinkValue
from home.blocks.media import DownloadBlock, FigureBlock, FilesBlock, VideoBlock
from home.blocks.sources import SourceBlock
from home.blocks.tables import ChartBlock, FactBlock, FactsBlock, GridBlock, TableBlock
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

__all__ = [
    "ANSWER_FEATURES",
    "INLINE_FEATURES",
    "RICH_TEXT_FEATURES",
    "AccordionBlock",
    "ActionBlock",
    "AnswerBlock",
    "BodyBlock",
    "CalloutBlock",
    "ChartBlock",
    "DownloadBlock",
    "FactBlock",
    "FactsBlock",
    "FigureBlock",
    "FilesBlock",
    "GridBlock",
    "HeadingBlock",
    "LinkBlock",
    "LinkValue",
    "LinksBlock",
    "ParagraphBlock",
    "QuoteBlock",
    "SourceBlock",
    "StepBlock",
    "StepsBlock",
    "TableBlock",
    "VideoBlock",
    "body_blocks",
    "fact_blocks",
    "source_blocks",
]
