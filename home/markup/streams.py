"""The running text of a page (a stream of content blocks) as Markdown, and back.

Headings, texts, quotations, images and files are text. Every other block is a line in double square brackets that
can be moved or removed; what is in it cannot be changed, and cannot be lost.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.blocks.field_block import RichTextBlock

from home.files import documents_linked, named, texts_in
from home.markup.html import read_html, write_html
from home.markup.markdown import read_markdown, write_line, write_markdown
from home.markup.nodes import Heading, Item, Line, Listing, Node, Paragraph, Run, merged, one_line, text_of, tidy
from home.markup.pieces import (
    Figure,
    Kept,
    Piece,
    Quotation,
    Text,
    Title,
    read_text,
    read_title,
    split,
    title_nodes,
    write_figure,
    write_kept,
    write_quotation,
)
from home.models import HubDocument

# In the place of an alternative text: the image only decorates.
DECORATIVE: Final = "-"
# What rich text can hold and Markdown cannot.
_BEYOND: Final = ("<embed", "<hr", "<img", "<table")
_FILE: Final = "file:"
_FILE_KEY: Final = re.compile(r"\bfile:([1-9]\d{0,8})\b")


@dataclass(frozen=True, slots=True)
class Usable:
    """The images and documents that somebody may put in a text, by their keys."""

    images: Collection[int] = ()
    documents: Collection[int] = ()


# --- Writing --------------------------------------------------------------------------------------------


def write_stream(value: StreamValue) -> str:
    """Return the blocks of a stream as a text that somebody can write on in."""
    keys = _keys(value)
    parts = []
    for is_text, group in groupby(enumerate(value), key=lambda pair: _is_running_text(pair[1])):
        if is_text:
            nodes = merged(node for _place, child in group for node in read_html(child.value.source))
            parts.append(write_markdown(nodes, read_text))
        else:
            for place, child in group:
                text = _written(child)
                parts.append(write_kept(_words(child), keys[place]) if text is None else text)
    return "\n\n".join(part for part in parts if part)


def _is_running_text(child: Any) -> bool:
    return isinstance(child.block, RichTextBlock) and not any(tag in child.value.source for tag in _BEYOND)


def _written(child: Any) -> str | None:
    """Return a block as text, empty when there is nothing in it; ``None`` for one that has no such form."""
    value = child.value
    if child.block_type == "heading":
        return write_line(_line(value), "## ", read_title, Heading) if one_line(value) else ""
    if child.block_type == "quote":
        return write_quotation(value.get("text") or "", value.get("who") or "")
    if child.block_type == "figure" and value.get("image"):
        alt = DECORATIVE if value.get("is_decorative") else value.get("alt") or ""
        return write_figure(value["image"].pk, alt, value.get("caption") or "")
    if child.block_type == "download" and value.get("document"):
        return write_markdown([Paragraph((_file_line(value),))], read_text)
    if child.block_type == "files" and value and all(item.get("document") for item in value):
        return write_markdown(
            [Listing(is_ordered=False, items=tuple(Item((_file_line(i),)) for i in value))], read_text
        )
    return None


def _line(text: str) -> Line:
    return tidy([Run(one_line(text))])[0]


def _file_line(value: Any) -> Line:
    document = value["document"]
    title = one_line(value.get("title") or "") or one_line(document.title) or document.filename
    return (Run(title, href=f"{_FILE}{document.pk}"),)


def _words(child: Any) -> str:
    """Return what a block is, and the first of its words."""
    said = map(str, child.block.get_searchable_content(child.value))
    words = next((one_line(part) for part in said if part.strip()), "").replace("]]", "")
    label = str(child.block.label)
    return f"{label} “{Truncator(words).chars(40)}”" if words else label


def _keys(value: StreamValue) -> list[str]:
    """Return what names each block of a stream in its text: the start of its id, or its number without one."""
    ids = [str(child.id or "") for child in value]
    starts = Counter(name[:8] for name in ids)
    return [
        (name[:8] if starts[name[:8]] == 1 else name) if name.replace("-", "").isalnum() else str(place)
        for place, name in enumerate(ids, start=1)
    ]


# --- Reading --------------------------------------------------------------------------------------------


def read_stream(text: str, stream_block: StreamBlock, previous: StreamValue | None, usable: Usable) -> StreamValue:
    """Return the blocks of a text; ``previous`` has the blocks that the text only names.

    Blocks that did not change keep their ids. Raises ``ValidationError`` for an image or document that is neither
    ``usable`` nor in ``previous``, and for a line that names a block which is not there. Nothing is said about what a
    block asks of its content: that is ``stream_block.clean``.
    """
    if previous is not None and text.replace("\r\n", "\n").strip() == write_stream(previous):
        return previous
    reading = _Reading(stream_block, previous, _document_titles(text))
    rows = [row for piece in split(text) for row in reading.rows(piece)]
    errors = [*reading.errors, *_unusable(rows, reading.stored, usable)]
    if errors:
        raise ValidationError(list(dict.fromkeys(errors)))
    return stream_block.to_python(_with_ids(rows, reading.stored))


class _Reading:
    """One reading of a text: what the pieces become depends on what was there, and on what the stream has."""

    def __init__(self, stream_block: StreamBlock, previous: StreamValue | None, titles: Mapping[int, str]) -> None:
        self._titles = titles
        self.blocks: Mapping[str, Any] = stream_block.child_blocks
        self.text_type = next((name for name, block in self.blocks.items() if isinstance(block, RichTextBlock)), "")
        self.stored: list[dict[str, Any]] = list(previous.get_prep_value()) if previous is not None else []
        self.errors: list[str] = []
        self._kept = dict(zip(_keys(previous) if previous is not None else (), self.stored, strict=True))
        self._used: set[str] = set()
        figures = [row["value"] for row in self.stored if row["type"] == "figure"]
        self._decorative = {value["image"]: value.get("alt") or "" for value in figures if value.get("is_decorative")}

    def rows(self, piece: Piece) -> Iterator[dict[str, Any]]:
        """Return the blocks of a piece as they are stored."""
        if isinstance(piece, Kept):
            yield from self._block(piece)
        elif isinstance(piece, Figure):
            yield from self._row("figure", self._figure(piece))
        elif isinstance(piece, Title) and "heading" in self.blocks:
            for node in title_nodes(piece):
                yield from self._row("heading", text_of(node.line) if isinstance(node, Heading) else "")
        elif isinstance(piece, Quotation) and "quote" in self.blocks:
            yield from self._row("quote", {"text": piece.text, "who": piece.who})
        else:
            yield from self._text(_nodes(piece))

    def _row(self, kind: str, value: Any) -> Iterator[dict[str, Any]]:
        if kind in self.blocks:
            yield {"type": kind, "value": value}
        elif value:
            self.errors.append(_("This text has no place for images, nor for text between its rows."))

    def _block(self, piece: Kept) -> Iterator[dict[str, Any]]:
        row = self._kept.get(piece.key)
        if row is None:
            self.errors.append(
                _("There is no block %(name)s here. You can move or remove such a line, but not write one.")
                % {"name": piece.key}
            )
        elif piece.key in self._used:
            self.errors.append(_("The block %(name)s stands here twice.") % {"name": piece.key})
        else:
            self._used.add(piece.key)
            yield row

    def _figure(self, piece: Figure) -> dict[str, Any]:
        is_decorative = piece.alt == DECORATIVE
        alt = self._decorative.get(piece.image, "") if is_decorative else piece.alt
        return {"image": piece.image, "alt": alt, "is_decorative": is_decorative, "caption": piece.caption}

    def _file(self, run: Run) -> dict[str, Any]:
        """Return a link to a document as a block; the document's own title goes without saying."""
        key = int(run.href.removeprefix(_FILE))
        return {"document": key, "title": "" if self._titles.get(key) == run.text else run.text}

    def _text(self, nodes: Iterable[Node]) -> Iterator[dict[str, Any]]:
        for is_file, group in groupby(_parted(nodes), key=_is_files):
            for part in group if is_file else [list(group)]:
                if not is_file:
                    yield from self._row(self.text_type, write_html(part))  # type: ignore[arg-type]  # a list of them
                elif isinstance(part, Listing):
                    yield from self._row("files", [self._file(item.lines[0][0]) for item in part.items])
                elif isinstance(part, Paragraph):
                    yield from self._row("download", self._file(part.lines[0][0]))


