"""The public API, version 1: the search page's own parameters, refused when they are not understood."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI, Path
from ninja.decorators import decorate_view
from wagtail.models import Page

from search.audience import current, is_visible, user_tokens
from search.documents import PUBLIC_ID
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.forms import exports
from search.hits import LABELS, build_hit
from search.models import IndexEntry, IndexState
from search.params import known_keys, parse_params
from search.query import MAX_PAGE, SearchQuery
from search.results import CrossTable, Hit, SearchResults
from search.schemas import MatrixAnswer, Refusal, SearchAnswer, WorkAnswer

PUBLIC_SECONDS = 60

api = NinjaAPI(
    title="Hub API",
    version="1",
    description="Search, the matrix and single works, as the public pages show them.",
    urls_namespace="api-1",
)


class BadParameters(Exception):
    """Parameters that were not understood: a sentence for each key."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


@api.exception_handler(BadParameters)
def refuse(request: HttpRequest, error: BadParameters) -> HttpResponse:
    """Answer 400 with the problems and the keys that are known."""
    body = {"detail": _("Some parameters were not understood."), "problems": error.problems, "known": known_keys()}
    return api.create_response(request, body, status=400)


@api.exception_handler(SearchUnavailable)
def unavailable(request: HttpRequest, error: SearchUnavailable) -> HttpResponse:
    """Answer 503; the client may try again in half a minute."""
    response = api.create_response(request, {"detail": _("Search does not answer now.")}, status=503)
    response.headers["Retry-After"] = "30"
    return response


def _query_of(request: HttpRequest) -> SearchQuery:
    """Return the query of a request; raises ``BadParameters``."""
    locale = translation.get_language() or settings.LANGUAGE_CODE
    known = known_keys()
    problems = {key[:50]: _("Unknown parameter.") for key in request.GET if key not in known}
    if request.GET.get("lang", locale) not in dict(settings.LANGUAGES):
        problems["lang"] = _("Choose one of: %(languages)s.") % {"languages": ", ".join(dict(settings.LANGUAGES))}
    parsed = parse_params(request.GET, locale=locale, tokens=user_tokens(request.user))
    problems.update({problem.key: problem.message for problem in parsed.problems})
    if problems:
        raise BadParameters(problems)
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
    }


def _links(results: SearchResults, request: HttpRequest) -> dict[str, str | None]:
    query, last = results.query, min(results.pages, MAX_PAGE)

    def page(number: int) -> str:
        params = query.replace(page=number).query_string()
        language = f"lang={query.locale}" if query.locale != settings.LANGUAGE_CODE else ""
        joined = f"{params}{'&' if params else '?'}{language}" if language else params
        return request.build_absolute_uri(reverse("api-1:search") + joined)

    return {
        "self": page(query.page),
        "first": page(1),
        "prev": page(query.page - 1) if 1 < query.page <= last else None,
        "next": page(query.page + 1) if query.page < last else None,
        "last": page(last),
        "html": request.build_absolute_uri(query.url),
        **{export.key: request.build_absolute_uri(export.url) for export in exports(query)},
    }


def _cacheable(request: HttpRequest, response: HttpResponse) -> None:
    if not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)


@api.get(
    "search/",
    response={200: SearchAnswer, 400: Refusal},
    url_name="search",
    openapi_extra={
        "parameters": [
            {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "explode": True}
            for name in ("q", "type", "building_block", "application_area", "organisation", "tag", "language")
        ]
    },
)
@decorate_view(conditional_page)
def search(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Search as the page does: repeated keys are alternatives, different keys all hold."""
    query = _query_of(request)
    results = get_engine().search(query)
    _cacheable(request, response)
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


@api.get("matrix/", response={200: MatrixAnswer, 400: Refusal}, url_name="matrix")
@decorate_view(conditional_page)
def matrix(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Count the works where each building block crosses each application area."""
    row_facet, column_facet = settings.HUB_MATRIX
    table = get_engine().cross_count(_query_of(request), row_facet, column_facet)
    _cacheable(request, response)
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


@api.get("works/{public_id}/", response=WorkAnswer, url_name="work")
@decorate_view(conditional_page)
def work(request: HttpRequest, response: HttpResponse, public_id: Path[str]) -> dict[str, Any]:
    """Return one work whole; 404 when it does not exist or may not be seen, which look the same."""
    locale = translation.get_language() or settings.LANGUAGE_CODE
    # Asked before anything is looked up: the headers say that it was asked, and must say so of nothing as well.
    is_anonymous = not request.user.is_authenticated
    if not PUBLIC_ID.fullmatch(public_id):
        raise Http404
    entry = IndexEntry.objects.filter(public_id=public_id, locale=locale, is_live=True).first()
    page = Page.objects.filter(pk=entry.page_id).first() if entry else None
    if entry is None or page is None or not is_visible(page, request.user):
        raise Http404
    state = IndexState.current()
    labels = LABELS.all(locale, state[1] if state else None)
    hit = build_hit(entry, SearchQuery(locale=locale), labels, timezone.now())
    specific = page.specific
    versions = current(Page.objects.filter(translation_key=entry.work)).select_related("locale")
    if is_anonymous:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
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
