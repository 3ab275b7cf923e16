"""What the members app adds to the editor."""

from wagtail.snippets.models import register_snippet

from members.viewsets import MembersViewSetGroup

register_snippet(MembersViewSetGroup)