def _nodes(piece: Piece) -> list[Node]:
    """Return what a piece reads as in a stream that has no block of its kind."""
    if isinstance(piece, Quotation):
        who = [f"— {piece.who}"] if piece.who else []
        return [Paragraph(tuple(line for line in tidy([Run("\n".join([piece.text, *who]))]) if line))]
    if isinstance(piece, Title):
        return list(title_nodes(piece))
    return read_markdown(piece.source) if isinstance(piece, Text) else []


def _parted(nodes: Iterable[Node]) -> Iterator[Node]:
    """Return the nodes, a list of files apart from the items before and after it."""
    for node in nodes:
        if isinstance(node, Listing) and not node.is_ordered:
            for _is_file, items in groupby(node.items, key=_is_file_item):
                yield Listing(is_ordered=False, items=tuple(items))
        else:
            yield node


def _is_files(node: Node) -> bool:
    """Return whether a node is a file alone, or a list of files."""
    if isinstance(node, Paragraph):
        return _is_file_text(node.lines)
    return isinstance(node, Listing) and not node.is_ordered and all(map(_is_file_item, node.items))


def _is_file_item(item: Item) -> bool:
    return not item.lists and _is_file_text(item.lines)


def _is_file_text(lines: tuple[Line, ...]) -> bool:
    return len(lines) == 1 and len(lines[0]) == 1 and lines[0][0].href.startswith(_FILE)


