import pytest
from django.http import QueryDict

from search.audience import EVERYBODY
from search.params import parse_params
from search.query import Interval, SearchQuery

pytestmark = pytest.mark.django_db


def parse(string):
    return parse_params(QueryDict(string), locale="nl", tokens=EVERYBODY)


def keys(parsed):
    return [problem.key for problem in parsed.problems]


def test_repeated_keys_are_alternatives_and_repeats_of_a_value_fall_away():
    query = parse("tag=b&tag=a&tag=b&type=event").query

    assert query.filters == {"tag": ("b", "a"), "type": ("event",)}


def test_the_canonical_address_has_one_order_and_no_defaults():
    query = parse(
        "page=2&past=1&type=event&tag=b&tag=a&q=leren&sort=relevance&size=20&when=2026-03-31/2026-01-01"
    ).query

    assert query.to_params() == [
        ("q", "leren"),
        ("type", "event"),
        ("tag", "a"),
        ("tag", "b"),
        ("when", "2026-01-01/2026-03-31"),
        ("past", "1"),
        ("page", "2"),
    ]


def test_reading_back_a_canonical_address_gives_the_same_query():
    query = parse("q=leren&building_block=data-sharing&when=/2026-01-01&sort=title&size=50&page=3").query

    assert SearchQuery.from_params(QueryDict(query.query_string()[1:]), locale="nl") == query


def test_changing_a_filter_drops_the_page():
    query = parse("tag=a&page=7").query

    assert query.without_value("tag", "a").to_params() == []
    assert query.with_values("tag", "a", "b").page == 1


@pytest.mark.parametrize("value", ["abc", "0", "-1", "1e3", "9" * 30, "٣", "501", " 1"])
def test_a_page_that_cannot_exist_is_named(value):
    parsed = parse_params(_query(page=value), locale="nl", tokens=EVERYBODY)

    assert (parsed.has_bad_page, parsed.query.page) == (True, 1)


@pytest.mark.parametrize("key_value", ["when=gisteren", "when=1/2/3", "sort=-price", "past=ja", "size=1000"])
def test_what_is_not_understood_is_named_and_left_out(key_value):
    parsed = parse(key_value)

    assert keys(parsed) == [key_value.split("=")[0]]
    assert parsed.query == parse("").query


def test_more_values_than_a_facet_takes_are_left_out():
    parsed = parse("&".join(f"tag=t{n}" for n in range(1000)))

    assert (keys(parsed), len(parsed.query.filters["tag"])) == (["tag"], 20)


def test_a_long_question_is_cut_with_a_notice():
    assert keys(parse("q=" + "a" * 10_000)) == ["q"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2026-01-01/2026-01-31", "2026-01-01/2026-01-31"),
        ("2026-01-01/", "2026-01-01/"),
        ("/2026-01-01", "/2026-01-01"),
        ("2026-01-01", "2026-01-01/2026-01-01"),
    ],
)
def test_intervals_may_be_open(raw, text):
    assert str(Interval.parse(raw)) == text


def test_the_last_day_of_an_interval_is_included():
    start, end = Interval.parse("2026-03-28/2026-03-29").bounds()

    # The night to 29 March 2026 has 23 hours in the Netherlands.
    assert end.timestamp() - start.timestamp() == 47 * 3600


def _query(**values):
    query = QueryDict(mutable=True)
    for key, value in values.items():
        query[key] = value
    return query
