import json

import pytest

from search.documents import public_id
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


def test_the_api_describes_itself(client, db):
    schema = json.loads(client.get("/api/v1/openapi.json").content)

    assert {"/api/v1/search/", "/api/v1/matrix/", "/api/v1/works/{public_id}/"} <= set(schema["paths"])


def test_links_stay_within_what_the_api_answers(site, client, monkeypatch):
    from search import api

    monkeypatch.setattr(api, "MAX_PAGE", 2)
    store(*(make_document(f"P{n}") for n in range(4)))

    links = client.get("/api/v1/search/?size=1&page=2").json()["links"]

    assert (links["next"], links["last"]) == (None, "http://testserver/api/v1/search/?size=1&page=2")
    assert links["ics"] == "http://testserver/events.ics"
