"""Rich text as it is stored, read into nodes and written from them."""

import html
from collections.abc import Iterable
from html.parser import HTMLParser
from itertools import groupby
from typing import Final

import nh3

from home.markup.nodes import SCHEMES, Builder, Heading, Item, Line, Listing, Node, Run, address

# All that rich text has (home.blocks.base.RICH_TEXT_FEATURES); what other texts have more is read as words.
_WRITTEN: Final = {"p", "h3", "b", "i", "ol", "ul", "li", "a", "br"}
_HEADINGS: Final = {"h1", "h2", "h3", "h4", "h5", "h6"}
_TEXTS: Final = {"p", "div", "blockquote", "tr", "td", "th", "table", *_HEADINGS}
_MARKS: Final = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic"}
_ATTRIBUTES: Final = {"a": {"href", "linktype", "id"}}
_INTERNAL: Final = {"page": "page", "document": "file"}
_LINK_TYPES: Final = {word: kind for kind, word in _INTERNAL.items()}


def read_html(source: str) -> list[Node]:
    """Return the nodes of rich text, or of any HTML. Scripts, styles and what is embedded are left out."""
    cleaned = nh3.clean(
        source,
        tags={*_WRITTEN, *_TEXTS, *_MARKS},
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes=set(SCHEMES),
    )
    reader = _Reader()
    reader.feed(cleaned)
    reader.close()
    return reader.builder.finish()


def write_html(nodes: Iterable[Node]) -> str:
    """Return nodes as rich text. Every word is escaped; the result passes the allow-list once more (threat C6)."""
    return nh3.clean(
        "".join(map(_node, nodes)),
        tags=_WRITTEN,
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes=set(SCHEMES),
    ).replace("<br>", "<br/>")


class _Reader(HTMLParser):
    """Reads as the tags come, so that no depth of nesting is too deep."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = Builder()
        self._marks = {"bold": 0, "italic": 0}
        self._hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _MARKS:
            self._marks[_MARKS[tag]] += 1
        elif tag == "a":
            self._hrefs.append(_href({name: value or "" for name, value in attrs}))
        elif tag == "br":
            self.builder.add(Run("\n"))
        elif tag in ("ul", "ol"):
            self.builder.open_list(is_ordered=tag == "ol")
        elif tag == "li":
            self.builder.open_item()
        elif tag in _TEXTS:
            self.builder.end_text()

    def handle_endtag(self, tag: str) -> None:
        if tag in _MARKS:
            self._marks[_MARKS[tag]] -= 1
        elif tag == "a":
            self._hrefs = self._hrefs[:-1]
        elif tag in ("ul", "ol"):
            self.builder.close_list()
        elif tag in _TEXTS or tag == "li":
            self.builder.end_text(is_heading=tag in _HEADINGS)

    def handle_data(self, data: str) -> None:
        text = data.replace("\r", " ").replace("\n", " ")
        is_bold, is_italic = self._marks["bold"] > 0, self._marks["italic"] > 0
        self.builder.add(Run(text, bold=is_bold, italic=is_italic, href=self._hrefs[-1] if self._hrefs else ""))


def _href(attributes: dict[str, str]) -> str:
    kind = attributes.get("linktype", "")
    if kind:
        return address(f"{_INTERNAL[kind]}:{attributes.get('id', '')}") if kind in _INTERNAL else ""
    return address(attributes.get("href", ""))


def _node(node: Node) -> str:
    if isinstance(node, Listing):
        return _list(node)
    if isinstance(node, Heading):
        return f"<h3>{_line(node.line)}</h3>"
    return f"<p>{_lines(node.lines)}</p>"


def _list(node: Listing) -> str:
    tag = "ol" if node.is_ordered else "ul"
    return f"<{tag}>{''.join(map(_item, node.items))}</{tag}>"


def _item(item: Item) -> str:
    return f"<li>{_lines(item.lines)}{''.join(map(_list, item.lists))}</li>"


def _lines(lines: Iterable[Line]) -> str:
    return "<br/>".join(map(_line, lines))


def _line(line: Line) -> str:
    return "".join(_linked(href, "".join(map(_run, runs))) for href, runs in groupby(line, key=lambda run: run.href))


def _run(run: Run) -> str:
    text = html.escape(run.text, quote=False)
    text = f"<i>{text}</i>" if run.italic else text
    return f"<b>{text}</b>" if run.bold else text


def _linked(href: str, text: str) -> str:
    return f"{_link(href)}{text}</a>" if href else text


def _link(href: str) -> str:
    word, _colon, key = href.partition(":")
    if word in _LINK_TYPES:
        return f'<a linktype="{_LINK_TYPES[word]}" id="{int(key)}">'
    return f'<a href="{html.escape(href)}">'
