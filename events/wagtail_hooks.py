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

from events import admin_views, again_views, series_views, services
from events.aftercare.reading import is_over
from events.change_views import ChangesTellView
from events.desk.organising import desk_url
from events.importing import hooks as import_hooks  # noqa: F401 - Wagtail reads this module only
from events.models import DatedPage
from events.permissions import may_change_dates, may_organise, may_plan_again
from events.planning.urls import calendar_urls
from events.viewsets import EventTemplateViewSet, VenueViewSet

register_snippet(VenueViewSet)
register_snippet(EventTemplateViewSet)


@hooks.register("register_admin_urls")
def register_date_urls() -> list[Any]:
    """Add the editors' calendar, and the views on a page's dates."""
    page, date = "events/<int:page_id>/dates/", "events/<int:page_id>/dates/<uuid:uuid>/"
    return [
        *calendar_urls(),
        path("events/dates/preview/", series_views.DatesPreviewView.as_view(), name="event_dates_preview"),
        path("events/<int:page_id>/again/", again_views.EventAgainView.as_view(), name="event_again"),
        path(page, admin_views.DatesView.as_view(), name="event_dates"),
        path(f"{page}add/", admin_views.DateAddView.as_view(), name="event_date_add"),
        path(f"{page}repeat/", series_views.SeriesAddView.as_view(), name="event_series_add"),
        path(f"{page}repeat/preview/", series_views.SeriesAddPreviewView.as_view(), name="event_series_add_preview"),
        path(f"{page}status/", admin_views.StatusView.as_view(), name="event_status"),
        path(date, admin_views.DateMoveView.as_view(), name="event_date_move"),
        path(f"{date}cancel/", admin_views.DateCancelView.as_view(), name="event_date_cancel"),
        path(f"{date}restore/", series_views.DateRestoreView.as_view(), name="event_date_restore"),
        path(f"{date}skip/", series_views.DateSkipView.as_view(), name="event_date_skip"),
        path(f"{date}series/", series_views.SeriesChangeView.as_view(), name="event_series_change"),
    ]


@hooks.register("register_admin_urls")
def register_change_urls() -> list[Any]:
    """Add telling people of changed dates at once."""
    return [path("events/<int:page_id>/dates/tell/", ChangesTellView.as_view(), name="event_changes_tell")]


@hooks.register("before_publish_page")
@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def write_pending_date(request: HttpRequest, page: Page) -> None:
    """Write the date that the editor filled in with the page, or the dates when it recurs.

    Here and not in the form, because a preview saves the same form without saving anything; and before
    publishing, so that the work is never public without its date.
    """
    if not isinstance(page, DatedPage) or page.pending_date is None:
        return
    values, page.pending_date = page.pending_date, None
    try:
        if "rule" in values:
            services.first_series_save(work=page.translation_key, **values)
        else:
            services.first_date_save(work=page.translation_key, over_series=True, **values)
    except ValidationError as error:
        # Somebody else gave the work its dates in the meantime.
        messages.error(request, " ".join(error.messages))
    page.__dict__.pop("schedule", None)


@hooks.register("register_page_header_buttons")
def offer_dates(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Offer the view on the dates of a page, and to plan the same again, to who may do so."""
    if not issubclass(page.specific_class or Page, DatedPage):
        return
    if may_change_dates(page, user):
        yield widgets.Button(_("Dates"), reverse("event_dates", args=[page.pk]), icon_name="date", priority=25)
    if may_plan_again(page, user):
        url = reverse("event_again", args=[page.pk])
        yield widgets.Button(_("Same as last time"), url, icon_name="copy", priority=26)


@hooks.register("register_page_header_buttons")
def offer_aftercare(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Offer to write what came of it once the last date is over, and to see who would come while there is none."""
    if not page.live or not issubclass(page.specific_class or Page, DatedPage):
        return
    dated = page.specific
    if is_over(dated) and may_organise(dated, user):
        yield widgets.Button(
            _("What came of it"), reverse("aftercare_of", args=[dated.public_id]), icon_name="check", priority=26
        )
    if dated.awaits_date and may_organise(dated, user):
        yield widgets.Button(
            _("Who would come"), reverse("event_interest", args=[dated.public_id]), icon_name="group", priority=27
        )


@hooks.register("register_page_header_buttons")
def offer_desk(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Offer the organiser's desk of a page that has dates, to who organises it."""
    if issubclass(page.specific_class or Page, DatedPage):
        url = desk_url(page.specific, user)
        if url:
            yield widgets.Button(_("Registrations"), url, icon_name="group", priority=26)


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
