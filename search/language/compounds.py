"""Of which words a Dutch compound is made: *gezondheidszorg* of *gezondheid* and *zorg*.

A word is a compound when all of it is known words, with a linking *s*, *e* or *en* between them; the longest last
word first, because that is what the whole is a kind of. Known are the words that OpenTaal's list
(BSD or CC BY, ``LICENSE-opentaal.txt``) has in at least two compounds, and those of the site's own vocabularies.
It misses compounds of rare words, and short ones such as *netwerk*; it splits some words wrongly (*gemeentehuis* as
*gemeen* and *tehuis*), which costs a work far down a list.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

WORD_LIST = Path(__file__).with_name("dutch_words.txt")
MIN_PART = 4
MAX_LETTERS = 60
REMEMBERED = 32_768
# Shorter than MIN_PART, and often the last part of what people look for.
SHORT_HEADS = frozenset({"app", "bot", "lab", "web", "wet"})
# Prepositions and the like begin words that are no compounds of them: "onderwijs", "voordeel".
_NO_FIRST_PART = """
    achter alle ander andere binnen boven buiten daar deze door eerst elke even geen haar heel heen hier hoog ieder
    laag langs maar meer mede mijn naar naast omdat onder over rond samen terug tegen toch toen tussen veel verder
    voor voort waar want weer zeer zelf zonder
"""
NO_FIRST_PART = frozenset(_NO_FIRST_PART.split())
# Endings that are words by accident.
NO_LAST_PART = frozenset({"abel", "achtig", "baar", "heid", "loos", "matig", "schap", "schappen", "teren", "tijk"})

Stem = Callable[[str], str]


def read_words() -> frozenset[str]:
    """Return the words of the list: lower case, without accents."""
    return frozenset(WORD_LIST.read_text(encoding="ascii").split())


class Splitter:
    """Splits compounds into words of one vocabulary; safe to share between threads.

    ``stem`` brings a last part to the form of the vocabulary: *taalmodellen* has *taal* and *modellen*.
    """

    def __init__(self, words: Iterable[str], stem: Stem) -> None:
        self._words = frozenset(word for word in words if len(word) >= MIN_PART)
        self._stem = stem
        self._heads = self._words | {stem(word) for word in self._words}
        self.parts = lru_cache(maxsize=REMEMBERED)(self._parts)

    def _parts(self, word: str) -> tuple[str, ...]:
        """Return every word inside a compound, in lower case and without accents like ``word``; none when it is none.

        With the compounds inside it: *gezondheidszorgsysteem* has *gezondheidszorg* as well.
        """
        pair = self._pair(word) if len(word) <= MAX_LETTERS else None
        if pair is None:
            return ()
        first, last = pair
        return tuple(dict.fromkeys((first, *self.parts(first), last, *self.parts(last))))

    def pair(self, word: str) -> tuple[str, str] | None:
        """Return the two words that a compound is directly made of, the first without its linking letters."""
        return self._pair(word) if len(word) <= MAX_LETTERS else None

    def _pair(self, word: str) -> tuple[str, str] | None:
        if word in self._words:
            return None
        for position in range(MIN_PART, len(word) - min(map(len, SHORT_HEADS)) + 1):
            last = word[position:]
            if self._is_last(last) and (first := self._first(word[:position])):
                return first, last
        return None

    def _is_last(self, part: str) -> bool:
        if len(part) < MIN_PART:
            return part in SHORT_HEADS
        return part not in NO_LAST_PART and (part in self._words or self._stem(part) in self._heads)

    def _first(self, part: str) -> str:
        """Return the word that a first part is, without linking letters; "" when it is none."""
        for linking in ("", "s", "en", "e"):
            word = part.removesuffix(linking) if linking else part
            if (linking and word == part) or len(word) < MIN_PART or word in NO_FIRST_PART:
                continue
            if word in self._words or (len(word) >= 2 * MIN_PART and self._pair(word)):
                return word
        return ""


def build_words(listed: Iterable[str], minimum: int = 2) -> list[str]:
    """Return the words of a list that are parts of at least so many of its compounds, in order.

    The list is sorted out by itself, from short words to long: what can be split is a compound, the rest are words.
    """
    ordered = sorted(set(listed), key=lambda word: (len(word), word))
    known: set[str] = set()
    uses: dict[str, int] = {}
    for word in ordered:
        if len(word) < MIN_PART:
            continue
        parts = _leaves(word, known)
        if len(parts) == 1:
            known.add(word)
        for part in set(parts) if len(parts) > 1 else ():
            uses[part] = uses.get(part, 0) + 1
    return sorted(word for word, count in uses.items() if count >= minimum)


def _leaves(word: str, known: set[str]) -> list[str]:
    for position in range(MIN_PART, len(word) - MIN_PART + 1):
        last = word[position:]
        if last not in known or last in NO_LAST_PART:
            continue
        for linking in ("", "s", "en", "e"):
            first = word[:position].removesuffix(linking) if linking else word[:position]
            if first in NO_FIRST_PART or (linking and first == word[:position]):
                continue
            if len(first) >= MIN_PART and first in known:
                return [first, last]
            if len(first) >= 2 * MIN_PART and len(parts := _leaves(first, known)) > 1:
                return [*parts, last]
    return [word]
