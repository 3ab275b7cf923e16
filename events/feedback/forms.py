"""The form that asks how it was."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SCORES = (
    (5, _("5: very good")),
    (4, _("4: good")),
    (3, _("3: all right")),
    (2, _("2: not so good")),
    (1, _("1: bad")),
)
MAX_WORDS = 2000


class FeedbackForm(forms.Form):
    """Four questions, of which one must be answered."""

    score = forms.TypedChoiceField(
        label=_("How was it?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a mark from 1 to 5.")},
    )
    good = forms.CharField(
        label=_("What was good?"), required=False, max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )
    better = forms.CharField(
        label=_("What could be better?"), required=False, max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=200,
        help_text=_("Leave it empty, and the organiser does not see who answered."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def values(self) -> dict[str, Any]:
        """Return what ``feedback_give`` takes, after validation."""
        return {name: self.cleaned_data[name] for name in ("score", "good", "better", "name")}
