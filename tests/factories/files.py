"""Real files with words in them, of each kind that search reads."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from docx import Document
from fpdf import FPDF

_W = 'xmlns:w="urn:w" xmlns:mc="urn:mc"'
_A = 'xmlns:a="urn:a" xmlns:p="urn:p" xmlns:r="urn:r"'
_ODF = 'xmlns:office="urn:office" xmlns:text="urn:text" xmlns:manifest="urn:manifest"'


def make_pdf(*pages: str, password: str = "", owner: str = "") -> bytes:
    """Return a PDF with a text on each page, perhaps locked."""
    pdf = FPDF()
    pdf.set_font("helvetica")
    if password or owner:
        pdf.set_encryption(owner_password=owner or password, user_password=password)
    for text in pages:
        pdf.add_page()
        if text:
            pdf.multi_cell(0, text=text)
    return bytes(pdf.output())


def make_docx(sections: Sequence[tuple[str, str]]) -> bytes:
    """Return a DOCX of headings (empty for none) and texts."""
    document = Document()
    for heading, text in sections:
        if heading:
            document.add_heading(heading)
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_odt(content: str, manifest: str = "") -> bytes:
    """Return an ODT with this XML in its text."""
    body = f"<office:document-content {_ODF}><office:body>{content}</office:body></office:document-content>"
    return make_zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": body,
            "META-INF/manifest.xml": f"<manifest:manifest {_ODF}>{manifest}</manifest:manifest>",
        }
    )


def make_pptx(*slides: str) -> bytes:
    """Return a PPTX whose slides are stored in the opposite order."""
    order = "".join(f'<p:sldId r:id="rId{number}"/>' for number in range(len(slides)))
    relations = "".join(
        f'<Relationship Id="rId{number}" Target="slides/slide{len(slides) - number}.xml"/>'
        for number in range(len(slides))
    )
    files = {
        "ppt/presentation.xml": f"<p:presentation {_A}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f"<Relationships>{relations}</Relationships>",
    }
    for number, text in enumerate(slides):
        name = f"ppt/slides/slide{len(slides) - number}.xml"
        files[name] = f"<p:sld {_A}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"
    return make_zip(files)


def make_word_xml(content: str) -> bytes:
    """Return a DOCX with this XML in its text, and no styles."""
    return make_zip({"word/document.xml": f"<w:document {_W}>{content}</w:document>"})


def make_zip(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of these."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return file.getvalue()
