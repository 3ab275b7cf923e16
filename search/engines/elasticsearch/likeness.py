"""Works like one another, and words near each other, among what a viewer may see."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from typing import Final
from uuid import UUID

from search.documents import public_id
from search.engines.elasticsearch import queries
from search.engines.elasticsearch.answers import Answer, counts_of, hits_of, keys_of
from search.engines.elasticsearch.asking import Asking, Moment
from search.engines.elasticsearch.queries import Body
from search.engines.likeness import (
    DECIMALS,
    MAX_TEXT_WORDS,
    MAX_WORDS,
    MOST_ALIKE,
    NEAR_ENTRIES,
    SAME_WORDS,
    THRESHOLD,
    WORDS_KINSHIP,
    Alike,
    kinship_of,
    related_works,
    slips_for,
    telling_words,
    words_in,
)
from search.facets import get_facets
from search.hits import LABELS, build_hit, load_entries
from search.normalise import NO_WORDS
from search.query import SearchQuery
from search.results import Hit, RelatedWork

# So many of those that share most are looked at: what shares less cannot be among the first few.
MOST_SHARING: Final = 100


Weights = Mapping[tuple[str, str], float]


def kin_facets() -> list[str]:
    """Return the facets by whose values works are alike."""
    return [facet.key for facet in get_facets() if facet.kinship]


class Likeness:
    """Finds what is like something; three rounds for works, one for a text."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def near_words(self, word: str, query: SearchQuery) -> frozenset[str]:
        """Return the words of the oldest visible entries that have one like it; one slip goes before two."""
        moment = self._asking.begin()
        asked = self._asking.asked(query.replace(text=NO_WORDS, filters={}, when=None), moment)
        for slips in slips_for(word):
            near = self._asking.body(self._asking.questions(moment).near(word, slips))
            condition = queries.found(asked)
            condition = {**condition, "filter": [*condition["filter"], near]}
            keys = keys_of(self._one(moment, queries.oldest_keys_request(condition, NEAR_ENTRIES)))
            if keys:
                return words_in(keys)
        return frozenset()

    def alike(self, words: str, query: SearchQuery, *, size: int) -> list[Hit]:
        """Return the works whose words are most like these."""
        moment = self._asking.begin()
        asked = self._asking.asked(query.replace(text=NO_WORDS, when=None, past=True), moment)
        told = telling_words(words, MAX_TEXT_WORDS)
        if not told:
            return []
        like = self._asking.body(self._asking.questions(moment).like(told))
        keys = keys_of(self._one(moment, queries.best_request({**queries.found(asked), "must": [like]}, size)))
        entries, labels = load_entries(keys), LABELS.all(query.locale, moment.version.stamp)
        now = datetime.fromtimestamp(moment.now, UTC)
        return [build_hit(entries[key], query, labels, now) for key in keys if key in entries]

    def related(self, work: UUID, query: SearchQuery, *, words: str, size: int) -> list[RelatedWork]:
        """Return the works that share most, by the rarity of what they share, and by their words."""
        moment = self._asking.begin()
        asked = self._asking.asked(query.replace(text=NO_WORDS, when=None), moment)
        itself = {"term": {"public_id": public_id(work)}}
        seen = {"filter": [*queries.visible(asked), itself]}
        own = [_values(hit) for hit in hits_of(self._one(moment, queries.best_request(seen, 1, kin_facets())))]
        if not own:
            return []
        found = queries.found(asked)
        others = {**found, "must_not": [*found.get("must_not", ()), itself]}
        like = self._like(moment, words)
        of_words = {**others, "must": [like]}
        of_itself = {"filter": [queries.in_locale(asked), itself], "must": [like]}
        counted, best, measure = self._asking.server.ask(
            moment.version,
            [
                queries.values_request(others, own[0]),
                queries.best_request(of_words, MOST_ALIKE, kin_facets()),
                queries.best_request(of_itself, 1),
            ],
        )
        weights = _weights(counted)
        sharing = queries.best_request({**others, **_sharing(weights)}, MOST_SHARING, kin_facets())
        candidates = {hit["_id"]: hit for hit in hits_of(self._one(moment, sharing))}
        candidates |= {hit["_id"]: hit for hit in hits_of(best)}
        ranked = _ranked(candidates.values(), _shares(best, measure), weights)
        labels = LABELS.all(query.locale, moment.version.stamp)
        return related_works(ranked[:size], query, labels, datetime.fromtimestamp(moment.now, UTC))

    def _like(self, moment: Moment, words: str) -> Body:
        return self._asking.body(self._asking.questions(moment).like(telling_words(words, MAX_WORDS)))

    def _one(self, moment: Moment, request: Body) -> Answer:
        (answer,) = self._asking.server.ask(moment.version, [request])
        return answer


def _weights(counted: Answer) -> Weights:
    """Return what sharing each value of a work is worth among the candidates; nothing for one that nobody shares."""
    candidates = counted["hits"]["total"]["value"]
    kinship = {facet.key: facet.kinship for facet in get_facets()}
    return {
        (facet, value): kinship_of(kinship[facet], candidates, count)
        for facet, found in counted.get("aggregations", {}).items()
        for value, count in counts_of(found).items()
    }


def _sharing(weights: Weights) -> Body:
    """Return the condition of sharing any value, scored by what they are worth."""
    should = [
        {"constant_score": {"filter": {"term": {f"facet.{facet}": value}}, "boost": weight}}
        for (facet, value), weight in weights.items()
    ]
    return {"should": should or [{"match_none": {}}], "minimum_should_match": 1}


def _shares(best: Answer, measure: Answer) -> dict[str, float]:
    """Return how much of its words each work shares with the one in question, which has all of them."""
    most = max((hit["_score"] for hit in hits_of(measure)), default=0.0)
    return {hit["_id"]: min(hit["_score"] / most, 1.0) for hit in hits_of(best)} if most else {}


def _ranked(hits: Iterable[Answer], shares: Mapping[str, float], weights: Weights) -> list[Alike]:
    """Return the works that are alike, best first."""
    found = []
    for hit in hits:
        values = _values(hit)
        shared = {term: weight for term, weight in weights.items() if term[1] in values.get(term[0], ())}
        share = shares.get(hit["_id"], 0.0)
        score = sum(shared.values()) + WORDS_KINSHIP * share
        # What only a word or two connects has no reason to be shown.
        if score > THRESHOLD and (shared or share >= SAME_WORDS):
            alike = Alike(int(hit["_id"]), _by_facet(shared), share >= SAME_WORDS)
            found.append((-round(score, DECIMALS), hit["fields"]["public_id"][0], alike))
    return [alike for _score, _public_id, alike in sorted(found, key=itemgetter(0, 1))]


def _by_facet(terms: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for facet, value in terms:
        found.setdefault(facet, []).append(value)
    return found


def _values(hit: Answer) -> dict[str, list[str]]:
    fields = hit.get("fields", {})
    return {facet: fields[f"facet.{facet}"] for facet in kin_facets() if f"facet.{facet}" in fields}
