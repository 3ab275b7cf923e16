"""The form with which writers say what they do about a work that looks like theirs."""

from django import forms

from knowledge.enums import NeighbourChoice


class NeighbourForm(forms.Form):
    """One answer about one work."""

    work = forms.UUIDField()
    choice = forms.TypedChoiceField(choices=NeighbourChoice.choices, coerce=NeighbourChoice)
    reason = forms.CharField(required=False, max_length=2_000)
