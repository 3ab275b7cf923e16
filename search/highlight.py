"""The piece of a text that shows why it was found, with the words marked."""

import re
from collections.abc import Callable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LENGTH = 220
MARGIN = 60
# What is no letter and no digit separates words.
WORD = re.compile(r"[^\W_]+")


def highlight(texts: Sequence[str], is_wanted: Callable[[str], bool]) -> str:
    """Return the first of the texts that has a wanted word, about ``LENGTH`` characters around it.

    Safe HTML with ``<mark>``; empty when no text has any, so that the caller shows the summary.
    """
    for text in texts:
        spans = [word.span() for word in WORD.finditer(text) if is_wanted(word[0])]
        if spans:
            return _marked(text, spans)
    return ""


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    first, last = _window(text, spans[0][0])
    parts = ["… " if first else ""]
    position = first
    for start, end in spans:
        if start < position or end > last:
            continue
        parts.append(escape(text[position:start]))
        parts.append(f"<mark>{escape(text[start:end])}</mark>")
        position = end
    parts.append(escape(text[position:last]))
    parts.append(" …" if last < len(text) else "")
    # Every piece of text went through escape() above.
    return mark_safe("".join(parts))  # noqa: S308


def _window(text: str, around: int) -> tuple[int, int]:
    if len(text) <= LENGTH:
        return 0, len(text)
    first = max(0, min(around - MARGIN, len(text) - LENGTH))
    if first:
        space = text.find(" ", first, around)
        first = space + 1 if space >= 0 else first
    last = min(len(text), first + LENGTH)
    if last < len(text):
        space = text.rfind(" ", around, last)
        last = space if space > around else last
    return first, last
