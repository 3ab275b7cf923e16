"""Running text between its two spellings, rich text (HTML) and Markdown: paragraphs, small headings and lists.

Both are read into these nodes and written from them, so that neither can hold what the other has no word for, and
nothing that somebody typed ever becomes markup by itself. A node has one form: texts that read alike
are equal.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final
from urllib.parse import quote, urlsplit

# Lists within lists beyond this depth are put beside one another.
MAX_DEPTH: Final = 4
MAX_ADDRESS: Final = 2000
SCHEMES: Final = frozenset({"http", "https", "mailto"})
_INTERNAL: Final = re.compile(r"(?:page|file):[1-9]\d{0,8}")
_ANCHOR: Final = re.compile(r"#[A-Za-z][\w-]*")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:[/?#].*)?")
_MAILBOX: Final = re.compile(r"[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_SPACES: Final = re.compile(r"[ \t\f\v]+")
_ENTITY: Final = re.compile(r"(&[^;&]{1,32});")


@dataclass(frozen=True, slots=True)
class Run:
    """Words with the same marks; ``href`` is an address as ``address`` returns it."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A small heading."""

    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more lines of text."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its text, and the lists within it."""

    lines: tuple[Line, ...]
    lists: tuple["Listing", ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, numbered or not."""

    is_ordered: bool
    items: tuple[Item, ...]


Node = Heading | Paragraph | Listing


def address(href: str) -> str:
    """Return where a link may lead, in one spelling; empty for what a link may not have (threat C8).

    The web, mail, an anchor, a path of this site, and the pages and files of the hub as ``page:12`` and ``file:3``. The
    name of a site or a mailbox gets the scheme that it lacks.
    """
    href = "".join(char for char in href if unicodedata.category(char) not in ("Cc", "Cs")).strip()
    if not href or len(href) > MAX_ADDRESS:
        return ""
    if _INTERNAL.fullmatch(href) or _ANCHOR.fullmatch(href):
        return href
    if _MAILBOX.fullmatch(href):
        href = f"mailto:{href}"
    elif _HOST.fullmatch(href):
        href = f"https://{href}"
    return _encoded(href) if _leads_somewhere(href) else ""


def _leads_somewhere(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return href.startswith("/") and not href.startswith(("//", "/\\"))
    return parts.scheme in SCHEMES and bool(parts.netloc or (parts.scheme == "mailto" and parts.path))


def _encoded(href: str) -> str:
    """Return the address without a character that means something in Markdown or HTML."""
    safe = quote(href, safe="!#$%&'+,/:;=?@~-._", errors="replace")
    return _ENTITY.sub(r"\1%3B", safe)


def tidy(runs: Iterable[Run]) -> tuple[Line, ...]:
    """Return the lines of some words, in one form; an empty line is an empty tuple.

    A line break in a text begins a line. Spaces are single, none at the ends of a line, and none is marked at the end
    of what is marked: nobody sees it, and Markdown has no way to write it.
    """
    lines: list[list[tuple[str, Run]]] = [[]]
    for run in runs:
        for char in _SPACES.sub(" ", run.text.replace("\r\n", "\n").replace("\r", "\n")):
            if char == "\n":
                lines.append([])
            elif unicodedata.category(char) not in ("Cc", "Cs"):
                lines[-1].append((char, run))
    return tuple(_tidy_line(line) for line in lines)


def _tidy_line(chars: list[tuple[str, Run]]) -> Line:
    kept: list[tuple[str, Run]] = []
    for char, run in chars:
        if char.isspace() and (not kept or (char == " " and kept[-1][0] == " ")):
            continue
        kept.append((char, run))
    while kept and kept[-1][0].isspace():
        kept.pop()
    marked = [(char, replace(run, text="")) for char, run in kept]
    before, after = _words_beside(marked), _words_beside(marked[::-1])[::-1]
    marked = [
        (char, _common(run, before[place], after[place]) if char.isspace() else run)
        for place, (char, run) in enumerate(marked)
    ]
    grouped = groupby(marked, key=lambda pair: pair[1])
    return tuple(replace(run, text="".join(char for char, _run in pairs)) for run, pairs in grouped)


def _words_beside(marked: list[tuple[str, Run]]) -> list[Run]:
    """Return, for each character, the run of the last one before it that is no space."""
    found, last = [], Run("")
    for char, run in marked:
        found.append(last)
        last = last if char.isspace() else run
    return found


def _common(space: Run, before: Run, after: Run) -> Run:
    """Return the marks of a space: those that what is before and after it share."""
    return Run(
        "",
        bold=space.bold and before.bold and after.bold,
        italic=space.italic and before.italic and after.italic,
        href=space.href if space.href == before.href == after.href else "",
    )


def joined(lines: Iterable[Line]) -> Line:
    """Return lines as one."""
    runs = [run for line in lines if line for run in (*line, Run(" "))]
    return tidy(runs)[0] if runs else ()


def text_of(line: Line) -> str:
    """Return the words of a line without marks."""
    return "".join(run.text for run in line)


@dataclass(slots=True)
class _OpenList:
    is_ordered: bool
    items: list[tuple[list[Line], list[Node]]] = field(default_factory=list)


class Builder:
    """Makes nodes from what a reader of either spelling meets, in order. Never deeper than ``MAX_DEPTH``."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._open: list[_OpenList] = []
        self._beyond = 0
        self._runs: list[Run] = []

    def add(self, run: Run) -> None:
        """Add words to the text that is being read."""
        self._runs.append(run)

    def end_text(self, is_heading: bool = False) -> None:
        """End a paragraph, a heading or the text of an item."""
        lines, self._runs = tidy(self._runs), []
        if self._open:
            items = self._open[-1].items or [([], [])]
            self._open[-1].items = items
            items[-1][0].extend(line for line in lines if line)
        elif is_heading:
            self.nodes.extend([Heading(joined(lines))] if any(lines) else [])
        else:
            groups = groupby(lines, key=bool)
            self.nodes.extend(Paragraph(tuple(group)) for has_text, group in groups if has_text)

    def open_list(self, is_ordered: bool) -> None:
        """Begin a list."""
        self.end_text()
        if len(self._open) >= MAX_DEPTH:
            self._beyond += 1
        else:
            self._open.append(_OpenList(is_ordered))

    def open_item(self) -> None:
        """Begin an item of the list that is open."""
        self.end_text()
        if self._open:
            self._open[-1].items.append(([], []))

    def close_list(self) -> None:
        """End the list that is open."""
        self.end_text()
        if self._beyond:
            self._beyond -= 1
        elif self._open:
            closed = self._open.pop()
            items = tuple(_items(closed))
            target = self._open[-1].items[-1][1] if self._open else self.nodes
            if items:
                _append_list(target, Listing(closed.is_ordered, items))

    def finish(self) -> list[Node]:
        """Return the nodes."""
        self.end_text()
        while self._open:
            self.close_list()
        return self.nodes


def _items(closed: _OpenList) -> Iterator[Item]:
    """Return the items of a list; one without words gives its place to what is within it."""
    for lines, lists in closed.items:
        inner = tuple(node for node in lists if isinstance(node, Listing))
        if lines:
            yield Item(tuple(lines), inner)
        else:
            yield from (item for listing in inner for item in listing.items)


def merged(nodes: Iterable[Node]) -> list[Node]:
    """Return nodes with lists that follow one another as one, as Markdown reads them."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Listing):
            _append_list(found, node)
        else:
            found.append(node)
    return found


def one_line(text: str) -> str:
    """Return a text on one line, without characters that nobody sees."""
    return text_of(joined(tidy([Run(text)])))


def _append_list(nodes: list[Node], listing: Listing) -> None:
    """Add a list; to the one before it when they are of one kind."""
    last = nodes[-1] if nodes else None
    if isinstance(last, Listing) and last.is_ordered == listing.is_ordered:
        nodes[-1] = Listing(last.is_ordered, last.items + listing.items)
    else:
        nodes.append(listing)
