"""What nobody should ask, asked of every surface of search: an answer at once, the right status, and nothing secret."""

import re
import time

import pytest

from search.documents import public_id
from tests.search.builders import make_document, period, store
from tests.search.pages import publish, restrict

pytestmark = pytest.mark.django_db

CANARY = "zwijgkanarie"
MAX_SECONDS = 1.0

PAGES = ("/nl/search/", "/en/search/")
FILES = ("/search.atom", "/events.ics", "/search.csv", "/search.xlsx")
SEARCH_API = "/api/v1/search/"
MATRIX_API = "/api/v1/matrix/"
APIS = (SEARCH_API, MATRIX_API)

SUGGESTIONS = "/nl/search/suggest/"


def surfaces():
    return (*PAGES, *FILES, *APIS, SUGGESTIONS)


# What the API says to an input: 400 names the key. Everybody else leaves out what cannot be understood.
INPUTS = {
    "deep page": ("page=501", {"page"}),
    "page of words": ("page=abc", {"page"}),
    "page nought": ("page=0", {"page"}),
    "negative page": ("page=-1", {"page"}),
    "endless page": ("page=" + "9" * 22, {"page"}),
    "page in other digits": ("page=%D9%A3", {"page"}),
    "quote": ("q=%22", set()),
    "three quotes": ("q=%22a%22%22", set()),
    "NUL": ("q=a%00b", set()),
    "NUL in a value": ("building_block=a%00b", set()),
    "ten thousand letters": ("q=" + "a" * 10_000, {"q"}),
    "nine hundred words": ("q=" + "+".join(["zorg"] * 900), {"q"}),
    "NEAR": ("q=NEAR(", set()),
    "operators": ("q=%5E+*+:+-+%2B+~+%5B+%5D+%7B+*:*+AND+OR+NOT+a:b+%2F.*%2F", set()),
    "minus alone": ("q=-", set()),
    "star in front": ("q=*zorg", set()),
    "right to left": ("q=%E2%80%AEzorg%E2%81%A6", set()),
    "Arabic": ("q=%D8%A7%D9%84%D8%B1%D8%B9%D8%A7%D9%8A%D8%A9", set()),
    "emoji": ("q=%F0%9F%91%A9%E2%80%8D%F0%9F%94%AC", set()),
    "surrogate": ("q=%ED%A0%80", set()),
    "decomposed": ("q=coo%CC%88rdinatie", set()),
    "two hundred accents": ("q=a" + "%CC%81" * 200, {"q"}),
    "invalid UTF-8": ("q=%FF%FE%C3%28&building_block=%FF", set()),
    "broken percent": ("q=%&%zz=%", {"%zz"}),
    "markup": ("q=%3Cscript%3Ealert(1)%3C/script%3E", set()),
    "unknown value": ("building_block=bestaat-niet", set()),
    "repeated keys": ("q=a&q=b&page=1&page=1&sort=title&sort=newest&lang=nl&lang=en", set()),
    "thousand values": ("&".join(f"tag=t{number}" for number in range(1000)), {"tag"}),
    "thousand facets": ("&".join(f"f{number}=1" for number in range(1000)), {f"f{number}" for number in range(1000)}),
    "five thousand keys": ("&".join(f"k{n}=1" for n in range(5000)), {f"k{n}" for n in range(5000)}),
    "facet__in": ("type__in=event&building_block__slug=x", {"type__in", "building_block__slug"}),
    "_connector": ("_connector=OR&_negated=1", {"_connector", "_negated"}),
    "reserved facets": ("clause=public&locale=nl&about=x", {"clause", "locale", "about"}),
    "when garbage": ("when=ooit", {"when"}),
    "when slashes": ("when=///", {"when"}),
    "year 9999": ("when=9999-12-31/9999-12-31", {"when"}),
    "year nought": ("when=0001-01-01/", {"when"}),
    "no such day": ("when=2026-02-30/", {"when"}),
    "lang garbage": ("lang=%00..%2F..%2Fetc", {"lang"}),
    "sort garbage": ("sort=title;DROP+TABLE", {"sort"}),
    "size garbage": ("size=1e9", {"size"}),
    "past garbage": ("past=ja", {"past"}),
    "empty": ("q=&type=&when=&sort=&page=&past=", set()),
}
# Of which the page says that there is no such page.
NO_PAGE = {name for name, (_query, keys) in INPUTS.items() if keys == {"page"}}
PAGING = {"page", "size", "sort"}


@pytest.fixture
def hidden(site, terms):
    """Something to find, and one work with a word that nobody may read who is not signed in."""
    store(
        make_document("Zorg met coördinatie", building_block=["data-sharing"]),
        make_document("Bijeenkomst", type="event", periods=(period(3),)),
    )
    page = publish(CANARY, summary=f"{CANARY} zorg a")
    restrict(page)
    return page


def expected_status(path, name, query, keys):
    if path in APIS:
        asked = {part.partition("=")[0] for part in query.split("&")}
        return 400 if keys or (path == MATRIX_API and asked & PAGING) else 200
    return 404 if path in PAGES and name in NO_PAGE else 200


def ask(client, path, query="", **headers):
    """Return the answer and how long it took; the second try, when something was made first."""
    for _try in range(2):
        started = time.perf_counter()
        response = client.get(path, QUERY_STRING=query, **headers)
        seconds = time.perf_counter() - started
        if seconds < MAX_SECONDS:
            break
    return response, seconds


