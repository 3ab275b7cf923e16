"""The index follows the database: whatever happens on the way, it ends as the database is, and says so only then."""

import pytest

from search import indexing
from search.engines.elasticsearch import feeding
from search.engines.elasticsearch.feeding import Outcome, drain
from search.models import IndexEntry, IndexState
from tests.search.builders import make_document, store
from tests.search.elastic import names
from tests.search.elasticsearch.holding import is_current, seen, with_word

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


def test_nothing_indexed_is_nothing_to_feed(elasticsearch):
    assert drain() == feeding.Fed(Outcome.CURRENT)
    assert names(elasticsearch) == []


def test_the_first_round_makes_the_index_and_the_next_ones_write_what_changed(elasticsearch):
    work, _other = store(make_document("Kanarie"), make_document("Merel"))
    first = drain()
    assert is_current(elasticsearch)

    store(make_document("Kanarie", work=work, body="zundaf"))
    second, third = drain(), drain()

    assert is_current(elasticsearch)
    assert with_word(elasticsearch, "zundaf") == sorted(
        IndexEntry.objects.filter(work=work).values_list("pk", flat=True)
    )
    version = IndexState.objects.get().version
    assert (first.outcome, first.written) == (Outcome.REBUILT, 4)
    assert (second, third) == (feeding.Fed(Outcome.FED, version, 2), feeding.Fed(Outcome.CURRENT, version))


def test_what_goes_and_what_is_restricted_is_gone_and_restricted_after_the_round(elasticsearch):
    gone, sealed, stays = store(make_document("Weg"), make_document("Straks dicht"), make_document("Blijft"))
    drain()
    assert len(seen(elasticsearch)) == 3

    indexing.remove_work(gone)
    store(make_document("Straks dicht", work=sealed, audience=frozenset({"login", "group:7"})))
    drain()

    assert is_current(elasticsearch)
    assert seen(elasticsearch) == [IndexEntry.objects.filter(work=stays)[0].public_id]
    assert len(seen(elasticsearch, frozenset({"public", "login", "group:7"}))) == 2
    assert len(seen(elasticsearch, frozenset({"public", "login"}))) == 1
