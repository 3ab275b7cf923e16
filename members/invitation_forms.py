"""Inviting people, and joining by an invitation."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from members import invitations
from members.account_forms import PASSWORD_RULE, SAME_PASSWORD, address_field, password_field
from members.enums import OrganisationRole
from members.models import Invitation, Organisation, User


class InvitationForm(forms.Form):
    """Inviting somebody to an organisation; the service judges whether that is possible."""

    email = address_field()
    role = forms.ChoiceField(label=_("Role"), choices=OrganisationRole, initial=OrganisationRole.AUTHOR)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, organisation: Organisation, invited_by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.invited_by = invited_by
        self.invitation: Invitation | None = None

    def clean(self) -> dict[str, Any]:
        """Send the invitation, so that what forbids it is said beside the address, and nothing typed is lost."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.invitation = invitations.invitation_send(
                    organisation=self.organisation, invited_by=self.invited_by, **data
                )
            except ValidationError as error:
                self.add_error("email", error)
        return data


class JoinForm(forms.Form):
    """The account of somebody new: a name and a password. The address is that of the invitation."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As it stands beneath what you write."))
    password1 = password_field(help_text=PASSWORD_RULE)
    password2 = password_field(SAME_PASSWORD)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Judge the password, which may not look like the name or the address."""
        data: dict[str, Any] = super().clean() or {}
        password = data.get("password1")
        if password:
            try:
                validate_password(password, User(email=self.email, name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
            if password != data.get("password2", password):
                self.add_error("password2", _("These two passwords are not the same."))
        return data


class DeskInvitationForm(WagtailAdminModelForm):
    """The desk's form: a new invitation, and what to do with one that was sent."""

    KEEP, RESEND, REVOKE = "keep", "resend", "revoke"

    decision = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            (KEEP, _("Leave it as it is")),
            (RESEND, _("Send it again, with a new link")),
            (REVOKE, _("Withdraw it")),
        ],
        initial=KEEP,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["decision"]
        else:
            for name, field in self.fields.items():
                field.disabled = name != "decision"

    def clean(self) -> dict[str, Any]:
        """Do it: the service judges whether that is possible, and Wagtail saves nothing itself."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.instance = self._decided(data)
            except ValidationError as error:
                self.add_error(None, error)
        return data

    def _decided(self, data: dict[str, Any]) -> Invitation:
        desk: Any = self.for_user
        if self.instance.pk is None:
            names = ("organisation", "email", "role", "language")
            return invitations.invitation_send(invited_by=desk, **{name: data[name] for name in names})
        if data["decision"] == self.RESEND:
            return invitations.invitation_resend(invitation=self.instance, by=desk)
        if data["decision"] == self.REVOKE:
            return invitations.invitation_revoke(invitation=self.instance, by=desk)
        return self.instance

    def _post_clean(self) -> None:
        """Leave the row to the services."""

    def save(self, commit: bool = True) -> Invitation:
        """Return what the service wrote."""
        return self.instance
