"""Rich text as somebody types it in a plain field: signs instead of buttons, without a script.

    ## Heading            a heading block
    ### Small heading     a heading in the text
    - item, 1. item       lists
    **bold**, *italic*    also inside an item
    [words](https://…)    links; [words](page:12) and [words](document:5) stand for those an editor made

What is made of it holds only these, whatever is typed: every other sign is text, and a link leads to the web, to a
mailbox, or to a page or document, which are shown to who may see them (``home.rich_text``). So nothing needs to be
cleaned afterwards (threat C6).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Any, Final
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from home.validators import validate_web_url

# The blocks of a body that are text; all others stay what they are.
TEXT_BLOCKS: Final = frozenset({"heading", "paragraph"})
MAX_LENGTH: Final = 20_000
_SIGNS: Final = re.compile(r"([\\*\[\]])")
_LINE_SIGNS: Final = re.compile(r"^(#{1,3} |- |\d{1,3}\. )", re.MULTILINE)
_INLINE: Final = re.compile(
    r"\\(?P<sign>[^\w\s])"
    r"|\*\*(?P<bold>(?:\\.|[^*\\]|\*(?!\*))+?)\*\*"
    r"|\*(?P<italic>(?:\\.|[^*\\])+?)\*"
    r"|\[(?P<words>(?:\\.|[^\[\]\\])+)\]\((?P<address>[^\s()]+)\)",
    re.DOTALL,
)
_ITEM: Final = re.compile(r"^(?:(?P<bullet>- )|(?P<number>\d{1,3}\. ))")
_TARGET: Final = re.compile(r"^(page|document):(\d{1,9})$")


# --- From stored to typed ---------------------------------------------------------------------------------


def text_of(blocks: list[dict[str, Any]]) -> str:
    """Return stored text blocks as somebody would type them."""
    parts = []
    for block in blocks:
        if block["type"] == "heading":
            parts.append(f"## {_SIGNS.sub(_escaped, ' '.join(block['value'].split()))}")
        else:
            parts.append(text_of_html(block["value"]))
    return "\n\n".join(part for part in parts if part)


def text_of_html(source: str) -> str:
    """Return stored rich text as somebody would type it."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.text()


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[1]


