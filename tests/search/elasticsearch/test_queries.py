"""What the server is asked, compared whole: pure values, no server."""

from datetime import date
from uuid import UUID

import pytest

from search.engines.elasticsearch import queries
from search.engines.elasticsearch.queries import Asked
from search.engines.questions import NOTHING, AllOf, AnyOf, Begins, Near, Phrase, Term, Weighed
from search.facets import get_facets
from search.normalise import normalise
from search.query import Interval, SearchQuery

NOW = 1_700_000_000_000_000
WANTED = {"term": {"title_nl": {"value": "water", "boost": 8.0}}}
EXCLUDED = {"term": {"title_nl": {"value": "wijn", "boost": 8.0}}}
IN_DUTCH = {"term": {"locale": "nl"}}
FOR_ALL = {"terms": {"audience": ["public"]}}
IS_OVER = {"range": {"closes": {"lte": NOW}}}
OF_TYPE = {"terms": {"facet.type": ["course", "event"]}}
WITH_TAG = {"terms": {"facet.tag": ["x"]}}


def asked(*, audiences=("public",), moment=NOW, wanted=None, excluded=None, **query):
    return Asked(
        query=SearchQuery(**query), audiences=audiences, moment=moment, today=20_000, wanted=wanted, excluded=excluded
    )


def values(facet):
    return {"terms": {"field": f"facet.{facet}", "size": queries.MOST_VALUES}}


# Words


def rarity(name, token):
    return {"water": 2.0, "meten": 3.0}.get(token, 1.0)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        (Term("body_nl", "water", 4.0), {"term": {"body_nl": {"value": "water", "boost": 8.0}}}),
        (
            Phrase("body_nl", ("water", "meten"), 2.0),
            {"match_phrase": {"body_nl": {"query": "water meten", "boost": 10.0}}},
        ),
        (Begins("words", "wat"), {"prefix": {"words": {"value": "wat"}}}),
        (
            Near("words", "watr", 1),
            {"fuzzy": {"words": {"value": "watr", "fuzziness": 1, "rewrite": "constant_score"}}},
        ),
        (
            Weighed(Term("parts", "dijk"), 0.5),
            {"bool": {"must": [{"term": {"parts": {"value": "dijk", "boost": 1.0}}}], "boost": 0.5}},
        ),
        (
            Weighed(Begins("words", "wat"), 0.5, is_flat=True),
            {"constant_score": {"filter": {"prefix": {"words": {"value": "wat"}}}, "boost": 0.5}},
        ),
        (AllOf((Begins("words", "wa"),)), {"bool": {"must": [{"prefix": {"words": {"value": "wa"}}}]}}),
        (
            AnyOf((Begins("words", "wa"), Begins("words", "wi")), least=2),
            {
                "bool": {
                    "should": [{"prefix": {"words": {"value": "wa"}}}, {"prefix": {"words": {"value": "wi"}}}],
                    "minimum_should_match": 2,
                }
            },
        ),
        (NOTHING, {"match_none": {}}),
        (AllOf(()), {"match_none": {}}),
    ],
)
def test_a_question_is_one_query(question, body):
    assert queries.question_body(question, rarity) == body


# Counts


def test_facets_without_a_selection_are_counted_together_and_each_other_without_its_own():
    chosen = {"type": ("event", "course"), "tag": ("x",), "organisation": ()}
    free = [facet.key for facet in get_facets() if facet.key not in ("type", "tag")]

    assert queries.counts_request(asked(filters=chosen)) == {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": [IN_DUTCH, FOR_ALL]}},
        "aggs": {
            "found": {
                "filter": {"bool": {"filter": [OF_TYPE, WITH_TAG], "must_not": [IS_OVER]}},
                "aggs": {facet: values(facet) for facet in free},
            },
            "without_type": {
                "filter": {"bool": {"filter": [WITH_TAG], "must_not": [IS_OVER]}},
                "aggs": {"type": values("type")},
            },
            "without_tag": {
                "filter": {"bool": {"filter": [OF_TYPE], "must_not": [IS_OVER]}},
                "aggs": {"tag": values("tag")},
            },
            "past": {"filter": {"bool": {"filter": [IS_OVER, OF_TYPE, WITH_TAG]}}},
        },
    }


def test_with_what_is_over_nothing_is_left_out_and_nothing_more_would_come():
    everything = {facet.key: values(facet.key) for facet in get_facets()}

    assert queries.counts_request(asked(past=True))["aggs"] == {
        "found": {"filter": {"match_all": {}}, "aggs": everything}
    }


def test_before_anything_was_over_no_moment_is_asked():
    assert queries.counts_request(asked(moment=None))["aggs"].keys() == {"found"}


def test_the_words_the_period_and_what_points_at_a_work_hold_for_every_count():
    work = UUID("12345678-1234-4234-8234-123456789012")
    body = queries.counts_request(
        asked(
            text=normalise("water -wijn"),
            wanted=WANTED,
            excluded=EXCLUDED,
            when=Interval(date(2026, 1, 1), date(2026, 1, 2)),
            about=work,
            locale="en",
        )
    )

    assert body["query"] == {
        "bool": {
            "filter": [
                {"term": {"locale": "en"}},
                FOR_ALL,
                # From midnight in Amsterdam to midnight two days later, in microseconds.
                {"range": {"spans": {"gt": 1_767_222_000_000_000, "lt": 1_767_394_800_000_000}}},
                {"term": {"about": str(work)}},
                WANTED,
            ],
            "must_not": [EXCLUDED],
        }
    }


