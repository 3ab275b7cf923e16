"""Two versions of one step: what somebody typed, and what somebody else saved meanwhile."""

from collections.abc import Iterable
from typing import Any

from django import forms

from knowledge.submissions.editing import StepEditor
from knowledge.submissions.rows import RowForm, RowSet

TAKE = "take-"
THEIRS = "theirs"


def theirs_by_name(editor: StepEditor) -> dict[str, str]:
    """Return what the draft has now of each thing that was typed differently, as text, in the order of the form.

    ``editor`` is bound to what was typed, and has been applied.
    """
    stored = StepEditor(editor.submission, editor.step)
    return {name: _text(stored, name) for name in editor.differs_from_stored()}


def taken(data: Any) -> list[str]:
    """Return the names of which somebody takes the other version."""
    return [key.removeprefix(TAKE) for key in data if key.startswith(TAKE) and data.get(key) == THEIRS]


def _text(editor: StepEditor, name: str) -> str:
    if name in editor.rows:
        return _rows_text(editor.rows[name])
    return control_text(editor.form[name])


def _rows_text(rows: RowSet) -> str:
    return "\n".join(_row_text(form) for form in rows.row_forms if not form.is_blank)


def _row_text(form: RowForm) -> str:
    return "; ".join(f"{field.label}: {text}" for field in form.visible if (text := control_text(field)))


def control_text(field: forms.BoundField) -> str:
    """Return what a control shows, as text: the words of what was chosen, and what was typed."""
    value = field.value()
    if isinstance(field.field.widget, forms.CheckboxInput):
        return str(field.label) if value else ""
    if isinstance(field.field, forms.ChoiceField):
        # A list of rows is one as well; both give choices with their words.
        chosen = {str(getattr(item, "pk", item)) for item in (value if _is_several(value) else [value])}
        choices: Any = field.field.choices
        return ", ".join(str(label) for key, label in choices if key != "" and str(key) in chosen)
    shown = field.field.widget.format_value(value)
    return "" if shown is None else str(shown)


def _is_several(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)
