"""Widgets of the editor, and the text area in which members write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from wagtail.admin.widgets import AdminAutoHeightTextInput


class TitleInput(AdminAutoHeightTextInput):  # type: ignore[misc]
    """A title, shown on as many lines as it needs. It is one line of text all the same."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the title with a space in the place of each line break that somebody typed or pasted."""
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.split()) if isinstance(value, str) else value


class GridInput(forms.Textarea):
    """A table typed as text: a tab between cells, a line for each row. The script turns it into a grid."""

    class Media:
        js = ("js/admin/grid.js",)
        css = {"all": ("css/admin-grid.css",)}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 6, "data-controller": "hub-grid", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the words of the grid, in the language of the editor."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-hub-grid-cell-value": gettext("Row {row}, column {column}"),
            "data-hub-grid-add-row-value": gettext("Add a row"),
            "data-hub-grid-add-column-value": gettext("Add a column"),
            "data-hub-grid-remove-row-value": gettext("Remove row {row}"),
            "data-hub-grid-remove-column-value": gettext("Remove column {column}"),
        }
        return context


@dataclass(frozen=True, slots=True)
class Insertable:
    """An image or a document that can be put in a text."""

    pk: int
    title: str
    is_image: bool = False

    @property
    def markdown(self) -> str:
        """What puts it in a text. Who puts an image there says what is to be seen."""
        title = re.sub(r"([\\\[\]*_])", r"\\\1", self.title)
        return f"![](image:{self.pk})" if self.is_image else f"[{title}](file:{self.pk})"


class MarkdownTextarea(forms.Textarea):
    """A text area with a line that says what can be written; with the script it has buttons for it (js/write.js).

    ``has_blocks``: the text may have headings, quotations, images and files; ``files`` are those that are at hand.
    """

    template_name = "home/widgets/markdown.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input", "rows": 8, **(attrs or {})})
        self.has_blocks = False
        self.files: Sequence[Insertable] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what the buttons and the hint need; the hint describes the text area."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        widget = context["widget"]
        hint = f"{widget['attrs'].get('id') or name}-marks"
        described = f"{widget['attrs'].get('aria-describedby', '')} {hint}".strip()
        widget["attrs"]["aria-describedby"] = described
        return {**context, "hint": hint, "has_blocks": self.has_blocks, "files": self.files}
