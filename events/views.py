"""The public addresses of the events app that are not pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events.calendar_feed import feed_response
from search.exceptions import SearchUnavailable
from search.responses import plain_unavailable
from search.throttle import limited


@require_safe
@limited("feed")
def events_calendar(request: HttpRequest) -> HttpResponse:
    """Answer ``/events.ics``: the search page's own keys, as a calendar to subscribe to.

    What an address says wrongly is left out, as on the search page. 503 when search does not answer: a
    calendar program keeps what it has, whereas an empty file would delete it.
    """
    try:
        return feed_response(request)
    except SearchUnavailable:
        return plain_unavailable()
