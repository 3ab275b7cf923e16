"""The editor's screens for venues and templates."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from events.models import EventTemplate, Venue


class VenueViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the venues."""

    model = Venue
    icon = "site"
    menu_label = gettext_lazy("Venues")
    menu_hook = "register_vocabularies_menu_item"
    list_display = ("name", "city", "region", UpdatedAtColumn())
    list_filter = ("region",)
    ordering = ("city", "name")
    copy_view_enabled = False
    list_export = ("name", "street", "postal_code", "city", "region", "latitude", "longitude")
    panels = (
        FieldPanel("name"),
        MultiFieldPanel(
            [
                FieldPanel("street"),
                FieldRowPanel([FieldPanel("postal_code"), FieldPanel("city")]),
                FieldPanel("region"),
            ],
            heading=gettext_lazy("Address"),
        ),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading=gettext_lazy("On the map")),
        FieldPanel("accessibility"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the venues with their regions."""
        return Venue.objects.select_related("region")


def start_link(template: EventTemplate) -> str:
    """Return the link that starts an event from a template."""
    url = reverse("event_again", args=[template.page_id])
    return format_html('<a class="button button-small" href="{}">{}</a>', url, _("Start an event"))


class EventTemplateViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the templates, by kind, each with the way to start from it."""

    model = EventTemplate
    icon = "date"
    menu_label = gettext_lazy("Event templates")
    menu_hook = "register_agenda_menu_item"
    menu_order = 200
    list_display = (
        "name",
        Column("kind", label=gettext_lazy("Kind"), accessor=lambda template: template.page.get_kind_display()),
        Column("page", label=gettext_lazy("Event"), accessor=lambda template: template.page.title),
        Column("start", label=gettext_lazy("Use"), accessor=start_link),
        UpdatedAtColumn(),
    )
    list_filter = ("page__kind",)
    copy_view_enabled = False
    panels = (FieldPanel("name"), FieldPanel("page"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the templates with their events."""
        return EventTemplate.objects.select_related("page")
