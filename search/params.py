"""From an address to a query: what is understood, and a message for everything that is not."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from search.audience import is_value_visible
from search.facets import Facet, get_facets
from search.normalise import normalise
from search.query import (
    DEFAULT_SIZE,
    MAX_PAGE,
    MAX_SIZE,
    MAX_VALUES,
    OTHER_KEYS,
    SORTS,
    Interval,
    SearchQuery,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the address that was not followed: the key and a sentence for a person."""

    key: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedParams:
    """The query that was understood, and what was not. The page shows problems; the API refuses them."""

    query: SearchQuery
    problems: tuple[Problem, ...]

    @property
    def has_bad_page(self) -> bool:
        """Return whether the page number is not one that can exist."""
        return any(problem.key == "page" for problem in self.problems)


def known_keys() -> list[str]:
    """Return every key that a search address may have, facets first."""
    return [facet.key for facet in get_facets()] + list(OTHER_KEYS)


def parse_params(params: QueryDict, *, locale: str, tokens: frozenset[str]) -> ParsedParams:
    """Read a search address. Never raises: problems are returned beside the query that remains."""
    problems: list[Problem] = []
    text = normalise(params.get("q", ""))
    if text.is_shortened:
        problems.append(Problem("q", _("That is a long question: we searched for its first words.")))
    query = SearchQuery(
        text=text,
        filters=_parse_filters(params, tokens, problems),
        when=_parse_when(params, problems),
        past=_parse_past(params, problems),
        sort=_parse_sort(params, problems),
        page=_parse_number(params, "page", 1, MAX_PAGE, problems),
        size=_parse_number(params, "size", DEFAULT_SIZE, MAX_SIZE, problems),
        locale=locale,
        tokens=tokens,
    )
    return ParsedParams(query, tuple(problems))


def _parse_filters(params: QueryDict, tokens: frozenset[str], problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    filters = {}
    for facet in get_facets():
        values = tuple(dict.fromkeys(v for v in params.getlist(facet.key) if v))
        if len(values) > MAX_VALUES:
            message = _("At most %(limit)d values of a filter are used.") % {"limit": MAX_VALUES}
            problems.append(Problem(facet.key, message))
        if values:
            # A value longer than any slug can match nothing; cut, it still shows as unknown.
            clean = (value.replace("\x00", "")[:255] for value in values[:MAX_VALUES])
            filters[facet.key] = tuple(dict.fromkeys(_meant(facet, value, tokens) for value in clean))
    return filters


def _meant(facet: Facet, value: str, tokens: frozenset[str]) -> str:
    """Return the value that an address means; as it was asked when the other's existence is not for this viewer."""
    now = facet.canonical(value)
    is_known = now == value or facet.is_closed or is_value_visible(facet.key, now, tokens)
    return now if is_known else value


def _parse_when(params: QueryDict, problems: list[Problem]) -> Interval | None:
    raw = params.get("when", "")
    if raw in ("", "/"):
        return None
    try:
        return Interval.parse(raw)
    except ValueError:
        problems.append(Problem("when", _("Write the dates as 2026-01-01/2026-03-31; either side may be empty.")))
        return None


def _parse_past(params: QueryDict, problems: list[Problem]) -> bool:
    raw = params.get("past", "")
    if raw not in ("", "0", "1"):
        problems.append(Problem("past", _("Use past=1 to include what is over.")))
    return raw == "1"


def _parse_sort(params: QueryDict, problems: list[Problem]) -> str:
    raw = params.get("sort", "")
    if raw and raw not in SORTS:
        problems.append(Problem("sort", _("Sort by one of: %(sorts)s.") % {"sorts": ", ".join(SORTS)}))
        return ""
    return raw


def _parse_number(params: QueryDict, key: str, default: int, limit: int, problems: list[Problem]) -> int:
    raw = params.get(key, "")
    if not raw:
        return default
    # isdecimal alone would let the digits of other scripts through, and int() has a length limit.
    if raw.isascii() and raw.isdecimal() and len(raw) < 10 and 1 <= int(raw) <= limit:
        return int(raw)
    message = _("%(key)s is a whole number from 1 to %(limit)d.") % {"key": key, "limit": limit}
    problems.append(Problem(key, message))
    return default