@pytest.mark.parametrize("name", INPUTS)
def test_every_surface_answers_at_once_with_the_right_status_and_nothing_secret(hidden, client, name):
    query, keys = INPUTS[name]
    found = {path: ask(client, path, query) for path in surfaces()}

    assert {path: response.status_code for path, (response, _seconds) in found.items()} == {
        path: expected_status(path, name, query, keys) for path in surfaces()
    }
    assert [path for path, (_response, seconds) in found.items() if seconds >= MAX_SECONDS] == []
    for response, _seconds in found.values():
        assert CANARY.encode() not in response.content
        assert not (response["Content-Type"].startswith("text/html") and b"<script>alert" in response.content)
    if keys:
        # As an address writes it; a name is cut.
        assert set(found[SEARCH_API][0].json()["problems"]) == keys


def test_the_word_that_is_hidden_can_be_found_by_who_may(hidden, client, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="lid@hub.example", password="een lang wachtwoord"))

    for path in (*PAGES, "/search.atom", "/search.csv", SEARCH_API):
        assert CANARY.encode() in client.get(path, {"q": CANARY}).content


@pytest.mark.parametrize(
    "key",
    [
        "%00",
        "aaaaaaaaaa",
        "AAAAAAAAAA",
        "a" * 5000,
        "..%2F..%2Fetc",
        "%FF",
        "1%20OR%201=1",
        "%F0%9F%99%88",
        "aaaaaaaaa",
    ],
)
def test_a_work_that_does_not_exist_is_not_found(hidden, client, key):
    response, seconds = ask(client, f"/api/v1/works/{key}/")

    assert (response.status_code, seconds < MAX_SECONDS) == (404, True)


def test_a_work_that_is_hidden_is_not_found_whatever_else_is_asked(hidden, client):
    path = f"/api/v1/works/{public_id(hidden.translation_key)}/"

    statuses = [ask(client, path, query)[0].status_code for query in ("", "lang=en", "lang=xx", "type__in=page")]
    assert statuses == [404, 404, 400, 400]


ODD_HEADERS = [
    {"HTTP_ACCEPT": "\x00"},
    {"HTTP_ACCEPT_LANGUAGE": "xx;q=abc," * 500},
    {"HTTP_IF_NONE_MATCH": '"' * 4000},
    {"HTTP_IF_NONE_MATCH": "W/, *, é"},
    {"HTTP_IF_MODIFIED_SINCE": "Sat, 99 Foo 99999"},
    {"HTTP_RANGE": "bytes=9-1,-"},
    {"HTTP_X_FORWARDED_FOR": "unknown, 999.1.1.1, ::1%eth0, " * 50},
    {"HTTP_COOKIE": "sessionid=\x00; messages=\xff; =; csrftoken=" + "a" * 5000},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "'><script>alert(1)"},
    {"REMOTE_ADDR": "unix:"},
    {"CONTENT_TYPE": "multipart/form-data", "CONTENT_LENGTH": "-1"},
]


@pytest.mark.parametrize("headers", ODD_HEADERS, ids=lambda headers: re.sub("_", "-", next(iter(headers))))
def test_odd_headers_change_no_answer(hidden, client, settings, headers):
    settings.HUB_RATES = dict.fromkeys(settings.HUB_RATES, "500/m")
    settings.TRUSTED_PROXY_COUNT = 1
    found = {path: ask(client, path, "q=zorg", **headers) for path in surfaces()}

    assert {path: response.status_code for path, (response, _seconds) in found.items()} == dict.fromkeys(found, 200)
    for response, _seconds in found.values():
        assert CANARY.encode() not in response.content
        assert not (response["Content-Type"].startswith("text/html") and b"<script>alert" in response.content)


def test_who_searches_for_words_too_often_keeps_what_was_typed(hidden, client, settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "search": "2/h"}
    settings.HUB_PAGE_CACHE_SECONDS = 0

    statuses = [client.get("/nl/search/?q=zorg&type=event").status_code for _number in range(3)]
    refused = client.get("/en/search/?q=zorg&type=event&when=2026-01-01/")
    html = refused.content.decode()

    assert statuses == [200, 200, 429]
    assert int(refused["Retry-After"]) > 0
    assert 'value="zorg"' in html
    assert '<input type="hidden" name="type" value="event">' in html
    assert '<input type="hidden" name="when" value="2026-01-01/">' in html
    others = ["/nl/", "/nl/search/", "/nl/search/?type=event", "/search.csv?q=zorg", SEARCH_API, "/nl/events/"]
    assert {path: client.get(path).status_code for path in others} == dict.fromkeys(others, 200)


@pytest.mark.parametrize("path", ["/nl/best-practices/", "/nl/events/", "/nl/matrix/", "/nl/embed/agenda/"])
def test_words_are_limited_wherever_they_narrow_a_list(hidden, client, settings, path):
    settings.HUB_RATES = {**settings.HUB_RATES, "search": "2/h"}
    settings.HUB_PAGE_CACHE_SECONDS = 0

    statuses = [client.get(f"{path}?q=zorg").status_code for _number in range(3)]

    assert statuses == [200, 200, 429]
    assert client.get(f"{path}?building_block=data-sharing").status_code == 200


def test_who_is_signed_in_searches_as_often_as_it_takes(hidden, client, settings, django_user_model):
    settings.HUB_RATES = {**settings.HUB_RATES, "search": "1/h"}
    client.force_login(django_user_model.objects.create_user(email="lid@hub.example", password="een lang wachtwoord"))

    assert [client.get("/nl/search/?q=zorg").status_code for _number in range(3)] == [200] * 3
