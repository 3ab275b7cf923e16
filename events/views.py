"""The public addresses of the events app that are not pages."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from events.calendar_feed import feed_response
from events.embed import agenda_context, snippet_context
from search.exceptions import SearchUnavailable
from search.responses import plain_unavailable
from search.throttle import limited
from search.views import asks_for_words


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


@require_safe
@limited("search", applies=asks_for_words)
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed_agenda(request: HttpRequest) -> HttpResponse:
    """Show the next dates of a search for a frame on another site: what everybody may see, whoever looks.

    The only page that other sites may frame. It has no form, no script and no cookie, so there is nothing in it that
    a visitor could be made to press (threat: clickjacking).
    """
    return render(request, "events/embed/agenda.html", agenda_context(request))


@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """Show what to copy to have the dates of a search on another site."""
    return render(request, "events/embed/snippet.html", snippet_context(request))
