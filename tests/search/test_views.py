import pytest
from django.core.cache import caches
from django.urls import reverse

from tests.search.builders import make_document, period, store

pytestmark = pytest.mark.django_db


def get(client, query="", language="nl"):
    return client.get(f"/{language}/search/{query}")


def test_the_page_shows_what_is_found_with_its_number(site, client):
    store(make_document("Federatief leren"), make_document("Iets anders"))

    response = get(client, "?q=federatief")

    assert response.status_code == 200
    assert [hit.title for hit in response.context["results"].hits] == ["Federatief leren"]
    assert "1 resultaat voor “federatief”" in response.content.decode()


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "9" * 40])
def test_a_page_of_results_that_does_not_exist_is_404_and_keeps_what_was_typed(site, client, page):
    store(make_document("Federatief leren"))

    response = get(client, f"?q=federatief&page={page}")

    assert response.status_code == 404
    assert 'value="federatief"' in response.content.decode()
    assert response.context["notices"] != []


@pytest.mark.parametrize("section", ["best-practices", "courses", "organisations", "events"])
def test_so_it_is_in_the_lists_of_sections(site, client, section):
    assert client.get(f"/nl/{section}/?page=1").status_code == 200
    assert client.get(f"/nl/{section}/?page=2").status_code == 404


@pytest.mark.parametrize("value", ["bestaat-niet", "\x00", "<script>", "a" * 5000, "'"])
def test_an_unknown_value_finds_nothing_and_says_so(site, client, value):
    store(make_document("Iets"))

    response = client.get("/nl/search/", {"building_block": value})

    assert (response.status_code, response.context["results"].total) == (200, 0)
    assert len(response.context["notices"]) == 1
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def test_a_ten_thousand_character_question_and_a_thousand_parameters_get_an_answer(site, client):
    store(make_document("Iets"))

    assert get(client, "?q=" + "a" * 10_000).status_code == 200
    assert get(client, "?" + "&".join(f"k{n}=1" for n in range(1000))).status_code == 200
    assert get(client, "?" + "&".join(f"tag=t{n}" for n in range(1000))).status_code == 200


@pytest.mark.parametrize("text", ['"', "%00", "%F0%9F%99%88", "NEAR(", "*:*"])
def test_odd_questions_get_an_answer(site, client, text):
    assert get(client, f"?q={text}").status_code == 200


def test_two_date_fields_become_one_key(site, client):
    response = get(client, "?q=x&from=2026-01-01&to=&page=2")

    assert (response.status_code, response.url) == (302, "/nl/search/?q=x&page=2&when=2026-01-01/")


def test_filters_can_be_dropped_one_by_one_when_nothing_is_found(site, client, terms):
    store(make_document("Eén", building_block=["data-sharing"]))

    response = get(client, "?type=event&building_block=data-sharing")

    suggestions = response.context["drop_suggestions"]
    assert [(s.count, s.url) for s in suggestions] == [(1, "/nl/search/?building_block=data-sharing")]


def test_what_is_over_is_offered_when_nothing_else_is_found(site, client):
    store(make_document("Voorbij", type="event", periods=(period(-3),)))

    response = get(client, "?q=voorbij")

    assert (response.context["results"].total, response.context["past_url"]) == (0, "/nl/search/?q=voorbij&past=1")


def test_one_value_may_be_indexed_by_crawlers_and_combinations_may_not(site, client):
    assert get(client, "?building_block=data-sharing").context["noindex"] is False
    assert get(client, "?building_block=data-sharing&type=event").context["noindex"] is True
    assert get(client, "?q=x").context["noindex"] is True


def test_only_safe_methods_are_answered(client, db):
    assert client.post(reverse("search:search")).status_code == 405


def test_a_damaged_text_index_is_made_anew(site, client, settings):
    from pathlib import Path

    store(make_document("Federatief leren"))
    assert get(client, "?q=federatief").context["results"].total == 1
    for file in Path(settings.HUB_INDEX_DIR).rglob("*.json"):
        file.write_text("{")
    store(make_document("Federatief delen"))

    assert get(client, "?q=federatief").context["results"].total == 2


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_depend_on_the_number_of_results(
    site, client, terms, number, django_assert_max_num_queries
):
    store(*(make_document(f"P{n}", building_block=["data-sharing"]) for n in range(number)))
    get(client)
    caches["pages"].clear()

    with django_assert_max_num_queries(12):
        response = get(client)

    assert response.context["results"].total == number


def test_what_was_searched_for_is_named_first_in_a_row(site, terms, client):
    store(make_document("Kruising", building_block=["human-capital", "data-sharing"]))

    for chosen, named in (("", "human-capital"), ("&building_block=data-sharing", "data-sharing")):
        hit = get(client, f"?q=kruising{chosen}").context["results"].hits[0]
        assert [hit.labels["building_block"][0].value, len(hit.labels["building_block"])] == [named, 2]
