"""Forms of the conditions of registration: what may be asked of whom, how many places there are, and for whom.

The services judge what is filled in; the forms ask, and lose nothing that was typed.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext, gettext_lazy as _

from events.desk.access import Desk
from events.desk.drawing import date_text
from events.desk.forms import INPUT
from events.enums import JoinAccess, TakingPart
from events.models import Occurrence, RegistrationTerms
from events.registration.arranging import DatePlaces
from events.registration.terms import Kept
from members.enums import OrganisationKind

NUMBER: Final = {**INPUT, "min": 1, "inputmode": "numeric"}
# As a browser writes a moment without a zone; it is meant on the clock of the event.
MOMENT: Final = "%Y-%m-%dT%H:%M"
MORE_ROWS: Final = 3


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    """On what conditions one registers. Moments are on the clock of the event (the view says which)."""

    join_access = forms.ChoiceField(
        label=_("Who gets the address to take part online"), choices=JoinAccess.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = RegistrationTerms
        fields = (
            "is_open",
            "unit",
            "capacity",
            "online_capacity",
            "opens_at",
            "closes_before",
            "requires_approval",
            "allows_guests",
            "has_waiting_list",
            "offer_hours",
            "places_per_organisation",
            "retention_days",
        )
        widgets: Mapping[str, forms.Widget] = {
            "unit": forms.RadioSelect(),
            "capacity": forms.NumberInput(attrs=NUMBER),
            "online_capacity": forms.NumberInput(attrs=NUMBER),
            "opens_at": forms.DateTimeInput(attrs={**INPUT, "type": "datetime-local"}, format=MOMENT),
            "closes_before": forms.NumberInput(attrs=INPUT),
            "offer_hours": forms.NumberInput(attrs=NUMBER),
            "places_per_organisation": forms.NumberInput(attrs=NUMBER),
            "retention_days": forms.NumberInput(attrs=INPUT),
        }
        help_texts: Mapping[str, Any] = {
            "capacity": _(
                "For all dates together. Empty is without limit; fewer than there are people sends nobody away."
            ),
            "online_capacity": _("For all dates together. Empty is without limit."),
            "opens_at": _("On the clock of the event. Empty: now."),
            "closes_before": _("0: until it begins."),
            "allows_guests": _("A guest confirms the e-mail address before it takes a place."),
            "has_waiting_list": _("Without it nobody can register when it is full."),
            "offer_hours": _("Then a place that came free goes to who is next."),
            "places_per_organisation": _("Empty: as many as there are. Who is passed over for this keeps the turn."),
            "retention_days": _("Then names, addresses and answers are removed; the numbers stay."),
        }

    def __init__(self, data: Any = None, *, desk: Desk) -> None:
        initial = {"join_access": desk.schedule.join_access}
        super().__init__(data, instance=desk.terms or RegistrationTerms(), initial=initial)
        self.fields["opens_at"].input_formats = [MOMENT, "%Y-%m-%dT%H:%M:%S"]  # type: ignore[attr-defined]
        if len(desk.dates) < 2:
            # One date is all dates together: nothing to choose.
            del self.fields["unit"]
        if not desk.is_series and "unit" not in self.fields:
            del self.fields["capacity"], self.fields["online_capacity"]
        if not any(date.online_url for date in desk.dates):
            del self.fields["join_access"]

    def _post_clean(self) -> None:
        """Leave the row as it is: the service writes it, and judges it."""

    @property
    def values(self) -> dict[str, Any]:
        """Return the conditions, as the service asks for them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "join_access"}

    def add_refusal(self, error: ValidationError) -> None:
        """Say what a service refused beside the field that it is about, else above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            field = name if name in self.fields and name != NON_FIELD_ERRORS else None
            self.add_error(field, ValidationError(errors))


class PlacesForm(forms.Form):
    """How many places each date has, on site and online; a field for each that is still to come or was."""

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates = [date for date in desk.dates if not date.is_cancelled]
        for date in self.dates:
            for way, field, label in self._ways(date):
                self.fields[f"{field}_{date.pk}"] = forms.IntegerField(
                    label=gettext("%(date)s: %(way)s") % {"date": date_text(date), "way": label},
                    required=False,
                    validators=[MinValueValidator(1)],
                    initial=getattr(date, field),
                    widget=forms.NumberInput(attrs={**NUMBER, "data-way": way}),
                )

    @staticmethod
    def _ways(date: Occurrence) -> Iterable[tuple[str, str, Any]]:
        """Return in which ways one can take part in a date: the value, the field of the date and a label."""
        if date.venue_id or not date.online_url or date.capacity is not None:
            yield TakingPart.ON_SITE.value, "capacity", _("places on site")
        if date.online_url or date.online_capacity is not None:
            yield TakingPart.ONLINE.value, "online_capacity", _("places online")

    @property
    def places(self) -> dict[Occurrence, DatePlaces]:
        """Return the places of each date, as the service asks for them."""
        data = self.cleaned_data
        return {
            date: DatePlaces(
                capacity=data.get(f"capacity_{date.pk}"), online_capacity=data.get(f"online_capacity_{date.pk}")
            )
            for date in self.dates
        }


class KeptForm(forms.Form):
    """Places that are kept for one kind of organisation; an empty row keeps nothing."""

    organisation_kind = forms.ChoiceField(
        label=_("Kept for"),
        choices=[("", _("Nobody")), *OrganisationKind.choices],
        required=False,
        widget=forms.Select(attrs=INPUT),
    )
    taking_part = forms.ChoiceField(
        label=_("Where"),
        choices=TakingPart.choices,
        initial=TakingPart.ON_SITE,
        required=False,
        widget=forms.Select(attrs=INPUT),
    )
    places = forms.IntegerField(
        label=_("Places"), required=False, validators=[MinValueValidator(1)], widget=forms.NumberInput(attrs=NUMBER)
    )
    released_before = forms.IntegerField(
        label=_("For everybody from, hours before the start"),
        min_value=0,
        max_value=10_000,
        initial=0,
        required=False,
        widget=forms.NumberInput(attrs=INPUT),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a number with each kind, and for a kind with each number."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("organisation_kind") and not data.get("places") and "places" not in self.errors:
            self.add_error("places", ValidationError(gettext("How many places?"), code="required"))
        if data.get("places") and not data.get("organisation_kind"):
            self.add_error("organisation_kind", ValidationError(gettext("For whom are they kept?"), code="required"))
        return data


KeptFormSet = forms.formset_factory(KeptForm, extra=MORE_ROWS, max_num=20, validate_max=True, absolute_max=40)


def kept_now(desk: Desk) -> Any:
    """Return the places that are kept as rows of a form, and some rows for more."""
    rows = desk.terms.kept_places.all() if desk.terms is not None else []
    names = ("organisation_kind", "taking_part", "places", "released_before")
    return KeptFormSet(initial=[{name: getattr(row, name) for name in names} for row in rows], prefix="kept")


def kept_of(formset: Any) -> list[Kept]:
    """Return the places to keep, as the service asks for them."""
    return [
        Kept(
            organisation_kind=data["organisation_kind"],
            places=data["places"],
            taking_part=data["taking_part"] or TakingPart.ON_SITE,
            released_before=data["released_before"] or 0,
        )
        for data in formset.cleaned_data
        if data.get("organisation_kind")
    ]
