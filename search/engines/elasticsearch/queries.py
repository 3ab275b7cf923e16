"""From a search to the bodies that the server is asked with: pure, plain values in and out.

Written as plain values rather than with the objects of ``elasticsearch.dsl``: of ten words these are made in 0.06 ms
instead of 0.39, and what the server gets is what one reads here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from search.engines.elasticsearch.documents import MOMENT_OFFSET, STATE_ID, to_micros
from search.engines.questions import AllOf, AnyOf, Begins, Near, Phrase, Question, Term, Weighed
from search.engines.ranking import BORNE_OUT, HALF_LIFE_DAYS, RECENCY
from search.facets import get_facets
from search.models import ABOUT
from search.query import SearchQuery

Body = dict[str, Any]
Rarity = Callable[[str, str], float]

# Beyond so many values of a facet the server refuses (``search.max_buckets``), rather than count some of them.
MOST_VALUES: Final = 65_000
FOUND: Final = "found"
PAST: Final = "past"
KNOWN: Final = "known"
# With this a request is answered in one thread. Of a large index the server asks several parts at once, and there the
# similarity of ours, a script, mixes up the works of two threads: some in ten thousand get the score of another (seen
# on 9.4.3, from 100,000 documents on). Values without their ordinals it counts in one thread only; here of nothing.
IN_ONE_THREAD: Final[Body] = {
    "in_one_thread": {
        "filter": {"match_none": {}},
        "aggs": {"locales": {"terms": {"field": "locale", "execution_hint": "map"}}},
    }
}
# The signals of ``search.engines.ranking``, and as many decimals as there.
SIGNALS: Final = (
    f"double age = Math.max(0.0, params.today - doc['published'].value / 8.64e10);"
    f"double recent = 1.0 + {RECENCY} * Math.pow(2.0, -age / {HALF_LIFE_DAYS});"
    f"double proven = 1.0 + {BORNE_OUT} * doc['weight'].value;"
    f"return Math.round(_score * recent * proven * 1e4) / 1e4;"
)
# The next date of a work: one that is held before a cancelled one, else its deadline (``search.hits.next_period``).
NEXT: Final = (
    "long held = Long.MAX_VALUE; long other = Long.MAX_VALUE;"
    "for (String date : doc['dates']) {"
    f"  long end = Long.parseLong(date.substring(0, 18)) - {MOMENT_OFFSET}L;"
    f"  long start = Long.parseLong(date.substring(18, 36)) - {MOMENT_OFFSET}L;"
    "  if (end > params.moment) {"
    "    if (date.endsWith('1')) { if (start < held) { held = start; } } else if (start < other) { other = start; }"
    "  }"
    "}"
    "if (doc['dates'].size() == 0 && doc['closes'].size() > 0 && doc['closes'].value > params.moment) {"
    "  held = doc['closes'].value;"
    "}"
    "long next = held < Long.MAX_VALUE ? held : other;"
)
# Later than any date; those before the year 2255 are exact to the microsecond.
NEVER: Final = "9.0e17"
SOONEST: Final = f"{NEXT} return next < Long.MAX_VALUE ? next : {NEVER};"
LATEST: Final = f"{NEXT} return next < Long.MAX_VALUE ? 0 : -doc['last_start'].value;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search, with what the engine knows of it.

    ``audiences`` are those in use of which the viewer meets every clause, ``None`` for who sees everything. What closes
    at or before ``moment`` (microseconds, ``None`` before anything has) is over; ``today`` counts days since 1970.
    ``wanted`` and ``excluded`` are the words, as ``question_body`` gives them.
    """

    query: SearchQuery
    audiences: tuple[str, ...] | None
    moment: int | None
    today: int
    wanted: Body | None = None
    excluded: Body | None = None

    @property
    def is_ranked(self) -> bool:
        """Return whether the hits are in the order of how well they fit the words."""
        return self.wanted is not None and self.query.effective_sort == "relevance"


# Words


