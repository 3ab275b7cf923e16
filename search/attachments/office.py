"""The words of office documents, which are XML in a zip file: slides of PPTX, sections of DOCX and ODT.

A page number does not exist in a DOCX or an ODT: it depends on who prints it. So their words are told apart by the
heading that they stand under. Comments, notes, deleted text and pictures are not read. Only the XML that has the words
is unpacked, counted while it is unpacked: the sizes that a zip file gives may be lies.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax.handler import ContentHandler

from defusedxml import sax

from search.attachments.limits import MOST_ENTRIES, MOST_PARTS, MOST_UNPACKED
from search.attachments.pieces import Encrypted, Piece, TooLarge

# What an encrypted office document is: not a zip file but an OLE compound file ([MS-OFFCRYPTO] 2.3.4.5).
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = 0x1
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Grammar:
    """Local names of elements: paragraphs, what has their letters, what is a blank, and what is passed over."""

    paragraphs: frozenset[str]
    letters: frozenset[str]
    blanks: frozenset[str]
    skipped: frozenset[str]


# ECMA-376: ``Fallback`` says again what ``Choice`` has said (part 3, section 10.2).
OOXML: Final = Grammar(frozenset({"p"}), frozenset({"t"}), frozenset({"tab", "br", "cr"}), frozenset({"Fallback"}))
# OpenDocument 1.3, part 3.
OPENDOCUMENT: Final = Grammar(
    frozenset({"p", "h"}),
    frozenset({"p", "h"}),
    frozenset({"s", "tab", "line-break"}),
    frozenset({"tracked-changes", "annotation"}),
)


@dataclass(slots=True)
class Paragraph:
    """One paragraph: the element that it is, its style (of OOXML), and its text."""

    element: str
    style: str = ""
    letters: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return its letters."""
        return "".join(self.letters)


class ParagraphHandler(ContentHandler):
    """Gives every paragraph of an XML file to a function, as it ends."""

    def __init__(self, grammar: Grammar, tell: Callable[[Paragraph], None]) -> None:
        super().__init__()
        self._grammar, self._tell = grammar, tell
        # Paragraphs stand within one another: in a text box, or in a footnote.
        self._open: list[Paragraph] = []
        self._skipping = self._inside = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - SAX names it
        """Note what begins."""
        local = name.rpartition(":")[2]
        if local in self._grammar.skipped or self._skipping:
            self._skipping += 1
            return
        if local in self._grammar.paragraphs:
            self._open.append(Paragraph(local))
        if local in self._grammar.letters:
            self._inside += 1
        if local in self._grammar.blanks and self._open:
            self._open[-1].letters.append(" ")
        if local == "pStyle" and self._open:
            self._open[-1].style = _attribute(attrs, "val")

    def characters(self, content: str) -> None:
        """Keep letters that are text."""
        if self._inside and self._open and not self._skipping:
            self._open[-1].letters.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX names it
        """Tell of a paragraph that ends."""
        if self._skipping:
            self._skipping -= 1
            return
        local = name.rpartition(":")[2]
        if local in self._grammar.letters:
            self._inside -= 1
        if local in self._grammar.paragraphs:
            self._tell(self._open.pop())


class AttributeHandler(ContentHandler):
    """Gives the attributes of elements of some local names to a function."""

    def __init__(self, names: frozenset[str], tell: Callable[[str, Any], None]) -> None:
        super().__init__()
        self._names, self._tell = names, tell

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - SAX names it
        """Tell of an element."""
        local = name.rpartition(":")[2]
        if local in self._names:
            self._tell(local, attrs)


