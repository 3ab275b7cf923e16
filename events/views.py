"""The public addresses of the events app that are not pages."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.calendar_feed import feed_response
from search.exceptions import SearchUnavailable

RETRY_SECONDS = 30


@require_safe
def events_calendar(request: HttpRequest) -> HttpResponse:
    """Answer ``/events.ics``: the search page's own keys, as a calendar to subscribe to.

    What an address says wrongly is left out, as on the search page. 503 when search does not answer: a
    calendar program keeps what it has, whereas an empty file would delete it.
    """
    try:
        return feed_response(request)
    except SearchUnavailable:
        response = HttpResponse(_("Search does not answer now."), status=503, content_type="text/plain; charset=utf-8")
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