class _Reader(HTMLParser):
    """Writes the typed form of rich text while it reads the stored one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._line = ""
        self._lists: list[int | None] = []
        self._closing: list[str] = []
        self._was_item = False

    def text(self) -> str:
        """Return what was read."""
        self._finish("")
        return "".join(self._blocks).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start a line, a list, or signs around words."""
        if tag in ("p", "h2", "h3", "h4", "li", "ul", "ol"):
            self._finish("")
        if tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
        elif tag in ("b", "strong"):
            self._line += "**"
        elif tag in ("i", "em"):
            self._line += "*"
        elif tag == "br":
            self._line += "\n"
        elif tag == "a":
            address = _address(dict(attrs))
            self._line += "[" if address else ""
            self._closing.append(f"]({address})" if address else "")

    def handle_endtag(self, tag: str) -> None:
        """End what was started."""
        if tag == "p":
            self._finish("")
        elif tag in ("h2", "h3", "h4"):
            self._finish("### ")
        elif tag == "li":
            self._finish(self._mark())
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag in ("b", "strong"):
            self._line += "**"
        elif tag in ("i", "em"):
            self._line += "*"
        elif tag == "a" and self._closing:
            self._line += self._closing.pop()

    def handle_data(self, data: str) -> None:
        """Take words, with a sign before what would be a sign itself."""
        self._line += _SIGNS.sub(_escaped, re.sub(r"\s+", " ", data))

    def _mark(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "- "
        number = self._lists[-1]
        self._lists[-1] = number + 1
        return f"{number}. "

    def _finish(self, mark: str) -> None:
        line, self._line = self._line.strip(), ""
        if not line:
            return
        if not mark:
            line = _LINE_SIGNS.sub(r"\\\1", line)
        is_item = mark not in ("", "### ")
        self._blocks.append(("\n" if is_item and self._was_item else "\n\n") + mark + line)
        self._was_item = is_item


def _address(attrs: dict[str, str | None]) -> str:
    if attrs.get("linktype") in ("page", "document"):
        return f"{attrs['linktype']}:{attrs.get('id')}"
    return (attrs.get("href") or "").replace("(", "%28").replace(")", "%29").replace(" ", "%20")


# --- From typed to stored ---------------------------------------------------------------------------------


def blocks_of(text: str) -> list[dict[str, Any]]:
    """Return typed text as stored text blocks: headings, and a paragraph block for what is between them.

    Raises ``ValidationError`` for text that is too long, and for a link that leads nowhere.
    """
    if len(text) > MAX_LENGTH:
        message = _("This is too long: %(length)d signs, and %(limit)d is the most.")
        raise ValidationError(message, code="length", params={"length": len(text), "limit": MAX_LENGTH})
    blocks: list[dict[str, Any]] = []
    html: list[str] = []
    for piece in _pieces(text):
        if piece.tag != "h2":
            html.append(piece.html())
            continue
        blocks += _paragraph(html)
        html = []
        blocks.append(_block("heading", " ".join(_unescaped(piece.lines[0]).split())))
    return blocks + _paragraph(html)


def _block(kind: str, value: str) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _paragraph(html: list[str]) -> list[dict[str, Any]]:
    return [_block("paragraph", "".join(html))] if html else []


@dataclass(frozen=True)
class _Piece:
    """Lines that belong together, and what they are."""

    tag: str
    lines: list[str]

    def html(self) -> str:
        """Return them as stored rich text."""
        if self.tag in ("ul", "ol"):
            return f"<{self.tag}>{''.join(f'<li>{_inline(line)}</li>' for line in self.lines)}</{self.tag}>"
        return f"<{self.tag}>{'<br/>'.join(_inline(line) for line in _joined(self.lines))}</{self.tag}>"


def _joined(lines: list[str]) -> list[str]:
    """Return the lines one by one, unless a sign that spans lines would be cut: then as they are together."""
    text = "\n".join(lines)
    spans = any("\n" in match[0] for match in _INLINE.finditer(text))
    return [text.replace("\n", " ")] if spans else lines


def _pieces(text: str) -> Iterator[_Piece]:
    open_tag, open_lines = "", []
    for raw in [*text.replace("\x00", "").splitlines(), ""]:
        line = raw.strip()
        tag, words = _kind_of(line)
        if open_lines and (tag != open_tag or tag in ("h2", "h3")):
            yield _Piece(open_tag, open_lines)
            open_lines = []
        if line and words:
            open_lines.append(words)
        open_tag = tag


def _kind_of(line: str) -> tuple[str, str]:
    """Return the tag of a line, and the line without the sign that says so."""
    if not line:
        return "", ""
    for sign, tag in (("### ", "h3"), ("## ", "h2"), ("# ", "h2")):
        if line.startswith(sign):
            return tag, line.removeprefix(sign).strip()
    item = _ITEM.match(line)
    if item is None:
        return "p", line
    return ("ul" if item["bullet"] else "ol"), line[item.end() :].strip()


def _inline(text: str) -> str:
    made, place = [], 0
    for match in _INLINE.finditer(text):
        made.append(escape(text[place : match.start()], quote=False))
        made.append(_sign(match))
        place = match.end()
    made.append(escape(text[place:], quote=False))
    return "".join(made)


def _sign(match: re.Match[str]) -> str:
    if match["sign"]:
        return escape(match["sign"], quote=False)
    if match["bold"]:
        return f"<b>{_inline(match['bold'])}</b>"
    if match["italic"]:
        return f"<i>{_inline(match['italic'])}</i>"
    return f"<a {_target(match['address'])}>{_inline(match['words'])}</a>"


def _unescaped(text: str) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", text)


def _target(address: str) -> str:
    """Return the attributes of a link; raises ``ValidationError`` for what a browser should not follow."""
    stored = _TARGET.match(address)
    if stored:
        return f'linktype="{stored[1]}" id="{stored[2]}"'
    check: Callable[[str], None] = validate_web_url
    checked = address
    if address.lower().startswith("mailto:"):
        check, checked = validate_email, address[len("mailto:") :]
    try:
        check(checked)
    except ValidationError as error:
        message = _("The link to “%(address)s” leads nowhere. Write the whole address, with https:// before it.")
        raise ValidationError(message, code="link", params={"address": address[:80]}) from error
    return f'href="{escape(address)}"'
