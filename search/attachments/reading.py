"""From the bytes of a file to its words by page. Pure: no Django, no database, nothing but the bytes.

Runs in a child process (``search.attachments.child``), because a file may make any reader of it loop or eat memory.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from search.attachments.limits import MOST_CHARACTERS, MOST_PARTS
from search.attachments.office import read_docx, read_odt, read_pptx
from search.attachments.pdf import read_pdf
from search.attachments.pieces import Encrypted, Piece, TooLarge
from search.words import plain_text

# A word that goes on in the next line. Its first line ends at one place only, so that many empty lines are read once.
_BROKEN_WORD: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010][^\S\n]*\n\s*(?=[^\W\d_])")
_BLANKS: Final = re.compile(r"\s+")
_SOFT_HYPHEN: Final = "\u00ad"

READERS: Final[Mapping[str, Callable[[bytes], Iterable[Piece]]]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "odt": read_odt,
    "pptx": read_pptx,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: a state of ``search.models.FileText``, and its words by page in order.

    ``is_cut`` says that the file goes on after what was read.
    """

    state: str
    pieces: list[Piece] = field(default_factory=list)
    is_cut: bool = False


def read(content: bytes, extension: str) -> Reading:
    """Return the words of a file; never raises, whatever is in it. Raises ``KeyError`` for an unknown extension."""
    reader = READERS[extension]
    try:
        pieces, is_cut = _limited(reader(content))
    except Encrypted:
        return Reading("encrypted")
    except (TooLarge, MemoryError, RecursionError):
        return Reading("too_large")
    except Exception:  # noqa: BLE001 - whatever a file makes a library raise, it says that it cannot be read
        return Reading("unreadable")
    return Reading("read" if pieces else "empty", pieces, is_cut)


def clean(text: str) -> str:
    """Return a text on one line: words whole that a line broke, ligatures as letters, nothing that is no text."""
    whole = _BROKEN_WORD.sub("", unicodedata.normalize("NFKC", text)).replace(_SOFT_HYPHEN, "")
    return _BLANKS.sub(" ", plain_text(whole)).strip()


def _limited(pieces: Iterable[Piece]) -> tuple[list[Piece], bool]:
    """Return the pieces with words up to the limits, and whether there was more."""
    kept: list[Piece] = []
    left = MOST_CHARACTERS
    for number, piece in enumerate(_cleaned(pieces)):
        if number == MOST_PARTS or left <= 0:
            return kept, True
        text = piece.text[:left]
        left -= len(text)
        if text:
            kept.append(Piece(piece.kind, piece.label, text))
        if len(text) < len(piece.text):
            return kept, True
    return kept, False


def _cleaned(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        yield Piece(piece.kind, clean(piece.label), clean(piece.text))
