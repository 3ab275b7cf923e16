"""Files to write a first draft in, made from the steps of a page type: Markdown, and a document."""

import io
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from docx import Document

from home.models import HubPage
from knowledge.submissions.importing.sections import sections_of

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def markdown_template(model: type[HubPage]) -> bytes:
    """Return the template in Markdown, in the active language."""
    parts = [f"# {_title()}"]
    for section in sections_of(model):
        parts.append(f"## {section.heading}")
        if section.hint:
            parts.append(f"*{section.hint}*")
    return ("\n\n".join(parts) + "\n").encode()


def docx_template(model: type[HubPage]) -> bytes:
    """Return the template as a document, in the active language: headings to keep, lines to write over."""
    document = Document()
    document.core_properties.title = str(model.search_type_label)
    document.core_properties.author = ""
    document.add_paragraph(_title(), style="Title")
    for section in sections_of(model):
        document.add_paragraph(section.heading, style="Heading 1")
        document.add_paragraph().add_run(section.hint).italic = True
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _title() -> str:
    return _("Write your title here")


# By the extension of the file: what draws it, and its type.
TEMPLATES: Final[Mapping[str, tuple[Callable[[type[HubPage]], bytes], str]]] = {
    "docx": (docx_template, DOCX_TYPE),
    "md": (markdown_template, "text/markdown; charset=utf-8"),
}
