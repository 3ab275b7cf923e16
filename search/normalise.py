"""The one query normaliser, used before every engine and by the API.

Whatever a person (or an attacker) types becomes a short list of plain words, so that no engine ever sees
an operator, a quote, a NUL or a thousand terms. Three signs have a meaning, and only where they are used
as such: ``"words together"``, ``-without`` and ``begin*``.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARACTERS = 200
MAX_TERMS = 20
# The beginning of a word that is asked for must say something.
MIN_PREFIX = 2
SOFT_HYPHEN = "\u00ad"

# Kept: letters, digits, combining marks, and the signs that occur inside words and names.
_NOT_IN_A_WORD = re.compile(r"[^\w'.\-@+#&]+")
_WORD_CHARACTER = re.compile(r"\w")
# What a text processor makes of a quotation mark.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_CHUNK = re.compile(r'(?P<minus>(?<![^\s"])-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class TextPart:
    """One demand of a question: a word, several that follow each other, or what may not be there."""

    words: tuple[str, ...]
    is_phrase: bool = False
    is_excluded: bool = False
    # The (only) word is the beginning of a word.
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """Words to search for.

    ``text`` is what an input field shows again; ``parts`` are its demands in order, at most ``MAX_TERMS`` words
    together; ``is_shortened`` says that something typed was left out because of its length.
    """

    text: str
    parts: tuple[TextPart, ...]
    is_shortened: bool

    @property
    def wanted(self) -> tuple[TextPart, ...]:
        """Return the demands that a work must meet."""
        return tuple(part for part in self.parts if not part.is_excluded)

    @property
    def excluded(self) -> tuple[TextPart, ...]:
        """Return the demands of which a work may meet none."""
        return tuple(part for part in self.parts if part.is_excluded)

    @property
    def terms(self) -> tuple[str, ...]:
        """Return the words that are looked for, in order."""
        return tuple(word for part in self.wanted for word in part.words)


def normalise(raw: str) -> NormalisedText:
    """Return the words of ``raw``: NFC, at most 200 characters and 20 words, without control characters.

    Never raises: any string is a valid question, if perhaps one without an answer.
    """
    # Who copies a title from a page copies where its words may break as well.
    typed = raw.replace(SOFT_HYPHEN, "")
    composed = unicodedata.normalize("NFC", typed[: MAX_CHARACTERS * 4])[:MAX_CHARACTERS]
    parts, is_cut = _limited(_parts(composed.translate(_QUOTES)))
    shown = "".join(c for c in composed if unicodedata.category(c)[0] != "C").strip()
    return NormalisedText(text=shown, parts=parts, is_shortened=len(typed) > MAX_CHARACTERS or is_cut)


def plain(words: str) -> NormalisedText:
    """Return words without a meaning for any sign in them: what another text says, not what somebody asks."""
    found = [TextPart((word,)) for word in _words(words[:MAX_CHARACTERS])]
    parts, is_cut = _limited(iter(found))
    return NormalisedText(text=words[:MAX_CHARACTERS], parts=parts, is_shortened=is_cut)


def as_typed(part: TextPart) -> str:
    """Return a part as somebody would type it."""
    words = " ".join(part.words)
    shown = f'"{words}"' if part.is_phrase else f"{words}*" if part.is_prefix else words
    return f"-{shown}" if part.is_excluded else shown


def _parts(text: str) -> Iterator[TextPart]:
    for chunk in _CHUNK.finditer(text):
        is_excluded = chunk["minus"] is not None
        if chunk["phrase"] is not None:
            words = _words(chunk["phrase"])
            if words:
                yield TextPart(tuple(words), is_phrase=len(words) > 1, is_excluded=is_excluded)
            continue
        words = _words(chunk["word"])
        for word in words:
            is_prefix = chunk["word"].endswith("*") and word is words[-1] and len(word) >= MIN_PREFIX
            yield TextPart((word,), is_excluded=is_excluded, is_prefix=is_prefix)


def _words(text: str) -> list[str]:
    cleaned = _NOT_IN_A_WORD.sub(" ", text.replace("_", " "))
    words = [word.strip("'.-@&") for word in cleaned.split()]
    return [word for word in words if _WORD_CHARACTER.search(word)]


def _limited(parts: Iterator[TextPart]) -> tuple[tuple[TextPart, ...], bool]:
    """Return the parts that have ``MAX_TERMS`` words together, and whether there were more."""
    kept: list[TextPart] = []
    left = MAX_TERMS
    for part in parts:
        if len(part.words) > left:
            return tuple(kept), True
        kept.append(part)
        left -= len(part.words)
    return tuple(kept), False


NO_WORDS = normalise("")
