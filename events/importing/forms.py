"""Forms of the import: a calendar elsewhere, and a file."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy

from events.forms import zone_choices
from events.importing.words import problem_text
from events.models import CalendarSource
from home.fetching import MAX_BYTES, FetchFailed, check_address


class CalendarAddressField(forms.URLField):
    """An address as a button "subscribe" gives it: ``webcal:`` is the web all the same."""

    def to_python(self, value: Any) -> str:
        """Return the address with the scheme under which it can be fetched."""
        return str(super().to_python(re.sub(r"^webcals?://", "https://", str(value or "").strip(), flags=re.I)))


class CalendarSourceForm(forms.ModelForm[CalendarSource]):
    """What is said of a calendar elsewhere, and of what comes from it."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        help_text=CalendarSource._meta.get_field("zone").help_text,
    )

    url = CalendarAddressField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=CalendarSource._meta.get_field("url").help_text,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    class Meta:
        model = CalendarSource
        fields = (
            "name",
            "url",
            "is_active",
            "publishes",
            "organisation",
            "kind",
            "language",
            "building_blocks",
            "application_areas",
            "zone",
        )
        widgets = {
            "building_blocks": forms.CheckboxSelectMultiple,
            "application_areas": forms.CheckboxSelectMultiple,
        }
        labels = {"organisation": gettext_lazy("Organised by")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("building_blocks", "application_areas"):
            field: Any = self.fields[name]
            field.queryset = field.queryset.current()

    def clean_url(self) -> str:
        """Refuse an address that could never be fetched, before anybody waits for it; raises ``ValidationError``."""
        url = str(self.cleaned_data["url"])
        if url:
            try:
                check_address(url)
            except FetchFailed as error:
                raise ValidationError(problem_text(error.code), code=error.code) from error
        return url


class CalendarFileForm(forms.Form):
    """A calendar file."""

    file = forms.FileField(label=gettext_lazy("Calendar file"), help_text=gettext_lazy("iCalendar (.ics), up to 5 MB."))

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large to read; raises ``ValidationError``."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(_("The calendar is larger than 5 MB."), code="size")
        return file
