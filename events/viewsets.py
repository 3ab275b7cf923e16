"""The editor's screens for venues."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from events.models import Venue


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
