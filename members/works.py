"""The works of an organisation as one visitor may see them: by kind, and what it holds soon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from home import listing
from search.engines import get_engine
from search.paginator import Pagination, paginate
from search.query import SearchQuery
from search.results import Bucket, Hit, SearchResults

EVENT = "event"
# Types in the order in which the page shows them; any other follows, by number.
TYPE_ORDER = ("best-practice", "fieldlab", "course", EVENT)
KIND_SIZE = 3


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of work of an organisation: its name, how many, and where they are listed."""

    value: str
    label: str
    count: int
    url: str
    is_current: bool


@dataclass(slots=True)
class KindOfWork:
    """Some works of one kind: how many of it there are in all, and where they are listed."""

    value: str
    label: str
    query: SearchQuery
    total: int
    url: str
    hits: list[Hit] = field(default_factory=list)

    @property
    def is_part(self) -> bool:
        """Return whether there are more than are shown."""
        return self.total > len(self.hits)


class OrganisationWorks:
    """What names an organisation, what is over included; every link stays on the organisation's page."""

    def __init__(self, request: HttpRequest, slug: str) -> None:
        self._path = request.path
        self._slug = slug
        query = listing.base_query(request).with_values("organisation", slug)
        self._query = query.replace(past=True, sort="newest")
        self._to_come = query.with_values("type", EVENT).replace(sort="soonest", size=KIND_SIZE)

    @cached_property
    def counted(self) -> SearchResults:
        """All of it with the counts of every facet, and no hits."""
        return get_engine().search(self._query.replace(size=0))

    @cached_property
    def coming(self) -> int:
        """The number of events that are not over."""
        return get_engine().search(self._to_come.replace(size=0)).total

    @cached_property
    def types(self) -> list[Bucket]:
        """The types that have any, in order."""
        ranks = {value: rank for rank, value in enumerate(TYPE_ORDER)}
        found = [bucket for bucket in self.counted.facet("type").buckets if bucket.count]
        return sorted(found, key=lambda bucket: ranks.get(bucket.value, len(ranks)))

    def tabs(self, chosen: Sequence[str]) -> list[Tab]:
        """Return a tab for everything and one for each type."""
        every = Tab("", _("Everything"), self.counted.total, self._path, not chosen)
        return [every, *(Tab(b.value, b.label, b.count, self._url(b.value), b.value in chosen) for b in self.types)]

    def kinds(self) -> list[KindOfWork]:
        """Return what is held soon, then the newest of each type; events that are over are behind their tab."""
        kinds = [KindOfWork("soon", _("Soon"), self._to_come, self.coming, self._url(EVENT))] if self.coming else []
        for bucket in self.types:
            if bucket.value != EVENT:
                query = self._query.with_values("type", bucket.value).replace(size=KIND_SIZE)
                kinds.append(KindOfWork(bucket.value, bucket.label, query, bucket.count, self._url(bucket.value)))
        answers = get_engine().search_many([kind.query for kind in kinds])
        for kind, results in zip(kinds, answers, strict=True):
            kind.hits = self._with_roles(results.hits)
        return kinds

    def chosen(self, types: Sequence[str], page: int) -> tuple[SearchResults, Pagination]:
        """Return one page of the works of these types; raises ``Http404`` for a page that is not there."""
        results = get_engine().search(self._query.with_values("type", *types).replace(page=page))
        if page > results.pages:
            raise Http404
        return replace(results, hits=self._with_roles(results.hits)), self._pages(results, types)

    def _with_roles(self, hits: Iterable[Hit]) -> list[Hit]:
        """Return the hits, each saying first as what the organisation takes part, where its card knows (``roles``)."""
        return [self._with_role(hit, hit.card.get("roles", {}).get(self._slug, "")) for hit in hits]

    @staticmethod
    def _with_role(hit: Hit, role: str) -> Hit:
        meta = [{"icon": "organisation", "text": role}, *hit.card.get("meta", ())]
        return replace(hit, card={**hit.card, "meta": meta}) if role else hit

    def _pages(self, results: SearchResults, types: Sequence[str]) -> Pagination:
        found, page = paginate(results), results.query.page
        return Pagination(
            items=[i if i.is_gap else replace(i, url=self._url(*types, page=i.number)) for i in found.items],
            previous_url=self._url(*types, page=page - 1) if found.previous_url else "",
            next_url=self._url(*types, page=page + 1) if found.next_url else "",
        )

    def _url(self, *types: str, page: int = 1) -> str:
        params = [("type", value) for value in types] + ([("page", str(page))] if page > 1 else [])
        return f"{self._path}?{urlencode(params)}"
