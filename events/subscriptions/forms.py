"""The form of the name of a calendar that is followed."""

from django import forms

from events.models import CalendarSubscription


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name under which somebody's own program shows a calendar."""

    class Meta:
        model = CalendarSubscription
        fields = ("name",)
