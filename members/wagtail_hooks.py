"""What the members app adds to the editor."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from members.accounts import DELETED_ACTION
from members.claim_viewsets import ClaimDecisionViewSet
from members.desk_policy import DeskPolicy
from members.forms import OwnAccountForm
from members.merge_viewset import OrganisationMergeViewSet
from members.merging import LOG_ACTION
from members.models import Organisation, OrganisationClaim
from members.outbox_viewset import OutboxViewSet
from members.permissions import may_decide_claims, may_merge_organisations
from members.viewsets import MembersViewSetGroup

# Before the snippets are registered: they would make a policy of their own. Claims are answered, never edited.
register_permission_policy(OrganisationClaim, DeskPolicy(OrganisationClaim, may_decide_claims, actions=("view",)))
register_snippet(MembersViewSetGroup)

# Wagtail asks for a first and a last name, which accounts here do not have, and offers no setting for it.
NameEmailSettingsPanel.form_class = OwnAccountForm  # type: ignore[assignment]


@hooks.register("register_admin_viewset")
def register_outbox() -> OutboxViewSet:
    """Add the outbox to the reports."""
    return OutboxViewSet("outbox")


@hooks.register("register_admin_viewset")
def register_desk_screens() -> list[ViewSet]:
    """Add the screens on which claims are answered and organisations merged."""
    return [ClaimDecisionViewSet(), OrganisationMergeViewSet()]


@hooks.register("register_snippet_listing_buttons")
def offer_organisation_merge(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Any]:
    """Offer the desk to merge an organisation."""
    if isinstance(snippet, Organisation) and may_merge_organisations(user):
        yield Button(
            _("Merge"), reverse("organisation_merge:merge", args=[snippet.pk]), icon_name="resubmit", priority=50
        )


@hooks.register("register_log_actions")
def register_merge_in_the_log(actions: Any) -> None:
    """Let the audit log say that an organisation was merged into another."""
    actions.register_action(LOG_ACTION, gettext_lazy("Merge"), gettext_lazy("Another organisation was merged into it"))


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
