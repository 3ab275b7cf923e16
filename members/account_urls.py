"""The addresses of allauth's views, below ``/<language>/account/``, by the names that allauth itself asks for.

Only what the hub has: nobody signs up, and there is one log-in, which ``members.urls`` serves.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from members import account_views, views

to_account = RedirectView.as_view(pattern_name="members:account")


def own(route: str, view: Any, name: str) -> URLPattern:
    """Return a pattern of a page that nobody keeps: it is of one person."""
    return path(route, never_cache(view), name=name)


urlpatterns = [
    own("login/", views.LoginView.as_view(), "account_login"),
    own("logout/", views.LogoutView.as_view(), "account_logout"),
    own("confirm/", account.reauthenticate, "account_reauthenticate"),
    own("address/", account_views.AddressView.as_view(), "account_email"),
    own("address/<str:key>/", account.confirm_email, "account_confirm_email"),
    own("password/", account.password_change, "account_change_password"),
    # Who has no password, and is signed in by a passkey, gets one by mail.
    own("password/set/", RedirectView.as_view(pattern_name="account_reset_password"), "account_set_password"),
    own("password/reset/", account.password_reset, "account_reset_password"),
    own("password/reset/sent/", account.password_reset_done, "account_reset_password_done"),
    own("password/reset/done/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        never_cache(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    own("two-step/", to_account, "mfa_index"),
    own("two-step/code/", second_step.authenticate, "mfa_authenticate"),
    own("two-step/confirm/", second_step.reauthenticate, "mfa_reauthenticate"),
    own("two-step/app/", app.activate_totp, "mfa_activate_totp"),
    own("two-step/app/off/", app.deactivate_totp, "mfa_deactivate_totp"),
    own("two-step/recovery-codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    own("two-step/recovery-codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    own("two-step/recovery-codes/file/", codes.download_recovery_codes, "mfa_download_recovery_codes"),
    own("passkeys/", to_account, "mfa_list_webauthn"),
    own("passkeys/add/", passkey.add_webauthn, "mfa_add_webauthn"),
    own("passkeys/login/", passkey.login_webauthn, "mfa_login_webauthn"),
    own("passkeys/confirm/", passkey.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    own("passkeys/<int:pk>/name/", passkey.edit_webauthn, "mfa_edit_webauthn"),
    own("passkeys/<int:pk>/remove/", passkey.remove_webauthn, "mfa_remove_webauthn"),
]
