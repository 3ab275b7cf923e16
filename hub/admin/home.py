"""The start page of the editor: what somebody can begin, and what needs her."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import LockedPagesPanel
from wagtail.models import Page
from wagtail.permissions import policy_registry

from hub.admin import kinds, tasks


@dataclass(frozen=True, slots=True)
class Action:
    """Something that somebody may begin: the words for it, its form and its icon."""

    label: str
    url: str
    icon: str


class BeginPanel(Component):  # type: ignore[misc]
    """What somebody may add: the kinds with an invitation as buttons, the others as links."""

    name = "begin"
    order = 10
    template_name = "hub/admin/home/begin.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return ``invitations`` and ``others``: actions whose form the person may open."""
        request = parent_context["request"]
        offered = [(kind, kinds.add_url(kind, request)) for kind in kinds.kinds()]
        allowed = [(kind, url) for kind, url in offered if url]
        return {
            "invitations": [
                Action(str(kind.model.invitation), url, kind.icon) for kind, url in allowed if kind.model.invitation
            ],
            "others": [Action(kind.singular, url, kind.icon) for kind, url in allowed if not kind.model.invitation],
        }


@dataclass(frozen=True, slots=True)
class Section:
    """Tasks of one sort: how they are found, their heading, and what is said when there are none."""

    name: str
    heading: str | Promise
    empty: str | Promise
    read: Callable[[Any], tasks.TaskList]


# What others wait for first, then what readers notice, then upkeep.
SECTIONS = (
    Section("waiting", _("Waiting for you"), _("Nobody waits for your review"), tasks.waiting),
    Section("drafts", _("Your drafts"), _("You have no drafts"), tasks.drafts),
    Section(
        "scheduled", _("Goes live or offline this week"), _("Nothing goes live or offline this week"), tasks.scheduled
    ),
    Section("dates", _("Dates that ask attention"), _("All dates are in order"), tasks.dates),
    Section("outdated", _("Outdated translations"), _("Every translation is up to date"), tasks.outdated),
    Section("unconfirmed", _("Not confirmed for a year"), _("All evidence is confirmed"), tasks.unconfirmed),
    Section("missing", _("Missing translations"), _("Everything is there in every language"), tasks.missing),
    Section("recent", _("You worked on"), _("You have not edited anything yet"), tasks.recent),
)


class TasksPanel(Component):  # type: ignore[misc]
    """Everything that needs the person, and one quiet line for each sort of task of which there is none."""

    name = "tasks"
    order = 20
    template_name = "hub/admin/home/tasks.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return ``full``: (section, tasks) where there are any; ``empty``: the sections without."""
        user = parent_context["request"].user
        found = [(section, section.read(user)) for section in SECTIONS]
        return {
            "full": [(section, listed) for section, listed in found if listed.tasks],
            "empty": [section for section, listed in found if not listed.tasks],
        }


def arrange(request: HttpRequest, panels: list[Component]) -> None:
    """Put our panels in the place of Wagtail's; of its own, the pages that somebody locked stay.

    Who has no right on any page, and nothing to review either, gets none: the page says so.
    """
    user: Any = request.user
    kept = [panel for panel in panels if isinstance(panel, LockedPagesPanel)]
    works = policy_registry.get_by_type(Page).user_has_any_permission(user, {"add", "change", "publish"})
    panels[:] = [BeginPanel(), TasksPanel(), *kept] if works or tasks.waiting(user).total else []
