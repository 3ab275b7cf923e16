"""Forms of one's own account: allauth's, with the hub's labels and errors (``ACCOUNT_FORMS``, ``MFA_FORMS``)."""

import functools
import struct
from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.models import User

PASSWORD_RULE = _("At least 12 characters, and not a well-known one. Three or four words make a good password.")
SAME_PASSWORD = _("The password again")
MAX_ADDRESS = 254


def address_field(label: Any = _("E-mail address")) -> forms.EmailField:  # noqa: B008 - a lazy text
    """Return the field of an e-mail address."""
    return forms.EmailField(label=label, max_length=MAX_ADDRESS)


def password_field(label: Any = _("Password"), **options: Any) -> forms.CharField:  # noqa: B008 - a lazy text
    """Return the field of a password, of which every character counts."""
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput, **options)


class NewPasswordField(account.SetPasswordField):
    """A new password, which the rules of the site judge."""

    def __init__(self) -> None:
        super().__init__(label=_("New password"), help_text=PASSWORD_RULE)


class LoginForm(account.LoginForm):
    """Signing in with an e-mail address. One message for a wrong address and a wrong password alike."""

    username = address_field()
    password = password_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The name of the field is what axes counts by.
        del self.fields["login"]
        self.order_fields(("username", "password"))

    def clean_username(self) -> str:
        """Return the address as it is stored, so that failures with another case of it count together."""
        address = User.objects.normalize_email(self.cleaned_data["username"])
        self.cleaned_data["login"] = address
        return address

    def user_credentials(self) -> dict[str, str]:
        """Return what is asked of the backends."""
        return {"username": self.cleaned_data["username"], "password": self.cleaned_data["password"]}


class AddressForm(account.AddEmailForm):
    """Another e-mail address for one's account."""

    email = address_field(_("New e-mail address"))


class PasswordChangeForm(account.ChangePasswordForm):
    """Another password, by who knows the one of now."""

    oldpassword = password_field(_("Password of now"))
    password1 = NewPasswordField()
    password2 = password_field(SAME_PASSWORD)


class PasswordResetForm(account.ResetPasswordForm):
    """A link to a new password. The answer is the same whether there is such an account or not."""

    email = address_field()

    def clean_email(self) -> str:
        """Find the account; only the address that the account has now counts."""
        address = User.objects.normalize_email(self.cleaned_data["email"])
        self.users = list(User.objects.filter(email__iexact=address, is_active=True))
        return address


class NewPasswordForm(account.ResetPasswordKeyForm):
    """A new password, by who has the link."""

    password1 = NewPasswordField()
    password2 = password_field(SAME_PASSWORD)


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more, before something that matters."""

    password = password_field()


class CodeForm(second_step.AuthenticateForm):
    """The code of the second step when signing in."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Of your app, or one of your recovery codes."))


class CodeAgainForm(second_step.ReauthenticateForm):
    """The code of the second step once more, before something that matters."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Of your app, or one of your recovery codes."))


class AppForm(ActivateTOTPForm):
    """The first code of an app, which shows that it has the secret."""

    code = forms.CharField(label=_("Code of the app"), max_length=40, help_text=_("Six digits."))


def refusing_nonsense(clean: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a check of what a browser sent for a passkey that refuses what is none, whatever it is.

    The libraries read the answer in trust, and stop at whatever is missing or forged in it.
    """

    @functools.wraps(clean)
    def guarded(form: Any) -> Any:
        try:
            return clean(form)
        except (AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error):
            raise get_adapter().validation_error("incorrect_code") from None

    return guarded


class PasskeyLoginForm(webauthn.LoginWebAuthnForm):
    """Signing in with a passkey alone."""

    clean_credential = refusing_nonsense(webauthn.LoginWebAuthnForm.clean_credential)


class PasskeySecondForm(webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step when signing in."""

    clean_credential = refusing_nonsense(webauthn.AuthenticateWebAuthnForm.clean_credential)


class PasskeyAgainForm(webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""

    clean_credential = refusing_nonsense(webauthn.ReauthenticateWebAuthnForm.clean_credential)


class PasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey, made by the browser (``passkeys.js``) and named by its owner."""

    # Whether a key also works without a password is what the browser makes of it; nobody is asked.
    passwordless = None
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("To recognise it: “laptop at work”, “my phone”.")
    )
    clean = refusing_nonsense(webauthn.AddWebAuthnForm.clean)


class PasskeyNameForm(webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=60)


class AccountDeleteForm(forms.Form):
    """Deleting one's account, confirmed with the password."""

    password = password_field(help_text=_("To be sure that it is you."))

    def __init__(self, *args: Any, user: User, check: Any, **kwargs: Any) -> None:
        """``check`` returns whether a password is that of ``user``."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.check = check

    def clean_password(self) -> str:
        """Return the password when it is right."""
        password: str = self.cleaned_data["password"]
        if not self.check(self.user, password):
            raise ValidationError(_("This is not your password."), code="incorrect_password")
        return password


class ProfileForm(forms.ModelForm):
    """How somebody is called, and in which language they are written to."""

    class Meta:
        model = User
        fields = ("name", "language")
        widgets = {"language": forms.RadioSelect}
