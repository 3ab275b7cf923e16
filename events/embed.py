"""The dates of a search on the site of a partner: a frame without scripts, and what to copy for it."""

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from events.calendar_feed import feed_name, search_url
from events.exports import calendar_query, calendar_types, calendar_url
from events.presentation import place_text
from search.addresses import absolute_url, query_path
from search.engines import get_engine
from search.query import SearchQuery

SHOWN: Final = 10
MOST: Final = 30


def agenda_context(request: HttpRequest) -> dict[str, Any]:
    """Return ``rows``, a hit and where it is, the soonest first, and ``more_url``, the search that has all of them.

    ``size`` is how many of them. Asked as a visitor, because a frame is no place for what only members see.
    """
    asked, size = _asked(request)
    query = asked.with_values("type", *calendar_types(asked)).replace(sort="soonest", size=size)
    results = get_engine().search(query)
    rows = [{"hit": hit, "place": place_text(hit.period.form, hit.period.place)} for hit in results.hits if hit.period]
    return {"name": feed_name(asked), "rows": rows, "total": results.total, "more_url": search_url(asked)}


def snippet_context(request: HttpRequest) -> dict[str, Any]:
    """Return ``frame_url`` and the addresses of the same as data: ``json_url`` and ``calendar_url``."""
    asked, size = _asked(request)
    path, keys = reverse("embed_agenda"), asked.query_string()
    if size != SHOWN:
        keys = f"{keys}&size={size}" if keys else f"?size={size}"
    dated = asked.with_values("type", *calendar_types(asked)).replace(sort="soonest")
    return {
        "name": feed_name(asked),
        "frame_url": absolute_url(path + keys),
        "json_url": absolute_url(query_path("api-1:search", dated)),
        "calendar_url": absolute_url(calendar_url(asked)),
        "search_url": search_url(asked),
    }


def _asked(request: HttpRequest) -> tuple[SearchQuery, int]:
    parsed = SearchQuery.from_params(request.GET, locale=get_language() or "nl")
    return calendar_query(parsed), min(parsed.size, MOST) if "size" in request.GET else SHOWN
