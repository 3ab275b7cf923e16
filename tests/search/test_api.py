import re

import pytest

from search.documents import public_id
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.params import known_keys
from tests.search.builders import make_document, store
from tests.search.pages import make_user, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db


def test_search_answers_in_the_shape_of_the_contract(site, client, terms):
    (work,) = store(make_document("Federatief leren", summary="Kort.", building_block=["data-sharing"]))

    body = client.get("/api/v1/search/?q=federatief&building_block=data-sharing").json()

    assert set(body) == {"meta", "items", "facets", "links"}
    assert body["meta"] == {
        "total": 1,
        "page": 1,
        "size": 20,
        "sort": "relevance",
        "query": {"q": "federatief", "when": None, "past": False, "lang": "nl", "building_block": ["data-sharing"]},
        "engine": "embedded",
        "relaxed": False,
    }
    (item,) = body["items"]
    assert {key: item[key] for key in ("id", "type", "title", "summary", "language", "building_blocks")} == {
        "id": public_id(work),
        "type": "best-practice",
        "title": "Federatief leren",
        "summary": "Kort.",
        "language": "nl",
        "building_blocks": ["data-sharing"],
    }
    chosen = [value for value in body["facets"]["building_block"]["values"] if value["selected"]]
    assert chosen == [{"value": "data-sharing", "label": "Data delen", "count": 1, "selected": True}]
    assert body["links"]["html"] == "http://testserver/nl/search/?q=federatief&building_block=data-sharing"
    assert (body["links"]["prev"], body["links"]["next"]) == (None, None)


@pytest.mark.parametrize(
    "query",
    ["unknown=1", "page=abc", "page=-1", "size=101", "sort=price", "when=x", "lang=de", "q=" + "a" * 300, "past=2"],
)
def test_what_is_not_understood_is_refused_with_the_known_keys(site, client, query):
    response = client.get(f"/api/v1/search/?{query}")

    body = response.json()
    assert response.status_code == 400
    assert list(body["problems"]) == [query.split("=")[0]]
    assert "building_block" in body["known"]


def test_a_page_past_the_end_is_empty_with_the_right_total(site, client):
    store(make_document("Een"))

    body = client.get("/api/v1/search/?page=9").json()

    assert (body["meta"]["total"], body["items"], body["links"]["prev"]) == (1, [], None)


def test_the_language_is_a_parameter_and_stays_in_the_links(site, client):
    store(*(make_document(f"P{n}") for n in range(3)))

    body = client.get("/api/v1/search/?lang=en&size=1").json()

    assert body["facets"]["type"]["label"] == "Type"
    assert body["links"]["next"] == "http://testserver/api/v1/search/?size=1&page=2&lang=en"


def test_an_unchanged_answer_is_304_and_never_shared_when_signed_in(site, client):
    first = client.get("/api/v1/search/")
    again = client.get("/api/v1/search/", headers={"if-none-match": first.headers["ETag"]})
    client.force_login(make_user())

    assert (first.headers["Cache-Control"], again.status_code) == ("public, max-age=60", 304)
    assert client.get("/api/v1/search/").headers["Cache-Control"] == "private, no-store"


def test_the_matrix_has_every_crossing_and_links_to_its_search(site, client, terms):
    store(make_document("A", building_block=["data-sharing"], application_area=["agri-food"]))

    body = client.get("/api/v1/matrix/").json()

    assert (len(body["rows"]), len(body["columns"]), len(body["cells"])) == (5, 8, 40)
    filled = [cell for cell in body["cells"] if cell["count"]]
    assert filled == [
        {
            "row": "data-sharing",
            "column": "agri-food",
            "count": 1,
            "url": "http://testserver/nl/search/?building_block=data-sharing&application_area=agri-food",
        }
    ]


def test_a_work_is_given_whole_in_either_language(site, client):
    page = publish("Kanarie", summary="Kort.")
    publish_translation(page, "Canary")
    key = public_id(page.translation_key)

    dutch = client.get(f"/api/v1/works/{key}/").json()
    english = client.get(f"/api/v1/works/{key}/?lang=en").json()

    assert (dutch["item"]["title"], english["item"]["title"]) == ("Kanarie", "Canary")
    assert set(dutch["translations"]) == {"nl", "en"}


def test_a_hidden_work_answers_like_a_missing_one(site, client):
    page = publish("Kanarie")
    restrict(page)

    hidden = client.get(f"/api/v1/works/{public_id(page.translation_key)}/")
    missing = client.get("/api/v1/works/aaaaaaaaaa/")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content
    client.force_login(make_user())
    assert client.get(f"/api/v1/works/{public_id(page.translation_key)}/").status_code == 200


def described(client, language="en"):
    return client.get(f"/api/v1/openapi.json?lang={language}").json()


def test_the_api_describes_every_key_that_it_knows(site, terms, client):
    paths = described(client)["paths"]

    def keys(path):
        return {parameter["name"] for parameter in paths[path]["get"]["parameters"] if parameter["in"] == "query"}

    assert {path: set(methods) for path, methods in paths.items()} == {
        "/api/v1/search/": {"get"},
        "/api/v1/matrix/": {"get"},
        "/api/v1/works/{public_id}/": {"get"},
    }
    refused = client.get("/api/v1/search/?onzin=1").json()
    assert keys("/api/v1/search/") == set(refused["known"]) == set(known_keys())
    assert keys("/api/v1/matrix/") == set(known_keys()) - {"sort", "page", "size"}
    assert keys("/api/v1/works/{public_id}/") == {"lang"}


