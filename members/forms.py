"""Forms of the editor: accounts, and taking part."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Page
from wagtail.users.forms import UserForm

from members import services
from members.invitations import address_confirmed
from members.models import Participation, Seat, User, WorkingGroupPage


class AccountForm(UserForm):  # type: ignore[misc]
    """What Wagtail's two forms of an account have in common here: a name and an e-mail address."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = forms.CharField(label=_("Name"), max_length=200)

    def clean_email(self) -> str:
        """Return the address as it is stored, so that another case of it is found to be taken."""
        return User.objects.normalize_email(self.cleaned_data["email"])

    def save(self, commit: bool = True) -> User:
        """Save; an address that the desk gives counts as confirmed, and the one before no longer opens anything."""
        user: User = super().save(commit=commit)
        if commit:
            address_confirmed(user=user)
        return user


ACCOUNT_FIELDS = ("email", "name", "language", "is_staff", "is_superuser", "groups")


class AccountCreationForm(AccountForm):
    """A new account."""

    class Meta:
        model = User
        fields = ACCOUNT_FIELDS
        widgets = {"groups": forms.CheckboxSelectMultiple}


class AccountEditForm(AccountForm):
    """An existing account; nobody takes away their own rights by accident."""

    password_required = False

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
            del self.fields["is_superuser"]

    class Meta:
        model = User
        fields = (*ACCOUNT_FIELDS, "is_active")
        widgets = {"groups": forms.CheckboxSelectMultiple}


class OwnAccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody changes of their own account in the editor; address and password change on the site."""

    class Meta:
        model = User
        fields = ("name", "language")


class OrganisationForm(WagtailAdminModelForm):  # type: ignore[misc]
    """An organisation; its slug is permanent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:
            self.fields["slug"].disabled = True


class ParticipationForm(WagtailAdminModelForm):  # type: ignore[misc]
    """Starting to take part, and afterwards only ending it: levels and fees are history.

    The fee follows from the rules; it is not entered.
    """

    is_large = forms.BooleanField(
        label=_("Large organisation"),
        required=False,
        help_text=_("Its turnover is above the limit of the terms, so it pays the large fee."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, field in self.fields.items():
                field.disabled = name not in ("ends_on", "reason")
            self.fields.pop("is_large", None)
            self.fields["ends_on"].required = True

    def clean(self) -> dict[str, Any]:
        """Ask the service whether the rules allow it."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        try:
            if not self.instance.pk:
                services.participation_plan(**self._start_values(data))
            else:
                stored = Participation.objects.get(pk=self.instance.pk)
                services.participation_end_check(participation=stored, ends_on=data["ends_on"])
        except ValidationError as error:
            self.add_error(None, error)
        return data

    def _start_values(self, data: dict[str, Any]) -> dict[str, Any]:
        names = ("organisation", "level", "starts_on", "ends_on", "is_large", "reduction", "association", "reason")
        return {name: data[name] for name in names}

    def _post_clean(self) -> None:
        # A new row is made by the service, with a fee and an end that the form does not have.
        if self.instance.pk:
            super()._post_clean()  # type: ignore[misc]

    def save(self, commit: bool = True) -> Participation:
        """Start or end the participation."""
        if not self.instance.pk:
            self.instance = services.participation_start(**self._start_values(self.cleaned_data))
            return self.instance
        stored = Participation.objects.get(pk=self.instance.pk)
        reason = self.cleaned_data["reason"].removeprefix(stored.reason).strip()
        self.instance = services.participation_end(
            participation=stored, ends_on=self.cleaned_data["ends_on"], reason=reason
        )
        return self.instance


class SeatForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A seat in a working group: assigned once, afterwards only its role and its end change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("user", "working_group", "starts_on"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Ask the service whether the rules allow it."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors or self.instance.pk:
            return data
        try:
            services.seat_check(**{name: data[name] for name in ("user", "working_group", "starts_on", "ends_on")})
        except ValidationError as error:
            self.add_error(None, error)
        return data

    def save(self, commit: bool = True) -> Seat:
        """Assign the seat, or change its role and end."""
        if self.instance.pk:
            seat: Seat = super().save(commit=commit)
            return seat
        names = ("user", "working_group", "role", "starts_on", "ends_on")
        self.instance = services.seat_assign(**{name: self.cleaned_data[name] for name in names})
        return self.instance


class WorkingGroupForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A working group; its slug is permanent, because rights refer to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["slug"].disabled = True

    def clean_root_page(self) -> Any:
        """Refuse the public page of a group, or one above it: that would close what is for everybody."""
        root = self.cleaned_data["root_page"]
        versions = Page.objects.filter(translation_key=root.translation_key) if root is not None else ()
        if any(WorkingGroupPage.objects.descendant_of(version, inclusive=True).exists() for version in versions):
            message = _("The public page of a working group lies there. Choose a page that is for the group only.")
            raise ValidationError(message, code="public")
        return root