def question_body(question: Question, rarity: Rarity) -> Body:  # noqa: PLR0911 - one for each kind of question
    """Return the query that finds, and scores, what a question asks; ``rarity`` weighs a token of a field."""
    match question:
        case Term(name=name, token=token, weight=weight):
            return {"term": {name: {"value": token, "boost": weight * rarity(name, token)}}}
        case Phrase(name=name, tokens=tokens, weight=weight):
            boost = weight * sum(rarity(name, token) for token in tokens)
            return {"match_phrase": {name: {"query": " ".join(tokens), "boost": boost}}}
        case Begins(name=name, token=token):
            return {"prefix": {name: {"value": token}}}
        case Near(name=name, token=token, slips=slips):
            # Every word like it: the fifty that the server takes by itself would depend on words of private works.
            return {"fuzzy": {name: {"value": token, "fuzziness": slips, "rewrite": "constant_score"}}}
        case Weighed(question=inner, weight=weight, is_flat=True):
            return {"constant_score": {"filter": question_body(inner, rarity), "boost": weight}}
        case Weighed(question=inner, weight=weight):
            return {"bool": {"must": [question_body(inner, rarity)], "boost": weight}}
        case AllOf(parts=parts) if parts:
            return {"bool": {"must": [question_body(part, rarity) for part in parts]}}
        case AnyOf(parts=parts, least=least) if parts:
            should = [question_body(part, rarity) for part in parts]
            return {"bool": {"should": should, "minimum_should_match": least}}
        case _:
            return {"match_none": {}}


# Conditions


def visible(asked: Asked) -> list[Body]:
    """Return the conditions of what the viewer may see in this language of the interface."""
    may_see = {"exists": {"field": "audience"}} if asked.audiences is None else _any_of("audience", asked.audiences)
    return [in_locale(asked), may_see]


def in_locale(asked: Asked) -> Body:
    """Return the condition of an entry of the interface's language."""
    return {"term": {"locale": asked.query.locale}}


def base(asked: Asked, *, is_scored: bool = False) -> Body:
    """Return what a search finds, over or not, under no facet; ``is_scored``: its words are asked apart."""
    query, conditions, exceptions = asked.query, visible(asked), []
    if query.when:
        conditions.append(_overlaps(query))
    if query.about:
        conditions.append({"term": {ABOUT: str(query.about)}})
    if asked.wanted is not None and not is_scored:
        conditions.append(asked.wanted)
    if query.text.text and not query.text.parts:
        # Something was typed and none of it is a word: that matches nothing, rather than everything.
        conditions.append({"match_none": {}})
    if asked.excluded is not None:
        exceptions.append(asked.excluded)
    return {"filter": conditions, **({"must_not": exceptions} if exceptions else {})}


def found(asked: Asked, *, is_scored: bool = False) -> Body:
    """Return what a search finds, under every selection; ``is_scored`` as for ``base``."""
    query = base(asked, is_scored=is_scored)
    return {**query, "filter": [*query["filter"], _within(asked, selections(asked.query).values())]}


def selections(query: SearchQuery) -> dict[str, Body]:
    """Return the condition of each facet with a selection."""
    return {facet: _any_of(f"facet.{facet}", values) for facet, values in query.filters.items() if values}


def _overlaps(query: SearchQuery) -> Body:
    assert query.when is not None
    start, end = query.when.bounds()
    bounds = {"gt": start, "lt": end}
    return {"range": {"spans": {key: to_micros(moment) for key, moment in bounds.items() if moment is not None}}}


def _any_of(field: str, values: Iterable[str]) -> Body:
    return {"terms": {field: sorted(values)}}


def _is_over(moment: int) -> Body:
    return {"range": {"closes": {"lte": moment}}}


def _within(asked: Asked, conditions: Iterable[Body]) -> Body:
    """Return the condition of what is found and, unless it was asked for, not over."""
    kept = list(conditions)
    if asked.query.past or asked.moment is None:
        return {"bool": {"filter": kept}} if kept else {"match_all": {}}
    return {"bool": {"filter": kept, "must_not": [_is_over(asked.moment)]}}


# Requests


def counts_request(asked: Asked) -> Body:
    """Return the request for every count of a search, which the server remembers: nothing in it is of this moment.

    Facets that count under the same conditions are counted together.
    """
    chosen = selections(asked.query)
    free = [facet.key for facet in get_facets() if facet.key not in chosen]
    counted: Body = {FOUND: _counted(_within(asked, chosen.values()), free)}
    for facet in chosen:
        others = (condition for key, condition in chosen.items() if key != facet)
        counted[without(facet)] = _counted(_within(asked, others), [facet])
    if not asked.query.past and asked.moment is not None:
        over = [_is_over(asked.moment), *chosen.values()]
        counted[PAST] = {"filter": {"bool": {"filter": over}}}
    return {"size": 0, "track_total_hits": False, "query": {"bool": base(asked)}, "aggs": counted}


def without(facet: str) -> str:
    """Return the name of the counts under every selection but a facet's own."""
    return f"without_{facet}"


