"""The engines side by side on a real server: who is asked what, in which turns, and what is left afterwards."""

import pytest

from hub.bench import sides
from hub.bench.elastic import plain_index
from hub.bench.served import Round, TimedServer, own_index
from hub.bench.sides import BROWSE, FIRST, SERVED, Engines, Kind
from search.engines.elasticsearch import lifecycle
from search.engines.elasticsearch.connection import alias
from search.models import IndexFeed
from search.query import SearchQuery
from tests.search import elastic
from tests.search.builders import make_document, store


def measured(**columns):
    """Return a question of each kind that takes as long as is said, a millisecond unless it is."""
    return {kind: {name: [columns.get(name, 1.0)] for name in sides.COLUMNS} for kind in sides.MIXED}


def test_the_ratios_compare_what_was_asked_first_and_again():
    slow = {gate.name: gate for gate in sides.ratios(measured(**{SERVED: 6.0, sides.PLAIN: 10.0, FIRST: 4.0}))}

    assert [gate.ratio for gate in slow.values()] == [0.4, 0.4, 0.6, None]
    assert [gate.is_met for gate in slow.values()] == [True, True, False, True]
    assert [gate.is_ratio for gate in slow.values()] == [True, True, True, False]


def test_a_round_that_takes_three_milliseconds_more_than_the_server_says_is_too_long():
    *_others, over = sides.ratios(measured(**{sides.OVER: 3.1}))

    assert (over.name, over.is_met) == ("a round with Elasticsearch, wall − took", False)


def test_a_column_that_was_not_measured_is_left_empty():
    lines = sides.table({"matrix": {FIRST: [1.0, 2.0, 9.0]}}).splitlines()

    assert lines[2] == f"| matrix | 2.0 / 9.0 |{'  |' * (len(sides.COLUMNS) - 1)}"


def test_the_rounds_of_a_search_are_one():
    server = TimedServer(rounds=[Round(5.0, 1.0, 2.0), Round(3.0, 0.5, 2.0)])

    taken = server.taken()

    assert (taken.wall, taken.processor, taken.took, taken.over) == (8.0, 1.5, 4.0, 4.0)
    assert server.rounds == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.elasticsearch
@pytest.mark.skipif(not elastic.URL, reason="ELASTICSEARCH_URL names no server")
def test_every_engine_takes_its_turn_and_nothing_is_left():
    store(make_document("Data delen"), make_document("Een kas", type="fieldlab"))
    kind = Kind(
        BROWSE, [SearchQuery(), SearchQuery(filters={"type": ("fieldlab",)})], lambda engine, q: engine.search(q)
    )

    with own_index(elastic.URL):
        lifecycle.rebuild()
        name = alias()
        engines = Engines()
        with plain_index(elastic.URL) as engines.plain:
            found = sides.take_turns(engines, kind, runs=3)

    assert {column: len(taken) for column, taken in found.items()} == {
        column: 2 if column in {FIRST, sides.SERVED_FIRST} else 6 for column in sides.COLUMNS
    }
    assert elastic.server().indices.get(index=f"{name}*", expand_wildcards="all").body == {}
    assert not IndexFeed.objects.filter(name=name).exists()
