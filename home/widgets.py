"""Widgets of the editor."""

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
