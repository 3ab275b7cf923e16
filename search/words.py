"""Words as people type them: compared without case and accents."""

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"\w+")


def folded(word: str) -> str:
    """Return a word in lower case, without accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def begins(text: str, words: Sequence[str]) -> bool:
    """Return whether a text has all the (folded) words, the last one as the beginning of a word."""
    *whole, last = words
    found = _WORD.findall(folded(text))
    return all(word in found for word in whole) and any(word.startswith(last) for word in found)