def _document_titles(text: str) -> dict[int, str]:
    """Return the titles of the documents that a text names, by key."""
    keys = {int(key) for key in _FILE_KEY.findall(text)}
    titles = HubDocument.objects.filter(pk__in=keys).values_list("pk", "title") if keys else ()
    return {key: one_line(title) for key, title in titles}


def unusable_documents(keys: Iterable[int]) -> list[str]:
    """Return a sentence for each document that may not be used."""
    text = _("There is no file %(key)s that you can use here. Add it to this submission first.")
    return [text % {"key": key} for key in sorted(keys)]


def _unusable(rows: list[dict[str, Any]], stored: list[dict[str, Any]], usable: Usable) -> Iterator[str]:
    images = named(rows, "image") - named(stored, "image") - set(usable.images)
    text = _("There is no image %(key)s that you can use here. Add it to this submission first.")
    yield from (text % {"key": key} for key in sorted(images))
    yield from unusable_documents(_documents(rows) - _documents(stored) - set(usable.documents))


def _documents(rows: list[dict[str, Any]]) -> set[int]:
    return named(rows, "document").union(*map(documents_linked, texts_in(rows)))


def _with_ids(rows: list[dict[str, Any]], stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give blocks the ids that they had: those that are the same, then those of the same kind in their order."""
    taken = {row["id"] for row in rows if row.get("id")}
    left = [row for row in stored if row.get("id") not in taken]
    for is_same in (lambda new, old: new["value"] == old["value"], lambda new, old: True):
        for row in rows:
            old = next((o for o in left if not row.get("id") and o["type"] == row["type"] and is_same(row, o)), None)
            if old is not None:
                left.remove(old)
                row["id"] = old["id"]
    return rows
