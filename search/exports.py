"""Any search to take with you: every work that it finds as CSV and as a workbook, and the same search in the API."""

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext as _, ngettext

from search.addresses import absolute_url, query_path
from search.audience import user_tokens
from search.engines import get_engine
from search.facets import Facet, get_facets, language_facet, type_facet
from search.forms import Export
from search.hits import find_hits
from search.query import DEFAULT_SIZE, SearchQuery
from search.responses import digest, file_response
from search.results import Hit
from search.spreadsheets import CSV_TYPE, XLSX_TYPE, Column, Table, Value, to_csv, to_xlsx

# As many rows as a person can still do something with, and a second's work.
MAX_ROWS: Final = 5000
API_VIEW: Final = "api-1:search"


def export_query(asked: SearchQuery) -> SearchQuery:
    """Return the search behind a file: what was asked, in its order; there are no pages."""
    return asked.replace(size=DEFAULT_SIZE)


def csv_export(query: SearchQuery) -> Export:
    """Offer the search as CSV (``HUB_SEARCH_EXPORTS``)."""
    return Export("csv", _("CSV"), query_path("search_csv", export_query(query)))


def xlsx_export(query: SearchQuery) -> Export:
    """Offer the search as a workbook (``HUB_SEARCH_EXPORTS``)."""
    return Export("xlsx", _("Excel"), query_path("search_xlsx", export_query(query)))


def json_export(query: SearchQuery) -> Export:
    """Offer the search as the API answers it (``HUB_SEARCH_EXPORTS``)."""
    return Export("json", _("JSON"), query_path(API_VIEW, export_query(query)), "link")


def build_table(query: SearchQuery) -> tuple[Table, int]:
    """Return what the viewer of a query may see of it, at most ``MAX_ROWS`` works, and how many there are.

    No page is loaded: three queries of the database, whatever the number of works. Raises ``SearchUnavailable``.
    """
    works = get_engine().works(query)
    hits = find_hits(works[:MAX_ROWS], query)
    total = len(works)
    note = _more_than(total, query) if total > MAX_ROWS else ""
    return Table(_("Results"), _columns(), [_row(hit) for hit in hits], note), total


def csv_response(request: HttpRequest) -> HttpResponse:
    """Answer with a search as CSV; 304 when the client has it already.

    What an address says wrongly is left out, as on the search page. Raises ``SearchUnavailable``.
    """
    table, response = _asked(request, "csv", CSV_TYPE)
    body = to_csv(table)
    return file_response(request, response, lambda: body, etag=digest(body))


def xlsx_response(request: HttpRequest) -> HttpResponse:
    """Answer with a search as a workbook; as ``csv_response``."""
    table, response = _asked(request, "xlsx", XLSX_TYPE)
    # A workbook has the moment of its making in it: the same rows are the same file, if not byte for byte.
    return file_response(request, response, lambda: to_xlsx(table), etag=f"W/{digest(to_csv(table))}")


def _asked(request: HttpRequest, extension: str, content_type: str) -> tuple[Table, HttpResponse]:
    """Return the rows that a request asks for, and the answer without them."""
    language = get_language() or settings.LANGUAGE_CODE
    asked = SearchQuery.from_params(request.GET, locale=language, tokens=user_tokens(request.user))
    query = export_query(asked)
    table, total = build_table(query)
    response = HttpResponse(content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(query, extension)}"'
    response.headers["X-Total-Count"] = str(total)
    if table.note:
        address = absolute_url(query_path(API_VIEW, query))
        response.headers["Link"] = f'<{address}>; rel="alternate"; type="application/json"'
    return table, response


def _file_name(query: SearchQuery, extension: str) -> str:
    """Return the name under which a file is kept: the site's, what was asked and the day."""
    parts = [settings.WAGTAIL_SITE_NAME, query.text.text[:40], timezone.localdate().isoformat()]
    return "-".join(filter(None, map(slugify, parts))) + f".{extension}"


def _more_than(total: int, query: SearchQuery) -> str:
    return ngettext(
        "These are the first %(shown)s of %(total)s work. Narrow the search, or ask the API: %(address)s",
        "These are the first %(shown)s of %(total)s works. Narrow the search, or ask the API: %(address)s",
        total,
    ) % {
        "shown": formats.number_format(MAX_ROWS, force_grouping=True),
        "total": formats.number_format(total, force_grouping=True),
        "address": absolute_url(query_path(API_VIEW, query)),
    }


def _columns() -> list[Column]:
    """Return the headings in the active language; a new facet has its column by itself."""
    return [
        Column(_("Id"), 12),
        Column(str(type_facet.label)),
        Column(_("Title"), 50),
        Column(_("Summary"), 60),
        Column(_("Address"), 40, is_link=True),
        *(Column(str(facet.label), 24) for facet in _facet_columns()),
        Column(_("Date"), 12),
        Column(_("Starts"), 16),
        Column(_("Ends"), 16),
    ]


def _facet_columns() -> list[Facet]:
    """Return the facets that have a column: the language first, as it says what the title is in."""
    facets = [facet for facet in get_facets() if facet is not type_facet]
    return sorted(facets, key=lambda facet: facet is not language_facet)


def _row(hit: Hit) -> list[Value]:
    named = {key: "; ".join(bucket.label for bucket in buckets) for key, buckets in hit.labels.items()}
    return [
        hit.public_id,
        hit.type_label,
        hit.title,
        hit.summary,
        absolute_url(hit.url),
        *(named.get(facet.key, "") for facet in _facet_columns()),
        timezone.localdate(hit.date),
        *_moments(hit),
    ]


def _moments(hit: Hit) -> tuple[Value, Value]:
    """Return when the next date starts and ends on the site's clock; of whole days the first and the last."""
    if hit.period is None:
        return None, None
    starts, ends = (_on_the_clock(moment) for moment in (hit.period.starts_at, hit.period.ends_at))
    if hit.period.all_day:
        return starts.date(), _last_day(starts, ends)
    return starts, ends


def _on_the_clock(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)


def _last_day(starts: datetime, ends: datetime) -> date:
    """Return the last day of whole days whose end, at midnight, is not one of them."""
    return max(starts, ends - timedelta(microseconds=1)).date()
