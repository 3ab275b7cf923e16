"""Reading an uploaded file into parts, a heading with its text. Nothing in a file is trusted (threats C10 to C15)."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import mammoth
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from home.markup.html import read_html
from home.markup.markdown import read_markdown
from home.markup.nodes import Heading, Paragraph, text_of
from home.text_formats import rich_text_to_markdown
from home.validators import file_extension, validate_document_file

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = {"docx": 10 * MEGABYTE, "md": MEGABYTE, "txt": MEGABYTE}
# Of the parts of a document that are read: text of some hundred pages.
MOST_XML: Final = 4 * MEGABYTE
MOST_PARTS: Final = 200
_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='Titel'] => h1:fresh
p[style-name='Heading 1'] => h2:fresh
p[style-name='Heading 2'] => h2:fresh
p[style-name='Heading 3'] => h3:fresh
p[style-name='Heading 4'] => h3:fresh
"""
_HTML_HEADING: Final = re.compile(r"<h([12])>(.*?)</h\1>", re.DOTALL)
_HEADING: Final = re.compile(r"(#{1,2})[ \t]+(\S.*?)[ \t#]*")
# What begins a line that does not go on with the one before it.
_BEGINS: Final = re.compile(r"\s*(?:[-+*>#]|\d{1,9}[.)]\s|\[\[|!\[|$)")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the text below it, as Markdown. The first part of a file may have no heading (level 0)."""

    level: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file has; ``pictures`` is how many images were left out."""

    parts: tuple[Part, ...]
    pictures: int = 0


def read_file(file: File[Any]) -> ReadFile:
    """Return the parts of a DOCX, Markdown or text file.

    Raises ``ValidationError`` for a file that is of another kind, too large, or not what its name says.
    """
    extension = file_extension(file)
    if extension not in MOST_BYTES:
        raise ValidationError(_("Choose a document (.docx) or a Markdown file (.md)."), code="type")
    if not file.size:
        raise ValidationError(_("This file is empty."), code="empty")
    if file.size > MOST_BYTES[extension]:
        limit = MOST_BYTES[extension] // MEGABYTE
        raise ValidationError(_("This file is larger than %(limit)s MB."), code="size", params={"limit": limit})
    found = _read_docx(file) if extension == "docx" else _read_markdown(file)
    if len(found.parts) > MOST_PARTS:
        raise ValidationError(_("This file has too many headings to be one work."), code="parts")
    return found


# --- Markdown -------------------------------------------------------------------------------------------


def _read_markdown(file: File[Any]) -> ReadFile:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("Save this file as UTF-8 text and choose it again."), code="encoding") from error
    if "\0" in text:
        raise ValidationError(_("This file is no text."), code="content")
    return ReadFile(tuple(_markdown_parts(text)))


def _markdown_parts(text: str) -> Iterator[Part]:
    level, heading, lines = 0, "", list[str]()
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        found = _HEADING.fullmatch(line)
        if found is None:
            lines.append(line)
            continue
        yield Part(level, heading, _unwrapped(lines))
        level, heading, lines = len(found[1]), _words(f"### {found[2]}"), []
    yield Part(level, heading, _unwrapped(lines))


def _unwrapped(lines: list[str]) -> str:
    """Return lines as paragraphs: an editor of text files breaks them at a width, and that says nothing."""
    joined: list[str] = []
    for line in lines:
        goes_on = joined and joined[-1].strip() and not joined[-1].endswith(("  ", "\\")) and not _BEGINS.match(line)
        if goes_on and not joined[-1].lstrip().startswith(("#", ">")):
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
    return "\n".join(line.removesuffix("\\").rstrip() for line in joined).strip()


def _words(markdown: str) -> str:
    return " ".join(text_of(node.line) for node in read_markdown(markdown) if isinstance(node, Heading))


# --- Documents ------------------------------------------------------------------------------------------


def _read_docx(file: File[Any]) -> ReadFile:
    validate_document_file(file)
    content = file.read()
    _check_parts(content)
    pictures = [0]

    def leave_out(image: Any) -> dict[str, str]:
        pictures[0] += 1
        return {}

    try:
        html = mammoth.convert_to_html(
            io.BytesIO(content), style_map=_STYLES, convert_image=mammoth.images.img_element(leave_out)
        ).value
    except Exception as error:
        # What a foreign file can break in its reader is not known.
        raise ValidationError(_("This document cannot be read. Save it again as .docx."), code="content") from error
    return ReadFile(tuple(_html_parts(html)), pictures[0])


def _check_parts(content: bytes) -> None:
    """Refuse a document whose text unpacks to too much, whatever its directory says, or that defines entities (C29)."""
    read = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for entry in package.infolist():
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                with package.open(entry) as part:
                    xml = part.read(MOST_XML - read + 1)
                read += len(xml)
                if read > MOST_XML:
                    raise ValidationError(_("This document has too much text to be one work."), code="size")
                # Only UTF-8: in another encoding a definition could hide.
                if _DTD.search(xml) or b"\0" in xml:
                    raise ValidationError(_("This document cannot be read. Save it again as .docx."), code="content")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValidationError(_("This document cannot be read. Save it again as .docx."), code="content") from error


def _html_parts(html: str) -> Iterator[Part]:
    level, heading, start = 0, "", 0
    for found in _HTML_HEADING.finditer(html):
        yield Part(level, heading, rich_text_to_markdown(html[start : found.start()]))
        level, heading, start = int(found[1]), _plain(found[2]), found.end()
    yield Part(level, heading, rich_text_to_markdown(html[start:]))


def _plain(html: str) -> str:
    lines = [line for node in read_html(html) if isinstance(node, Paragraph) for line in node.lines]
    return " ".join(map(text_of, lines))
