"""Rich text that is written as plain text."""

from typing import Any

from django import forms
from django.utils.html import linebreaks, strip_tags


class MarkdownField(forms.CharField):
    """Rich text in a text area."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Return the text of stored rich text."""
        return strip_tags(str(value).replace("</p><p>", "\n\n")) if str(value or "").startswith("<") else value

    def clean(self, value: Any) -> str:
        """Return rich text."""
        text = super().clean(value)
        return linebreaks(text, autoescape=True) if text else ""
