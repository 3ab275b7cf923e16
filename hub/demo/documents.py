"""Makes the demo's documents, with real words on real pages, and lets pages offer them."""

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.core.files.base import ContentFile
from docx import Document
from fpdf import FPDF

from home.models import HubDocument
from hub.demo.data_files import read
from hub.demo.pages import Row
from knowledge.models import BestPracticePage

PAPER, SLIDE = (210, 297), (254, 143)


def load_documents() -> None:
    """Offer the documents that are missing."""
    for row in read("documents")["document"]:
        if HubDocument.objects.filter(title=row["title"]).exists():
            continue
        content = MAKERS[row["kind"]]([(part["heading"], part["text"]) for part in row["part"]])
        file = ContentFile(content, name=f"{row['title']}.{row['kind']}")
        document = HubDocument.objects.create(title=row["title"], file=file)
        _offer(document, row)


def _offer(document: HubDocument, row: Row) -> None:
    page = BestPracticePage.objects.get(slug__startswith=row["practice"], locale__language_code="nl")
    page.body.append(("download", {"document": document, "title": ""}))
    page.save_revision().publish()


def make_pdf(parts: Iterable[tuple[str, str]], size: tuple[int, int] = PAPER) -> bytes:
    """Return a PDF with a page for each heading and text; the size of a page in millimetres."""
    pdf = FPDF(format=size)
    for heading, text in parts:
        pdf.add_page()
        pdf.set_font("helvetica", style="B", size=20)
        pdf.multi_cell(0, text=heading, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
        pdf.set_font("helvetica", size=13)
        pdf.multi_cell(0, text=text, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def make_docx(parts: Iterable[tuple[str, str]]) -> bytes:
    """Return a DOCX with these headings and texts."""
    document = Document()
    for heading, text in parts:
        document.add_heading(heading)
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


MAKERS: Final[Mapping[str, Callable[[Iterable[tuple[str, str]]], bytes]]] = {"pdf": make_pdf, "docx": make_docx}