class Package:
    """An open office document. Raises ``Encrypted``, ``TooLarge`` and what ``zipfile`` raises for what is none."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_COMPOUND):
            raise Encrypted
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            raise TooLarge
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Encrypted
        self.names = frozenset(entry.filename for entry in entries)
        self._left = MOST_UNPACKED

    def parse(self, name: str, handler: ContentHandler) -> None:
        """Let a handler read one XML file; one with a document type or an entity is refused by defusedxml."""
        parser = sax.make_parser()
        parser.forbid_dtd = True
        parser.setContentHandler(handler)
        with self._zip.open(name) as file:
            while chunk := file.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise TooLarge
                parser.feed(chunk)
        parser.close()

    def read_sections(self, name: str, grammar: Grammar, is_heading: Callable[[Paragraph], bool]) -> list[Piece]:
        """Return the words of a file under each of its headings, the heading among them."""
        found: list[tuple[str, list[str]]] = [("", [])]

        def tell(paragraph: Paragraph) -> None:
            if paragraph.text.strip() and is_heading(paragraph):
                found.append((paragraph.text, []))
            found[-1][1].append(paragraph.text)

        self.parse(name, ParagraphHandler(grammar, tell))
        sections = (Piece("heading", heading, "\n".join(texts)) for heading, texts in found)
        return [section for section in sections if section.text.strip()]


def read_docx(content: bytes) -> list[Piece]:
    """Return the sections of a DOCX."""
    package = Package(content)
    headings = _heading_styles(package)
    return package.read_sections("word/document.xml", OOXML, lambda paragraph: paragraph.style in headings)


def read_odt(content: bytes) -> list[Piece]:
    """Return the sections of an ODT; an encrypted one says so in its manifest (OpenDocument 1.3, part 2, 4.8)."""
    package = Package(content)
    is_encrypted: list[str] = []
    if "META-INF/manifest.xml" in package.names:
        names = frozenset({"encryption-data"})
        package.parse("META-INF/manifest.xml", AttributeHandler(names, lambda name, attrs: is_encrypted.append(name)))
    if is_encrypted:
        raise Encrypted
    return package.read_sections("content.xml", OPENDOCUMENT, lambda paragraph: paragraph.element == "h")


def read_pptx(content: bytes) -> Iterator[Piece]:
    """Yield the slides of a PPTX in the order in which they are shown, hidden ones included."""
    package = Package(content)
    for number, name in enumerate(_slide_names(package)[: MOST_PARTS + 1], start=1):
        texts: list[str] = []
        package.parse(name, ParagraphHandler(OOXML, lambda paragraph, texts=texts: texts.append(paragraph.text)))  # type: ignore[misc]
        yield Piece("slide", str(number), "\n".join(texts))


def _heading_styles(package: Package) -> frozenset[str]:
    """Return the ids of the styles that are headings: their names are English, whatever language Word speaks."""
    styles: dict[str, str] = {}
    current = [""]

    def tell(local: str, attrs: Any) -> None:
        if local == "style":
            current[0] = _attribute(attrs, "styleId")
        else:
            styles[current[0]] = _attribute(attrs, "val").casefold()

    if "word/styles.xml" in package.names:
        package.parse("word/styles.xml", AttributeHandler(frozenset({"style", "name"}), tell))
    return frozenset(style for style, name in styles.items() if name.startswith("heading "))


def _slide_names(package: Package) -> list[str]:
    """Return the files of the slides: a presentation lists them by the names of its relations."""
    order: list[str] = []
    targets: dict[str, str] = {}
    package.parse(
        "ppt/presentation.xml",
        AttributeHandler(frozenset({"sldId"}), lambda name, attrs: order.append(attrs.get("r:id", ""))),
    )
    package.parse(
        "ppt/_rels/presentation.xml.rels",
        AttributeHandler(
            frozenset({"Relationship"}),
            lambda name, attrs: targets.update({attrs.get("Id", ""): attrs.get("Target", "")}),
        ),
    )
    names = [posixpath.normpath(posixpath.join("/ppt", targets.get(key, ""))).lstrip("/") for key in order]
    return [name for name in names if name in package.names]


def _attribute(attrs: Any, local: str) -> str:
    """Return an attribute by its local name."""
    return next((str(value) for name, value in attrs.items() if name.rpartition(":")[2] == local), "")
