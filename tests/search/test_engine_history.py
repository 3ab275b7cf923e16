"""Engines follow the index through any history: whatever was stored, restricted, removed, undone or rebuilt."""

import dataclasses
from uuid import UUID

import pytest
from django.db import transaction
from django.utils.module_loading import import_string
from freezegun import freeze_time
from hypothesis import settings as hypothesis_settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from search import indexing
from search.documents import SearchDocument
from search.normalise import normalise
from search.query import SearchQuery
from tests.search.engines import ENGINES, chosen_engine
from tests.search.reference import Reference, records_of
from tests.search.strategies import AUDIENCES, NOW, VIEWERS, WORDS, queries, works

pytestmark = pytest.mark.django_db

# Asked after every step, of every engine that is awake: all, and each word, as seen by some and by others.
STANDING = [
    SearchQuery(text=normalise(word), tokens=tokens, past=True, sort="title")
    for word in ("", *WORDS[:2])
    for tokens in (VIEWERS[0], VIEWERS[3])
]


class History(RuleBasedStateMachine):
    """Three processes' worth of engines: two asked after each step, one that wakes up now and then."""

    dotted = ""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.corpus: dict[UUID, dict[str, SearchDocument]] = {}
        self.awake = [self._new_engine(), self._new_engine()]
        self.sleeper = self._new_engine()

    def _new_engine(self):
        return import_string(self.dotted)()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def _pick(self, number: int) -> UUID | None:
        known = sorted(self.corpus)
        return known[number % len(known)] if known else None

    def _change(self, work: UUID | None, audience: frozenset[str]) -> None:
        if work is not None:
            changed = {
                locale: dataclasses.replace(document, audience=audience)
                for locale, document in self.corpus.get(work, {}).items()
            }
            self._store(work, changed)

    def _store(self, work: UUID, documents: dict[str, SearchDocument]) -> None:
        with transaction.atomic():
            indexing.store(work, documents)
        self.corpus[work] = documents

    def _agrees(self, engine, asked) -> None:
        reference = Reference([record for documents in self.corpus.values() for record in records_of(documents)], NOW)
        for query in asked:
            answer = engine.search(query)
            assert sorted(engine.works(query)) == sorted(reference.works(query))
            assert answer.total == reference.total(query)
            assert {
                facet.key: {bucket.value: bucket.count for bucket in facet.buckets if bucket.count}
                for facet in answer.facets
            } == {
                facet.key: {value: count for value, count, _is_selected in facet.buckets if count}
                for facet in reference.facets(query)
            }

    @rule(documents=works())
    def store(self, documents):
        self._store(documents["nl"].work, documents)

    @rule(number=st.integers(0, 20), documents=works())
    def change(self, number, documents):
        work = self._pick(number)
        if work is not None:
            self._store(
                work, {locale: dataclasses.replace(document, work=work) for locale, document in documents.items()}
            )

    @rule(number=st.integers(0, 20), audience=st.sampled_from([found for found in AUDIENCES if "public" not in found]))
    def restrict(self, number, audience):
        self._change(self._pick(number), audience)

    @rule(number=st.integers(0, 20))
    def lift(self, number):
        self._change(self._pick(number), frozenset({"public"}))

    @rule(number=st.integers(0, 20))
    def remove(self, number):
        work = self._pick(number)
        if work is not None:
            indexing.remove_work(work)
            del self.corpus[work]

    @rule(number=st.integers(0, 20), documents=works(), others=st.lists(works(), max_size=2), which=st.integers(0, 1))
    def store_and_remove_but_undo(self, number, documents, others, which):
        before = dict(self.corpus)
        with transaction.atomic():
            work = self._pick(number)
            if work is not None:
                indexing.remove_work(work)
                del self.corpus[work]
            self._store(documents["nl"].work, documents)
            # Whoever looks from inside the transaction remembers what never was.
            self._agrees(self.awake[which], STANDING)
            transaction.set_rollback(True)
        self.corpus = before
        # Others take the same version numbers before anybody looks again.
        for other in others:
            self._store(other["nl"].work, other)

    @rule()
    def sweep(self):
        """The whole index is written anew from the pages; of these works there are none."""
        indexing.rebuild()
        self.corpus.clear()

    @rule(which=st.integers(0, 1))
    def rebuild_the_engine(self, which):
        self.awake[which].rebuild()

    @rule(which=st.integers(0, 1))
    def restart(self, which):
        self.awake[which] = self._new_engine()

    @rule(asked=st.lists(queries(), min_size=1, max_size=3))
    def wake_the_sleeper(self, asked):
        self._agrees(self.sleeper, asked)

    @invariant()
    def both_answer_as_the_reference(self):
        for engine in self.awake:
            self._agrees(engine, STANDING)


@pytest.fixture(params=ENGINES)
def engine(request, settings):
    return chosen_engine(request, settings)


def test_whatever_happens_every_process_agrees_with_the_reference(engine, settings, terms):
    machine = type("HistoryOfOneEngine", (History,), {"dotted": settings.HUB_SEARCH_ENGINE})
    examples = max(6, hypothesis_settings().max_examples // 5)
    with freeze_time(NOW):
        run_state_machine_as_test(machine, settings=hypothesis_settings(max_examples=examples, stateful_step_count=12))
