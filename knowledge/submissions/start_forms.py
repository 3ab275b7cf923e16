"""The form with which a draft begins."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.models import Locale, Page

from home.languages import content_languages
from home.models import HubPage
from knowledge.submissions.beginning import copyable_by
from knowledge.submissions.fields import LineField
from members.permissions import organisations_to_write_for


class SourceField(forms.ModelChoiceField):
    """An earlier work, by its title."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the title by which somebody knows the work (``copyable_by``)."""
        return str(obj.shown_title)


class BeginForm(forms.Form):
    """What is known before the first step: for whom it is, in which language, what it is called.

    ``nonce`` is drawn with the form: sent twice, it begins one draft.
    """

    title = LineField(
        label=_("Title"),
        max_length=Page._meta.get_field("title").max_length,
        help_text=_("You can still change it later."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    organisation: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("For which organisation?"),
        queryset=None,
        empty_label=None,
        widget=forms.Select(attrs={"class": "input"}),
    )
    language = forms.ChoiceField(
        label=_("In which language do you write?"), choices=content_languages, widget=forms.RadioSelect
    )
    source = SourceField(
        label=_("Begin with a copy of"),
        queryset=Page.objects.none(),
        required=False,
        empty_label=_("Nothing: an empty form"),
        help_text=_("It becomes a work of its own; the earlier one stays as it is."),
        widget=forms.Select(attrs={"class": "input"}),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, user: Any, model: type[HubPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.model = user, model
        organisations = organisations_to_write_for(user)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["source"].queryset = copyable_by(user, model)  # type: ignore[attr-defined]
        self.initial.update(language=get_language(), nonce=uuid4(), organisation=organisations.first())

    @property
    def has_sources(self) -> bool:
        """Whether there is something to copy."""
        return bool(self.fields["source"].queryset.exists())  # type: ignore[attr-defined]

    @property
    def only_organisation(self) -> Any:
        """The organisation, when there is one only: then there is nothing to choose."""
        found = list(self.fields["organisation"].queryset[:2])  # type: ignore[attr-defined]
        return found[0] if len(found) == 1 else None

    def clean_language(self) -> Locale:
        """Return the language as the site knows it."""
        locale = Locale.objects.filter(language_code=self.cleaned_data["language"]).first()
        if locale is None:
            raise ValidationError(_("The site has no pages in this language."))
        return locale

    def values(self) -> dict[str, Any]:
        """Return the keyword arguments of the service."""
        data = self.cleaned_data
        names = ("title", "organisation", "source", "nonce")
        return {**{name: data[name] for name in names}, "locale": data["language"], "model": self.model}


class NonceForm(forms.Form):
    """A button that begins a draft."""

    nonce = forms.UUIDField()


def nonce_of(request: HttpRequest) -> UUID:
    """Return the nonce that a button brought, so that pressing it twice begins one draft; else a fresh one."""
    form = NonceForm(request.POST)
    return form.cleaned_data["nonce"] if form.is_valid() else uuid4()
