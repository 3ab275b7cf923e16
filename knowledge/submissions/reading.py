"""A page as words by field: what reviewers read, compare and check, and what an adviser is shown.

Everything that a page type adds to Wagtail's own page is here, whether the form of members asks for it or not: what is
published is more than what was asked for. Lines are text; the addresses of links stand beside their words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any, Final

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

from home.fields import MultipleChoiceField
from home.models import HubPage
from home.steps import step_fields
from home.wording import day_text, local_time, number_text, time_text

# Bookkeeping of the hub's own, and of rows.
_LEFT_OUT: Final = frozenset({"translated_from", "page_ptr", "id", "sort_order", "locale", "translation_key"})
_BLOCKS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "div", "hr", "br"})


@dataclass(frozen=True, slots=True)
class ReadField:
    """A field in the words of its page type; ``lines`` are empty when nothing was filled in."""

    name: str
    label: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def read_fields(page: HubPage) -> list[ReadField]:
    """Return the fields of a page that are filled in or asked of members: in the order of their form, then the rest."""
    asked = step_fields(page.submission_steps)
    names = dict.fromkeys((*asked, *_field_names(type(page))))
    fields = (ReadField(name, field_label(type(page), name), tuple(_lines(page, name))) for name in names)
    return [field for field in fields if field.name in asked or (field.lines and not _is_as_it_was(page, field.name))]


def _is_as_it_was(page: HubPage, name: str) -> bool:
    """Return whether a field that nobody was asked for still has what every new page begins with."""
    field = next((field for field in page._meta.concrete_fields if field.name == name), None)
    return field is not None and field.has_default() and getattr(page, name) == field.get_default()


def field_label(model: type[models.Model], name: str) -> str:
    """Return what a field or child relation is called; its own name when there is none such."""
    relation = _relations(model).get(name)
    if relation is not None:
        return capfirst(str(relation.related_model._meta.verbose_name_plural))
    try:
        field = model._meta.get_field(name)
    except LookupError:
        return name
    return capfirst(str(getattr(field, "verbose_name", name)))


def _field_names(model: type[models.Model]) -> Iterator[str]:
    inherited = {field.name for field in Page._meta.get_fields()} - {"title"}
    fields: list[Any] = [*model._meta.concrete_fields, *model._meta.many_to_many, *model._meta.private_fields]
    for field in fields:
        if field.name not in inherited and field.name not in _LEFT_OUT and hasattr(field, "verbose_name"):
            yield field.name
    yield from _relations(model)


def _relations(model: type[models.Model]) -> dict[str, Any]:
    """Return the rows that hang on a page type itself, by name; tags are read as a field."""
    inherited = {relation.get_accessor_name() for relation in get_all_child_relations(Page)}
    relations = {relation.get_accessor_name(): relation for relation in get_all_child_relations(model)}
    return {name: row for name, row in relations.items() if name not in inherited and name != "tagged_items"}


def _lines(page: Any, name: str) -> Iterator[str]:
    if name in _relations(type(page)):
        yield from (_row_line(row, page) for row in getattr(page, name).all())
        return
    field = page._meta.get_field(name)
    value = getattr(page, name)
    if field.many_to_many or hasattr(value, "all"):
        yield from sorted(str(item) for item in value.all())
    elif isinstance(field, RichTextField):
        yield from html_lines(value or "")
    elif isinstance(field, StreamField):
        yield from _stream_lines(value)
    else:
        yield from _plain(_value_text(page, field, value))


def _row_line(row: models.Model, page: Any) -> str:
    """Return a row as one line: its facts with their names."""
    parts = []
    for field in row._meta.concrete_fields:
        if field.name in _LEFT_OUT or field.related_model in type(page).__mro__:
            continue
        text = _value_text(row, field, getattr(row, field.name))
        if text:
            parts.append(f"{capfirst(str(field.verbose_name))}: {text}")
    return "; ".join(parts)


def _value_text(owner: models.Model, field: Any, value: Any) -> str:
    if isinstance(field, MultipleChoiceField):
        return ", ".join(field.labels_of(value or []))
    if field.choices:
        return str(getattr(owner, f"get_{field.name}_display")() or "")
    return _text(value)


def _text(value: Any) -> str:
    if value is None or value is False or value == "":
        return ""
    if value is True:
        return _("Yes")
    if isinstance(value, datetime):
        return f"{day_text(local_time(value))}, {time_text(value, value)}"
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    return str(value)


def _plain(text: str) -> Iterator[str]:
    yield from (line.strip() for line in text.splitlines() if line.strip())


# --- Rich text and content blocks -----------------------------------------------------------------------


class _Lines(HTMLParser):
    """Collects the lines of rich text: paragraphs, and items of lists with a dash; addresses behind their words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self.lines.append("– ")
        elif tag in _BLOCKS:
            self.lines.append("")
        elif tag == "a":
            self.targets.append(_target({key: value or "" for key, value in attrs}))
        elif tag == "embed":
            self.lines.append(_target({key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.targets:
            target = self.targets.pop()
            self.lines[-1] += f" ({target})" if target else ""
        elif tag in _BLOCKS or tag == "li":
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data


def _target(attributes: Mapping[str, str]) -> str:
    """Return where a link of stored rich text leads: an address, or what Wagtail keeps for a page or a file."""
    if attributes.get("href"):
        return attributes["href"]
    kind = attributes.get("linktype") or attributes.get("embedtype") or ""
    key = attributes.get("id") or attributes.get("url") or ""
    return f"{kind} {key}".strip()


def html_lines(html: str) -> list[str]:
    """Return the lines of rich text as it is stored."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in parser.lines)
    return [line for line in lines if line.strip("– ")]


def _stream_lines(value: StreamValue) -> Iterator[str]:
    for child in value:
        yield from _labelled(str(child.block.label), list(_block_lines(child.value)))


def _labelled(label: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"[{capfirst(label)}] {lines[0]}"
        yield from lines[1:]


def _block_lines(value: Any) -> Iterator[str]:
    if isinstance(value, RichText):
        yield from html_lines(value.source)
    elif isinstance(value, StreamValue):
        yield from _stream_lines(value)
    elif isinstance(value, StructValue):
        for name, child in value.block.child_blocks.items():
            yield from _labelled(str(child.label or name), list(_block_lines(value.get(name))))
    elif isinstance(value, ListValue | list | tuple):
        for item in value:
            yield from _block_lines(item)
    elif isinstance(value, Mapping):
        yield from _block_lines(_strings(value.values()))
    else:
        yield from _plain(_text(value))


def _strings(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if value not in (None, "", False)]
