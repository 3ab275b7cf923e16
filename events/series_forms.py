"""Forms for several dates at once: dates that recur, and a change of this date and those after it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from events import services
from events.enums import EditScope, OccurrenceStatus
from events.forms import PLACE_FIELDS, DateForm, DateInput, FirstDateForm, TimeInput, date_initial, zone_choices
from events.models import Occurrence, Recurrence, Venue
from events.recurrence import Timing
from events.recurrence_words import rule_text
from events.series_fields import DaysField, ListedDay, RepeatFields, SkippedDaysWidget, rule_initial
from events.services.series_plan import SeriesValues, series_timing, usual_place
from home import wording
from home.validators import validate_web_url


class RepeatingForm(RepeatFields, DateForm):
    """A date that may recur, with the dates that come of it.

    After validation ``series`` has what the rule comes down to, ``None`` for a single date.
    """

    skipped = forms.Field(label=_("The dates"), required=False, widget=SkippedDaysWidget)
    added = DaysField(
        label=_("Further dates"), required=False, help_text=_("Days outside the rhythm, with the same times and place.")
    )

    series: services.SeriesDays | None = None

    def __init__(self, *args: Any, preview_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["skipped"].widget
        widget.preview_url = preview_url or reverse_lazy("event_dates_preview")
        widget.prefix = self.prefix or ""

    def clean(self) -> dict[str, Any]:
        """Work out the dates; a rule that cannot be, and a day on which the clocks change, is an error."""
        data: dict[str, Any] = super().clean() or {}
        first_day = data.get("first_day")
        if first_day is None or self.errors:
            return data
        rule = self.get_rule(data, first_day)
        if rule is None:
            return data
        try:
            self.series = services.series_days(rule=rule, first_day=first_day)
        except ValidationError as error:
            self.add_error("repeat", error)
            return data
        self._list(self.series, set(data.get("skipped") or ()))
        self._check_clocks(data)
        return data

    def _list(self, series: services.SeriesDays, skipped: set[str]) -> None:
        widget: Any = self.fields["skipped"].widget
        widget.sentence = rule_text(series.rule)
        widget.days = [
            ListedDay(day, wording.day_text(day, weekday=True), day.isoformat() not in skipped) for day in series.days
        ]

    def _check_clocks(self, data: dict[str, Any]) -> None:
        timing, zone = self.get_timing(), self.zone_and_all_day()[0]
        if not self.kept_days:
            self.add_error("skipped", _("Keep at least one date."))
            return
        for day in [*self.kept_days, *data.get("added", ())]:
            try:
                timing.span(day, zone)
            except ValidationError as error:
                self.add_error("start_time", error)
                return

    @property
    def kept_days(self) -> list[date]:
        """Return the days of the rule that are ticked."""
        skipped = set(self.cleaned_data.get("skipped") or ())
        return [day for day in self.series.days if day.isoformat() not in skipped] if self.series else []

    def get_timing(self) -> Timing:
        """Return the clock times of the dates."""
        data, all_day = self.cleaned_data, self.zone_and_all_day()[1]
        days = ((data["last_day"] or data["first_day"]) - data["first_day"]).days
        if all_day:
            return Timing(days=days)
        return Timing(start_time=data["start_time"], end_time=data["end_time"], days=days)

    def series_values(self) -> dict[str, Any]:
        """Return the keyword arguments of ``recurrence_create``, without its schedule."""
        assert self.series is not None
        timing, kept = self.get_timing(), set(self.kept_days)
        return {
            "rule": self.series.rule,
            "first_day": self.series.first_day,
            "start_time": timing.start_time,
            "end_time": timing.end_time,
            "days": timing.days,
            "skipped": [day for day in self.series.days if day not in kept],
            "added": self.cleaned_data["added"],
            **{name: self.cleaned_data[name] for name in PLACE_FIELDS},
        }


class FirstDatesForm(RepeatingForm, FirstDateForm):
    """The first date of a work, which may recur, inside the form of its page.

    ``recurrence`` is the rule that gave the dates so far, if one did (``services.drafted_series``).
    """

    def __init__(
        self, *args: Any, recurrence: Recurrence | None = None, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        drafted = drafted_initial(recurrence) if recurrence is not None else {}
        super().__init__(*args, initial={**(initial or {}), **drafted}, **kwargs)
        if recurrence is not None and not self.is_bound:
            rule = services.rule_of(recurrence)
            self._list(services.series_days(rule=rule, first_day=recurrence.first_day), set(recurrence.skipped))

    def has_changed(self) -> bool:
        """Return whether there is something to write: how it would recur alone says nothing about a date yet."""
        changed = set(self.changed_data)
        if "repeat" not in changed and not self.initial.get("repeat"):
            changed &= set(FirstDateForm.base_fields)
        return bool(changed if "first_day" in self.initial else changed - {"zone"})

    def date_values(self) -> dict[str, Any]:
        """Return the keyword arguments of ``first_series_save``, or of ``first_date_save`` for a single date."""
        if self.series is None:
            return super().date_values()
        return {**self.series_values(), "zone": self.cleaned_data["zone"]}


class SeriesForm(RepeatFields):
    """What becomes of a date and those after it, or of all that are still to come.

    The fields show what the series has now; ``rule_is_other`` says that the days change as well.
    """

    scope = forms.ChoiceField(
        label=_("Which dates"),
        choices=[(scope.value, scope.label) for scope in (EditScope.FOLLOWING, EditScope.ALL)],
        initial=EditScope.FOLLOWING,
        widget=forms.RadioSelect,
    )
    start_time = forms.TimeField(label=_("From"), widget=TimeInput)
    end_time = forms.TimeField(label=_("Until"), widget=TimeInput)
    days = forms.IntegerField(
        label=_("Ends so many days later"), min_value=0, max_value=60, help_text=_("0: on the same day.")
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("That of all dates together: on the clocks there they stay as they are."),
    )
    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.all(), required=False)
    online_url = forms.URLField(
        label=_("Online at"), required=False, assume_scheme="https", validators=[validate_web_url]
    )
    capacity = forms.IntegerField(label=_("Number of places"), required=False, min_value=1)
    online_capacity = forms.IntegerField(label=_("Number of places online"), required=False, min_value=1)
    rule_is_other = forms.BooleanField(
        label=_("The days change too"), required=False, help_text=_("Then say below how it recurs from now on.")
    )
    first_day = forms.DateField(label=_("From this day on"), required=False, widget=DateInput)
    overwrite = forms.BooleanField(
        label=_("Also dates that were changed by hand"),
        required=False,
        help_text=_("Otherwise a date that was moved, or is somewhere else, stays as it is."),
    )
    reason = forms.CharField(
        label=_("What changed, and why"),
        required=False,
        max_length=300,
        help_text=_("Shown with the dates. Needed when dates are cancelled because they have no day any more."),
    )
    field_order = [
        "scope", "start_time", "end_time", "days", "venue", "online_url", "capacity", "online_capacity", "zone",
        "rule_is_other", "first_day",
    ]  # fmt: skip

    class Media:
        js = SkippedDaysWidget.Media.js
        css = SkippedDaysWidget.Media.css

    def __init__(self, *args: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        self.occurrence = occurrence
        super().__init__(*args, **{**kwargs, "initial": series_initial(occurrence)})
        if occurrence.schedule.all_day:
            del self.fields["start_time"], self.fields["end_time"]
        if occurrence.recurrence is None:
            for name in ("rule_is_other", "first_day", *RepeatFields.base_fields):
                del self.fields[name]
        self.order_fields([*self.field_order, *RepeatFields.base_fields, "overwrite", "reason"])

    def clean(self) -> dict[str, Any]:
        """Ask for the rule where the days change."""
        data: dict[str, Any] = super().clean() or {}
        data["rule"] = None
        if data.get("rule_is_other"):
            day = data.get("first_day") or self.occurrence.first_day
            data["rule"] = self.get_rule(data, day)
            if data["rule"] is None and not self.errors:
                self.add_error("repeat", _("Say how it recurs."))
        return data

    def values(self) -> SeriesValues:
        """Return what ``series_change`` takes: the values that are other than the series has, and the rule if any."""
        names = {"start_time", "end_time", "days", "zone", *PLACE_FIELDS} & set(self.changed_data)
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in names}
        if self.cleaned_data["rule"] is not None:
            values["rule"] = self.cleaned_data["rule"]
            if "first_day" in self.changed_data and self.cleaned_data["first_day"]:
                values["first_day"] = self.cleaned_data["first_day"]
        found: SeriesValues = values  # type: ignore[assignment]
        return found


def drafted_initial(recurrence: Recurrence) -> dict[str, Any]:
    """Return what the form of a page shows of the rule that it gave, and of the dates that came of it."""
    rows = list(recurrence.schedule.occurrences.all())
    first_day, days = recurrence.first_day, recurrence.days
    return {
        **date_initial(rows[0]),
        **rule_initial(services.rule_of(recurrence)),
        "first_day": first_day,
        "last_day": first_day + timedelta(days=days) if days else None,
        "zone": recurrence.schedule.zone,
        "all_day": recurrence.schedule.all_day,
        "skipped": recurrence.skipped,
        "added": [row.first_day.isoformat() for row in rows if row.recurrence_id is None],
    }


def series_initial(occurrence: Occurrence) -> dict[str, Any]:
    """Return what a form shows of the series of a date: what most of its dates have."""
    timing = series_timing(occurrence)
    recurs = rule_initial(services.rule_of(occurrence.recurrence)) if occurrence.recurrence is not None else {}
    kin = occurrence.schedule.occurrences.upcoming().filter(recurrence=occurrence.recurrence_id)
    return {
        **recurs,
        **usual_place([*kin.exclude(status=OccurrenceStatus.CANCELLED), occurrence]),
        "start_time": timing.start_time,
        "end_time": timing.end_time,
        "days": timing.days,
        "zone": occurrence.schedule.zone,
        "first_day": occurrence.first_day,
    }
