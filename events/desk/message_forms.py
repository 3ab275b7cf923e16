"""The form of a message to registrants: a subject and a text in each language."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.desk.forms import INPUT
from events.desk.messaging import MAX_SUBJECT, MAX_TEXT


class MessageForm(forms.Form):
    """What an organiser writes. At least one language is written whole (``events.desk.messaging``)."""

    reply_to = forms.EmailField(
        label=_("Answers go to"),
        help_text=_("Everybody who gets the message sees this address."),
        widget=forms.EmailInput(attrs=INPUT),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            facts = {"language": name}
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject (%(language)s)") % facts,
                max_length=MAX_SUBJECT,
                required=False,
                widget=forms.TextInput(attrs={**INPUT, "lang": code}),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text (%(language)s)") % facts,
                max_length=MAX_TEXT,
                required=False,
                widget=forms.Textarea(attrs={**INPUT, "rows": 8, "lang": code}),
            )

    def words(self, name: str) -> dict[str, str]:
        """Return subjects or texts (``subject``, ``text``) by language."""
        return dict(self._words(name))

    def _words(self, name: str) -> Iterator[tuple[str, str]]:
        for code, _language in settings.LANGUAGES:
            yield code, self.cleaned_data[f"{name}_{code}"]
