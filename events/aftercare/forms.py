"""The form of what came of an event: short, and nothing in it is a must."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from events.aftercare.reading import LONGEST_QUESTION
from events.aftercare.services import LONGEST_FINDING, MOST_FINDINGS, Values
from events.models.aftercare import MOST_ATTENDED
from home.languages import content_languages
from home.validators import validate_web_url

NUMBERS: Final = range(1, MOST_FINDINGS + 1)


class AftercareForm(forms.Form):
    """Findings in each language, the recording, how many came, and the best practices that came up.

    ``practices`` are chosen among those that ``offered`` names: keys of works with their titles.
    """

    recording_url = forms.URLField(
        label=gettext_lazy("Recording"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[validate_web_url],
        help_text=gettext_lazy("The address at which it can be watched. Ask whoever can be seen or heard in it first."),
    )
    attendance = forms.IntegerField(
        label=gettext_lazy("How many people came"),
        required=False,
        min_value=0,
        max_value=MOST_ATTENDED,
        help_text=gettext_lazy("On site and online together. Leave it empty when you do not want to say it."),
    )
    practices = forms.MultipleChoiceField(
        label=gettext_lazy("Best practices that came up"), required=False, widget=forms.CheckboxSelectMultiple
    )
    question = forms.CharField(
        label=gettext_lazy("Find a best practice"),
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-practices-question": ""}),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practices"].choices = list(offered.items())  # type: ignore[attr-defined]
        for code, _name in content_languages():
            for number in NUMBERS:
                self.fields[f"finding_{code}_{number}"] = forms.CharField(
                    label=_("Finding %(number)s") % {"number": number},
                    required=False,
                    max_length=LONGEST_FINDING,
                    widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_FINDING, "lang": code}),
                )

    def findings(self) -> list[dict[str, Any]]:
        """Return the fields of the findings by language: ``code``, ``name`` and ``fields``."""
        return [
            {"code": code, "name": name, "fields": [self[f"finding_{code}_{number}"] for number in NUMBERS]}
            for code, name in content_languages()
        ]

    def values(self) -> Values:
        """Return what was filled in; only for a form that is valid."""
        data = self.cleaned_data
        findings = {
            code: [text for number in NUMBERS if (text := " ".join(data[f"finding_{code}_{number}"].split()))]
            for code, _name in content_languages()
        }
        return Values(
            findings={code: texts for code, texts in findings.items() if texts},
            recording_url=data["recording_url"],
            attendance=data["attendance"],
            practices=data["practices"],
        )


def initial_of(values: Values, revision: int) -> dict[str, Any]:
    """Return what the form begins with."""
    texts = {
        f"finding_{code}_{number}": text
        for code, found in values.findings.items()
        for number, text in enumerate(found, start=1)
    }
    return {
        **texts,
        "recording_url": values.recording_url,
        "attendance": values.attendance,
        "practices": values.practices,
        "revision": revision,
    }


def work_keys(raw: list[str]) -> list[UUID]:
    """Return the keys of works that a form sent; what is none is left out."""
    found = []
    for text in raw:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
