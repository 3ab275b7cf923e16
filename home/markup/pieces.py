"""The pieces of a text that stand for content blocks: recognised line by line, before Markdown reads the rest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from home.markup.markdown import read_markdown
from home.markup.nodes import Node, one_line

_HEADING: Final = re.compile(r"#{1,2}[ \t]+(\S.*)")
_QUOTE: Final = re.compile(r">[ \t]?(.*)")
_WHO: Final = re.compile(r"(?:—|–|--)[ \t]*(\S.*)")
_WHO_ESCAPED: Final = re.compile(r"\\+(?:—|–|--)")
_KEPT: Final = re.compile(r"\[\[.*#([\w-]+)\]\]\s*")
_FIGURE: Final = re.compile(r"""!\[((?:\\.|[^\]\\])*)\]\(image:(\d{1,9})(?:[ \t]+"((?:\\.|[^"\\])*)")?\)\s*""")
_ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of Markdown."""

    source: str


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; ``source`` is Markdown."""

    source: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a person as they are, and who said them."""

    text: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An image by its key, with its words."""

    image: int
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A block that is not written as text, by what names it."""

    key: str


Piece = Text | Title | Quotation | Figure | Kept


def split(text: str) -> list[Piece]:
    """Return the pieces of a text in order."""
    pieces: list[Piece] = []
    lines: list[str] = []
    quoted: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        quote = _QUOTE.fullmatch(line)
        piece = None if quote else _piece(line)
        if quoted and not quote:
            pieces.extend(_quotation(quoted))
            quoted = []
        if piece or quote:
            pieces.extend(_text(lines))
            lines = []
        if quote:
            quoted.append(quote[1].strip())
        elif piece:
            pieces.append(piece)
        else:
            lines.append(line)
    return _merged([*pieces, *_text(lines)])


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Return pieces without empty headings, and texts that then follow one another as one."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, Text) and isinstance(last, Text):
            found[-1] = Text(f"{last.source}\n\n{piece.source}")
        elif not isinstance(piece, Title) or title_nodes(piece):
            found.append(piece)
    return found


def _text(lines: list[str]) -> Iterator[Text]:
    if any(line.strip() for line in lines):
        yield Text("\n".join(lines).strip("\n"))


def _piece(line: str) -> Piece | None:
    if kept := _KEPT.fullmatch(line):
        return Kept(kept[1])
    if figure := _FIGURE.fullmatch(line):
        alt, key, caption = figure[1], int(figure[2]), figure[3] or ""
        return Figure(key, one_line(_ESCAPED.sub(r"\1", alt)), one_line(_ESCAPED.sub(r"\1", caption)))
    if heading := _HEADING.fullmatch(line):
        return Title(heading[1].strip())
    return None


def _quotation(lines: list[str]) -> Iterator[Quotation]:
    who = _WHO.fullmatch(lines[-1])
    if who:
        lines = lines[:-1]
    elif _WHO_ESCAPED.match(lines[-1]):
        lines = [*lines[:-1], lines[-1][1:]]
    text = _quoted_text("\n".join(lines))
    said_by = one_line(who[1]) if who else ""
    if text or said_by:
        yield Quotation(text, said_by)


def _quoted_text(text: str) -> str:
    return "\n".join(one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip("\n")


def write_quotation(text: str, who: str) -> str:
    """Return a quotation as lines; empty without words."""
    lines = _quoted_text(text).split("\n")
    said_by = one_line(who)
    if said_by:
        lines = [*(lines if any(lines) else ()), f"— {said_by}"]
    elif _WHO.fullmatch(lines[-1]) or _WHO_ESCAPED.match(lines[-1]):
        lines[-1] = f"\\{lines[-1]}"
    return "\n".join(f"> {line}".rstrip() for line in lines) if any(lines) else ""


def write_figure(image: int, alt: str, caption: str) -> str:
    """Return an image as a line."""
    said = re.sub(r"([\\\]])", r"\\\1", one_line(alt))
    title = re.sub(r'([\\"])', r"\\\1", one_line(caption))
    return f"![{said}](image:{image}" + (f' "{title}")' if title else ")")


def write_kept(words: str, key: str) -> str:
    """Return the line of a block that is not written as text."""
    return f"[[{one_line(words)} #{key}]]"


def read_text(text: str) -> Sequence[Node]:
    """Return the nodes of a text when all of it is running text; nothing when a part of it would become a block."""
    pieces = split(text)
    return read_markdown(pieces[0].source) if len(pieces) == 1 and isinstance(pieces[0], Text) else ()


def read_title(text: str) -> Sequence[Node]:
    """Return the node of a text when all of it is one heading."""
    pieces = split(text)
    return title_nodes(pieces[0]) if len(pieces) == 1 and isinstance(pieces[0], Title) else ()


def title_nodes(title: Title) -> Sequence[Node]:
    """Return the node of a heading: none when nothing is left of it."""
    return read_markdown(f"### {title.source}")
