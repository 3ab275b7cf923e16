"""Markdown as members type it, read into nodes and written from them.

CommonMark without what a calm text does not need: no HTML, no code, no rulers, no tables. A line break is a line break.
What is not understood stays as it was typed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from home.markup.nodes import Builder, Heading, Item, Line, Listing, Node, Paragraph, Run, address, text_of, tidy

Reader = Callable[[str], Sequence[Node]]

_RULES: Final = ("heading", "list", "emphasis", "link", "escape", "newline")
# "2019. A good year" begins a sentence, not a list.
_YEAR: Final = re.compile(r"^([ \t]*\d{3,9})([.)])(?=\s)", re.MULTILINE)
_SPECIAL: Final = re.compile(r"([\\*_\[\]#])")
_AT_START: Final = re.compile(r"^(?:([-+>])|(\d{1,9})([.)]))")
_WORD: Final = re.compile(r"\w")


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return bool(address(url))

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return address(url)


@cache
def _parser() -> _Parser:
    parser = _Parser("zero", {"maxNesting": 100})
    parser.enable(list(_RULES))
    return parser


def read_markdown(text: str) -> list[Node]:
    """Return the nodes of a text."""
    builder = Builder()
    for token in _parser().parse(_YEAR.sub(r"\1\\\2", text)):
        _read(builder, token)
    return builder.finish()


def _read(builder: Builder, token: Token) -> None:
    if token.type == "inline":
        for run in _runs(token.children or ()):
            builder.add(run)
    elif token.type in ("bullet_list_open", "ordered_list_open"):
        builder.open_list(is_ordered=token.tag == "ol")
    elif token.type in ("bullet_list_close", "ordered_list_close"):
        builder.close_list()
    elif token.type == "list_item_open":
        builder.open_item()
    elif token.type in ("paragraph_close", "heading_close", "list_item_close"):
        builder.end_text(is_heading=token.type == "heading_close")


def _runs(tokens: Iterable[Token]) -> Iterator[Run]:
    bold = italic = 0
    href = ""
    for token in tokens:
        if token.type.startswith("strong_"):
            bold += token.nesting
        elif token.type.startswith("em_"):
            italic += token.nesting
        elif token.type.startswith("link_"):
            href = str(token.attrGet("href") or "") if token.nesting > 0 else ""
        else:
            text = "\n" if token.type in ("softbreak", "hardbreak") else token.content
            yield Run(text, bold=bold > 0, italic=italic > 0, href=href)


# --- Writing --------------------------------------------------------------------------------------------


def write_markdown(nodes: Iterable[Node], read: Reader = read_markdown) -> str:
    """Return nodes as Markdown.

    ``read`` is what will read it again: each text is written in the plainest way that reads as it should, and
    characters get a backslash only where it would not.
    """
    return "\n\n".join(_node(node, read) for node in nodes)


def write_line(line: Line, prefix: str, read: Reader, meant: Callable[[Line], Node]) -> str:
    """Return a line after ``prefix``, so that ``read`` answers with the node that is ``meant``."""
    return _written((line,), prefix, read, lambda lines: meant(lines[0]))


def _node(node: Node, read: Reader) -> str:
    if isinstance(node, Heading):
        return write_line(node.line, "### ", read, Heading)
    if isinstance(node, Paragraph):
        return _written(node.lines, "", read, Paragraph)
    return "\n".join(_list(node, read))


def _list(node: Listing, read: Reader) -> Iterator[str]:
    for number, item in enumerate(node.items, start=1):
        marker = f"{number}. " if node.is_ordered else "- "
        for place, line in enumerate(_item(item, read)):
            yield (" " * len(marker) if place else marker) + line


def _item(item: Item, read: Reader) -> Iterator[str]:
    yield from _written(item.lines, "", read, Paragraph).split("\n")
    for listing in item.lists:
        yield from _list(listing, read)


def _written(lines: tuple[Line, ...], prefix: str, read: Reader, meant: Callable[[tuple[Line, ...]], Node]) -> str:
    """Return lines in the plainest of the ways that ``read`` understands as they are meant."""
    for wanted in (lines, tuple(map(_eased, lines)), tuple(map(_unmarked, lines))):
        expected = [meant(wanted)]
        for written in _ways(wanted, prefix):
            if list(read(written)) == expected:
                return written
    return prefix + "\n".join(_escaped_at_start(_SPECIAL.sub(r"\\\1", text_of(line))) for line in lines)


def _ways(lines: tuple[Line, ...], prefix: str) -> Iterator[str]:
    for is_escaped, is_safe_start in ((False, False), (False, True), (True, True)):
        for italic in "*_":
            written = [_line(line, italic, is_escaped) for line in lines]
            yield prefix + "\n".join(map(_escaped_at_start, written) if is_safe_start else written)


def _escaped_at_start(text: str) -> str:
    return _AT_START.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", text)


def _line(line: Line, italic: str, is_escaped: bool) -> str:
    written, opened = "", list[str]()
    for place, run in enumerate(line):
        needed = _marks(run)
        while not needed.issuperset(opened):
            written += _closing(opened.pop(), italic)
        for mark in sorted(needed.difference(opened), key=lambda mark: _order(mark, line[place:])):
            opened.append(mark)
            written += _opening(mark, italic)
        written += _SPECIAL.sub(r"\\\1", run.text) if is_escaped else run.text
    return written + "".join(_closing(mark, italic) for mark in reversed(opened))


def _marks(run: Run) -> set[str]:
    return {mark for mark, is_set in (("bold", run.bold), ("italic", run.italic), (run.href, run.href)) if is_set}


def _order(mark: str, rest: Line) -> tuple[int, int]:
    """Put what lasts longest outside; of two that last as long, a link."""
    lasts = next((place for place, run in enumerate(rest) if mark not in _marks(run)), len(rest))
    return -lasts, ("bold", "italic").index(mark) if mark in ("bold", "italic") else -1


def _opening(mark: str, italic: str) -> str:
    return {"bold": "**", "italic": italic}.get(mark, "[")


def _closing(mark: str, italic: str) -> str:
    return {"bold": "**", "italic": italic}.get(mark, f"]({mark})")


def _eased(line: Line) -> Line:
    """Return a line in which marks end at words: beside a letter Markdown cannot end them at a punctuation mark."""
    chars = [(char, run) for run in line for char in run.text]
    eased: list[Run] = []
    for place, (char, run) in enumerate(chars):
        is_edge = any(
            _marks(run) != _marks(chars[other][1]) for other in (place - 1, place + 1) if 0 <= other < len(chars)
        )
        is_plain = is_edge and not _WORD.match(char)
        eased.append(Run(char, href=run.href) if is_plain else replace(run, text=char))
    return _merged(eased)


def _unmarked(line: Line) -> Line:
    return _merged(replace(run, bold=False, italic=False) for run in line)


def _merged(runs: Iterable[Run]) -> Line:
    return tidy(runs)[0]
