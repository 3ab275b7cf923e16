"""From rich text and content blocks to plain words."""

from typing import Any

from wagtail.blocks import StreamValue
from wagtail.rich_text import get_text_for_indexing


def plain_text(value: Any) -> str:
    """Return the words of a field's value: rich text without its tags, blocks one after the other."""
    if isinstance(value, StreamValue):
        parts = value.stream_block.get_searchable_content(value)
        return "\n".join(part for part in map(str, parts) if part.strip())
    return " ".join(str(get_text_for_indexing(str(value or ""))).split())
