"""Where the words of a question stand in what was found: a piece of the page, or of a document that has them instead.

The same for every engine, which says of a word whether it is wanted: by its stem, inside a compound, as a beginning.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from search.documents import Attachment, Part
from search.highlight import WORD, highlight
from search.models import IndexEntry
from search.results import FoundIn
from search.words import folded

IsWanted = Callable[[str], bool]
# A stem may be so much shorter than a word, and a word that is asked for says so little.
_ENDING, _LEAST = 3, 3
# Of so many parts of a work's documents every word is looked at.
_LOOKED_AT = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a question in one language: for each what recognises it, and how it begins in any of its forms.

    ``has_any`` says of a word of a text whether it is one of those asked for; it remembers what it was asked.
    """

    words: tuple[IsWanted, ...]
    beginnings: tuple[str, ...]
    has_any: IsWanted

    @classmethod
    def of(cls, groups: Sequence[tuple[IsWanted, Sequence[str]]]) -> "Wanted":
        """Return the question of these groups: what recognises a word, and the forms in which it was asked."""
        forms = [folded(form) for _is_wanted, forms in groups for form in forms]
        beginnings = tuple(form[: max(_LEAST, len(form) - _ENDING)] for form in forms)
        words = tuple(is_wanted for is_wanted, _forms in groups)
        return cls(words, beginnings, cache(lambda word: any(is_wanted(word) for is_wanted in words)))

    def met_by(self, texts: Iterable[str]) -> frozenset[int]:
        """Return which of the words stand in some texts, by their places."""
        found = {word for text in texts for word in WORD.findall(text)}
        return frozenset(place for place, is_wanted in enumerate(self.words) if any(map(is_wanted, found)))

    def seen_in(self, plain: str) -> int:
        """Return how many of the words seem to be in a text without capitals: a guess by their letters, for speed."""
        return sum(beginning in plain for beginning in self.beginnings)


@dataclass(frozen=True, slots=True)
class Mark:
    """What shows why an entry was found: a piece of its page (safe HTML, perhaps empty), and of a document."""

    highlight: str = ""
    found_in: FoundIn | None = None


NO_MARK = Mark()


def mark_entries(entries: Sequence[IndexEntry], wanted: Callable[[str], Wanted]) -> dict[int, Mark]:
    """Return the marks of entries by their keys; ``wanted`` gives the question in a language.

    One query for the words of documents, whatever the number of entries, and none when the pages have every word.
    """
    wanted = cache(wanted)
    pieces: dict[int, str] = {}
    missing: dict[int, frozenset[int]] = {}
    for entry in entries:
        own = wanted(entry.language)
        pieces[entry.pk] = highlight((entry.summary, entry.body), own.has_any)
        if entry.attachments:
            known = own.met_by((entry.title, entry.summary, entry.body))
            if len(known) < len(own.words):
                missing[entry.pk] = known
    # What the manager leaves in the database stays there, unless it is told otherwise first.
    whole = IndexEntry.objects.defer(None).only("attachments", "attached")
    rows = whole.filter(pk__in=missing) if missing else ()
    found = {row.pk: find_in(row.get_attachments(), wanted, missing[row.pk]) for row in rows}
    return {key: Mark(piece, found.get(key)) for key, piece in pieces.items()}


def find_in(
    attachments: Iterable[Attachment], wanted: Callable[[str], Wanted], known: frozenset[int]
) -> FoundIn | None:
    """Return where documents have words of a question that are not ``known`` from the page.

    The page that has most of those, and most of all words; of equals the first. ``None`` when none has any.
    """
    best: tuple[int, int] = (0, 0)
    place: tuple[Attachment, Part] | None = None
    for attachment, part in _likely(attachments, wanted):
        places = wanted(attachment.language).met_by([part.text])
        worth = (len(places - known), len(places))
        if worth[0] and worth > best:
            best, place = worth, (attachment, part)
    if place is None:
        return None
    attachment, part = place
    piece = highlight([part.text], wanted(attachment.language).has_any)
    return FoundIn(attachment.title, attachment.url, part.kind, part.label, piece)


def _likely(attachments: Iterable[Attachment], wanted: Callable[[str], Wanted]) -> list[tuple[Attachment, Part]]:
    """Return a few parts that seem to have most of the words, so that not every word of a book is looked at.

    Accents are only taken off the letters when nothing is found with them: that takes longer than all the rest.
    """
    every = [(attachment, part) for attachment in attachments for part in attachment.parts]
    for plain in (str.lower, folded):
        counted = [
            (wanted(attachment.language).seen_in(plain(part.text)), attachment, part) for attachment, part in every
        ]
        likely = sorted((row for row in counted if row[0]), key=lambda row: -row[0])
        if likely:
            return [(attachment, part) for _count, attachment, part in likely[:_LOOKED_AT]]
    return []
