"""The text of a page as a plain form shows it: areas to type in, around the blocks that only the editor makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator
from wagtail.blocks.stream_block import StreamValue

from home.light_text import TEXT_BLOCKS, blocks_of, text_of

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TextPart:
    """Headings and paragraphs that follow each other: one area. It may be empty."""

    number: int
    blocks: list[Raw] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The blocks as somebody would type them."""
        return text_of(self.blocks)


@dataclass(frozen=True, slots=True)
class FixedPart:
    """A block that stays what and where it is, such as a chart: its kind, and some words of it."""

    block: Raw
    label: str
    words: str


Part = TextPart | FixedPart


def parts_of(body: StreamValue) -> list[Part]:
    """Return the parts of a text in order. Around every fixed block there is an area, so that one can write there."""
    parts: list[Part] = [TextPart(0)]
    number = 0
    for child, raw in zip(body, body.get_prep_value(), strict=True):
        last = parts[-1]
        if raw["type"] in TEXT_BLOCKS and isinstance(last, TextPart):
            last.blocks.append(raw)
            continue
        words = " ".join(child.block.get_searchable_content(child.value))
        number += 1
        parts += [FixedPart(raw, str(child.block.label), Truncator(words).words(12)), TextPart(number)]
    return parts


def body_of(parts: Sequence[Part], texts: Mapping[int, str]) -> list[Raw]:
    """Return the stored blocks of a text whose areas were typed in; an area that was left alone keeps its own.

    Raises ``ValidationError`` as ``home.light_text.blocks_of``.
    """
    blocks: list[Raw] = []
    for part in parts:
        if isinstance(part, FixedPart):
            blocks.append(part.block)
        elif _same(texts.get(part.number, part.text), part.text):
            blocks += part.blocks
        else:
            blocks += blocks_of(texts[part.number])
    return blocks


def read_text(body: StreamValue) -> str:
    """Return a whole text as a person reads it in the history: what is no text by its name."""
    parts = [part.text if isinstance(part, TextPart) else f"[{part.label}: {part.words}]" for part in parts_of(body)]
    return "\n\n".join(part for part in parts if part)


def _same(one: str, other: str) -> bool:
    """Return whether two texts differ in nothing but how a browser ends a line."""
    return "\n".join(one.splitlines()).strip() == "\n".join(other.splitlines()).strip()
