"""The public API, version 1: the search page's own parameters, refused when they are not understood."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import Path
from ninja.decorators import decorate_view
from wagtail.models import Page

from search.addresses import query_path
from search.api_schema import OPERATIONS, HubAPI
from search.audience import current, is_visible, user_tokens
from search.documents import PUBLIC_ID
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.forms import exports
from search.hits import LABELS, build_hit
from search.models import IndexEntry, IndexState
from search.params import parse_params
from search.query import MAX_PAGE, SearchQuery
from search.responses import RETRY_SECONDS, open_to_other_sites, patch_cache_for
from search.results import CrossTable, Hit, SearchResults
from search.schemas import MatrixAnswer, Problem, Refusal, SearchAnswer, WorkAnswer
from search.throttle import TOO_MANY_REQUESTS, limited, refusal_text

PUBLIC_SECONDS = 60

# The documentation is a page of ours (search.api_docs): django-ninja's needs scripts.
api = HubAPI(version="1", urls_namespace="api-1", docs_url=None)


class BadParameters(Exception):
    """Parameters that were not understood: a sentence for each key, and the keys that are known."""

    def __init__(self, problems: dict[str, str], known: list[str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems
        self.known = known


@api.exception_handler(BadParameters)
def refuse(request: HttpRequest, error: BadParameters) -> HttpResponse:
    """Answer 400 with the problems and the keys that are known."""
    body = {"detail": _("Some parameters were not understood."), "problems": error.problems, "known": error.known}
    return api.create_response(request, body, status=400)


@api.exception_handler(SearchUnavailable)
def unavailable(request: HttpRequest, error: SearchUnavailable) -> HttpResponse:
    """Answer 503; the client may try again in half a minute."""
    response = api.create_response(request, {"detail": _("Search does not answer now.")}, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer 429; the decorator says how long to wait."""
    return api.create_response(request, {"detail": refusal_text(seconds)}, status=TOO_MANY_REQUESTS)


# Counted before anything is asked; then sent again only when it changed; read by scripts of any site.
answered = decorate_view(open_to_other_sites, conditional_page, limited("api", respond=too_often))
REFUSALS = {400: Refusal, 429: Problem, 503: Problem}


def _check_keys(request: HttpRequest, operation: str) -> dict[str, str]:
    """Return a sentence for each key that an operation does not know, and for a language that is not there."""
    known = OPERATIONS[operation].known()
    problems = {key[:50]: _("Unknown parameter.") for key in request.GET if key not in known}
    languages = dict(settings.LANGUAGES)
    if request.GET.get("lang", settings.LANGUAGE_CODE) not in languages:
        problems["lang"] = _("Choose one of: %(languages)s.") % {"languages": ", ".join(languages)}
    return problems


def _query_of(request: HttpRequest, operation: str) -> SearchQuery:
    """Return the query of a request; raises ``BadParameters``."""
    problems = _check_keys(request, operation)
    locale = translation.get_language() or settings.LANGUAGE_CODE
    parsed = parse_params(request.GET, locale=locale, tokens=user_tokens(request.user))
    for problem in parsed.problems:
        problems.setdefault(problem.key, problem.message)
    if problems:
        raise BadParameters(problems, OPERATIONS[operation].known())
    return parsed.query


def item_of(hit: Hit, request: HttpRequest) -> dict[str, Any]:
    """Return a hit as the API writes it."""
    values = hit.values
    return {
        "id": hit.public_id,
        "type": hit.type,
        "title": hit.title,
        "summary": hit.summary,
        "highlight": hit.highlight,
        "url": request.build_absolute_uri(hit.url),
        "language": hit.language,
        "building_blocks": values.get("building_block", []),
        "application_areas": values.get("application_area", []),
        "organisations": values.get("organisation", []),
        "tags": values.get("tag", []),
        "date": hit.date,
        "starts_at": hit.starts_at,
        "ends_at": hit.ends_at,
        "found_in": _found_in(hit, request),
    }


def _found_in(hit: Hit, request: HttpRequest) -> dict[str, str] | None:
    found = hit.found_in
    if found is None:
        return None
    return {
        "title": found.title,
        "url": request.build_absolute_uri(found.url),
        "kind": found.kind,
        "label": found.label,
        "highlight": found.highlight,
    }


