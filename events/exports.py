"""The addresses of calendar files: any search for events is a calendar to subscribe to."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from search.forms import Export
from search.query import SearchQuery

EVENT = "event"


def calendar_url(query: SearchQuery) -> str:
    """Return the address of the calendar file of a selection, in its language (decision 7)."""
    kept = SearchQuery(text=query.text, filters=query.filters, when=query.when, locale=query.locale)
    params = [(key, value) for key, value in kept.to_params() if key != "type"]
    if query.locale != settings.LANGUAGE_CODE:
        params.append(("lang", query.locale))
    return reverse("events_calendar") + (f"?{urlencode(params, safe='/')}" if params else "")


def webcal_url(request: HttpRequest, query: SearchQuery) -> str:
    """Return the address that opens the calendar file in a calendar program, which then keeps it up to date."""
    return f"webcal://{request.get_host()}{calendar_url(query)}"


def calendar_export(query: SearchQuery) -> Export | None:
    """Offer the search page's events as a calendar (``HUB_SEARCH_EXPORTS``); nothing when none is sought."""
    types = query.filters.get("type", ())
    if types and EVENT not in types:
        return None
    return Export("ics", _("Calendar of these events (ics)"), calendar_url(query))
