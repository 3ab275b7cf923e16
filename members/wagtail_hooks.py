"""What the members app adds to the editor."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.snippets.models import register_snippet

from members.accounts import DELETED_ACTION
from members.forms import OwnAccountForm
from members.viewsets import MembersViewSetGroup

register_snippet(MembersViewSetGroup)

# Wagtail asks for a first and a last name, which accounts here do not have, and offers no setting for it.
NameEmailSettingsPanel.form_class = OwnAccountForm  # type: ignore[assignment]


@hooks.register("register_account_menu_item")
def account_and_security(request: HttpRequest) -> dict[str, str]:
    """Lead from the editor's page of one's account to the site's, where address, password and second steps are."""
    return {
        "url": reverse("members:account"),
        "label": _("Account and security"),
        "help_text": _("Your e-mail address, password, two-step sign-in and browsers."),
    }


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Name in the log what is written there by this app."""
    actions.register_action(DELETED_ACTION, gettext_lazy("Delete an account"), gettext_lazy("An account was deleted"))
