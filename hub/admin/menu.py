"""The editor's menu, in the order of the work: what needs you, what you make, what it is made of, how it goes."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.enums import MenuGroup
from hub.admin import listings
from hub.admin.kinds import Kind, kinds, may_list
from hub.admin.reports import REPORTS
from hub.admin.reports.base import WRITERS, HubReportView

# Places in the main menu, by the names of its items. Reports, settings and help keep Wagtail's, far below.
ORDERS: Final = {
    "my-tasks": 10,
    "group-agenda": 100,
    "group-knowledge": 110,
    "group-news": 120,
    "group-people": 130,
    "explorer": 140,
    "all-content": 150,
    "files": 160,
    "group-vocabularies": 170,
}
GROUP_ICONS: Final = {
    MenuGroup.AGENDA: "hub-event",
    MenuGroup.KNOWLEDGE: "hub-practice",
    MenuGroup.NEWS: "hub-document",
}
FILES: Final = ("images", "documents")
# Reports of Wagtail's own that ours replace, and links of its own that lead off the hub.
REPLACED_REPORTS: Final = ("aging-pages", "page-types-usage")
# Pages that other parts of the hub may have, by the names of their addresses.
HELP_PAGES: Final = (("editors_guide", _("Guide for editors"), "help"), ("styleguide", _("Style guide"), "view"))


class KindMenuItem(MenuItem):  # type: ignore[misc]
    """The list of one kind of work, for who may work on any of it."""

    def __init__(self, kind: Kind, order: int) -> None:
        label = lazy(lambda: kind.label, str)()
        super().__init__(label, kind.list_url, name=f"content-{kind.key}", icon_name=kind.icon, order=order)
        self.kind = kind

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person's rights reach its section."""
        return may_list(self.kind, request)


class KindGroupMenuItem(SubmenuMenuItem):  # type: ignore[misc]
    """The lists of one group, and what other apps add by its hook. A group of one item is a plain link."""

    def __init__(self, group: MenuGroup) -> None:
        items = [item() for item in kind_items(group)]
        menu = Menu(register_hook_name=f"register_{group}_menu_item", items=items)
        super().__init__(group.label, menu, name=f"group-{group}", icon_name=GROUP_ICONS[group])

    def render_component(self, request: HttpRequest) -> Any:
        """Return the group, or its only item under the name of the group."""
        shown = self.menu.menu_items_for_request(request)
        if len(shown) > 1:
            return super().render_component(request)
        link = MenuItem(self.label, shown[0].url, name=self.name, icon_name=self.icon_name)
        return link.render_component(request)


def kind_items(group: MenuGroup) -> list[Callable[[], MenuItem]]:
    """Return what makes the items of a group, in the order of the site's sections."""
    return [partial(KindMenuItem, kind, order) for order, kind in enumerate(kinds()) if kind.group is group]


class CalendarMenuItem(MenuItem):  # type: ignore[misc]
    """The editors' calendar, for who may work on anything that takes place on dates."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person's rights reach a section of such works."""
        return any(may_list(kind, request) for kind in kinds() if kind.is_dated)


def calendar_item() -> MenuItem:
    """Return the link to the editors' calendar."""
    return CalendarMenuItem(
        pgettext_lazy("of editors", "Calendar"),
        reverse("event_calendar"),
        name="event-calendar",
        icon_name="date",
        order=100,
    )


def main_items() -> list[Callable[[], MenuItem]]:
    """Return what makes the items of the main menu that are the hub's own.

    People have a menu already (``members.viewsets``), to which their kinds are added.
    """
    return [home_item, *(partial(KindGroupMenuItem, group) for group in GROUP_ICONS), everything_item]


def home_item() -> MenuItem:
    """Return the link to the start page."""
    return MenuItem(_("My tasks"), reverse("wagtailadmin_home"), name="my-tasks", icon_name="tasks")


def everything_item() -> MenuItem:
    """Return the link to the list of everything."""
    return MenuItem(_("All content"), listings.everything_url(), name="all-content", icon_name="list-ul")


def arrange_main(items: list[MenuItem]) -> None:
    """Put the items of a request in the order of the work, images and documents together."""
    files = [item for item in items if item.name in FILES]
    for item in files:
        items.remove(item)
    if files:
        menu = Menu(items=files)
        label = _("Images and files")
        items.append(SubmenuMenuItem(label, menu, name="files", icon_name="image", order=ORDERS["files"]))
    for item in items:
        item.order = ORDERS.get(item.name, item.order)
        if item.name == "explorer":
            item.label = _("Page tree")


def arrange_reports(items: list[MenuItem]) -> None:
    """Leave out the reports of Wagtail that the hub has better ones for."""
    items[:] = [item for item in items if item.name not in REPLACED_REPORTS]


class ReportMenuItem(MenuItem):  # type: ignore[misc]
    """One of the hub's reports, for who writes."""

    def __init__(self, report: type[HubReportView], order: int) -> None:
        icon = report.header_icon
        super().__init__(report.page_title, reverse(report.name), name=report.slug, icon_name=icon, order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person has the rights that the report asks."""
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(request.user, set(WRITERS)))


def report_items() -> list[Callable[[], MenuItem]]:
    """Return what makes the items of the hub's reports, above Wagtail's own."""
    return [partial(ReportMenuItem, report, order) for order, report in enumerate(REPORTS)]


def arrange_help(items: list[MenuItem]) -> None:
    """Offer the hub's own guides, and none that lead off it."""
    own = [item for item in items if "rel" not in item.attrs]
    items[:] = [*help_items(), *own]


def help_items() -> Iterator[MenuItem]:
    """Yield the guides that this installation has."""
    for order, (name, label, icon) in enumerate(HELP_PAGES):
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        yield MenuItem(label, url, name=name.replace("_", "-"), icon_name=icon, order=order)
