"""Lists of works on pages: always asked of the search engine, so they obey visibility and count alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from home.languages import FALLBACK_LANGUAGE
from search.audience import user_tokens
from search.engines import get_engine
from search.query import SearchQuery
from search.results import Bucket, Hit, SearchResults

GROUP_SIZE = 3
RELATED_SIZE = 3
# Types in the order in which a landing page shows them; any other type follows, by count.
GROUP_ORDER = ("best-practice", "fieldlab", "event", "course")


@dataclass(frozen=True, slots=True)
class Group:
    """Some works of one type, and where all of them are."""

    type: Bucket
    hits: list[Hit]
    total: int
    url: str


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
    """Return the works of an index page: what it is about (``fixed``), narrowed by the address."""
    query = base_query(request, narrowed=True)
    page = query.page
    for key, values in fixed.items():
        query = query.with_values(key, *values)
    query = query.replace(page=page, sort=query.sort or sort)
    return get_engine().search(query)


def latest(request: HttpRequest, kind: str, *, size: int) -> SearchResults:
    """Return the newest works of a type."""
    return get_engine().search(base_query(request).with_values("type", kind).replace(sort="newest", size=size))


def upcoming(request: HttpRequest, *, size: int) -> SearchResults:
    """Return the next events."""
    return get_engine().search(base_query(request).with_values("type", "event").replace(sort="soonest", size=size))


def facet_counts(request: HttpRequest, key: str) -> dict[str, int]:
    """Return the number of works of each value of a facet, for this visitor."""
    results = get_engine().search(base_query(request).replace(size=0))
    return {bucket.value: bucket.count for bucket in results.facet(key).buckets}


def in_vocabulary_order(results: SearchResults, key: str) -> list[Bucket]:
    """Return a facet's buckets in the order of its vocabulary, those without works included."""
    return results.facet(key).in_vocabulary_order


def grouped_by_type(request: HttpRequest, key: str, value: str) -> list[Group]:
    """Return the newest works with a facet value, a group per type that has any; events by date."""
    query = base_query(request).with_values(key, value)
    types = {bucket.value: bucket for bucket in get_engine().search(query.replace(size=0)).facet("type").buckets}
    ranks = {name: rank for rank, name in enumerate(GROUP_ORDER)}
    ordered = sorted(types.values(), key=lambda bucket: ranks.get(bucket.value, len(ranks)))
    groups = []
    for bucket in ordered:
        if not bucket.count:
            continue
        narrow = query.with_values("type", bucket.value)
        sort = "soonest" if bucket.value == "event" else "newest"
        results = get_engine().search(narrow.replace(sort=sort, size=GROUP_SIZE))
        groups.append(Group(bucket, results.hits, results.total, narrow.url))
    return groups


def related(
    request: HttpRequest, *, blocks: Sequence[str], areas: Sequence[str], work: str, size: int = RELATED_SIZE
) -> list[Hit]:
    """Return other works on the same crossing of the matrix; fewer demands when there are none.

    ``work`` is the public id of the work that is left out.
    """
    query = base_query(request).replace(size=size + 1)
    tries = [{"building_block": blocks, "application_area": areas}] if blocks and areas else []
    tries += [{"application_area": areas}] if areas else []
    tries += [{"building_block": blocks}] if blocks else []
    narrowed = [query.replace(filters={key: tuple(values) for key, values in demands.items()}) for demands in tries]
    # Counting costs no query; the work itself is usually one of those found.
    chosen = next((q for q in narrowed if get_engine().search(q.replace(size=0)).total > 1), None)
    if chosen is None:
        return []
    return [hit for hit in get_engine().search(chosen).hits if hit.public_id != work][:size]
