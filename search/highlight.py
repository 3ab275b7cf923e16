"""The piece of a text that shows why it was found, with the words marked."""

from collections.abc import Callable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Returns (stem, first character, character after the last) for every word of a text.
Tokenise = Callable[[str], Sequence[tuple[str, int, int]]]

LENGTH = 220
MARGIN = 60


def highlight(texts: Sequence[str], stems: frozenset[str], tokenise: Tokenise) -> str:
    """Return the first of the texts that has one of the stems, about ``LENGTH`` characters around it.

    Safe HTML with ``<mark>``; empty when no text has any, so that the caller shows the summary.
    """
    for text in texts:
        spans = [(start, end) for stem, start, end in tokenise(text) if stem in stems]
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
