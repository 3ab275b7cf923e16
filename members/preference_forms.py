"""The form of what somebody wants mail about, and how often."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.enums import NoticeFrequency, NoticeKind
from members.models import User
from members.notices import OPTIONAL_KINDS, frequencies_of, preferences_set


class PreferencesForm(forms.Form):
    """One choice of a frequency for each kind of notice that is a choice."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        chosen = frequencies_of(user)
        for kind in OPTIONAL_KINDS:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=NoticeFrequency.choices,
                initial=chosen[kind].value,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose how often."), "invalid_choice": _("Choose how often.")},
            )

    def save(self) -> None:
        """Record the choices."""
        frequencies = {NoticeKind(name): NoticeFrequency(value) for name, value in self.cleaned_data.items()}
        preferences_set(user=self.user, frequencies=frequencies)
