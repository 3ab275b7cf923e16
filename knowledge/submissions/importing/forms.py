"""The form with which a draft begins from a file."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.models import Locale

from home.languages import content_languages
from home.models import HubPage
from knowledge.submissions.beginning import model_of_kind, writable_models
from members.permissions import organisations_to_write_for


def _kinds() -> list[tuple[str, Any]]:
    return [(str(model.search_type), model.search_type_label) for model in writable_models()]


class ImportForm(forms.Form):
    """What it becomes, for whom, in which language, and the file."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=_kinds, widget=forms.Select(attrs={"class": "input"}))
    organisation: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("For which organisation?"),
        queryset=None,
        empty_label=None,
        widget=forms.Select(attrs={"class": "input"}),
    )
    language = forms.ChoiceField(
        label=_("In which language is it written?"), choices=content_languages, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("The file"),
        allow_empty_file=True,
        help_text=_(
            "A document (.docx) of at most 10 MB, or Markdown (.md) of at most 1 MB. Images in it are left out."
        ),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".docx,.md,.txt"}),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})
        organisations = organisations_to_write_for(user)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.initial = {
            **self.initial,
            "language": get_language(),
            "nonce": uuid4(),
            "organisation": organisations.first(),
        }

    @property
    def only_organisation(self) -> Any:
        """The organisation, when there is one only: then there is nothing to choose."""
        found = list(self.fields["organisation"].queryset[:2])  # type: ignore[attr-defined]
        return found[0] if len(found) == 1 else None

    def clean_language(self) -> Locale:
        """Return the language as the site knows it."""
        locale = Locale.objects.filter(language_code=self.cleaned_data["language"]).first()
        if locale is None:
            raise ValidationError(_("Nothing is written in this language here."))
        return locale

    def clean_kind(self) -> type[HubPage]:
        """Return the page type."""
        model = model_of_kind(self.cleaned_data["kind"])
        if model is None:
            raise ValidationError(_("Pages of this kind are written by the editors."))
        return model

    def values(self) -> dict[str, Any]:
        """Return what was given under the names that the service knows."""
        names = {"kind": "model", "language": "locale"}
        return {names.get(name, name): value for name, value in self.cleaned_data.items()}
