"""The form of a question to who registers: words in each language, and answers to choose from."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from events.desk.forms import INPUT
from events.models import RegistrationQuestion

MAX_WORDS: Final = 300
MORE_ROWS: Final = 4
VALUE_LENGTH: Final = 8


class QuestionForm(forms.Form):
    """The words of a question. The form of its kind has choices besides (``ChoiceFormSet``)."""

    is_required = forms.BooleanField(label=_("Must be answered"), required=False)

    def __init__(self, *args: Any, question: RegistrationQuestion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            for part, label in (("label", _("Question (%(language)s)")), ("hint", _("Explanation (%(language)s)"))):
                words = (question.labels if part == "label" else question.hints) if question is not None else {}
                self.fields[f"{part}_{code}"] = forms.CharField(
                    label=label % {"language": name},
                    max_length=MAX_WORDS,
                    required=False,
                    initial=words.get(code, ""),
                    widget=forms.TextInput(attrs={**INPUT, "lang": code}),
                )
        if question is not None:
            self.fields["is_required"].initial = question.is_required
        self.order_fields([name for name in self.fields if name != "is_required"])

    @property
    def values(self) -> dict[str, Any]:
        """Return what was filled in, as the service asks for it."""
        data = self.cleaned_data
        return {
            "labels": {code: data[f"label_{code}"] for code, _name in settings.LANGUAGES},
            "hints": {code: data[f"hint_{code}"] for code, _name in settings.LANGUAGES},
            "is_required": data["is_required"],
        }

    def add_refusal(self, error: ValidationError) -> None:
        """Say what a service refused beside the question, else above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            field = f"label_{settings.LANGUAGE_CODE}" if name == "labels" else None
            self.add_error(field if name != NON_FIELD_ERRORS else None, ValidationError(errors))


class ChoiceForm(forms.Form):
    """One answer to choose from, in each language; an empty row is none."""

    value = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"label_{code}"] = forms.CharField(
                label=name, max_length=MAX_WORDS, required=False, widget=forms.TextInput(attrs={**INPUT, "lang": code})
            )


ChoiceFormSet = forms.formset_factory(ChoiceForm, extra=MORE_ROWS, max_num=40, validate_max=True, absolute_max=60)


def choices_now(question: RegistrationQuestion | None) -> Any:
    """Return the answers of a question as rows of a form, and some rows for more."""
    choices = question.choices if question is not None else []
    rows = [
        {"value": choice["value"], **{f"label_{code}": text for code, text in choice["labels"].items()}}
        for choice in choices
    ]
    return ChoiceFormSet(initial=rows, prefix="choices")


def choices_of(formset: Any) -> list[dict[str, Any]]:
    """Return the answers as the service asks for them; a new one gets a value of its own, which never changes."""
    found = []
    for data in formset.cleaned_data:
        labels = {code: data.get(f"label_{code}", "").strip() for code, _name in settings.LANGUAGES}
        if any(labels.values()):
            found.append({"value": data.get("value") or get_random_string(VALUE_LENGTH).lower(), "labels": labels})
    return found
