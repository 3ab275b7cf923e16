"""What the knowledge app adds to the editor's menu."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from knowledge.permissions import is_reviewer


class DeskMenuItem(MenuItem):  # type: ignore[misc]
    """The moderators' desk, for who reviews something."""

    def __init__(self) -> None:
        url = reverse_lazy("submissions:desk")
        super().__init__(_("To review"), url, name="review-desk", icon_name="clipboard-list", order=20)

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person reviews."""
        return is_reviewer(request.user)
