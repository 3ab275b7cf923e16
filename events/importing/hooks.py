"""What imports add to the editor; read by ``events.wagtail_hooks``."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail import hooks
from wagtail.admin import widgets
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from events.importing import views
from events.models import EventPage, ImportedEvent
from events.permissions import may_import


@hooks.register("register_admin_urls")
def register_import_urls() -> list[Any]:
    """Add the screens of imports."""
    return [
        path("events/import/", views.SourcesView.as_view(), name="calendar_sources"),
        path("events/import/add/", views.SourceFormView.as_view(), name="calendar_source_add"),
        path("events/import/<int:source_id>/", views.SourceView.as_view(), name="calendar_source"),
        path("events/import/<int:source_id>/edit/", views.SourceFormView.as_view(), name="calendar_source_edit"),
        path("events/import/<int:source_id>/read/", views.read_view, name="calendar_read"),
        path("events/import/run/<int:run_id>/", views.RunView.as_view(), name="import_run"),
        path("events/import/event/<int:event_id>/", views.EventView.as_view(), name="imported_event"),
    ]


class ImportMenuItem(MenuItem):  # type: ignore[misc]
    """The way to the calendars elsewhere, for who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person may import: read once a request, and asked each time its menu is looked at."""
        answer: bool | None = getattr(request, "_hub_may_import", None)
        if answer is None:
            answer = may_import(request.user)
            request._hub_may_import = answer  # type: ignore[attr-defined]
        return answer


@hooks.register("register_agenda_menu_item")
def offer_import() -> MenuItem:
    """Offer the import beside the events."""
    return ImportMenuItem(
        gettext_lazy("Import events"),
        reverse("calendar_sources"),
        name="calendar-sources",
        icon_name="download",
        order=300,
    )


@hooks.register("register_page_header_buttons")
def offer_import_source(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Offer to see which calendar a page came from, and what was changed in it since."""
    if not issubclass(page.specific_class or Page, EventPage):
        return
    event = ImportedEvent.objects.of_work(page.translation_key).first()
    if event is not None and may_import(user):
        url = reverse("imported_event", args=[event.pk])
        yield widgets.Button(_("From a calendar"), url, icon_name="download", priority=26)
