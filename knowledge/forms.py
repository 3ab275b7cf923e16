"""Forms of the knowledge app's own screens in the editor."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from knowledge.models import EvidenceConfirmation


class EvidenceConfirmationForm(forms.ModelForm[EvidenceConfirmation]):
    """Who stands for the evidence, since when, and on what ground."""

    class Meta:
        model = EvidenceConfirmation
        fields: ClassVar[list[str]] = ["contributor", "confirmed_on", "note", "source_url"]
        widgets: ClassVar[dict[str, Any]] = {"confirmed_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed_on"].initial = timezone.localdate