def test_a_new_facet_is_described_by_itself(site, terms, client, settings):
    settings.HUB_SEARCH_FACETS = ["home.facets.building_block_facet", "home.facets.tag_facet"]

    parameters = {p["name"]: p for p in described(client)["paths"]["/api/v1/search/"]["get"]["parameters"]}

    assert set(parameters) == {"building_block", "tag", "q", "when", "past", "sort", "page", "size", "lang"}
    assert parameters["building_block"]["schema"]["items"] == {"type": "string"}
    assert parameters["building_block"]["description"].startswith("Building block. Values now: ")
    assert "data-sharing" in parameters["building_block"]["description"]
    # What tags there are may be a secret.
    assert parameters["tag"]["description"] == "Tag"
    assert parameters["sort"]["schema"]["enum"] == ["relevance", "newest", "soonest", "title"]
    assert (parameters["size"]["schema"]["maximum"], parameters["page"]["schema"]["minimum"]) == (100, 1)


def test_every_answer_is_described(site, client):
    for path, methods in described(client)["paths"].items():
        statuses = {"200", "400", "429", "503"} | ({"404"} if "works" in path else set())
        assert set(methods["get"]["responses"]) == statuses


@pytest.mark.parametrize("path", ["/api/v1/search/", "/api/v1/matrix/", "/api/v1/works/aaaaaaaaaa/"])
def test_every_operation_refuses_a_key_that_it_does_not_know(site, client, path):
    for query in ("onzin=1", "type__in=event", "_connector=OR", "lang=de"):
        response = client.get(f"{path}?{query}")

        assert (response.status_code, list(response.json()["problems"])) == (400, [query.split("=")[0]])
        assert "lang" in response.json()["known"]


def test_a_matrix_has_no_pages_and_no_order(site, client):
    response = client.get("/api/v1/matrix/?page=2&sort=title")

    assert (response.status_code, set(response.json()["problems"])) == (400, {"page", "sort"})


@pytest.mark.parametrize("path", ["/api/v1/search/", "/api/v1/matrix/", "/api/v1/openapi.json", "/api/v1/docs"])
def test_head_is_answered(site, client, path):
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/search/", "/api/v1/matrix/", "/api/v1/works/aaaaaaaaaa/", "/api/v1/docs"])
def test_nothing_can_be_written(site, client, path):
    for method in (client.post, client.put, client.delete):
        refused = method(path)
        assert (refused.status_code, set(refused["Allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_a_missing_slash_is_put_there(site, client):
    response = client.get("/api/v1/search?q=a%20b&type=event")

    assert (response.status_code, response.url) == (301, "/api/v1/search/?q=a%20b&type=event")


def test_who_asks_too_often_waits_and_everything_else_goes_on(site, client, settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "api": "2/h"}

    paths = ["/api/v1/search/", "/api/v1/matrix/", "/api/v1/works/aaaaaaaaaa/"]
    assert [client.get(path).status_code for path in paths] == [200, 200, 429]
    refused = client.get("/api/v1/search/")
    assert (refused["Content-Type"], set(refused.json())) == ("application/json; charset=utf-8", {"detail"})
    assert refused["Retry-After"] in refused.json()["detail"]
    others = ["/nl/", "/nl/search/?q=x", "/search.csv", "/search.atom", "/api/v1/docs", "/api/v1/openapi.json"]
    assert {path: client.get(path).status_code for path in others} == dict.fromkeys(others, 200)


def test_the_api_says_so_when_search_does_not_answer(site, client, monkeypatch):
    def down(*args):
        raise SearchUnavailable

    monkeypatch.setattr(get_engine(), "search", down)
    response = client.get("/api/v1/search/")

    assert (response.status_code, response["Retry-After"], set(response.json())) == (503, "30", {"detail"})


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_documentation_names_every_key_and_asks_no_other_host(site, terms, client, language):
    response = client.get(f"/api/v1/docs?lang={language}")
    html = response.content.decode()

    for key in known_keys():
        assert f"<code>{key}</code>" in html
    for status in ("400", "404", "429", "503"):
        assert f'<th scope="row">{status}</th>' in html
    assert f'<html lang="{language}">' in html
    assert "'unsafe" not in response["Content-Security-Policy"]
    loaded = re.findall(
        r'<(?:script|img|iframe|link rel="(?:stylesheet|preload|icon)")[^>]* (?:src|href)="([^"]+)"', html
    )
    assert loaded
    assert [address for address in loaded if not re.match("/(?!/)", address)] == []
    assert "<style" not in html
    assert " style=" not in html
    assert re.search(r"<script(?![^>]*(src=|application/ld\+json))", html) is None
    for anchor in re.findall(r'href="#([A-Z]\w+)"', html):
        assert f'id="{anchor}"' in html
    for example in re.findall(r'href="(/api/v1/[^"?]+\?[^"]+)"', html):
        assert client.get(example.replace("&amp;", "&")).status_code == 200


def test_links_stay_within_what_the_api_answers(site, client, monkeypatch):
    from search import api

    monkeypatch.setattr(api, "MAX_PAGE", 2)
    store(*(make_document(f"P{n}") for n in range(4)))

    links = client.get("/api/v1/search/?size=1&page=2").json()["links"]

    assert (links["next"], links["last"]) == (None, "http://testserver/api/v1/search/?size=1&page=2")
    assert links["ics"] == "http://testserver/events.ics"
