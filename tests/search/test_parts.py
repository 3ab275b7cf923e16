"""The search page in parts: what htmx asks for is all that travels, and no cache mistakes a part for a page."""

import gzip
import re

import pytest

from tests.search.builders import make_document, store
from tests.search.pages import make_user

pytestmark = pytest.mark.django_db

ADDRESS = "/nl/search/?q=federatief"


def part(client, target="search-region", address=ADDRESS, **headers):
    return client.get(address, headers={"HX-Request": "true", "HX-Target": target, **headers})


def whole(client, address=ADDRESS, **headers):
    return client.get(address, headers=headers)


def text_of(response):
    return response.content.decode()


@pytest.fixture
def works(site, terms):
    return store(*(make_document(f"Federatief leren {n}", building_block=["data-sharing"]) for n in range(3)))


def test_a_part_is_the_region_of_the_page_with_its_title_and_nothing_around_it(works, client):
    html, page = text_of(part(client)), text_of(whole(client))

    start = page.index('<div class="wrap page-end" id="search-region">')
    region = html[html.index('<div class="wrap page-end" id="search-region">') :].strip()
    assert page[start:].startswith(region)
    title = re.search(r"<title>(.*?)</title>", page)[0]
    assert html.strip().startswith(title)
    assert re.findall("<(html|head|header|footer|main|script|link)", html) == []


def test_from_page_to_page_only_the_results_travel(works, client):
    html = text_of(part(client, "search-results"))

    assert re.findall(r'id="(search-results|search-region|filters|results)"', html) == ["search-results", "results"]
    assert html.strip().startswith("<title>")


@pytest.mark.parametrize(("target", "at_most"), [("search-region", 0.75), ("search-results", 0.45)])
def test_a_part_is_clearly_lighter_than_the_page(works, client, target, at_most):
    weights = [len(gzip.compress(answer.content)) for answer in (part(client, target), whole(client))]

    assert weights[0] / weights[1] < at_most


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "false", "HX-Target": "search-region"},
        {"HX-Target": "search-region"},
        {"HX-Request": "true"},
        {"HX-Request": "true", "HX-Target": "../admin"},
        {"HX-Request": "true", "HX-Target": "search-region", "HX-History-Restore-Request": "true"},
    ],
)
def test_whoever_asks_for_no_part_gets_the_page(works, client, headers):
    assert text_of(whole(client, **headers)).startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}&page=99", f"{ADDRESS}&from=2026-01-01"])
def test_every_answer_says_that_it_depends_on_the_headers_of_htmx(works, client, address):
    for response in (whole(client, address), part(client, address=address)):
        varies = {name.strip() for name in response.headers["Vary"].split(",")}
        assert {"HX-Request", "HX-Target", "HX-History-Restore-Request"} <= varies


def test_kept_pages_and_kept_parts_are_kept_apart(works, client, django_assert_num_queries):
    targets = ["search-region", "search-results", "search-count"]
    made = [whole(client), *(part(client, target) for target in targets)]

    with django_assert_num_queries(4):
        kept = [whole(client), *(part(client, target) for target in targets)]

    assert [answer.content for answer in kept] == [answer.content for answer in made]
    assert len({answer.headers["ETag"] for answer in kept}) == 4


def test_who_signs_in_is_never_told_to_keep_a_part(works, client):
    client.force_login(make_user())

    assert part(client).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("language", "asked", "says"),
    [
        ("en", "q=federatief", "Show 3 results"),
        ("en", "q=federatief&building_block=human-capital", "Show 0 results"),
        ("en", "type=course&q=federatief", "Show 0 results"),
    ],
)
def test_the_button_of_the_filters_says_how_many_there_would_be(works, client, language, asked, says):
    response = part(client, "search-count", f"/{language}/search/?{asked}")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert text_of(response) == says


@pytest.mark.parametrize("target", ["search-region", "search-results"])
def test_a_part_that_does_not_exist_is_404_so_that_the_browser_shows_the_page(works, client, target):
    assert part(client, target, f"{ADDRESS}&page=99").status_code == 404


def test_the_form_of_the_field_repeats_the_filters_from_within_the_part(works, client):
    html = text_of(part(client, address=f"{ADDRESS}&building_block=data-sharing&sort=title"))

    repeated = re.findall(r'<input type="hidden" form="search-form" name="(\w+)" value="([\w-]+)">', html)
    assert repeated == [("building_block", "data-sharing"), ("sort", "title")]
