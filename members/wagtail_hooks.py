"""What the members app adds to the editor."""

from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.snippets.models import register_snippet

from members.forms import OwnAccountForm
from members.outbox_viewset import OutboxViewSet
from members.viewsets import MembersViewSetGroup

register_snippet(MembersViewSetGroup)

# Wagtail asks for a first and a last name, which accounts here do not have, and offers no setting for it.
NameEmailSettingsPanel.form_class = OwnAccountForm  # type: ignore[assignment]


@hooks.register("register_admin_viewset")
def register_outbox() -> OutboxViewSet:
    """Add the outbox to the reports."""
    return OutboxViewSet("outbox")
