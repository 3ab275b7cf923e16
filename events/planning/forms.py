"""Forms of the editors' calendar: what it is narrowed to, and where a date goes."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language, gettext_lazy

from events.enums import EditScope
from events.forms import DateInput, TimeInput, zone_choices
from events.local_time import moment_of, whole_days
from events.models import Occurrence, Schedule, Venue
from events.planning.addresses import FIRST_YEAR, LAST_YEAR
from events.planning.reads import Narrowing, kind_choices
from events.planning.series import may_take_along
from events.planning.shifting import Timed
from home import vocabulary
from home.models import ApplicationArea, BuildingBlock, Term
from members.models import Organisation

PLANNABLE = [MinValueValidator(date(FIRST_YEAR, 1, 1)), MaxValueValidator(date(LAST_YEAR, 12, 31))]
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
    """Where a date goes, on the clock of its own zone; of an announced one also why, of a series which dates go along.

    After validation ``timed`` is when it would be. ``seen`` is the start that the editor had before her, ``back`` the
    part of the calendar that she came from.
    """

    first_day = forms.DateField(label=gettext_lazy("New day"), widget=DateInput, validators=PLANNABLE)
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
        self.now = Timed.of(occurrence)
        self.timed: Timed | None = None
        if self.now.all_day:
            del self.fields["start_time"]
        if not may_take_along(occurrence):
            del self.fields["scope"]
        if not is_announced:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Turn day and time into moments."""
        data = super().clean() or {}
        clock_field = "start_time" if "start_time" in self.fields else "first_day"
        if "first_day" in data and clock_field in data:
            try:
                self.timed = self.now.moved_to(data["first_day"], data.get("start_time"))
            except ValidationError as error:
                self.add_error(clock_field, error)
        return data


class CheckForm(forms.Form):
    """A date while it is picked: whatever is filled in already, of the fields that every form of a date has.

    ``moved`` is a date that keeps its length and only goes elsewhere.
    """

    first_day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput, validators=PLANNABLE)
    last_day = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DateInput, validators=PLANNABLE)
    start_time = forms.TimeField(label=gettext_lazy("From"), required=False, widget=TimeInput)
    end_time = forms.TimeField(label=gettext_lazy("Until"), required=False, widget=TimeInput)
    all_day = forms.BooleanField(label=gettext_lazy("All day"), required=False)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices, required=False)
    venue = forms.ModelChoiceField(label=gettext_lazy("Venue"), queryset=Venue.objects.all(), required=False)

    def __init__(
        self, *args: Any, schedule: Schedule | None = None, moved: Occurrence | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.schedule, self.moved = schedule, moved
        self.timed: Timed | None = None

    def clean(self) -> dict[str, Any]:
        """Turn days and times into moments; without times it is about the whole day."""
        data = super().clean() or {}
        day, start, end = data.get("first_day"), data.get("start_time"), data.get("end_time")
        if day is None or self.errors:
            return data
        if self.moved is not None:
            self.timed = Timed.of(self.moved).moved_to(day, start)
            return data
        last = max(day, data.get("last_day") or day)
        zone = self.schedule.zone if self.schedule else data.get("zone") or settings.TIME_ZONE
        all_day = self.schedule.all_day if self.schedule else bool(data.get("all_day"))
        if all_day or start is None or end is None or (day, start) >= (last, end):
            self.timed = Timed(*whole_days(day, last, zone), zone, all_day=True)
        else:
            self.timed = Timed(moment_of(day, start, zone), moment_of(last, end, zone), zone)
        return data
