"""The forms that follow publication."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.enums import WorkNoteKind
from knowledge.models import Adoption, BestPracticePage
from knowledge.works.reading import adopting_organisations


class AdoptionForm(forms.ModelForm):  # type: ignore[type-arg]
    """We reused this: where, and what came of it."""

    class Meta:
        model = Adoption
        fields = ("organisation", "setting", "result", "source_url")
        widgets = {"result": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, page: BestPracticePage, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = adopting_organisations(user, page)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        first = organisations.first()
        if first is not None and not organisations.exclude(pk=first.pk).exists():
            self.fields["organisation"].initial = first


class WorkNoteForm(forms.Form):
    """What readers of a published work should know."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=WorkNoteKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What readers should know"),
        max_length=600,
        help_text=_("One or two sentences. It is shown at the top of the page, with the date."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, is_withdrawn: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = WorkNoteKind.WITHDRAWAL if is_withdrawn else WorkNoteKind.RETURN
        kinds = [choice for choice in WorkNoteKind.choices if choice[0] != left_out]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0][0]