def _counted(condition: Body, facets: Sequence[str]) -> Body:
    return {"filter": condition, "aggs": {facet: _values(facet) for facet in facets}}


def _values(facet: str, **more: Any) -> Body:
    return {"terms": {"field": f"facet.{facet}", "size": MOST_VALUES}, **more}


def hits_request(asked: Asked, *, first: int, size: int) -> Body:
    """Return the request for ``size`` hits from place ``first`` on, in their order."""
    return {**_ordered(asked), "from": first, "size": size}


def works_request(asked: Asked, *, size: int, after: Sequence[Any] | None) -> Body:
    """Return the request for the works of ``size`` hits, those after a place in the order when it is given."""
    further = {"search_after": list(after)} if after else {}
    return {**_ordered(asked), "size": size, "docvalue_fields": ["work"], **further}


def _ordered(asked: Asked) -> Body:
    order = {"track_total_hits": False, "sort": _order(asked)}
    if not asked.is_ranked:
        return {"query": {"bool": found(asked)}, **order}
    # Its words say how well a hit fits as well as whether it is one.
    query = ranked({**found(asked, is_scored=True), "must": [asked.wanted]}, asked.today)
    return {"query": query, "aggs": IN_ONE_THREAD, **order}


def ranked(query: Body, today: int) -> Body:
    """Return a query of words with the signals in its score."""
    script = {"source": SIGNALS, "params": {"today": today}}
    return {"script_score": {"query": {"bool": query}, "script": script}}


def _order(asked: Asked) -> list[Body]:
    sort, last = asked.query.effective_sort, {"public_id": "asc"}
    if sort == "relevance":
        return [{"_score": "desc"}, last]
    if sort == "title":
        return [{"title_order": "asc"}, last]
    if sort == "soonest":
        params = {"moment": asked.moment if asked.moment is not None else -MOMENT_OFFSET}
        scripts = ({"source": source, "params": params} for source in (SOONEST, LATEST))
        return [*({"_script": {"type": "number", "script": script, "order": "asc"}} for script in scripts), last]
    return [{"published": "desc"}, last]


def values_request(condition: Body, values: Mapping[str, Sequence[str]]) -> Body:
    """Return the request that counts given values of facets among what a condition finds."""
    counted = {
        facet: {"terms": {"field": f"facet.{facet}", "include": list(given), "size": len(given)}}
        for facet, given in values.items()
    }
    return {"size": 0, "track_total_hits": True, "query": {"bool": condition}, "aggs": counted}


def any_request(asked: Asked) -> Body:
    """Return the request that says whether anything visible has the words at all."""
    conditions = [*visible(asked), *([asked.wanted] if asked.wanted else [])]
    return {"size": 0, "track_total_hits": True, "terminate_after": 1, "query": {"bool": {"filter": conditions}}}


def cross_request(asked: Asked, row: str, column: str) -> Body:
    """Return the request for two facets crossed, under every selection of the search."""
    counted = {row: _values(row, aggs={column: _values(column)})}
    return {"size": 0, "track_total_hits": False, "query": {"bool": found(asked)}, "aggs": counted}


def newest_request(condition: Body, size: int) -> Body:
    """Return the request for the newest of what a condition finds."""
    order = [{"published": "desc"}, {"public_id": "asc"}]
    return {"size": size, "track_total_hits": False, "query": {"bool": condition}, "sort": order}


def oldest_keys_request(condition: Body, size: int) -> Body:
    """Return the request for the entries that were made first of what a condition finds."""
    return {"size": size, "track_total_hits": False, "query": {"bool": condition}, "sort": [{"key": "asc"}]}


def best_request(condition: Body, size: int, facets: Sequence[str] = ()) -> Body:
    """Return the request for what a condition scores highest, with the ids of works and values of some facets."""
    return {
        "size": size,
        "track_total_hits": False,
        "query": {"bool": condition},
        "sort": [{"_score": "desc"}, {"public_id": "asc"}],
        "aggs": IN_ONE_THREAD,
        "docvalue_fields": ["public_id", *(f"facet.{facet}" for facet in facets)],
    }


def audiences_request() -> Body:
    """Return the request for every audience that works have."""
    counted = {"audience": {"terms": {"field": "audience", "size": MOST_VALUES}}}
    return {"size": 0, "track_total_hits": False, "aggs": counted}


def state_request() -> Body:
    """Return the request for the document that says how far the index is."""
    return {
        "size": 1,
        "track_total_hits": False,
        "query": {"ids": {"values": [STATE_ID]}},
        "docvalue_fields": ["version", "stamp"],
    }
