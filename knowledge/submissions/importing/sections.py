"""Which parts of a text fill which fields of a page: what a template asks, and what a file is read by."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from wagtail.fields import RichTextField

from home.models import HubPage
from home.steps import Step
from search.words import folded

BODY: Final = "body"
TITLE: Final = "title"


@dataclass(frozen=True, slots=True)
class Section:
    """A text that a page has: the name of its field, the heading above it, and a line that helps to write it."""

    name: str
    heading: str
    hint: str


def sections_of(model: type[HubPage]) -> list[Section]:
    """Return the texts that members write on a page type, in the active language and in the order of its steps.

    The title is not among them: it stands above everything. The body is the last: it takes what has no place elsewhere.
    """
    found = [
        Section(field.name, _question(step, field), _hint(step, field))
        for step in model.submission_steps
        for field in _text_fields(model, step)
    ]
    return sorted(found, key=lambda section: section.name == BODY)


def known_headings(model: type[HubPage]) -> dict[str, str]:
    """Return the name of the field that each heading stands for: those of all languages, compared by ``spelled``.

    The question that the form asks, the name of the field, and the names that belong to the title.
    """
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for step in model.submission_steps:
                for field in _text_fields(model, step):
                    for words in (_question(step, field), str(field.verbose_name)):
                        found.setdefault(spelled(words), field.name)
    return found


def known_hints(model: type[HubPage]) -> set[str]:
    """Return the lines of the templates that are not words of the writer, in all languages."""
    found: set[str] = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {spelled(section.hint) for section in sections_of(model) if section.hint}
    return found


def spelled(words: str) -> str:
    """Return words as they are compared: without case, accents and signs."""
    return " ".join("".join(char if char.isalnum() else " " for char in folded(words)).split())


def _text_fields(model: type[HubPage], step: Step) -> Iterator[Any]:
    for name in step.fields:
        field = model._meta.get_field(name)
        is_words = isinstance(field, models.CharField | models.TextField) and not field.choices
        is_address = isinstance(field, models.URLField | models.SlugField)
        if name == BODY or (is_words and not is_address and name != TITLE) or isinstance(field, RichTextField):
            yield field


def _question(step: Step, field: Any) -> str:
    return str(dict(step.questions).get(field.name) or capfirst(str(field.verbose_name)))


def _hint(step: Step, field: Any) -> str:
    return str(dict(step.hints).get(field.name) or field.help_text or "")
