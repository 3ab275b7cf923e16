"""Suggestions while somebody types: destinations in groups, nothing for what says too little, nothing private."""

import pytest
from django.urls import reverse

from search.engines.embedded.engine import EmbeddedEngine
from search.exceptions import SearchUnavailable
from tests.search.builders import make_document, store
from tests.search.pages import make_user, publish, restrict

pytestmark = pytest.mark.django_db


class DownEngine(EmbeddedEngine):
    """An engine whose index cannot be read."""

    def suggest(self, query, *, size=5):
        raise SearchUnavailable


def ask(client, text, language="nl"):
    return client.get(f"/{language}/search/suggest/", {"q": text})


def options_of(response):
    return {group["label"]: group["options"] for group in response.json()["groups"]}


def labels_of(response):
    return [option["label"] for options in options_of(response).values() for option in options]


def test_works_and_values_are_offered_in_groups_each_with_where_it_leads(site, terms, client):
    store(make_document("Data over dijken", building_block=["data-sharing"]))

    response = ask(client, "data", "en")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert options_of(response) == {
        "Works": [{"label": "Data over dijken", "note": "Best practice", "lang": "nl", "url": "/nl/data-over-dijken/"}],
        "Building block": [
            {"label": "Data sharing", "note": "1 result", "lang": "", "url": "/en/search/?building_block=data-sharing"}
        ],
    }
    assert (response.json()["query"], response.json()["message"]) == ("data", "2 suggestions")


def test_a_value_leads_to_as_many_results_as_it_promises(site, terms, client):
    store(*(make_document(f"P{n}", building_block=["data-sharing"]) for n in range(3)))

    [value] = options_of(ask(client, "data", "en"))["Building block"]

    assert value["note"] == "3 results"
    assert client.get(value["url"]).context["results"].total == 3


@pytest.mark.parametrize(
    "text", ["", "d", " d ", "-", '"', "*", "--data", "\x00\x00", "🙈🙈", "NEAR(", "kwantumkaas", "a" * 10_000]
)
def test_what_says_too_little_or_nothing_known_is_answered_with_nothing(site, client, text):
    store(make_document("Data over dijken"))

    response = ask(client, text)

    assert (response.status_code, response.json()["groups"]) == (200, [])


def test_without_any_words_it_answers_too(site, client):
    assert client.get(reverse("search:suggest")).json()["groups"] == []


def test_a_private_work_is_suggested_to_nobody_else(site, client):
    page = publish("Kanarie in de mijn")
    assert labels_of(ask(client, "kanarie")) == ["Kanarie in de mijn"]

    restrict(page)
    stranger = labels_of(ask(client, "kanarie"))
    client.force_login(make_user())
    member = labels_of(ask(client, "kanarie"))

    assert (stranger, member) == ([], ["Kanarie in de mijn"])


def test_an_answer_is_kept_by_one_browser_for_a_minute_and_by_none_for_who_is_signed_in(site, client):
    anonymous = ask(client, "data")
    client.force_login(make_user())
    member = ask(client, "data")

    assert anonymous.headers["Cache-Control"] == "private, max-age=60"
    assert member.headers["Cache-Control"] == "private, no-store"
    assert [answer.headers["Vary"] for answer in (anonymous, member)] == ["Cookie", "Cookie"]
    assert [answer.headers["X-Robots-Tag"] for answer in (anonymous, member)] == ["noindex", "noindex"]


def test_while_search_does_not_answer_there_is_nothing_to_suggest(site, client, settings):
    settings.HUB_SEARCH_ENGINE = f"{__name__}.DownEngine"

    response = ask(client, "data")

    assert (response.status_code, response.json()["groups"]) == (503, [])
    assert (response.headers["Retry-After"], response.headers["Cache-Control"]) == ("30", "no-store")


def test_only_safe_methods_are_answered(site, client):
    assert client.post(reverse("search:suggest")).status_code == 405


@pytest.mark.parametrize("address", ["/nl/", "/nl/search/", "/nl/bestaat-niet/"])
def test_every_search_field_says_where_its_suggestions_are(site, client, address):
    html = client.get(address).content.decode()

    assert html.count('data-suggest="/nl/search/suggest/"') == html.count('role="search"') == 1
    assert "/static/js/suggest.js" in html
