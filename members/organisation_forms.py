"""Forms with which organisations run themselves. Every field is named here: what else is posted changes nothing."""

from copy import copy
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.models import Revision

from home.forms import HubImageField
from home.text_fields import MarkdownStreamField
from members.enums import OrganisationRole
from members.invitation_forms import InvitationForm
from members.logos import logo_redraw
from members.models import OrganisationClaim, OrganisationPage
from members.organisation_pages import PageChange

INPUT: Final = {"class": "input"}


class RoleForm(forms.Form):
    """What a colleague may do for the organisation."""

    role = forms.ChoiceField(label=_("Role"), choices=OrganisationRole.choices, widget=forms.Select(attrs=INPUT))


class ColleagueForm(InvitationForm):
    """Inviting a colleague, drawn by this corner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.update(INPUT)


class ClaimForm(forms.Form):
    """Why somebody says to belong to an organisation."""

    reason = forms.CharField(
        label=_("Why is this your organisation?"),
        help_text=_("What you do there, and how the desk can check it: a page with your name, a colleague to call."),
        max_length=OrganisationClaim._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={**INPUT, "rows": 5}),
    )


class OrganisationPageForm(forms.Form):
    """The words and the logo of an organisation's page in one language.

    ``shown`` is the version whose blocks the text names, ``version`` the one that the person saw last.
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("Summary"),
        help_text=_("One or two sentences, shown in lists and under the title."),
        max_length=OrganisationPage._meta.get_field("summary").max_length,
        required=False,
        widget=forms.Textarea(attrs={**INPUT, "rows": 3}),
    )
    body = MarkdownStreamField(
        stream_block=OrganisationPage._meta.get_field("body").stream_block, label=_("Text"), required=False
    )
    logo = HubImageField(
        label=_("Choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    image_alt = forms.CharField(
        label=_("Alternative text"),
        help_text=_("What is to be seen, for those who cannot see it."),
        max_length=OrganisationPage._meta.get_field("image_alt").max_length,
        required=False,
        widget=forms.TextInput(attrs=INPUT),
    )
    image_is_decorative = forms.BooleanField(
        label=_("The image only decorates"),
        help_text=_("Tick this when the name beside it says the same. It is then not read aloud."),
        required=False,
    )

    def __init__(self, *args: Any, page: OrganisationPage, shown: str, version: str, **kwargs: Any) -> None:
        self.page = page
        initial = {
            "version": version,
            "shown": shown,
            "summary": page.summary,
            "body": page.body,
            "image_alt": page.image_alt,
            "image_is_decorative": page.image_is_decorative,
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        if page.image_id is None:
            del self.fields["without_logo"]
        self.fields["body"].widget.attrs["rows"] = 16

    def clean_logo(self) -> Any:
        """Return an uploaded logo drawn anew; nothing when there is none."""
        file = self.cleaned_data["logo"]
        return logo_redraw(file) if file else None

    def clean(self) -> dict[str, Any]:
        """Ask that a new logo is described, before its file is kept."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("logo") is not None and not data.get("image_alt", "").strip() and not data["image_is_decorative"]:
            message = gettext("Say what is to be seen, or tick that the image only decorates.")
            self.add_error("image_alt", ValidationError(message))
        return data

    def change(self) -> PageChange:
        """Return what was typed, for ``organisation_page_save``."""
        data = self.cleaned_data
        return PageChange(
            summary=data["summary"],
            body=data["body"],
            image_alt=data["image_alt"],
            image_is_decorative=data["image_is_decorative"],
            logo=data["logo"],
            without_logo=data.get("without_logo", False),
        )

    def typed_page(self, latest: OrganisationPage) -> OrganisationPage:
        """Return the latest version with what was typed instead, in memory; a logo that was chosen is not in it."""
        typed = copy(latest)
        return self.change().put_on(typed)

    def add_publish_errors(self, messages: dict[str, list[Any]]) -> None:
        """Put what keeps the page from being published at the fields of this form."""
        for name, texts in messages.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, ValidationError(text))


def shown_revision(page: OrganisationPage, key: int | None) -> Revision | None:
    """Return the revision of this very page that a form names; ``None`` for one of another page."""
    return page.revisions.filter(pk=key).first() if key is not None else None
