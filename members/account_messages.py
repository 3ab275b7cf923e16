"""What is said on the page when something about an account was done, in place of allauth's own messages.

What is not named here is not said: that one is signed in shows by itself.
"""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "account/messages/email_confirmation_sent.txt": _(
        "A mail with a link is on its way to the new address. Your address changes when you have followed it."
    ),
    "account/messages/email_confirmed.txt": _("The new address is now that of your account."),
    "account/messages/email_confirmation_failed.txt": _(
        "This address could not be made yours. Ask the coalition desk if you do not know why."
    ),
    "account/messages/email_deleted.txt": _("The change is withdrawn: your address stays as it is."),
    "account/messages/password_changed.txt": _(
        "Your password is changed. Other browsers in which you were signed in are signed out."
    ),
    "mfa/messages/totp_activated.txt": _("From now on, a code of your app is asked after your password."),
    "mfa/messages/totp_deactivated.txt": _("The app is switched off."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "There are new recovery codes. Keep them where you also find them without your phone."
    ),
}
