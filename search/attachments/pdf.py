"""The words of a PDF by page, with pypdf: pure Python, so a hostile file can at worst loop or eat memory."""

import io
from collections.abc import Iterator

from pypdf import PdfReader

from search.attachments.limits import MOST_PARTS
from search.attachments.pieces import Encrypted, Piece


def read_pdf(content: bytes) -> Iterator[Piece]:
    """Yield every page, at most one more than is kept; a page that cannot be read is empty.

    The number is that of the page in the file, which is what ``#page=`` in an address means. Raises ``Encrypted``, and
    whatever pypdf raises for what is no PDF.
    """
    reader = PdfReader(io.BytesIO(content))
    # Most locked files only keep people from printing: the password to read them is empty.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Encrypted
    for number in range(min(len(reader.pages), MOST_PARTS + 1)):
        try:
            text = reader.pages[number].extract_text()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - one broken page says nothing of the others
            text = ""
        yield Piece("page", str(number + 1), text)
