"""The addresses of calendar files: any search for what has dates is a calendar to subscribe to."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from search.addresses import query_path
from search.forms import Export
from search.query import SearchQuery
from search.searchable import searchable_types

EVENT = "event"


def dated_types() -> list[str]:
    """Return the types whose works have dates (``events.models.DatedPage``)."""
    return [name for name, model in searchable_types().items() if getattr(model, "has_dates", False)]


def calendar_types(query: SearchQuery) -> tuple[str, ...]:
    """Return the types whose dates a calendar holds: those asked for that have dates, else events."""
    asked = query.filters.get("type", ())
    return tuple(name for name in dated_types() if name in asked) or (EVENT,)


def calendar_query(query: SearchQuery) -> SearchQuery:
    """Return what of a search a calendar is made of, written in one way: without order, page and what is over."""
    types = calendar_types(query)
    kept = SearchQuery(text=query.text, filters=query.filters, when=query.when, locale=query.locale)
    # Events are what a calendar is about unless it says otherwise, so their address stays the short one.
    return kept.with_values("type", *(types if types != (EVENT,) else ()))


def calendar_url(query: SearchQuery) -> str:
    """Return the address of the calendar file of a selection, in its language (decision 7)."""
    return query_path("events_calendar", calendar_query(query))


def follow_url(query: SearchQuery) -> str:
    """Return the address of the page on which one makes a calendar of a selection to follow."""
    with translation.override(query.locale):
        return reverse("calendars:follow") + calendar_query(query).query_string()


def embed_url(query: SearchQuery) -> str:
    """Return the address of the page that tells how to show a selection on another site."""
    with translation.override(query.locale):
        return reverse("embed") + calendar_query(query).query_string()


def follow_export(query: SearchQuery) -> Export | None:
    """Offer to follow what the search page finds in a calendar, where it can have dates (``HUB_SEARCH_EXPORTS``)."""
    if calendar_export(query) is None:
        return None
    return Export("follow", _("Follow this search in your calendar"), follow_url(query), "event", is_page=True)


def webcal_url(request: HttpRequest, query: SearchQuery) -> str:
    """Return the address that opens the calendar file in a calendar program, which then keeps it up to date."""
    return f"webcal://{request.get_host()}{calendar_url(query)}"


def calendar_export(query: SearchQuery) -> Export | None:
    """Offer what the search page finds as a calendar (``HUB_SEARCH_EXPORTS``), where it can have dates."""
    asked = query.filters.get("type", ())
    if asked and not set(asked) & set(dated_types()):
        return None
    only_events = calendar_types(query) == (EVENT,)
    label = _("Calendar of these events (ics)") if only_events else _("Calendar of these dates (ics)")
    return Export("ics", label, calendar_url(query))
