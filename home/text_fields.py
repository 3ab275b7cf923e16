"""Form fields in which members write the texts of a page as Markdown, in a plain text area."""

import abc
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlock, StreamValue

from home.blocks.problems import stream_error_lines
from home.files import documents_linked
from home.text_formats import (
    Usable,
    markdown_to_rich_text,
    markdown_to_stream,
    rich_text_to_markdown,
    stream_to_markdown,
)
from home.widgets import Insertable, MarkdownTextarea

# Characters in one text: some twenty pages.
LONGEST: Final = 40_000


class _Typed(str):
    """What somebody typed, to be told from what is stored."""


class MarkdownTextField(forms.CharField, abc.ABC):
    """A text whose initial value is what is stored, and that is shown and sent as Markdown."""

    widget = MarkdownTextarea
    has_blocks = False

    def __init__(self, *, max_length: int = LONGEST, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.has_blocks = self.has_blocks
        self.previous: Any = None
        self.files: Sequence[Insertable] = ()

    def offer(self, files: Sequence[Insertable]) -> None:
        """Let these images and documents be put in the text, besides those that are in it."""
        self.files = self.widget.files = tuple(files)

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        """Remember what is stored: a text is read with it at hand."""
        self.previous = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was typed, so that it is shown again as it was."""
        found = super().bound_data(data, initial)
        return found if self.disabled else _Typed(found or "")

    def prepare_value(self, value: Any) -> str:
        """Return what the text area shows."""
        return str(value) if isinstance(value, _Typed) else self.written(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the text says something else."""
        return not self.disabled and _one_newline(data) != self.written(initial).strip()

    def clean(self, value: Any) -> Any:
        """Return the value to be stored, the very same when nothing was changed; raises ``ValidationError``."""
        text = super().clean(value)
        if self.previous is not None and _one_newline(text) == self.written(self.previous).strip():
            return self.previous
        return self.read(text)

    def usable(self) -> Usable:
        """Return the files that may be put in the text."""
        images = frozenset(file.pk for file in self.files if file.is_image)
        return Usable(images, frozenset(file.pk for file in self.files if not file.is_image))

    @abc.abstractmethod
    def written(self, value: Any) -> str:
        """Return what is stored as Markdown."""

    @abc.abstractmethod
    def read(self, text: str) -> Any:
        """Return Markdown as what is stored."""


class MarkdownField(MarkdownTextField):
    """A rich text."""

    def written(self, value: Any) -> str:
        """Return rich text as Markdown."""
        return rich_text_to_markdown(str(value or ""))

    def read(self, text: str) -> str:
        """Return Markdown as rich text; raises ``ValidationError`` for a document that may not be used."""
        known = documents_linked(str(self.previous or ""))
        return markdown_to_rich_text(text, documents=known | set(self.usable().documents))


class MarkdownStreamField(MarkdownTextField):
    """A stream of content blocks.

    As in the editor, a draft may lack what a block asks for (an alternative text): ``get_publish_errors`` of the page
    asks for it. What is too long or of the wrong kind is refused at once.
    """

    has_blocks = True

    def __init__(self, *, stream_block: StreamBlock, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stream_block = stream_block

    def written(self, value: Any) -> str:
        """Return a stream as Markdown."""
        return stream_to_markdown(value) if isinstance(value, StreamValue) else ""

    def read(self, text: str) -> StreamValue:
        """Return Markdown as a stream; raises ``ValidationError`` with a sentence for each thing that is wrong."""
        previous = self.previous if isinstance(self.previous, StreamValue) else None
        value = markdown_to_stream(text, self.stream_block, previous, self.usable())
        try:
            return self.stream_block.clean_deferred(value)
        except ValidationError as error:
            raise ValidationError(list(stream_error_lines(value, error))) from error


def _one_newline(text: Any) -> str:
    return str(text or "").replace("\r\n", "\n").replace("\r", "\n").strip()
