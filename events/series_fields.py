"""Fields in which a person says how something recurs, and which of its dates are left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext_lazy as _

from events.enums import Frequency
from events.forms import DateInput
from events.recurrence import LAST, MAX_DATES, MAX_INTERVAL, NTHS, Rule
from events.recurrence_words import NTH_NAMES

NEVER, UNTIL, COUNT = "never", "until", "count"


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A day that a rule gives, as the list of resulting dates draws it."""

    day: date
    text: str
    is_kept: bool


class SkippedDaysWidget(forms.Widget):
    """The resulting dates as a list with a tick for each: what is not ticked is skipped.

    ``preview_url`` answers with the list for what is filled in; the module ``js/admin/dates.js`` asks it while somebody
    types, and without it a button does. ``days`` and ``sentence`` are what the form worked out, empty before that.
    """

    template_name = "events/admin/skipped_days.html"
    preview_url = ""
    prefix = ""
    days: Iterable[ListedDay] = ()
    sentence = ""

    class Media:
        js = ("js/admin/dates.js",)
        css = {"all": ("css/admin-dates.css",)}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Return the days that were listed and are not ticked."""
        listed = str(data.get(f"{name}-listed", "")).split(",")
        kept = set(data.getlist(f"{name}-kept") if hasattr(data, "getlist") else data.get(f"{name}-kept", ()))
        return [day for day in listed if day and day not in kept]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Return whether no list was shown."""
        return f"{name}-listed" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the list."""
        context = super().get_context(name, value, attrs)
        context["listed"] = listed_context(name, self.days, self.sentence)
        context["preview_url"] = f"{self.preview_url}?prefix={self.prefix}"
        context["prefix"] = f"{self.prefix}-" if self.prefix else ""
        return context


def listed_context(name: str, days: Iterable[ListedDay], sentence: str) -> dict[str, Any]:
    """Return what ``events/admin/listed_days.html`` draws."""
    days = list(days)
    return {
        "name": name,
        "days": days,
        "joined": ",".join(listed.day.isoformat() for listed in days),
        "sentence": sentence[:1].upper() + sentence[1:],
        "number": sum(listed.is_kept for listed in days),
    }


class DaysWidget(forms.Widget):
    """Several days, each in the browser's own date picker; two more than are filled in."""

    template_name = "events/admin/days.html"
    spare = 2

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Return the days that are filled in."""
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, ())
        return [value for value in values if value]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the fields."""
        context = super().get_context(name, value, attrs)
        filled = [day.isoformat() if isinstance(day, date) else str(day) for day in value or ()]
        context["values"] = [*filled, *[""] * self.spare]
        return context


class DaysField(forms.Field):
    """A list of days, at most ``MAX_DATES``; ``cleaned_data`` has dates in order, each once."""

    widget = DaysWidget

    def to_python(self, value: Any) -> list[date]:
        """Return the days; raises ``ValidationError`` for what is no day."""
        read = forms.DateField().to_python
        return sorted({day for text in (value or [])[:MAX_DATES] if (day := read(text)) is not None})

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether other days are filled in."""
        return list(initial or []) != list(data or [])


def _numbers(label: Any, choices: Iterable[tuple[int, Any]], help_text: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=list(choices),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class RepeatFields(forms.Form):
    """How something recurs. ``get_rule`` returns the rule of what was filled in, ``None`` when it does not recur.

    What another choice makes meaningless, such as days of the week of something that recurs by day, is left aside.
    """

    repeat = forms.ChoiceField(label=_("Repeats"), choices=[("", _("Never")), *Frequency.choices], required=False)
    interval = forms.IntegerField(
        label=_("Every how many"),
        min_value=1,
        max_value=MAX_INTERVAL,
        initial=1,
        required=False,
        help_text=_("Days, weeks, months or years: 2 is every other one."),
    )
    weekdays = _numbers(
        _("On these days of the week"), WEEKDAYS.items(), _("Empty: the day of the week of the first date.")
    )
    nths = _numbers(
        _("Which one in the month"),
        [(nth, NTH_NAMES[nth]) for nth in NTHS],
        _("With a day of the week: the second Tuesday, the last Friday."),
    )
    month_days = _numbers(
        _("On these days of the month"),
        [*((day, day) for day in range(1, 32)), (LAST, _("the last day"))],
        _("Empty: the day of the first date. A month that lacks the day is skipped."),
    )
    months = _numbers(_("Only in these months"), MONTHS.items(), _("Empty: in every month."))
    ends = forms.ChoiceField(
        label=_("Ends"),
        choices=[
            (NEVER, _("Never: dates are planned 18 months ahead")),
            (UNTIL, _("On a day")),
            (COUNT, _("After a number of dates")),
        ],
        initial=NEVER,
        required=False,
        widget=forms.RadioSelect,
    )
    until = forms.DateField(label=_("Last day of the series"), required=False, widget=DateInput)
    count = forms.IntegerField(label=_("Number of dates"), required=False, min_value=1, max_value=MAX_DATES)

    def get_rule(self, data: dict[str, Any], first_day: date) -> Rule | None:
        """Return the rule, and put an error on the field that is wrong."""
        if not data.get("repeat"):
            return None
        frequency = Frequency(data["repeat"])
        is_monthly = frequency in (Frequency.MONTHLY, Frequency.YEARLY)
        nths = tuple(data.get("nths", ())) if is_monthly else ()
        weekdays = tuple(data.get("weekdays", ())) if frequency == Frequency.WEEKLY or is_monthly else ()
        month_days = tuple(data.get("month_days", ())) if is_monthly else ()
        if is_monthly and bool(nths) != bool(weekdays):
            self.add_error("nths", _("Choose both: which one, and of which day of the week."))
        if weekdays and month_days:
            self.add_error("month_days", _("Choose days of the month, or a day of the week, not both."))
        months = tuple(data.get("months", ()))
        if frequency == Frequency.YEARLY and not months:
            months = (first_day.month,)
        ends = data.get("ends") or NEVER
        for name in (UNTIL, COUNT):
            if ends == name and data.get(name) is None and name in data:
                self.add_error(name, _("Fill this in, or choose another end."))
        if self.errors:
            return None
        return Rule(
            frequency=frequency,
            interval=data.get("interval") or 1,
            weekdays=weekdays,
            nths=nths,
            month_days=month_days,
            months=months,
            until=data["until"] if ends == UNTIL else None,
            count=data["count"] if ends == COUNT else None,
        ).anchored(first_day)


def rule_initial(rule: Rule) -> dict[str, Any]:
    """Return what the fields show of a rule."""
    ends = COUNT if rule.count is not None else UNTIL if rule.until is not None else NEVER
    return {
        "repeat": rule.frequency.value,
        "interval": rule.interval,
        "weekdays": list(rule.weekdays),
        "nths": list(rule.nths),
        "month_days": list(rule.month_days),
        "months": list(rule.months),
        "ends": ends,
        "until": rule.until,
        "count": rule.count,
    }
