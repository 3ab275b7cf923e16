"""Words without the text index: the database's own entries, by the letters of the words.

What answers while the text index is missing, damaged or cannot be written, for all works or for those that are newer
than it: slower, without the words inside
compounds, synonyms and weights, and never an error. A stem that stands anywhere in a text counts as found.
"""

from collections.abc import Sequence

from django.db.models import Q

from search.engines.analysis import languages, stem
from search.engines.questions import demands
from search.models import IndexEntry
from search.normalise import TextPart

COLUMNS = ("title", "summary", "body", "other_words", "attached")


def newer_than(version: int) -> list[int]:
    """Return the entries that changed after a version of the index, those that are gone among them."""
    return list(IndexEntry.objects.filter(version__gt=version).values_list("pk", flat=True))


def scan(parts: Sequence[TextPart], locale: str, after: int = 0) -> tuple[list[int], list[float]]:
    """Return the entries of an interface language that meet every part, and a score: those by their title first.

    ``after``: of what is newer than this version only.
    """
    wanted = [part for demand in demands(parts, {}) for part in demand.parts]
    entries = IndexEntry.objects.filter(is_live=True, locale=locale, version__gt=after)
    in_title = entries
    for part in wanted:
        entries = entries.filter(_stands_in(part, COLUMNS))
        in_title = in_title.filter(_stands_in(part, COLUMNS[:1]))
    first = set(in_title.values_list("pk", flat=True))
    keys = list(entries.order_by("pk").values_list("pk", flat=True))
    return keys, [2.0 if key in first else 1.0 for key in keys]


def scan_any(parts: Sequence[TextPart], locale: str, after: int = 0) -> list[int]:
    """Return the entries of an interface language that have any of the parts; ``after`` as for ``scan``."""
    found: set[int] = set()
    for part in parts:
        entries = IndexEntry.objects.filter(_stands_in(part, COLUMNS), is_live=True, locale=locale, version__gt=after)
        found.update(entries.values_list("pk", flat=True))
    return sorted(found)


def _stands_in(part: TextPart, columns: Sequence[str]) -> Q:
    letters = {" ".join(part.words)} if part.is_phrase or part.is_prefix else _letters(part.words[0])
    condition = Q(pk__in=())
    for column in columns:
        for text in letters:
            condition |= Q(**{f"{column}__icontains": text})
    return condition


def _letters(word: str) -> set[str]:
    """Return the word, and as much of it as its stems keep."""
    kept = {word}
    for language in languages():
        found = stem(language, word)
        if word.lower().startswith(found):
            kept.add(found)
    return kept
