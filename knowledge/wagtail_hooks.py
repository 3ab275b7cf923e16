"""What the knowledge app adds to the editor."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from knowledge.menu import DeskMenuItem
from knowledge.models import BestPracticePage
from knowledge.viewsets import CannedReplyViewSet, EvidenceViewSet

register_snippet(CannedReplyViewSet)


@hooks.register("register_admin_viewset")
def register_evidence() -> ViewSet:
    """Add the screen on which evidence is confirmed."""
    return EvidenceViewSet()


@hooks.register("register_page_header_buttons")
def offer_evidence(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer that screen on a published best practice, to who may publish it."""
    if isinstance(page, BestPracticePage) and page.live and page.permissions_for_user(user).can_publish():
        yield Button(_("Evidence"), reverse("evidence:confirm", args=[page.pk]), icon_name="check", priority=70)


@hooks.register("register_admin_menu_item")
def offer_desk() -> MenuItem:
    """Lead who reviews to the desk."""
    return DeskMenuItem()
