"""The search page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import formats, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_safe

from search.audience import user_tokens
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.exports import csv_response, xlsx_response
from search.feeds import feed_response
from search.forms import search_context
from search.normalise import normalise
from search.notes import Note, with_note
from search.params import ParsedParams, Problem, parse_params
from search.partials import COUNT, TEMPLATES, VARIES, part_asked
from search.promotions import promoted_for
from search.query import SearchQuery
from search.responses import RETRY_SECONDS, plain_unavailable
from search.results import SearchResults, Suggestions
from search.suggestions import SIZE, says_enough, suggestion_data
from search.throttle import TOO_MANY_REQUESTS, limited, refusal_text

SUGGEST_SECONDS = 60


def asks_for_words(request: HttpRequest) -> bool:
    """Return whether somebody unknown searches for words: what costs work, and is asked by machines (threat B28)."""
    return bool(request.GET.get("q", "").strip()) and not request.user.is_authenticated


def too_often_response(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return the page that says how long to wait, with what was typed and chosen: 429."""
    query = SearchQuery.from_params(request.GET, locale=translation.get_language() or "nl")
    fields = [(key, value) for key, value in query.to_params() if key != "q"]
    context = {"query": query, "fields": fields, "refusal": refusal_text(seconds)}
    return render(request, "search/too_often.html", context, status=TOO_MANY_REQUESTS)


@require_safe
@limited("search", respond=too_often_response, applies=asks_for_words)
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, with a count for every filter; for htmx only the part that changes (``search.partials``).

    404 for a page of results that cannot or does not exist, 503 when the engine does not answer; either
    way the form with what was typed is there. Unknown keys are ignored, unknown values named.
    """
    if "from" in request.GET or "to" in request.GET:
        return _with_dates(request)
    locale = translation.get_language() or "nl"
    parsed = parse_params(request.GET, locale=locale, tokens=user_tokens(request.user))
    part = part_asked(request)
    try:
        if part == COUNT:
            response = _count_response(parsed.query)
        else:
            response = _page_response(request, parsed, TEMPLATES.get(part, "search/search.html"))
    except SearchUnavailable:
        response = unavailable_response(request, parsed.query)
    patch_vary_headers(response, VARIES)
    return response


def _page_response(request: HttpRequest, parsed: ParsedParams, template: str) -> HttpResponse:
    results = get_engine().search(parsed.query)
    is_past_the_end = parsed.query.page > results.pages
    context = {
        **search_context(results),
        "heading": heading(results),
        "notices": [problem.message for problem in parsed.problems] + _notices(results, parsed.problems),
        "promoted": promoted_for(parsed.query),
        "canonical_query": parsed.query.query_string(),
        # One value of one facet is a page worth finding; combinations are endless (architecture.md, URLs).
        "noindex": bool(parsed.query.text.text or parsed.query.when or parsed.query.past)
        or sum(len(values) for values in parsed.query.filters.values()) > 1,
    }
    response = render(request, template, context, status=404 if parsed.has_bad_page or is_past_the_end else 200)
    return with_note(response, Note(found=results.total, listed=tuple(hit.work for hit in results.hits)))


def _count_response(query: SearchQuery) -> HttpResponse:
    """Return what the button says that shows the results of filters which are not applied yet."""
    total = get_engine().search(query.replace(size=0)).total
    words = ngettext("Show %(count)s result", "Show %(count)s results", total)
    text = words % {"count": formats.number_format(total, force_grouping=True)}
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@limited("suggest")
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer what may be meant by the beginning in ``q``: works by title and values of facets, each a destination.

    Empty for what says too little. 503 while search does not answer; the field works without.
    """
    query = SearchQuery(
        text=normalise(request.GET.get("q", "")),
        locale=translation.get_language() or "nl",
        tokens=user_tokens(request.user),
    )
    status = 200
    try:
        found = get_engine().suggest(query, size=SIZE) if says_enough(query) else Suggestions(query=query)
    except SearchUnavailable:
        found, status = Suggestions(query=query), 503
    response = JsonResponse(suggestion_data(found), status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["X-Robots-Tag"] = "noindex"
    if status == 200:
        # Who types back and forth asks the same again. Whoever signs in is told "no-store" (hub.middleware).
        patch_cache_control(response, private=True, max_age=SUGGEST_SECONDS)
    else:
        patch_cache_control(response, no_store=True)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
@limited("feed")
def search_feed(request: HttpRequest) -> HttpResponse:
    """Answer ``/search.atom``: the search page's own keys, as a feed to follow (``search.feeds``)."""
    return _file(feed_response, request)


@require_safe
@limited("export")
def search_csv(request: HttpRequest) -> HttpResponse:
    """Answer ``/search.csv``: the search page's own keys, every work as a row (``search.exports``)."""
    return _file(csv_response, request)


@require_safe
@limited("export")
def search_xlsx(request: HttpRequest) -> HttpResponse:
    """Answer ``/search.xlsx``: the same rows as a workbook."""
    return _file(xlsx_response, request)


def _file(make: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
    """Return a file, or 503 when search does not answer: who has it already keeps what it has."""
    try:
        return make(request)
    except SearchUnavailable:
        return plain_unavailable()


def unavailable_response(request: HttpRequest, query: SearchQuery) -> HttpResponse:
    """Return the page that says that search does not answer, with what was typed: 503."""
    response = render(request, "search/unavailable.html", {"query": query}, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def heading(results: SearchResults) -> str:
    """Return the number of results as a sentence: the page's heading and title."""
    text, total = results.query.text.text, results.total
    if text and not total:
        template = _("Nothing found for “%(text)s”")
    elif text:
        template = ngettext("%(count)s result for “%(text)s”", "%(count)s results for “%(text)s”", total)
    elif not total:
        template = _("Nothing found")
    else:
        template = ngettext("%(count)s result", "%(count)s results", total)
    return template % {"count": formats.number_format(total, force_grouping=True), "text": text}


def _notices(results: SearchResults, problems: tuple[Problem, ...]) -> list[str]:
    notices = [
        _("Nothing here is called “%(value)s” under %(facet)s.") % {"value": value, "facet": facet}
        for facet, value in results.unknown
    ]
    if results.is_relaxed:
        notices.append(_("Nothing has all of these words. These results have most of them."))
    if results.query.page > results.pages and not any(problem.key == "page" for problem in problems):
        notices.append(_("There is no page %(page)d of these results.") % {"page": results.query.page})
    return notices


def _with_dates(request: HttpRequest) -> HttpResponse:
    """Turn the two date fields of the form into the one key that addresses have.

    A button of the form that has an interval of its own (``search.presets``) goes before what the fields say.
    """
    params = request.GET.copy()
    first, last = (params.pop(key, [""])[-1].strip() for key in ("from", "to"))
    if "when" not in params and (first or last):
        params["when"] = f"{first}/{last}"
    elif not params.get("when"):
        params.pop("when", None)
    encoded = params.urlencode(safe="/")
    response = redirect(request.path + (f"?{encoded}" if encoded else ""))
    patch_vary_headers(response, VARIES)
    return response
