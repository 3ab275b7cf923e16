"""Forms of the editors' calendar: what it is narrowed to, and where a date goes."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from events.enums import EditScope
from events.forms import DateInput, TimeInput
from events.models import Occurrence, Venue
from events.planning.reads import Narrowing, kind_choices
from events.planning.shifting import moved_to
from home import vocabulary
from home.models import ApplicationArea, BuildingBlock, Term
from members.models import Organisation

Choices = list[tuple[str, Any]]


def _term_choices(model: type[Term]) -> Choices:
    terms = vocabulary.by_slug(model).items()
    return [("", gettext_lazy("All")), *((slug, term.name_in(get_language() or "")) for slug, term in terms)]


class NarrowingForm(forms.Form):
    """What the calendar is narrowed to; nothing chosen shows everything."""

    building_block = forms.ChoiceField(
        label=gettext_lazy("Building block"), choices=lambda: _term_choices(BuildingBlock), required=False
    )
    application_area = forms.ChoiceField(
        label=gettext_lazy("Application area"), choices=lambda: _term_choices(ApplicationArea), required=False
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: [("", gettext_lazy("All")), *kind_choices()], required=False
    )
    venue = forms.ModelChoiceField(
        label=gettext_lazy("Venue"), queryset=Venue.objects.all(), required=False, empty_label=gettext_lazy("All")
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organiser"),
        queryset=Organisation.objects.all(),
        required=False,
        empty_label=gettext_lazy("All"),
    )

    def narrowing(self) -> Narrowing:
        """Return what was chosen; a value that does not exist is an error on its field, and no condition."""
        self.is_valid()
        return Narrowing(**{name: value for name, value in self.cleaned_data.items() if value})


class ShiftForm(forms.Form):
    """Where one date goes, on the clock of its own zone; of an announced one also why.

    After validation ``cleaned_data`` has ``starts_at`` and ``ends_at``. ``seen`` is the start that the editor had before her.
    """

    first_day = forms.DateField(label=gettext_lazy("New day"), widget=DateInput)
    start_time = forms.TimeField(label=gettext_lazy("New time"), widget=TimeInput)
    scope = forms.ChoiceField(
        label=gettext_lazy("Which dates"), choices=EditScope.choices, initial=EditScope.THIS, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Shown to everybody who meant to come. Such as: the speaker is ill."),
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput)
    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    def __init__(self, *args: Any, occurrence: Occurrence, is_announced: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occurrence = occurrence
        if occurrence.schedule.all_day:
            del self.fields["start_time"]
        if occurrence.recurrence_id is None:
            del self.fields["scope"]
        if not is_announced:
            del self.fields["reason"]

    @property
    def asks(self) -> bool:
        """Return whether there is something to ask beyond where it goes."""
        return "reason" in self.fields or "scope" in self.fields

    def clean(self) -> dict[str, Any]:
        """Turn day and time into moments."""
        data = super().clean() or {}
        day = data.get("first_day")
        if day is None or ("start_time" in self.fields and "start_time" not in data):
            return data
        try:
            data["starts_at"], data["ends_at"] = moved_to(self.occurrence, day, data.get("start_time"))
        except forms.ValidationError as error:
            self.add_error("start_time" if "start_time" in self.fields else "first_day", error)
        return data
