"""The random searches on which engines are compared, and what is noticed when they answer otherwise."""

from itertools import chain

import pytest

from hub.bench.agreement import Searches, differences, told
from hub.demo.vocabulary import load_regions, load_terms
from search.engines.embedded.engine import EmbeddedEngine
from search.query import SearchQuery
from tests.search.builders import days, make_document, store

pytestmark = pytest.mark.django_db
SEED = 1


@pytest.fixture
def corpus():
    load_regions()
    load_terms()
    store(
        make_document("Data delen in de zorg", body="Samen delen ziekenhuizen data.", published_at=days(-3)),
        make_document("Een robot in de kas", type="fieldlab", published_at=days(-2)),
        make_document("Besloten", audience=frozenset({"group:1"}), published_at=days(-1)),
    )


def test_the_same_seed_asks_the_same(corpus):
    first, again, other = (list(Searches(seed, "group:1").draw(20)) for seed in (SEED, SEED, 2))

    assert first == again
    assert first != other


def test_every_kind_of_search_is_asked(corpus):
    queries = list(Searches(SEED, "group:1").draw(200))
    parts = list(chain.from_iterable(query.text.parts for query in queries))

    assert {part.is_phrase for part in parts} == {True, False}
    assert {part.is_prefix for part in parts} == {True, False}
    assert {part.is_excluded for part in parts} == {True, False}
    assert len({query.tokens for query in queries}) == 5
    assert {query.locale for query in queries} == {"nl", "en"}
    assert {bool(query.when) for query in queries} == {query.past for query in queries} == {True, False}
    assert {len(query.filters) for query in queries} == {0, 1, 2, 3}
    assert {len(query.text.wanted) for query in queries} >= {0, 1, 2, 3}
    assert {query.effective_sort for query in queries} == {"relevance", "newest", "soonest", "title"}


class LosesOne(EmbeddedEngine):
    """Does not find one of the works."""

    def works(self, query):
        return super().works(query)[1:]


class CountsOneMore(EmbeddedEngine):
    """Finds the right works, and says that there is one more."""

    def search(self, query):
        results = super().search(query)
        object.__setattr__(results, "total", results.total + 1)
        return results


class TurnsRound(EmbeddedEngine):
    """Finds the right works, the last one first."""

    def works(self, query):
        return super().works(query)[::-1]


class HidesABlock(EmbeddedEngine):
    """Leaves the last value of each facet out."""

    def search(self, query):
        results = super().search(query)
        for facet in results.facets:
            object.__setattr__(facet, "buckets", list(facet.buckets)[:-1])
        return results


def test_engines_that_answer_alike_do_not_differ(corpus):
    for query in Searches(SEED, "group:1").draw(50):
        assert differences(query, EmbeddedEngine(), EmbeddedEngine()) == {}


@pytest.mark.parametrize(
    ("other", "names"),
    [
        (LosesOne, {"works", "each once", "order"}),
        (CountsOneMore, {"total", "each once"}),
        (TurnsRound, {"order"}),
    ],
)
def test_what_is_answered_otherwise_is_named(corpus, other, names):
    found = differences(SearchQuery(), EmbeddedEngine(), other())

    assert set(found) == names


def test_every_value_of_a_facet_is_compared(corpus):
    found = differences(SearchQuery(), EmbeddedEngine(), HidesABlock())

    assert {"facet type", "facet building_block", "facet application_area"} <= set(found)


def test_a_difference_is_told_with_the_search_and_the_viewer(corpus):
    query = SearchQuery(filters={"type": ("fieldlab",)})

    lines = told(query, differences(query, EmbeddedEngine(), LosesOne())).splitlines()

    assert lines[0] == "/nl/search/?type=fieldlab as public"
    assert "  works: 1 of the first only, 0 of the second only" in lines
