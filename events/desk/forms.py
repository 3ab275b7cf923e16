"""Forms of the desk about registrations, arrivals and files. What else is posted changes nothing."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import DeskAct
from events.models import RegistrationNote

INPUT: Final = {"class": "input"}
MAX_REASON: Final = 300


class ExportForm(forms.Form):
    """Which file somebody takes, and whether answers about health or belief are in it."""

    kind = forms.ChoiceField(
        label=_("File"),
        choices=[(DeskAct.XLSX.value, _("Excel")), (DeskAct.CSV.value, _("CSV"))],
        widget=forms.Select(attrs=INPUT),
    )
    with_sensitive = forms.BooleanField(
        label=_("With what people eat and what they need to take part"),
        help_text=_("This may tell of health or belief. Take it only when you need it by name; it is written down."),
        required=False,
    )


class ReasonForm(forms.Form):
    """Why somebody does not come, as they read it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads this in the mail."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={**INPUT, "rows": 3}),
    )

    def __init__(self, *args: Any, is_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_required


class NoteForm(forms.Form):
    """What organisers tell each other."""

    text = forms.CharField(
        label=_("Note"),
        help_text=_("Only organisers see it here; who asks for their own data gets it too."),
        max_length=RegistrationNote._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={**INPUT, "rows": 3}),
    )


class MoveForm(forms.Form):
    """To which date somebody goes instead."""

    date = forms.ChoiceField(label=_("Date"), widget=forms.Select(attrs=INPUT))

    def __init__(self, *args: Any, dates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].choices = dates  # type: ignore[attr-defined]


class DoorForm(forms.Form):
    """What was typed at the door: a number, the address of a code, or a part of a name."""

    q = forms.CharField(
        label=_("Number or name"), max_length=300, widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"})
    )
