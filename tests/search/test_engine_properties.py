"""Each engine answers as a naive reference does, on random works, viewers and searches.

``HYPOTHESIS_PROFILE=thorough`` tries many more, and other ones each time (tests/conftest.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from freezegun import freeze_time
from hypothesis import given, strategies as st

from search import indexing
from search.documents import SearchDocument
from search.facets import get_facet, get_facets
from search.normalise import normalise
from search.query import SearchQuery
from search.words import begins, folded
from tests.factories.home import TagFactory
from tests.factories.members import OrganisationFactory
from tests.search import engines
from tests.search.builders import make_document, store
from tests.search.reference import Counted, Record, Reference, Table, records_of
from tests.search.strategies import (
    ABSENT_WORD,
    FILLER,
    NOW,
    ORGANISATIONS,
    PREFIXES,
    RETIRED_BLOCK,
    TAGS,
    VIEWERS,
    WORDS,
    corpora,
    queries,
    signs,
    works,
)

pytestmark = pytest.mark.django_db

# Closed facets, as an axis of a matrix is; the last one has a gap that is not shown.
CROSSED = [("building_block", "application_area"), ("type", "evidence"), ("language", "kind")]
BEGINNINGS = ["br", "brav", "zun", "bravok zun", "kepl", "yorduk", "data", "de", ABSENT_WORD]
QUESTIONS = 4


@pytest.fixture(params=engines.ENGINES, autouse=True)
def engine(request, settings):
    return engines.chosen_engine(request, settings)


@pytest.fixture(autouse=True)
def vocabulary(terms):
    """What the facets of the made-up world may hold; one term is retired."""
    terms[RETIRED_BLOCK].retired_at = date(2020, 1, 1)
    terms[RETIRED_BLOCK].save()
    for tag in TAGS:
        TagFactory(name=tag, slug=tag)
    for organisation in ORGANISATIONS:
        OrganisationFactory(name=organisation.title(), slug=organisation)


@pytest.fixture(autouse=True)
def _standing_clock(vocabulary):
    with freeze_time(NOW):
        yield


@contextmanager
def indexed(corpus: list[dict[str, SearchDocument]]) -> Iterator[Reference]:
    """Have these works in the index, and undo it afterwards: engines must notice that as well."""
    with transaction.atomic():
        for documents in corpus:
            indexing.store(documents["nl"].work, documents)
        yield Reference([record for documents in corpus for record in records_of(documents)], NOW)
        transaction.set_rollback(True)


def asked(text=None):
    return st.lists(queries(text), min_size=1, max_size=QUESTIONS)


def table_of(table) -> Table:
    return Table(
        [(row.value, row.count) for row in table.rows],
        [(column.value, column.count) for column in table.columns],
        {(cell.row.value, cell.column.value): cell.count for cell in table if cell.count},
        table.total,
    )


def assert_same_answer(engine, reference, query):
    """The same set, in the same order where that is not a matter of relevance; the same page; the same counts."""
    answer, found = engine.search(query), engine.works(query)

    assert sorted(found) == sorted(reference.works(query))
    assert reference.ordered(query) in (None, found)
    first = (query.page - 1) * query.size
    assert [hit.work for hit in answer.hits] == found[first : first + query.size]
    assert answer.total == len(found)
    counted = [
        Counted(facet.key, [(bucket.value, bucket.count, bucket.is_selected) for bucket in facet.buckets])
        for facet in answer.facets
    ]
    assert counted == reference.facets(query)
    assert answer.is_relaxed == (reference.is_relaxed(query) and answer.total > 0)
    assert answer.unknown == reference.unknown(query)
    assert answer.past_total == reference.past_total(query)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_made_up_words_mean_nothing_in_any_language(engine, language):
    """Each word is found where it stands and nowhere else: no stem, compound or stop word comes in between."""
    known = [*WORDS, FILLER, *TAGS, *ORGANISATIONS]
    keys = store(*(make_document(word.title(), locale=language, languages=(language,)) for word in known))
    by_key = dict(zip(keys, known, strict=True))

    def found(text):
        return [by_key[key] for key in engine.works(SearchQuery(text=normalise(text), locale=language, sort="title"))]

    assert {word: found(word) for word in known} == {word: [word] for word in known}
    absent = {ABSENT_WORD, *PREFIXES} - set(known)
    assert [word for word in absent if found(word)] == []


@given(corpus=corpora(), asked=asked())
def test_the_same_works_in_the_same_order_with_the_same_counts(engine, corpus, asked):
    with indexed(corpus) as reference:
        for query in asked:
            assert_same_answer(engine, reference, query)
        assert [(answer.total, answer.hits) for answer in engine.search_many(asked)] == [
            (answer.total, answer.hits) for answer in map(engine.search, asked)
        ]


@given(corpus=corpora(), asked=asked(signs()))
def test_phrases_exclusions_and_beginnings_find_the_same_works(engine, corpus, asked):
    with indexed(corpus) as reference:
        for query in asked:
            assert_same_answer(engine, reference, query)


@given(corpus=corpora(), asked=asked(), axes=st.sampled_from(CROSSED))
def test_the_same_matrix_of_which_each_count_is_that_of_a_search(engine, corpus, asked, axes):
    with indexed(corpus) as reference:
        for query in asked:
            table = engine.cross_count(query, *axes)

            assert table_of(table) == reference.cross_count(query, *axes)
            linked = [table.cell_query(cell.row.value, cell.column.value).replace(size=0) for cell in table]
            assert [answer.total for answer in engine.search_many(linked)] == [cell.count for cell in table]
            bare = query.with_values(axes[0]).with_values(axes[1]).replace(size=0)
            for axis, side in zip(axes, (table.rows, table.columns), strict=True):
                totals = [engine.search(bare.with_values(axis, bucket.value)).total for bucket in side]
                assert totals == [bucket.count for bucket in side]


@given(corpus=corpora(), query=queries(), size=st.integers(1, 7))
def test_the_pages_together_are_all_works_once(engine, corpus, query, size):
    with indexed(corpus):
        found = engine.works(query)
        first = engine.search(query.replace(size=size))
        pages = [engine.search(query.replace(size=size, page=page)) for page in range(1, first.pages + 2)]

        assert [hit.work for page in pages for hit in page.hits] == found
        assert {page.total for page in pages} == {len(found)}
        assert engine.works(query) == found


@given(corpus=corpora(), query=queries(), beginning=st.sampled_from(BEGINNINGS), size=st.integers(1, 5))
def test_suggestions_are_what_the_viewer_can_find(engine, corpus, query, beginning, size):
    typed = query.replace(text=normalise(beginning), about=None)
    words = [folded(word) for word in beginning.split()]
    with indexed(corpus) as reference:
        answer = engine.suggest(typed, size=size)

        bare = typed.replace(text=normalise(""), filters={}, when=None)
        begun = {record.work for record in reference.found(bare) if begins(record.title, words)}
        shown = [hit.work for hit in answer.hits]
        assert (len(shown), set(shown) - begun) == (min(size, len(begun)), set())
        assert all(begins(bucket.label, words) for _facet, bucket in answer.values)
        totals = [reference.total(bare.with_values(facet, bucket.value)) for facet, bucket in answer.values]
        assert totals == [bucket.count for _facet, bucket in answer.values]
        suggested = [(facet, bucket.value) for facet, bucket in answer.values]
        for facet in get_facets():
            offered = {
                (facet.key, value)
                for value, label in reference.labels(facet, query.locale).items()
                if facet.is_suggested
                and begins(label.label, words)
                and reference.total(bare.with_values(facet.key, value))
            }
            own = [pair for pair in suggested if pair[0] == facet.key]
            assert (len(own), set(own) - offered) == (min(size, len(offered)), set())


@given(corpus=corpora(), query=queries(), size=st.integers(1, 5), data=st.data())
def test_related_works_are_visible_others_that_share_what_they_say(engine, corpus, query, size, data):
    work = data.draw(st.sampled_from([documents["nl"].work for documents in corpus] or [None]))
    if work is None:
        return
    with indexed(corpus) as reference:
        answer = engine.related(work, query, size=size)

        own = next((record for record in reference.visible(query) if record.work == work), None)
        others = {
            record.work: record
            for record in reference.found(query.replace(text=normalise(""), when=None))
            if record.work != work
        }
        shown = [related.hit.work for related in answer]
        assert len(shown) == len(set(shown)) <= size
        if own is None:
            assert shown == []
            return
        assert set(shown) <= set(others)
        for related in answer:
            for facet, buckets in related.shared.items():
                mine, theirs = (
                    own.values.get(facet, frozenset()),
                    others[related.hit.work].values.get(facet, frozenset()),
                )
                assert {bucket.value for bucket in buckets} <= mine & theirs
        alike = [record for record in others.values() if _is_kin(own, record)]
        assert len(shown) >= min(size, len(alike))


def _is_kin(own: Record, other: Record) -> bool:
    """Return whether two works share a value, that a vocabulary has, of a facet that makes them alike."""
    return any(
        facet.kinship
        and own.values.get(facet.key, frozenset())
        & other.values.get(facet.key, frozenset())
        & set(facet.labels(own.locale))
        for facet in get_facets()
    )


@given(corpus=corpora(), query=queries(), word=st.sampled_from(WORDS))
def test_other_spellings_are_words_of_what_the_viewer_can_find(engine, corpus, query, word):
    query = query.replace(about=None)
    with indexed(corpus) as reference:
        slip = f"{word[:-1]}x"
        near = {other.casefold() for other in engine.near_words(slip, query)}

        bare = query.replace(text=normalise(""), filters={}, when=None)
        known = set[str]().union(*(record.words() for record in reference.found(bare)))
        assert near <= known
        assert word in near or word not in known


def everything(engine, corpus, query):
    """Return all that an engine tells a viewer."""
    return (
        [engine.search(query.replace(sort=sort)) for sort in ("relevance", "newest", "soonest", "title")],
        engine.works(query),
        [table_of(engine.cross_count(query, *axes)) for axes in CROSSED],
        [engine.suggest(query.replace(text=normalise(beginning))) for beginning in ("bra", "kepl")],
        [engine.related(documents["nl"].work, query) for documents in corpus[:3]],
        engine.near_words("bravox", query),
    )


@given(
    corpus=corpora(at_most=10),
    hidden=st.lists(
        works(audiences=[frozenset({"nobody"}), frozenset({"public", "group:9"})]), min_size=1, max_size=15
    ),
    query=queries(),
)
def test_what_a_viewer_may_not_see_changes_nothing_that_is_answered(engine, corpus, hidden, query):
    query = query.replace(tokens=query.tokens - {"*"}, about=None)
    with indexed(corpus):
        before = everything(engine, corpus, query)
        taken = {documents["nl"].work for documents in corpus}
        with indexed([documents for documents in hidden if documents["nl"].work not in taken]):
            assert everything(engine, corpus, query) == before
        assert everything(engine, corpus, query) == before


def test_each_viewer_and_facet_of_the_made_up_world_is_as_the_properties_need_it(engine):
    assert {facet.key for facet in get_facets()} >= {"tag", "organisation", "evidence", "kind"}
    assert [get_facet(key).is_closed for axes in CROSSED for key in axes] == [True] * 6
    assert not get_facet("tag").is_closed
    assert frozenset() in VIEWERS
