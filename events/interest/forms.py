"""The form of who would come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import EventForm
from home.models import Region


class InterestForm(forms.Form):
    """Where somebody is, and how they would take part; of who has no account, the address as well."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("We write to you once, when there is a date."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    region = forms.ModelChoiceField(
        label=_("Your region"), queryset=Region.objects.all(), required=False, empty_label=_("I would rather not say")
    )
    form = forms.ChoiceField(
        label=_("How would you like to take part?"),
        required=False,
        choices=[("", _("It does not matter")), *EventForm.choices],
    )

    def __init__(self, *args: Any, is_member: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_member:
            del self.fields["email"]
