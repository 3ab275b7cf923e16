"""Letters about one's own account. Links that open something go to an address and are not shown in the hub."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from members.browsers import browser_name
from members.enums import NoticeKind
from members.letters import Letter
from members.models import User
from members.notices import notice_send
from search.addresses import absolute_url

HOUR = 60 * 60
STEPS_REMOVED = "members/second_steps_removed"


@dataclass(frozen=True, slots=True)
class Change:
    """What is told of something that changed."""

    subject: str | Promise
    text: str | Promise


CHANGES = {
    "account/email/password_changed": Change(
        gettext_lazy("Your password was changed"),
        gettext_lazy("The password of your account was changed. Other browsers were signed out."),
    ),
    "account/email/password_reset": Change(
        gettext_lazy("You have a new password"),
        gettext_lazy("A new password was chosen for your account, by the link in a mail."),
    ),
    "account/email/email_changed": Change(
        gettext_lazy("The e-mail address of your account was changed"),
        gettext_lazy("Your account has another e-mail address. You sign in with that from now on."),
    ),
    "mfa/email/totp_activated": Change(
        gettext_lazy("Two-step sign-in with an app is on"),
        gettext_lazy("From now on, a code of your app is asked after your password."),
    ),
    "mfa/email/totp_deactivated": Change(
        gettext_lazy("Two-step sign-in with an app is off"),
        gettext_lazy("A code of your app is no longer asked when you sign in."),
    ),
    "mfa/email/webauthn_added": Change(
        gettext_lazy("A passkey was added to your account"),
        gettext_lazy("Whoever has this passkey can sign in with it."),
    ),
    "mfa/email/webauthn_removed": Change(
        gettext_lazy("A passkey was removed from your account"),
        gettext_lazy("Nobody can sign in with this passkey any more."),
    ),
    STEPS_REMOVED: Change(
        gettext_lazy("Two-step sign-in was switched off for you"),
        gettext_lazy("The coalition desk took your second steps away because you asked. Set up new ones soon."),
    ),
    "mfa/email/recovery_codes_generated": Change(
        gettext_lazy("You have new recovery codes"),
        gettext_lazy("The recovery codes of before no longer work."),
    ),
}


def account_url() -> str:
    """Return the public address of the page of one's own account, in the active language."""
    return absolute_url(reverse("members:account"))


def reset_send(*, user: User, uid: str, key: str) -> None:
    """Write somebody the link to a new password; each asking has its own."""

    def write() -> Letter:
        hours = settings.PASSWORD_RESET_TIMEOUT // HOUR
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
        works = ngettext("The link works for %(hours)d hour, once.", "The link works for %(hours)d hours, once.", hours)
        return Letter(
            subject=_("Choose a new password"),
            paragraphs=(
                _("Somebody asked for a new password for your account. If that was you, follow the link."),
                works % {"hours": hours},
                _("If it was not you, do nothing: your password stays as it is."),
            ),
            action=(_("Choose a new password"), absolute_url(path)),
        )

    _send(user.email, user.language, "reset", write)


def address_confirmation_send(*, user: User, email: str, key: str) -> None:
    """Write the link that makes an address that of an account, to that address."""

    def write() -> Letter:
        days = settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS
        works = ngettext("The link works for %(days)d day.", "The link works for %(days)d days.", days)
        return Letter(
            subject=_("Confirm your new e-mail address"),
            paragraphs=(
                _("%(name)s asked to use this address for an account. Follow the link to confirm it.")
                % {"name": user.name},
                works % {"days": days},
                _("If that is not you, do nothing: nothing changes."),
            ),
            action=(_("Confirm this address"), absolute_url(reverse("account_confirm_email", args=[key]))),
        )

    _send(email, user.language, "address", write)


def security_notice_send(*, user: User, change: str, ip: str = "", user_agent: str = "", old_email: str = "") -> None:
    """Tell somebody, in the hub and by mail, that the safety of the account changed; the old address as well.

    What ``CHANGES`` does not name is told to nobody.
    """
    if change not in CHANGES:
        return
    when = timezone.localtime()

    def write() -> Letter:
        told = CHANGES[change]
        return Letter(
            subject=str(told.subject),
            paragraphs=(
                str(told.text),
                _("Was this not you? Choose a new password at once, and tell the coalition desk."),
            ),
            rows=tuple(
                (label, value)
                for label, value in (
                    (_("When"), date_format(when, "DATETIME_FORMAT")),
                    (_("Browser"), browser_name(user_agent) if user_agent else ""),
                    (_("Network address"), ip),
                )
                if value
            ),
            action=(_("Account and security"), account_url()),
        )

    matter = f"{change}:{uuid4()}"
    notice_send(kind=NoticeKind.ACCOUNT, matter=matter, write=write, user=user)
    if old_email:
        notice_send(kind=NoticeKind.ACCOUNT, matter=matter, write=write, email=old_email, language=user.language)


def deleted_send(*, email: str, language: str) -> None:
    """Write somebody, who has no account any more, that it is gone."""

    def write() -> Letter:
        return Letter(
            subject=_("Your account is deleted"),
            paragraphs=(
                _("Your account and what was stored with it are deleted. What you published stays, under your name."),
                _("Do you want your name removed from it as well? Ask the coalition desk."),
            ),
        )

    _send(email, language, "deleted", write)


def _send(email: str, language: str, matter: str, write: Callable[[], Letter]) -> None:
    notice_send(kind=NoticeKind.ACCOUNT, matter=f"{matter}:{uuid4()}", write=write, email=email, language=language)
