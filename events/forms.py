"""Forms for the dates of a page: a person writes days and clock times, services get moments."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from events.enums import EditScope, ScheduleStatus
from events.local_time import moment_of, whole_days
from events.models.schedule import Occurrence, Schedule
from events.models.venue import Venue
from events.validators import zone_names
from home.validators import validate_web_url

PLACE_FIELDS = ("venue", "online_url", "capacity", "online_capacity")


def zone_choices() -> list[tuple[str, str]]:
    """Return the time zones as choices, the site's own first."""
    own = settings.TIME_ZONE
    return [(name, name.replace("_", " ")) for name in (own, *(n for n in zone_names() if n != own))]


class DateInput(forms.DateInput):
    """The browser's own date picker, which speaks the reader's language and needs no script."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DateForm(forms.Form):
    """When and where one date is, on the clocks of a schedule's zone.

    After validation ``cleaned_data`` has ``starts_at`` and ``ends_at`` (aware, the end not included) besides
    ``venue``, ``online_url`` and ``capacity``. A time that the clocks skip or repeat is an error on its field.
    """

    first_day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    start_time = forms.TimeField(label=gettext_lazy("From"), required=False, widget=TimeInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("Leave empty when it ends on the same day."),
    )
    end_time = forms.TimeField(label=gettext_lazy("Until"), required=False, widget=TimeInput)
    venue = forms.ModelChoiceField(label=gettext_lazy("Venue"), queryset=Venue.objects.all(), required=False)
    online_url = forms.URLField(
        label=gettext_lazy("Online at"),
        required=False,
        assume_scheme="https",
        validators=[validate_web_url],
        help_text=gettext_lazy("Everybody who sees the page sees this address."),
    )
    capacity = forms.IntegerField(label=gettext_lazy("Number of places"), required=False, min_value=1)
    online_capacity = forms.IntegerField(label=gettext_lazy("Number of places online"), required=False, min_value=1)

    class Media:
        js = ("js/admin/clashes.js",)
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("css/admin-calendar.css",)}

    def __init__(self, *args: Any, schedule: Schedule | None = None, **kwargs: Any) -> None:
        self.schedule = schedule
        super().__init__(*args, **kwargs)

    def zone_and_all_day(self) -> tuple[str, bool]:
        """Return the time zone in which the fields are meant, and whether only days count."""
        if self.schedule is None:
            return settings.TIME_ZONE, False
        return self.schedule.zone, self.schedule.all_day

    def clean(self) -> dict[str, Any]:
        """Turn days and clock times into moments."""
        data = super().clean() or {}
        zone, all_day = self.zone_and_all_day()
        first_day = data.get("first_day")
        if first_day is None or not {"last_day", "start_time", "end_time"}.issubset(data):
            return data
        last_day = data["last_day"] or first_day
        if last_day < first_day:
            self.add_error("last_day", _("The last day cannot be before the first."))
            return data
        if all_day:
            data["starts_at"], data["ends_at"] = whole_days(first_day, last_day, zone)
            return data
        data["starts_at"] = self._moment("start_time", first_day, data["start_time"], zone)
        data["ends_at"] = self._moment("end_time", last_day, data["end_time"], zone)
        if data["starts_at"] and data["ends_at"] and data["ends_at"] <= data["starts_at"]:
            self.add_error("end_time", _("The end must come after the start."))
        return data

    def _moment(self, name: str, day: date, clock: time | None, zone: str) -> datetime | None:
        if clock is None:
            self.add_error(name, _("Give a time."))
            return None
        try:
            return moment_of(day, clock, zone)
        except ValidationError as error:
            self.add_error(name, error)
            return None

    def date_values(self) -> dict[str, Any]:
        """Return the keyword arguments that every service for a date takes."""
        names = ("starts_at", "ends_at", *PLACE_FIELDS)
        return {name: self.cleaned_data[name] for name in names}


def date_initial(occurrence: Occurrence) -> dict[str, Any]:
    """Return what a form shows of an existing date, on the clocks of its zone."""
    starts, ends = occurrence.starts_local, occurrence.ends_local
    all_day = occurrence.schedule.all_day
    last_day = occurrence.last_day if all_day else ends.date()
    return {
        "first_day": starts.date(),
        "start_time": None if all_day else starts.time(),
        "last_day": last_day if last_day != starts.date() else None,
        "end_time": None if all_day else ends.time(),
        "venue": occurrence.venue_id,
        "online_url": occurrence.online_url,
        "capacity": occurrence.capacity,
        "online_capacity": occurrence.online_capacity,
    }


class FirstDateForm(DateForm):
    """The first date of a work, inside the form of its page: the zone is still to be chosen."""

    all_day = forms.BooleanField(
        label=gettext_lazy("All day"), required=False, help_text=gettext_lazy("Only the days count, not the times.")
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        help_text=gettext_lazy("Times are on the clocks there."),
    )
    field_order = ["first_day", "start_time", "last_day", "end_time", "all_day", "zone"]

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"zone": settings.TIME_ZONE, **(initial or {})}, **kwargs)

    def has_changed(self) -> bool:
        """Return whether there is something to write: the zone alone says nothing about a date yet."""
        changed = set(self.changed_data)
        return bool(changed if "first_day" in self.initial else changed - {"zone"})

    def zone_and_all_day(self) -> tuple[str, bool]:
        """Return what the form itself says."""
        return self.cleaned_data.get("zone") or settings.TIME_ZONE, bool(self.cleaned_data.get("all_day"))

    def date_values(self) -> dict[str, Any]:
        """Return the keyword arguments of the services that take a zone as well."""
        zone, all_day = self.zone_and_all_day()
        return {**super().date_values(), "zone": zone, "all_day": all_day}


class MoveForm(DateForm):
    """The new time and place of a date, and why."""

    reason = forms.CharField(
        label=gettext_lazy("What changed, and why"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Shown with the date. Such as: we are in another room, on the first floor."),
    )


class CancelForm(forms.Form):
    """Why a date, or those after it as well, do not take place."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Which dates"),
        choices=EditScope.choices,
        initial=EditScope.THIS,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Shown to everybody who meant to come. Such as: the speaker is ill."),
    )

    def clean_scope(self) -> EditScope:
        """Return which dates are meant; only this one when nothing is said."""
        return EditScope(self.cleaned_data["scope"] or EditScope.THIS)


class StatusForm(forms.Form):
    """Whether the dates, all together, take place."""

    status = forms.ChoiceField(
        label=gettext_lazy("All dates together"), choices=ScheduleStatus.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed to cancel or postpone. Shown to everybody who meant to come."),
    )
