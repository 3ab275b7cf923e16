"""The search page's controls: which fields each of its forms repeats, and what each link removes."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from search.nearby import nearby
from search.paginator import Pagination, paginate
from search.presets import when_presets
from search.query import SORTS, SearchQuery
from search.results import Bucket, SearchResults

SHOWN_AT_FIRST = 5
# A facet such as organisations may have thousands of values; a page does not.
SHOWN_AT_MOST = 100
# So many values are read faster than one of them is typed.
READ_AT_A_GLANCE = 12


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet as the form draws it: the first values, the rest behind one summary; ``left_out`` counts no others."""

    key: str
    label: str
    visible: list[Bucket]
    more: list[Bucket]
    selected: list[Bucket]
    left_out: int = 0

    @property
    def is_open(self) -> bool:
        """Return whether the group starts unfolded."""
        return bool(self.selected) or self.key in ("type", "building_block", "application_area")

    @property
    def total(self) -> int:
        """Return the number of values."""
        return len(self.visible) + len(self.more) + self.left_out

    @property
    def is_long(self) -> bool:
        """Return whether a reader is helped by typing a part of the value."""
        return len(self.visible) + len(self.more) > READ_AT_A_GLANCE


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value with the address that removes it."""

    facet_label: str
    label: str
    remove_url: str
    icon: str = ""
    dye: str = ""


@dataclass(frozen=True, slots=True)
class SortOption:
    """One order of the select."""

    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class DropSuggestion:
    """When nothing was found: the same search with less, in a sentence, and how much that finds."""

    label: str
    count: int
    url: str


def facet_groups(results: SearchResults) -> list[FacetGroup]:
    """Return the facets that have something to choose; chosen values are always among the first.

    Of very many values, those with the most results are there; the group says how many are not.
    """
    groups = []
    for facet in results.facets:
        if not facet.buckets:
            continue
        chosen = facet.selected
        # Only what is shown is looked at: of thousands of values the others are never made.
        looked_at = facet.buckets[: SHOWN_AT_MOST + len(chosen)]
        others = [bucket for bucket in looked_at if not bucket.is_selected]
        first, last = max(SHOWN_AT_FIRST - len(chosen), 0), max(SHOWN_AT_MOST - len(chosen), 0)
        shown, rest = [*chosen, *others[:first]], others[first:last]
        left_out = len(facet.buckets) - len(shown) - len(rest)
        groups.append(FacetGroup(facet.key, facet.label, shown, rest, chosen, left_out))
    return groups


def chips(results: SearchResults, fixed: str = "") -> list[Chip]:
    """Return one chip for each chosen value, those of the ``fixed`` facet left out, and for the dates."""
    query = results.query
    found = [
        Chip(facet.label, bucket.label, query.without_value(facet.key, bucket.value).url, bucket.icon, bucket.dye)
        for facet in results.facets
        if facet.key != fixed
        for bucket in facet.selected
    ]
    if query.when:
        first, last = (formats.date_format(day, "j F Y") if day else "…" for day in (query.when.first, query.when.last))
        found.append(Chip(_("Date"), f"{first} – {last}", query.replace(when=None).url))
    if query.past:
        found.append(Chip(_("Date"), _("Also what is over"), query.replace(past=False).url))
    return found


def sort_options(query: SearchQuery) -> list[SortOption]:
    """Return the orders that make sense: relevance needs words."""
    labels = {
        "relevance": _("Relevance"),
        "newest": _("Newest first"),
        "soonest": _("Soonest first"),
        "title": _("Title A–Z"),
    }
    return [
        SortOption(value, labels[value], value == query.effective_sort)
        for value in SORTS
        if value != "relevance" or query.text.terms
    ]


def drop_suggestions(results: SearchResults) -> list[DropSuggestion]:
    """Return, for an empty result, what is found without one of the chosen values of a facet.

    The counts come from the facets themselves: a facet's counts leave its own selection out, so their
    sum over one facet would count a work twice; the engine is asked for all of them at once instead.
    """
    from search.engines import get_engine  # noqa: PLC0415 - forms are below the engine

    if results.total:
        return []
    asked = results.query
    ways = [
        (_("Without “%(label)s”") % {"label": ", ".join(b.label for b in facet.selected)}, asked.with_values(facet.key))
        for facet in results.facets
        if facet.selected
    ]
    if asked.when:
        ways.append((_("On any date"), asked.replace(when=None)))
    if asked.text.text and asked.has_filters:
        ways.append((_("Only the words, without filters"), asked.replace(filters={}, when=None)))
    answers = get_engine().search_many([query.replace(size=0) for _label, query in ways])
    found: dict[str, DropSuggestion] = {}
    for (label, query), answer in zip(ways, answers, strict=True):
        if answer.total:
            # Where letting go of one filter leaves only the words, that is said once.
            found.setdefault(query.url, DropSuggestion(label, answer.total, query.url))
    return sorted(found.values(), key=lambda suggestion: -suggestion.count)


def correction(results: SearchResults) -> DropSuggestion | None:
    """Return, for an empty result, the nearest spelling that finds something, and how much that is."""
    from search.engines import get_engine  # noqa: PLC0415 - forms are below the engine
    from search.spelling import corrected  # noqa: PLC0415 - it knows the interface of engines

    query = None if results.total else corrected(get_engine(), results.query)
    if query is None:
        return None
    return DropSuggestion(query.text.text, get_engine().search(query.replace(size=0)).total, query.url)


@dataclass(frozen=True, slots=True)
class Export:
    """The same search in another form, such as a calendar to subscribe to.

    ``key`` names it in the API, unless it is a page for people.
    """

    key: str
    label: str
    url: str
    icon: str = "download"
    is_page: bool = False


def exports(query: SearchQuery) -> list[Export]:
    """Return what the apps of ``HUB_SEARCH_EXPORTS`` offer for this search, in order."""
    offered = (import_string(dotted)(query) for dotted in settings.HUB_SEARCH_EXPORTS)
    return [export for export in offered if export is not None]


def search_context(results: SearchResults, fixed: str = "") -> dict[str, Any]:
    """Return what the search page draws, so that its templates count and filter nothing.

    ``fixed`` is a facet that a list is about: its values are kept, and are no choice.
    """
    query = results.query
    params = query.replace(sort="").to_params()
    pages: Pagination = paginate(results)
    return {
        "results": results,
        "query": query,
        "facets": [group for group in facet_groups(results) if group.key != fixed],
        "chips": chips(results, fixed),
        "clear_url": query.replace(filters={}, when=None, past=False).url,
        "sort_options": sort_options(query),
        "pages": pages,
        # Each form repeats what it does not ask itself, so that nothing chosen is lost without JavaScript.
        "when_presets": when_presets(query),
        "search_fields": [(key, value) for key, value in query.to_params() if key not in ("q", "page")],
        "filter_fields": [(key, value) for key, value in query.to_params() if key in ("q", "sort", "size", fixed)],
        "sort_fields": [(key, value) for key, value in params if key != "page"],
        "correction": correction(results),
        "drop_suggestions": drop_suggestions(results),
        "nearby": nearby(results),
        "past_url": query.replace(past=True).url if results.past_total else "",
        "exports": exports(query),
    }
