"""Synonyms of editors, as an engine asks for them: which other words count for words of a question."""

from collections.abc import Mapping
from uuid import UUID

from search.expressions import Words
from search.models import SynonymSet
from search.remembered import Remembered

Expansions = Mapping[Words, tuple[Words, ...]]


def read_expansions() -> Expansions:
    """Return the expansions of all sets, in one query."""
    found: dict[Words, tuple[Words, ...]] = {}
    for row in SynonymSet.objects.order_by("pk"):
        for words, others in row.expansions().items():
            found[words] = tuple(dict.fromkeys((*found.get(words, ()), *others)))
    return found


_remembered = Remembered(read_expansions)


def expansions(stamp: UUID | None) -> Expansions:
    """Return what else counts for an expression, by its folded words (``search.words.folded``), itself left out.

    As of a stamp of the index: asked of the database once a version. Saving or deleting a set draws a new stamp in
    the same transaction, so that it is active at the very next search, in every process.
    """
    return _remembered.get(stamp)
