"""The controls of the search page: intervals of every day, long facets, what is over, and the crossings beside."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from freezegun import freeze_time

from search.forms import SHOWN_AT_MOST, exports, facet_groups, search_context
from search.nearby import nearby
from search.presets import months_later, when_presets
from search.query import Interval, SearchQuery
from search.results import Bucket, FacetResult, SearchResults
from tests.search.builders import make_document, period, store

pytestmark = pytest.mark.django_db


def get(client, query, language="nl"):
    return client.get(f"/{language}/search/{query}")


# --- Intervals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "number", "other"),
    [
        (date(2026, 11, 27), -1, date(2026, 10, 27)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
    ],
)
def test_a_month_has_the_same_day_or_its_last(day, number, other):
    assert months_later(day, number) == other


@freeze_time("2026-11-27 12:00")
def test_the_intervals_of_every_day_are_those_of_today():
    assert [preset.value for preset in when_presets(SearchQuery())] == [
        "2026-10-27/2026-11-27",
        "2025-11-27/2026-11-27",
        "2026-11-27/2026-12-27",
        "2026-01-01/2026-12-31",
    ]


@freeze_time("2026-11-27 12:00")
def test_the_interval_in_force_is_said_and_pressing_it_lets_go():
    presets = when_presets(SearchQuery(when=Interval.parse("2026-01-01/2026-12-31")))

    assert [(preset.is_active, bool(preset.value)) for preset in presets] == [(False, True)] * 3 + [(True, False)]


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("?q=x&from=2026-05-01&to=&when=2026-01-01/2026-12-31", "/nl/search/?q=x&when=2026-01-01/2026-12-31"),
        ("?q=x&from=2026-01-01&to=2026-12-31&when=", "/nl/search/?q=x"),
        ("?from=&to=&when=", "/nl/search/"),
        ("?from=&to=&type=course", "/nl/search/?type=course"),
        ("?from=&to=2026-05-01", "/nl/search/?when=/2026-05-01"),
    ],
)
def test_a_button_goes_before_the_fields_and_either_way_addresses_have_one_key(site, client, asked, address):
    response = get(client, asked)

    assert (response.status_code, response.url) == (302, address)


def test_the_buttons_work_in_the_form_of_the_filters(site, client):
    html = get(client, "?q=x").content.decode()

    form = html[html.index('<form class="facets"') : html.index("</form>", html.index('<form class="facets"'))]
    values = re.findall(r'<button class="preset" name="when" value="([\d/-]+)" aria-pressed="false">', form)
    assert len(values) == 4
    # Enter in a date presses the first button of the form, and that is not one of them.
    assert "preset" not in re.search(r"<button[^>]*>", form)[0]


# --- Long facets -------------------------------------------------------------------------------------------


def results_with(number, *, selected=()):
    buckets = [Bucket(f"o{n}", f"O{n}", number - n, is_selected=f"o{n}" in selected) for n in range(number)]
    return SearchResults(query=SearchQuery(), total=number, hits=[], facets=[FacetResult("organisation", "O", buckets)])


@pytest.mark.parametrize(("number", "is_long", "left_out"), [(12, False, 0), (13, True, 0), (250, True, 150)])
def test_a_long_facet_can_be_filtered_and_a_very_long_one_says_what_is_not_there(number, is_long, left_out):
    [group] = facet_groups(results_with(number))

    assert (group.is_long, group.left_out, group.total) == (is_long, left_out, number)
    assert len(group.visible) + len(group.more) == min(number, SHOWN_AT_MOST)


def test_what_was_chosen_is_there_however_many_values_have_more_results():
    [group] = facet_groups(results_with(250, selected=("o249", "o200")))

    assert [bucket.value for bucket in group.visible[:2]] == ["o200", "o249"]
    assert len(group.visible) + len(group.more) == SHOWN_AT_MOST


def test_a_very_long_facet_is_drawn_with_its_first_hundred_and_the_number_of_the_others(site):
    [group] = facet_groups(results_with(250))

    with translation.override("en"):
        html = render_to_string("search/includes/facet.html", {"facet": group})

    assert html.count('type="checkbox"') == SHOWN_AT_MOST
    assert ("Show all 250" in html, "150 more have fewer results" in html) == (True, True)


# --- What is over ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("past_total", "says"), [(0, None), (1, "+ 1 that is over"), (12, "+ 12 that are over")])
def test_beside_results_it_says_how_many_more_are_over(site, past_total, says):
    query = SearchQuery(locale="en")
    results = SearchResults(query=query, total=3, hits=[], facets=[], past_total=past_total)

    with translation.override("en"):
        html = render_to_string("search/includes/past.html", search_context(results))

    found = re.search(r'<a href="/en/search/\?past=1">(.*?)</a>', html)
    assert (found and found[1]) == says


# --- Nothing found -----------------------------------------------------------------------------------------


def test_beside_an_empty_crossing_the_nearest_are_offered_with_what_they_give(site, terms, client):
    store(
        make_document("A", building_block=["data-sharing"], application_area=["health-and-care"]),
        make_document("B", building_block=["data-sharing"], application_area=["health-and-care"]),
        make_document("C", building_block=["data-sharing"], application_area=["agri-food"]),
        make_document("D", building_block=["human-capital"], application_area=["manufacturing"]),
    )

    found = get(client, "?building_block=data-sharing&application_area=manufacturing", "en").context["nearby"]

    assert [(line.label, [(cell.label, cell.count) for cell in line.cells]) for line in found] == [
        ("Manufacturing", [("Human capital", 1)]),
        ("Data sharing", [("Health and care", 2), ("Agriculture and food", 1)]),
    ]
    for cell in (cell for line in found for cell in line.cells):
        assert client.get(cell.url).context["results"].total == cell.count


def test_words_and_other_filters_hold_for_the_crossings_beside(site, terms, client):
    store(
        make_document("Melk", building_block=["data-sharing"], application_area=["agri-food"]),
        make_document("Melk", building_block=["data-sharing"], application_area=["energy-and-sustainability"]),
        make_document("Gras", building_block=["data-sharing"], application_area=["health-and-care"]),
    )

    asked = "?q=melk&building_block=data-sharing&application_area=manufacturing"
    [line] = get(client, asked).context["nearby"]

    assert sorted(cell.url.partition("application_area=")[2] for cell in line.cells) == [
        "agri-food",
        "energy-and-sustainability",
    ]


def test_three_crossings_are_enough(site, terms, client):
    areas = ["agri-food", "health-and-care", "energy-and-sustainability", "financial-services"]
    store(*(make_document(area, building_block=["data-sharing"], application_area=[area]) for area in areas))

    [line] = get(client, "?building_block=data-sharing&application_area=manufacturing").context["nearby"]

    assert len(line.cells) == 3


@pytest.mark.parametrize(
    "asked",
    ["?building_block=data-sharing", "?q=kwantumkaas", "?building_block=data-sharing&application_area=agri-food"],
)
def test_only_a_crossing_with_nothing_has_crossings_beside_it(site, terms, client, asked):
    store(make_document("A", building_block=["data-sharing"], application_area=["agri-food"]))

    assert nearby(get(client, f"?{asked}").context["results"]) == []


def test_what_letting_go_gives_is_said_once_and_the_most_first(site, terms, client):
    store(
        make_document("Melk", building_block=["data-sharing"]),
        make_document("Melk", building_block=["data-sharing"], published_at=period(-400).starts_at),
    )

    found = get(client, "?q=melk&type=event", "en").context["drop_suggestions"]
    dated = get(client, "?q=melk&building_block=data-sharing&when=1999-01-01/1999-12-31", "en")

    assert [(way.label, way.count) for way in found] == [("Without “Event”", 2)]
    assert [(way.label, way.count) for way in dated.context["drop_suggestions"]] == [
        ("On any date", 2),
        ("Only the words, without filters", 2),
    ]


# --- The rest of the page ----------------------------------------------------------------------------------


def test_the_forms_of_a_search_are_one_menu(site, client):
    store(make_document("Melk"))

    response = get(client, "?q=melk")
    html = response.content.decode()
    menu = html[html.index('<details class="menu"') :].partition("</details>")[0]

    expected = [export.url.replace("&", "&amp;") for export in exports(response.context["query"])]
    assert re.findall(r'<a href="([^"]+)"', menu) == expected


def test_the_page_says_how_to_ask_more_precisely(site, client):
    html = get(client, "").content.decode()

    tips = html[html.index('<details class="tips">') :].partition("</details>")[0]
    assert re.findall(r"<kbd>(.)", tips)[2:] == ["a"]
    assert tips.count("<kbd>") == 3


@pytest.mark.parametrize(
    ("asked", "is_noindex"),
    [("", False), ("?type=course", False), ("?type=course&type=event", True), ("?q=x", True), ("?past=1", True)],
)
def test_one_address_stands_for_a_search_and_only_simple_ones_are_for_search_engines(site, client, asked, is_noindex):
    html = get(client, asked).content.decode()

    assert ('<meta name="robots" content="noindex">' in html) is is_noindex


def test_whatever_the_order_of_an_address_its_canonical_one_is_the_same(site, terms, client):
    addresses = ("?type=event&building_block=data-sharing&q=x&page=1", "?q=x&building_block=data-sharing&type=event")
    found = [re.findall(r'<link rel="canonical" href="([^"]+)">', get(client, a).content.decode()) for a in addresses]

    assert found[0] == found[1]
    assert len(found[0]) == 1


def test_the_search_page_asks_the_database_at_most_four_times(site, terms, client, django_assert_max_num_queries):
    store(*(make_document(f"Melk {n}", building_block=["data-sharing"]) for n in range(30)))
    get(client, "?q=melk")

    for asked in ("?q=melk&page=2", "?q=melk&building_block=data-sharing", "?building_block=data-sharing"):
        with django_assert_max_num_queries(4):
            assert get(client, asked).status_code == 200
