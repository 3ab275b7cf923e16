"""The editor's screens for venues."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from events.models import Venue


class VenueViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the venues."""

    model = Venue
    icon = "site"
    add_to_admin_menu = True
    menu_label = gettext_lazy("Venues")
    menu_order = 320
    list_display = ("name", "city", "region", UpdatedAtColumn())
    list_filter = ("region",)
    ordering = ("city", "name")
    copy_view_enabled = False
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
