"""From the parts of a file to a draft: what fills which field, what goes to the body, and what was left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext
from wagtail.fields import RichTextField
from wagtail.models import Locale

from home.markup.markdown import read_markdown
from home.markup.nodes import Heading, Item, Listing, Node, one_line, text_of
from home.models import HubPage
from home.text_fields import LONGEST
from home.text_formats import markdown_to_rich_text, markdown_to_stream
from home.versions import version_of
from knowledge.models import Submission
from knowledge.submissions.attachments import title_of
from knowledge.submissions.beginning import submission_begin
from knowledge.submissions.drafts import draft_save
from knowledge.submissions.importing.files import ReadFile, read_file
from knowledge.submissions.importing.sections import BODY, TITLE, known_headings, known_hints, sections_of, spelled
from members.models import Organisation

# Characters of all parts together: some thirty pages.
MOST_TEXT: Final = 60_000
# What stands for a block or a file of this site stands for nothing in a file from elsewhere.
_FOREIGN_LINE: Final = re.compile(r"^(\[\[|!\[)", re.MULTILINE)
_FOREIGN_LINK: Final = re.compile(r"\]\((?:file|image|page):\d+[^)\n]*\)")


@dataclass(slots=True)
class Drafted:
    """What became of a file.

    ``values`` by field, ready for the page. ``recognised`` are headings with the field that they filled, ``unknown``
    those that went to the body, ``missing`` the fields that the file has nothing for, ``left_out`` sentences.
    """

    values: dict[str, Any] = field(default_factory=dict)
    recognised: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return what is told of it, without the values."""
        return {name: getattr(self, name) for name in ("recognised", "unknown", "missing", "left_out")}


def draft_read(*, file: File[Any], model: type[HubPage]) -> Drafted:
    """Return what a file fills of a page type; raises ``ValidationError`` as ``read_file``."""
    return drafted(read_file(file), model)


def drafted(read: ReadFile, model: type[HubPage]) -> Drafted:
    """Return what the parts of a file fill of a page type. No word is lost: what fits nowhere is in the body."""
    if sum(len(part.text) for part in read.parts) > MOST_TEXT:
        raise ValidationError(_("This file has too much text to be one work."), code="size")
    found, texts, body = Drafted(), dict[str, str](), list[str]()
    known, hints = known_headings(model), known_hints(model)
    for part in read.parts:
        text = _without_hints(part.text, hints)
        name = known.get(spelled(part.heading), "")
        if part.level == 1 and not name and TITLE not in found.values:
            found.values[TITLE] = one_line(part.heading)[: model._meta.get_field(TITLE).max_length]
            body.append(text)
        elif name and name != BODY and name not in texts:
            texts[name] = text
            if text:
                found.recognised.append((part.heading, _label(model, name)))
        elif part.heading and name != BODY:
            if text:
                found.unknown.append(part.heading)
                body.append(f"## {_as_heading(part.heading)}\n\n{text}")
        else:
            body.append(text)
    _fill(found, model, texts, body)
    if read.pictures:
        found.left_out.append(
            ngettext(
                "%(count)s image was left out: add it under “Images and documents”.",
                "%(count)s images were left out: add them under “Images and documents”.",
                read.pictures,
            )
            % {"count": read.pictures}
        )
    return found


def _fill(found: Drafted, model: type[HubPage], texts: dict[str, str], body: list[str]) -> None:
    for section in sections_of(model):
        text = texts.get(section.name, "")
        if not text and section.name != BODY:
            found.missing.append(section.heading)
        elif section.name != BODY and not _set(found, model, section.name, text):
            text_moved = _("“%(heading)s” is longer than its field takes: you find it in “%(body)s”.")
            found.left_out.append(text_moved % {"heading": section.heading, "body": _label(model, BODY)})
            body.append(f"## {_as_heading(section.heading)}\n\n{text}")
    words = "\n\n".join(part for part in body if part)
    if words and any(field.name == BODY for field in model._meta.concrete_fields):
        found.values[BODY] = _stream(model, words)
    elif words:
        found.left_out.append(_("There was no place for this: %(text)s") % {"text": words})


def _set(found: Drafted, model: type[HubPage], name: str, text: str) -> bool:
    """Put a text in a field; returns whether it fits."""
    db_field: Any = model._meta.get_field(name)
    if isinstance(db_field, RichTextField):
        if len(text) > LONGEST:
            return False
        found.values[name] = markdown_to_rich_text(_own_words(text))
        return True
    plain = "\n".join(_lines(read_markdown(text)))
    plain = one_line(plain) if isinstance(db_field, models.CharField) else plain
    limit = _limit(db_field)
    if limit and len(plain) > limit:
        return False
    found.values[name] = plain
    return True


def _stream(model: type[HubPage], text: str) -> Any:
    stream_block = model._meta.get_field(BODY).stream_block  # type: ignore[misc,union-attr]
    return markdown_to_stream(_own_words(text), stream_block)


def _limit(db_field: Any) -> int:
    return int(db_field.max_length or 0)


def _label(model: type[HubPage], name: str) -> str:
    return str(capfirst(str(model._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]


def _own_words(text: str) -> str:
    """Return a text in which nothing stands for a block, an image or a file of this site: it came from elsewhere."""
    return _FOREIGN_LINK.sub("]", _FOREIGN_LINE.sub(r"\\\1", text))


def _as_heading(words: str) -> str:
    return re.sub(r"([\\*_\[\]#])", r"\\\1", one_line(words))[:120]


def _without_hints(text: str, hints: set[str]) -> str:
    """Return a text without the lines of the template that nobody wrote over."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(part for part in paragraphs if spelled(part) not in hints).strip()


def _lines(nodes: list[Node]) -> Iterator[str]:
    """Return the words of nodes line by line."""
    for node in nodes:
        if isinstance(node, Listing):
            yield from _item_lines(node.items)
        elif isinstance(node, Heading):
            yield text_of(node.line)
        else:
            yield from map(text_of, node.lines)


def _item_lines(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield from (text_of(line) for line in item.lines)
        for listing in item.lists:
            yield from _item_lines(listing.items)


@transaction.atomic
def submission_import(
    *,
    user: Any,
    organisation: Organisation,
    model: type[HubPage],
    locale: Locale,
    file: File[Any],
    nonce: UUID,
) -> tuple[Submission, Drafted]:
    """Begin a draft with what a file says; the same ``nonce`` twice returns the draft of the first time.

    Raises ``ValidationError`` when the file cannot be read, or as ``submission_begin``.
    """
    found = draft_read(file=file, model=model)
    title = found.values.get(TITLE) or title_of(file)
    submission = submission_begin(
        user=user, organisation=organisation, model=model, locale=locale, title=title, nonce=nonce
    )
    if submission.events.count() == 1:
        page = submission.page.specific.get_latest_revision_as_object()
        for name, value in found.values.items():
            setattr(page, name, value)
        draft_save(submission=submission, page=page, user=user, version=version_of(submission.page))
    return submission, found
