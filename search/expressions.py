"""Words and expressions as editors write them in one field: one on each line, or with commas between them."""

import re
from collections.abc import Iterator

from search.normalise import plain
from search.words import folded

Words = tuple[str, ...]

_BETWEEN = re.compile(r"[,;\r\n]+")


def expressions(text: str) -> list[str]:
    """Return what stands in a field, in order, with single spaces; what holds no word at all is left out."""
    found = (" ".join(part.split()) for part in _BETWEEN.split(text))
    return [part for part in found if folded_words(part)]


def folded_words(expression: str) -> Words:
    """Return the words of an expression as a question has them, without case and accents."""
    return folded_terms(plain(expression).terms)


def folded_terms(terms: Words) -> Words:
    """Return words without case and accents."""
    return tuple(folded(term) for term in terms)


def keys(text: str) -> Iterator[Words]:
    """Yield the folded words of each expression of a field."""
    for expression in expressions(text):
        yield folded_words(expression)
