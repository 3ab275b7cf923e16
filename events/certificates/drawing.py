"""A certificate as a PDF: one sheet of A4 for each person, in a font that has the letters of European names.

Pure: certificates in, the bytes of a PDF out. The document says its title and language, so that it is read aloud as
what it is; the text is text (ISO 14289-1 asks both). It is not tagged: the library has no structure for text.
"""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from fpdf import FPDF, ViewerPreferences
from fpdf.enums import Align, XPos, YPos
from qrcode import QRCode

from events.certificates.facts import Certificate

FONTS: Final = Path(__file__).parent / "fonts"
FONT: Final = "PublicSans"
# Millimetres of a sheet of A4 that lies on its side.
WIDTH: Final = 297
HEIGHT: Final = 210
MARGIN: Final = 26
NIGHT: Final = (19, 33, 60)
MUTED: Final = (84, 92, 104)
CODE_SIZE: Final = 30
# The one letter of Dutch names that the font has as two.
LIGATURES: Final = str.maketrans({"ĳ": "ij", "Ĳ": "IJ"})
NAME_SIZES: Final = (34, 30, 26, 22, 18)


def draw_certificates(certificates: Sequence[Certificate]) -> bytes:
    """Return certificates as one PDF, a page each; the title and language of the document are those of the first.

    Raises ``ValueError`` for none.
    """
    if not certificates:
        raise ValueError("There is no certificate to draw.")
    first = certificates[0]
    pdf = FPDF(orientation="landscape", format="A4")
    pdf.add_font(FONT, "", FONTS / "PublicSans-Regular.ttf")
    pdf.add_font(FONT, "B", FONTS / "PublicSans-Bold.ttf")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(False)
    pdf.set_lang(first.language)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    with translation.override(first.language):
        pdf.set_title(_("Certificate: %(title)s") % {"title": clean(first.title)})
    pdf.set_author(clean(first.site))
    for certificate in certificates:
        with translation.override(certificate.language):
            _draw(pdf, certificate)
    return bytes(pdf.output())


def clean(text: str) -> str:
    """Return a text as it is drawn: letters with their marks in one, and no control characters."""
    composed = unicodedata.normalize("NFC", text).translate(LIGATURES)
    return "".join(letter if letter.isprintable() else " " for letter in composed)


def _draw(pdf: FPDF, certificate: Certificate) -> None:
    pdf.add_page()
    pdf.set_fill_color(*NIGHT)
    pdf.rect(0, 0, WIDTH, 8, style="F")
    pdf.set_y(30)
    _line(pdf, certificate.site, 13, MUTED)
    _line(pdf, _("Certificate of participation"), 20, NIGHT, is_bold=True, after=14)
    _line(pdf, _("This says that"), 13, MUTED)
    _line(pdf, certificate.name, _size_for(pdf, clean(certificate.name)), NIGHT, is_bold=True, after=4)
    _line(pdf, _("took part in"), 13, MUTED)
    _line(pdf, certificate.title, 18, NIGHT, is_bold=True, after=3)
    _line(pdf, " · ".join(part for part in (", ".join(certificate.days), certificate.place) if part), 13, NIGHT)
    if certificate.organisers:
        _line(pdf, _("Organised by %(names)s") % {"names": certificate.organisers}, 13, MUTED)
    _foot(pdf, certificate)


def _line(
    pdf: FPDF, text: str, size: int, colour: tuple[int, int, int], *, is_bold: bool = False, after: float = 2
) -> None:
    pdf.set_font(FONT, "B" if is_bold else "", size)
    pdf.set_text_color(*colour)
    height = size * 0.5
    pdf.multi_cell(0, height, clean(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_y(pdf.get_y() + after)


def _size_for(pdf: FPDF, name: str) -> int:
    """Return the largest size at which a name fits on one line; the smallest breaks it."""
    for size in NAME_SIZES:
        pdf.set_font(FONT, "B", size)
        if pdf.get_string_width(name) <= WIDTH - 2 * MARGIN:
            return size
    return NAME_SIZES[-1]


def _foot(pdf: FPDF, certificate: Certificate) -> None:
    """Draw how the paper is checked: the number, the code, and both as a QR code with the address."""
    top = HEIGHT - MARGIN - CODE_SIZE
    code: QRCode[Any] = QRCode(border=0)
    code.add_data(certificate.address)
    rows = code.get_matrix()
    dot = CODE_SIZE / len(rows)
    pdf.set_fill_color(0, 0, 0)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                pdf.rect(WIDTH - MARGIN - CODE_SIZE + x * dot, top + y * dot, dot, dot, style="F")
    pdf.set_y(top)
    pdf.set_right_margin(MARGIN + CODE_SIZE + 8)
    facts = {"number": certificate.number, "code": certificate.code}
    _line(pdf, _("Number %(number)s, code %(code)s") % facts, 11, NIGHT, after=1)
    _line(pdf, _("Check it at %(address)s") % {"address": certificate.address.partition("?")[0]}, 11, MUTED)
    pdf.set_right_margin(MARGIN)