def test_an_open_side_of_a_period_is_not_asked():
    body = queries.counts_request(asked(when=Interval(date(2026, 1, 1), None)))

    assert body["query"]["bool"]["filter"][-1] == {"range": {"spans": {"gt": 1_767_222_000_000_000}}}


def test_signs_without_a_word_find_nothing():
    assert queries.base(asked(text=normalise("!?")))["filter"][-1] == {"match_none": {}}


# Who asks


def test_who_sees_everything_is_asked_for_nothing_but_that_somebody_does():
    assert queries.visible(asked(audiences=None)) == [IN_DUTCH, {"exists": {"field": "audience"}}]


def test_who_meets_no_audience_sees_nothing():
    assert queries.visible(asked(audiences=()))[1] == {"terms": {"audience": []}}


# Hits


def test_hits_by_relevance_are_scored_by_their_words_and_the_signals():
    body = queries.hits_request(asked(text=normalise("water"), wanted=WANTED), first=20, size=20)

    assert body == {
        "from": 20,
        "size": 20,
        "track_total_hits": False,
        "query": {
            "script_score": {
                "query": {
                    "bool": {
                        "filter": [IN_DUTCH, FOR_ALL, {"bool": {"filter": [], "must_not": [IS_OVER]}}],
                        "must": [WANTED],
                    }
                },
                "script": {"source": queries.SIGNALS, "params": {"today": 20_000}},
            }
        },
        "aggs": queries.IN_ONE_THREAD,
        "sort": [{"_score": "desc"}, {"public_id": "asc"}],
    }


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", [{"published": "desc"}]),
        ("title", [{"title_order": "asc"}]),
        (
            "soonest",
            [
                {
                    "_script": {
                        "type": "number",
                        "script": {"source": source, "params": {"moment": NOW}},
                        "order": "asc",
                    }
                }
                for source in (queries.SOONEST, queries.LATEST)
            ],
        ),
    ],
)
def test_hits_in_another_order_only_ask_whether_the_words_are_there(sort, order):
    body = queries.hits_request(asked(text=normalise("water"), wanted=WANTED, sort=sort), first=0, size=10)

    assert body == {
        "from": 0,
        "size": 10,
        "track_total_hits": False,
        "query": {
            "bool": {"filter": [IN_DUTCH, FOR_ALL, WANTED, {"bool": {"filter": [], "must_not": [IS_OVER]}}]},
        },
        "sort": [*order, {"public_id": "asc"}],
    }


def test_works_are_asked_from_a_place_in_their_order_on():
    ask = asked(past=True, sort="title")
    first = queries.works_request(ask, size=3, after=None)

    assert first == {
        "size": 3,
        "track_total_hits": False,
        "query": {"bool": {"filter": [IN_DUTCH, FOR_ALL, {"match_all": {}}]}},
        "sort": [{"title_order": "asc"}, {"public_id": "asc"}],
        "docvalue_fields": ["work"],
    }
    assert queries.works_request(ask, size=3, after=["b", "id"]) == {**first, "search_after": ["b", "id"]}


# What else is asked


def test_what_is_scored_for_its_likeness_is_scored_in_one_thread_as_well():
    assert queries.best_request({"must": [WANTED]}, 3, ["tag"]) == {
        "size": 3,
        "track_total_hits": False,
        "query": {"bool": {"must": [WANTED]}},
        "sort": [{"_score": "desc"}, {"public_id": "asc"}],
        "aggs": queries.IN_ONE_THREAD,
        "docvalue_fields": ["public_id", "facet.tag"],
    }


def test_two_facets_are_crossed_under_everything_else():
    assert queries.cross_request(asked(filters={"tag": ("x",)}), "type", "building_block") == {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": [IN_DUTCH, FOR_ALL, {"bool": {"filter": [WITH_TAG], "must_not": [IS_OVER]}}]}},
        "aggs": {"type": {**values("type"), "aggs": {"building_block": values("building_block")}}},
    }


def test_values_are_counted_by_name():
    assert queries.values_request({"filter": [IN_DUTCH]}, {"tag": ["x", "y"]}) == {
        "size": 0,
        "track_total_hits": True,
        "query": {"bool": {"filter": [IN_DUTCH]}},
        "aggs": {"tag": {"terms": {"field": "facet.tag", "include": ["x", "y"], "size": 2}}},
    }


def test_whether_anything_visible_has_the_words_is_asked_under_nothing_else():
    ask = asked(text=normalise("water"), wanted=WANTED, filters={"tag": ("x",)})

    assert queries.any_request(ask) == {
        "size": 0,
        "track_total_hits": True,
        "terminate_after": 1,
        "query": {"bool": {"filter": [IN_DUTCH, FOR_ALL, WANTED]}},
    }
