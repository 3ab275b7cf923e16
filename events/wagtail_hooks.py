"""What the events app adds to the editor."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages, widgets
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from events import admin_views, services
from events.importing import hooks as import_hooks  # noqa: F401 - Wagtail reads this module only
from events.models import DatedPage
from events.permissions import may_change_dates
from events.viewsets import VenueViewSet

register_snippet(VenueViewSet)


@hooks.register("register_admin_urls")
def register_date_urls() -> list[Any]:
    """Add the views on a page's dates."""
    return [
        path("events/<int:page_id>/dates/", admin_views.DatesView.as_view(), name="event_dates"),
        path("events/<int:page_id>/dates/add/", admin_views.DateAddView.as_view(), name="event_date_add"),
        path("events/<int:page_id>/dates/status/", admin_views.StatusView.as_view(), name="event_status"),
        path("events/<int:page_id>/dates/<uuid:uuid>/", admin_views.DateMoveView.as_view(), name="event_date_move"),
        path(
            "events/<int:page_id>/dates/<uuid:uuid>/cancel/",
            admin_views.DateCancelView.as_view(),
            name="event_date_cancel",
        ),
    ]


@hooks.register("before_publish_page")
@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def write_pending_date(request: HttpRequest, page: Page) -> None:
    """Write the date that the editor filled in with the page.

    Here and not in the form, because a preview saves the same form without saving anything; and before
    publishing, so that the work is never public without its date.
    """
    if not isinstance(page, DatedPage) or page.pending_date is None:
        return
    values, page.pending_date = page.pending_date, None
    try:
        services.first_date_save(work=page.translation_key, **values)
    except ValidationError as error:
        # Somebody else gave the work its dates in the meantime.
        messages.error(request, " ".join(error.messages))
    page.__dict__.pop("schedule", None)


@hooks.register("register_page_header_buttons")
def offer_dates(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Offer the view on the dates of a page, to who may change them."""
    if issubclass(page.specific_class or Page, DatedPage) and may_change_dates(page, user):
        yield widgets.Button(_("Dates"), reverse("event_dates", args=[page.pk]), icon_name="date", priority=25)


@hooks.register("register_log_actions")
def register_date_log(actions: Any) -> None:
    """Name the entry in a page's history that says what happened to its dates."""

    @actions.register_action("events.dates")
    class DatesLogFormatter(LogFormatter):  # type: ignore[misc]
        """Shows the sentence that was logged."""

        label = _("Change dates")

        def format_message(self, log_entry: Any) -> str:
            """Return the sentence."""
            return str(log_entry.data.get("text", "")) or _("Changed the dates")
