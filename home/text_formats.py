"""Texts of pages as Markdown that members write, and back: rich text, and the running text of a page.

    ## Heading          ### Small heading       **bold** *italic*
    - list              1. numbered             > quotation, with “> — who said it” as its last line
    [words](https://…)  [words](page:12)        [words](file:3)
    ![what is to be seen](image:12 "caption")   a line of its own
    [[Table “…” #a1b2]]                         a block that only editors make, on a line of its own

What comes back is what an editor could have made: no HTML that a member types is ever HTML (threats C6 to C8).
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlock, StreamValue

from home.files import documents_linked
from home.markup.html import read_html, write_html
from home.markup.markdown import read_markdown, write_markdown
from home.markup.streams import Usable, read_stream, unusable_documents, write_stream


def rich_text_to_markdown(html: str) -> str:
    """Return rich text (or other HTML, of which the words and marks are kept) as Markdown."""
    return write_markdown(read_html(html))


def markdown_to_rich_text(text: str, documents: Collection[int] | None = None) -> str:
    """Return Markdown as rich text with ``RICH_TEXT_FEATURES`` only.

    ``documents`` are those that it may link to, all when it is ``None``; raises ``ValidationError`` for another one.
    """
    html = write_html(read_markdown(text))
    errors = unusable_documents(documents_linked(html) - set(documents)) if documents is not None else []
    if errors:
        raise ValidationError(errors)
    return html


def stream_to_markdown(value: StreamValue) -> str:
    """Return a stream of content blocks as Markdown."""
    return write_stream(value)


def markdown_to_stream(
    text: str, stream_block: StreamBlock, previous: StreamValue | None = None, usable: Usable | None = None
) -> StreamValue:
    """Return Markdown as a stream of content blocks; ``previous`` has the blocks that the text only names.

    Raises ``ValidationError`` for an image or file that is neither ``usable`` nor in ``previous``, and for a line that
    names a block which is not there. What each block asks of its content is for ``stream_block.clean`` to say.
    """
    return read_stream(text, stream_block, previous, usable or Usable())


__all__ = ["Usable", "markdown_to_rich_text", "markdown_to_stream", "rich_text_to_markdown", "stream_to_markdown"]
