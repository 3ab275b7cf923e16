"""Words as people type them, compared without case and accents; and as files can hold them."""

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
# What XML 1.0 has no way to write (section 2.2, Char), and what is of no use in any other file.
_NOT_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def folded(word: str) -> str:
    """Return a word in lower case, without accents."""
    lower = word.casefold()
    if lower.isascii():
        return lower
    parts = unicodedata.normalize("NFKD", lower)
    return "".join(part for part in parts if not unicodedata.combining(part))


def begins(text: str, words: Sequence[str]) -> bool:
    """Return whether a text has all the (folded) words, the last one as the beginning of a word."""
    *whole, last = words
    found = _WORD.findall(folded(text))
    return all(word in found for word in whole) and any(word.startswith(last) for word in found)


def plain_text(text: str) -> str:
    """Return a text without the characters that would make a document no XML."""
    return _NOT_TEXT.sub("", text)
