"""What allauth asks of a site, answered for the hub: who may join, where one goes next, what a mail says."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext as _, gettext_lazy

from members import account_letters, encryption
from members.account_messages import MESSAGES
from members.models import User
from search.addresses import host
from search.throttle import client_address

# A session's row has an address; a request through a socket file without a proxy has none.
NO_ADDRESS = "::"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations, passwords are counted by axes, and mail goes through the outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "This e-mail address and password do not belong together. Check both, and try again."
        ),
        "duplicate_email": gettext_lazy("This is already the address of your account."),
        "enter_current_password": gettext_lazy("This is not your password of now."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("This code is not right. A code of an app is good for half a minute."),
        "rate_limited": gettext_lazy("That was often in a short time. Wait a few minutes, then try again."),
        "too_many_login_attempts": gettext_lazy("That was often in a short time. Wait a few minutes, then try again."),
        "invalid_password_reset": gettext_lazy("This link cannot be used any more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that nobody signs up: accounts come from invitations."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Return whether an address is within this site, as asked now (threat C24)."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address, as far as it can be trusted."""
        return client_address(request) or NO_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: axes counts passwords, for this form and every other."""

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Return whether this is the password of somebody who is signed in; axes counts failures."""
        found = self.authenticate(self.request, username=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where somebody goes who came from nowhere: editors to the editor, others to the front page."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return f"/{get_language()}/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the page of the account."""
        return reverse("members:account")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Return to the page of the account, by way of signing in when the link was opened elsewhere."""
        return reverse("members:account")

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Return to signing in: a passkey of an account that is closed opens nothing."""
        messages.error(request, _("This account is closed. Ask the coalition desk."))
        return redirect("members:login")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make a new address the account's, unless another account has it by now; return whether it was done."""
        taken = User.objects.filter(email__iexact=email_address.email).exclude(pk=email_address.user_id).exists()
        if taken:
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
            return False
        return bool(super().confirm_email(request, email_address))

    def add_message(  # noqa: PLR0917 - allauth's own signature
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened in the hub's words; what needs no saying is left out."""
        text = message or MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Write the link to a new password, to the address of the account, whatever was typed."""
        account_letters.reset_send(user=user, uid=context["uid"], key=context["key"])

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Write the link that makes a new address the account's, to that address."""
        address = emailconfirmation.email_address
        account_letters.address_confirmation_send(user=address.user, email=address.email, key=emailconfirmation.key)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that something about the safety of the account changed."""
        account_letters.security_notice_send(
            user=user,
            change=template_prefix,
            ip=self.get_client_ip(self.request),
            user_agent=self.get_http_user_agent(self.request),
            old_email=(context or {}).get("from_email", ""),
        )


class TwoStepAdapter(DefaultMFAAdapter):
    """Second steps: secrets are encrypted in the database, names and messages are the hub's."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code or key is not right. Try again."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret; raises ``InvalidToken`` after the key of the site was thrown away."""
        return encryption.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return what an app calls this account: the name of the site."""
        return str(settings.WAGTAIL_SITE_NAME)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 - allauth's own name
        """Return a name for a passkey that was given none."""
        return _("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for which site a passkey is: the host of its public address."""
        return {"id": host(), "name": str(settings.WAGTAIL_SITE_NAME)}
