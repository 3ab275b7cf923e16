"""Wagtail's editor as it is set up for this hub: what concerns several apps at once."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from home.enums import MenuGroup
from hub.admin import exports, home, icons, insight_views, listings, menu, views
from hub.admin.listings import WorkListViewSet
from hub.admin.reports import REPORTS

exports.guard()


@hooks.register("register_icons")
def register_icons(names: list[str]) -> list[str]:
    """Add the drawings of the page types."""
    return [*names, *icons.icon_templates()]


@hooks.register("register_admin_viewset")
def register_listings() -> list[WorkListViewSet]:
    """Add a list for each kind of work, and one of everything."""
    return listings.viewsets()


@hooks.register("construct_homepage_panels")
def arrange_home(request: HttpRequest, panels: list[Component]) -> None:
    """Start from what somebody can begin, and what needs her."""
    home.arrange(request, panels)


@hooks.register("construct_homepage_summary_items")
def leave_figures_out(request: HttpRequest, items: list[Component]) -> None:
    """Leave out the numbers of pages and files: nobody has to do anything with them."""
    items.clear()


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Add the reports, and the screens for translations."""
    return [
        path("translate/<int:page_id>/<str:language>/", views.translate_view, name="translate_page"),
        path("translation/<int:page_id>/check/", views.check_view, name="translation_check"),
        path("insight/draft/", insight_views.draft_view, name="insight_draft"),
        *(url for report in REPORTS for url in report.urls()),
    ]


@hooks.register("register_admin_urls", order=-1)
def register_translate_url() -> list[URLPattern]:
    """Answer Wagtail's own address for translating a page, before Wagtail does."""
    return [path("translation/submit/page/<int:page_id>/", views.choose_language_view)]


@hooks.register("register_log_actions")
def register_log(actions: Any) -> None:
    """Name the entry in a page's history that says that its translation was checked."""
    actions.register_action(views.CHECKED, _("Check translation"), _("Marked the translation as up to date"))


# --- Looks ----------------------------------------------------------------------------------------------


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """Give the editor the hub's colours and letters."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


# --- The menu -------------------------------------------------------------------------------------------


for make_item in menu.main_items():
    hooks.register("register_admin_menu_item", make_item)

for make_item in menu.kind_items(MenuGroup.PEOPLE):
    hooks.register("register_people_menu_item", make_item)

hooks.register("register_agenda_menu_item", menu.calendar_item)

for make_item in menu.report_items():
    hooks.register("register_reports_menu_item", make_item)


@hooks.register("construct_main_menu")
def arrange_main_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Put the menu in the order of the work."""
    menu.arrange_main(items)


@hooks.register("construct_reports_menu")
def arrange_reports_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what the hub's reports replace."""
    menu.arrange_reports(items)


@hooks.register("construct_help_menu")
def arrange_help_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Offer the hub's own guides."""
    menu.arrange_help(items)
