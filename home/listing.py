"""Lists of works on pages: always asked of the search engine, so they obey visibility and count alike."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from home.languages import FALLBACK_LANGUAGE
from search.audience import user_tokens
from search.engines import get_engine
from search.hits import find_hits
from search.query import SearchQuery
from search.related import reason
from search.results import Hit, SearchResults

RELATED_SIZE = 3
# Related works that may be left out because the page shows them already.
SPARE = 9
POINTING_SIZE = 30


def base_query(request: HttpRequest, *, narrowed: bool = False) -> SearchQuery:
    """Return the query of this visitor in the active language; ``narrowed`` reads the address as well.

    Raises nothing: what an address says wrongly is left out.
    """
    params = request.GET if narrowed else QueryDict()
    return SearchQuery.from_params(params, locale=get_language() or FALLBACK_LANGUAGE, tokens=tokens_of(request))


def tokens_of(request: HttpRequest) -> frozenset[str]:
    """Return what the visitor holds, worked out once a request."""
    tokens: frozenset[str] | None = getattr(request, "_hub_tokens", None)
    if tokens is None:
        tokens = user_tokens(getattr(request, "user", None))
        request._hub_tokens = tokens  # type: ignore[attr-defined]
    return tokens


def search_url(request: HttpRequest) -> str:
    """Return the address of the search page in the active language, without a query."""
    return reverse("search:search")


def listed(request: HttpRequest, fixed: Mapping[str, Sequence[str]], *, sort: str = "") -> SearchResults:
    """Return the works of an index page: what it is about (``fixed``), narrowed by the address.

    Raises ``Http404`` for a page of them that is not there.
    """
    query = base_query(request, narrowed=True)
    page = query.page
    for key, values in fixed.items():
        query = query.with_values(key, *values)
    return found(query.replace(page=page, sort=query.sort or sort))


def found(query: SearchQuery) -> SearchResults:
    """Return a page of results; raises ``Http404`` for one that is not there."""
    results = get_engine().search(query)
    if query.page > results.pages:
        raise Http404
    return results


def latest(request: HttpRequest, kind: str, *, size: int) -> SearchResults:
    """Return the newest works of a type."""
    return get_engine().search(base_query(request).with_values("type", kind).replace(sort="newest", size=size))


def upcoming(request: HttpRequest, *, size: int) -> SearchResults:
    """Return the next events."""
    return get_engine().search(base_query(request).with_values("type", "event").replace(sort="soonest", size=size))


def works(request: HttpRequest, keys: Sequence[UUID]) -> list[Hit]:
    """Return these works as this visitor may see them, in the order given; what is over is among them."""
    return find_hits(keys, base_query(request))


def facet_counts(request: HttpRequest, key: str) -> dict[str, int]:
    """Return the number of works of each value of a facet, for this visitor."""
    results = get_engine().search(base_query(request).replace(size=0))
    return {bucket.value: bucket.count for bucket in results.facet(key).buckets}


def neighbours(
    request: HttpRequest, *, work: UUID, words: str = "", shown: Collection[UUID] = ()
) -> dict[str, list[Hit] | list[tuple[Hit, str]]]:
    """Return what is shown beneath a work.

    ``pointing``: the newest works that point at it, such as news. ``related``: those most like it, each with what they
    have in common in a phrase. What the page itself shows (``shown``) is not there again.
    """
    query = base_query(request)
    pointing = get_engine().search(query.replace(about=work, sort="newest", size=POINTING_SIZE)).hits
    seen = {work, *shown, *(hit.work for hit in pointing)}
    alike = get_engine().related(work, query, words=words, size=RELATED_SIZE + SPARE)
    related = [(found.hit, reason(found)) for found in alike if found.hit.work not in seen]
    return {"pointing": pointing, "related": related[:RELATED_SIZE]}
