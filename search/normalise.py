"""The one query normaliser, used before every engine and by the API.

Whatever a person (or an attacker) types becomes a short list of plain words, so that no engine ever sees
an operator, a quote, a NUL or a thousand terms.
"""

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 200
MAX_TERMS = 20
SOFT_HYPHEN = "\u00ad"

# Kept: letters, digits, combining marks, and the signs that occur inside words and names.
_NOT_IN_A_WORD = re.compile(r"[^\w'.\-@+#&]+")
_WORD_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """Words to search for.

    ``text`` is what an input field shows again; ``terms`` are its words in order, at most ``MAX_TERMS``;
    ``is_shortened`` says that something typed was left out because of its length.
    """

    text: str
    terms: tuple[str, ...]
    is_shortened: bool


def normalise(raw: str) -> NormalisedText:
    """Return the words of ``raw``: NFC, at most 200 characters and 20 words, without control characters.

    Never raises: any string is a valid question, if perhaps one without an answer.
    """
    # Who copies a title from a page copies where its words may break as well.
    typed = raw.replace(SOFT_HYPHEN, "")
    composed = unicodedata.normalize("NFC", typed[: MAX_CHARACTERS * 4])
    is_shortened = len(typed) > MAX_CHARACTERS
    cleaned = _NOT_IN_A_WORD.sub(" ", composed[:MAX_CHARACTERS].replace("_", " "))
    words = [word.strip("'.-@&") for word in cleaned.split()]
    terms = [word for word in words if _WORD_CHARACTER.search(word)]
    shown = "".join(c for c in composed[:MAX_CHARACTERS] if unicodedata.category(c)[0] != "C").strip()
    return NormalisedText(
        text=shown,
        terms=tuple(terms[:MAX_TERMS]),
        is_shortened=is_shortened or len(terms) > MAX_TERMS,
    )
