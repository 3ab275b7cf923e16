"""Links to pages of results; the total comes with the results, so nothing is counted twice."""

from dataclasses import dataclass

from search.query import MAX_PAGE
from search.results import SearchResults

AROUND = 2


@dataclass(frozen=True, slots=True)
class PageLink:
    """One item of the pagination: a page, or a gap between pages (without number and address)."""

    number: int
    url: str
    is_current: bool = False
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Pagination:
    """The items to draw, and the addresses on either side (empty when there is none)."""

    items: list[PageLink]
    previous_url: str
    next_url: str


def paginate(results: SearchResults) -> Pagination:
    """Return the first, the last and the pages around the current one."""
    query, last = results.query, min(results.pages, MAX_PAGE)
    wanted = {1, last, *range(query.page - AROUND, query.page + AROUND + 1)}
    items: list[PageLink] = []
    previous = 0
    for number in sorted(n for n in wanted if 1 <= n <= last):
        if number > previous + 1:
            items.append(PageLink(0, "", is_gap=True))
        items.append(PageLink(number, query.replace(page=number).url, is_current=number == query.page))
        previous = number
    return Pagination(
        items=items if last > 1 else [],
        previous_url=query.replace(page=query.page - 1).url if 1 < query.page <= last else "",
        next_url=query.replace(page=query.page + 1).url if query.page < last else "",
    )