def _links(results: SearchResults, request: HttpRequest) -> dict[str, str | None]:
    query, last = results.query, min(results.pages, MAX_PAGE)

    def page(number: int) -> str:
        return request.build_absolute_uri(query_path("api-1:search", query.replace(page=number)))

    return {
        "self": page(query.page),
        "first": page(1),
        "prev": page(query.page - 1) if 1 < query.page <= last else None,
        "next": page(query.page + 1) if query.page < last else None,
        "last": page(last),
        "html": request.build_absolute_uri(query.url),
        **{export.key: request.build_absolute_uri(export.url) for export in exports(query) if not export.is_page},
    }


@api.api_operation(
    ["GET", "HEAD"],
    "search/",
    response={200: SearchAnswer, **REFUSALS},
    operation_id="search",
    url_name="search",
)
@answered
def search(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Search as the page does: repeated keys are alternatives, different keys all hold."""
    query = _query_of(request, "search")
    results = get_engine().search(query)
    patch_cache_for(request, response, PUBLIC_SECONDS)
    return {
        "meta": {
            "total": results.total,
            "page": query.page,
            "size": query.size,
            "sort": query.effective_sort,
            "query": {
                "q": query.text.text,
                "when": str(query.when) if query.when else None,
                "past": query.past,
                "lang": query.locale,
                **{key: list(values) for key, values in query.filters.items()},
            },
            "engine": results.engine,
            "relaxed": results.is_relaxed,
        },
        "items": [item_of(hit, request) for hit in results.hits],
        "facets": {
            facet.key: {
                "label": facet.label,
                "values": [
                    {"value": b.value, "label": b.label, "count": b.count, "selected": b.is_selected}
                    for b in facet.buckets
                ],
            }
            for facet in results.facets
        },
        "links": _links(results, request),
    }


@api.api_operation(
    ["GET", "HEAD"],
    "matrix/",
    response={200: MatrixAnswer, **REFUSALS},
    operation_id="matrix",
    url_name="matrix",
)
@answered
def matrix(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Count the works where each building block crosses each application area."""
    row_facet, column_facet = settings.HUB_MATRIX
    table = get_engine().cross_count(_query_of(request, "matrix"), row_facet, column_facet)
    patch_cache_for(request, response, PUBLIC_SECONDS)
    return _matrix_body(table, request)


def _matrix_body(table: CrossTable, request: HttpRequest) -> dict[str, Any]:
    def terms(buckets: Any) -> list[dict[str, Any]]:
        return [{"value": b.value, "label": b.label, "count": b.count} for b in buckets]

    return {
        "row_facet": table.row_facet,
        "column_facet": table.column_facet,
        "total": table.total,
        "rows": terms(table.rows),
        "columns": terms(table.columns),
        "cells": [
            {
                "row": cell.row.value,
                "column": cell.column.value,
                "count": cell.count,
                "url": request.build_absolute_uri(cell.url),
            }
            for cell in table
        ],
    }


@api.api_operation(
    ["GET", "HEAD"],
    "works/{public_id}/",
    response={200: WorkAnswer, 404: Problem, **REFUSALS},
    operation_id="work",
    url_name="work",
)
@answered
def work(request: HttpRequest, response: HttpResponse, public_id: Path[str]) -> dict[str, Any]:
    """Return one work whole; 404 when it does not exist or may not be seen, which look the same."""
    problems = _check_keys(request, "work")
    if problems:
        raise BadParameters(problems, OPERATIONS["work"].known())
    locale = translation.get_language() or settings.LANGUAGE_CODE
    # Asked before anything is looked up: the headers say that it was asked, and must say so of nothing as well.
    tokens = user_tokens(request.user)
    if not PUBLIC_ID.fullmatch(public_id):
        raise Http404
    entry = IndexEntry.objects.filter(public_id=public_id, locale=locale, is_live=True).first()
    page = Page.objects.filter(pk=entry.page_id).first() if entry else None
    if entry is None or page is None or not is_visible(page, request.user):
        raise Http404
    state = IndexState.current()
    labels = LABELS.all(locale, state[1] if state else None)
    hit = build_hit(entry, SearchQuery(locale=locale, tokens=tokens), labels, timezone.now())
    specific = page.specific
    versions = current(Page.objects.filter(translation_key=entry.work)).select_related("locale")
    patch_cache_for(request, response, PUBLIC_SECONDS)
    return {
        "item": item_of(hit, request),
        "translations": {
            version.locale.language_code: request.build_absolute_uri(version.get_url(request) or "")
            for version in versions
        },
        "structured_data": _structured_data(specific, request),
    }


def _structured_data(page: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the page itself tells machines: in its own language, whatever ``lang`` was asked."""
    if not hasattr(page, "get_structured_data"):
        return []
    with translation.override(page.locale.language_code):
        described: list[dict[str, Any]] = page.get_structured_data(request)
    return described
