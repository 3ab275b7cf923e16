"""What the members app adds to the editor."""

from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.snippets.models import register_snippet

from members.forms import OwnAccountForm
from members.viewsets import MembersViewSetGroup

register_snippet(MembersViewSetGroup)

# Wagtail asks for a first and a last name, which accounts here do not have, and offers no setting for it.
NameEmailSettingsPanel.form_class = OwnAccountForm  # type: ignore[assignment]
