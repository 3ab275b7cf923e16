"""The editor's form of a page with dates: the page, and its first date as long as nobody has seen it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from home.page_forms import HubCopyForm, HubPageForm

if TYPE_CHECKING:
    from events.series_forms import FirstDatesForm

PREFIX = "first_date"


class DatedPageForm(HubPageForm):  # type: ignore[misc]
    """The form of a page with dates.

    Before the dates are announced it holds the first date as well, and how it recurs (``date_form``): optional for a
    draft, needed to publish. Wagtail saves while somebody types, so the dates that it gave may be given anew. They are
    put on the page as ``pending_date`` and written by ``events.wagtail_hooks`` once the page is saved, because a
    preview validates and fills the same form without saving anything.
    Afterwards ``date_form`` is ``None``, and dates are changed one by one in their own view.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.date_form = self._make_date_form()

    def _make_date_form(self) -> "FirstDatesForm | None":
        # The forms and services are above the models, and the page's model needs this class.
        from events import services  # noqa: PLC0415
        from events.forms import date_initial  # noqa: PLC0415
        from events.series_forms import FirstDatesForm  # noqa: PLC0415

        schedule = self.instance.schedule
        initial: dict[str, Any] = {}
        recurrence = services.drafted_series(schedule) if schedule is not None else None
        if schedule is not None and recurrence is None:
            occurrences = schedule.occurrences.all()
            if len(occurrences) != 1 or services.is_announced(schedule.work):
                return None
            initial = {**date_initial(occurrences[0]), "zone": schedule.zone, "all_day": schedule.all_day}
        data = self.data if self.is_bound else None
        return FirstDatesForm(data, prefix=PREFIX, initial=initial, recurrence=recurrence, use_required_attribute=False)

    def clean(self) -> dict[str, Any]:
        """Validate the date along with the page, and hand it over."""
        data: dict[str, Any] = super().clean()
        self.instance.pending_date = None
        if self.date_form is not None and self._has_date_fields():
            # A draft without any date is fine; one that has a date keeps one.
            self.date_form.empty_permitted = self.instance.schedule is None
            if not self.date_form.is_valid():
                self.add_error(
                    None, forms.ValidationError([_("Look at the first date."), *self._date_problems(self.date_form)])
                )
            elif self.date_form.has_changed() and self.date_form.cleaned_data:
                self.instance.pending_date = self.date_form.date_values()
        return data

    @staticmethod
    def _date_problems(form: "FirstDatesForm") -> list[str]:
        # Said above the page with the name of the field: the fields themselves are a long way down.
        named = [(form[name].label, errors) for name, errors in form.errors.items() if name in form.fields]
        return [f"{label}: {error}" for label, errors in named for error in errors]

    def _has_date_fields(self) -> bool:
        """Return whether the fields were sent at all: a program that saves a page may know nothing of them."""
        return any(name.startswith(f"{PREFIX}-") for name in self.data)


class DatedCopyForm(HubCopyForm):  # type: ignore[misc]
    """Copying a page with dates: the copy is a work of its own, and cannot be published before it has dates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.page.specific.is_dated:
            self.fields.pop("publish_copies", None)
