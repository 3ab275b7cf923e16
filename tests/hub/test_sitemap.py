"""The sitemap, and what each page says of its other languages: one story, told twice."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from home.models import ApplicationArea, BuildingBlock, BuildingBlockIndexPage
from home.navigation import section_models
from hub import sitemap as module
from knowledge.models import BestPracticeIndexPage
from search.audience import visible_to
from search.indexing import index_page
from search.searchable import searchable_page_models
from tests.factories.knowledge import BestPracticePageFactory
from tests.factories.registry import make_page
from tests.search.pages import home, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
HOST = "http://testserver"
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')


def listed(client, path="/sitemap.xml"):
    """Return each address of a sitemap with when it changed and its language versions."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    found = {}
    for url in ElementTree.fromstring(response.content).iter(f"{NS}url"):
        links = {link.get("hreflang"): path_of(link.get("href")) for link in url.iter(f"{XHTML}link")}
        found[path_of(url.findtext(f"{NS}loc"))] = (url.findtext(f"{NS}lastmod"), links)
    return found


def path_of(url):
    assert url.startswith(f"{HOST}/")
    return url.removeprefix(HOST)


def alternates(client, path):
    html = client.get(path).content.decode()
    return {code: path_of(url) for code, url in ALTERNATE.findall(html)}


def canonical(client, path):
    found = CANONICAL.findall(client.get(path).content.decode())
    assert len(found) == 1
    return path_of(found[0].replace("&amp;", "&"))


def make_practice(title, *blocks):
    parent = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    page = BestPracticePageFactory(parent=parent, title=title, locale=parent.locale)
    page.building_blocks = blocks
    page.save_revision().publish()
    return page


def changed(page, day):
    Page.objects.filter(pk=page.pk).update(last_published_at=datetime.fromisoformat(day).replace(tzinfo=UTC))


# --- What is in it --------------------------------------------------------------------------------------


def test_it_lists_every_public_page_every_landing_page_and_the_search(site, terms, client):
    page = publish("Kanarie")
    expected = {page.url for page in visible_to(Page.objects.filter(depth__gt=1), AnonymousUser())}
    for language in ("nl", "en"):
        expected |= {f"/{language}/search/"}
        expected |= {f"/{language}/building-blocks/{term.slug}/" for term in BuildingBlock.objects.all()}
        expected |= {f"/{language}/application-areas/{term.slug}/" for term in ApplicationArea.objects.all()}

    found = listed(client)

    assert page.url in found
    assert set(found) == expected
    assert [client.get(path).status_code for path in found if client.get(path).status_code != 200] == []


def test_robots_point_to_it(site, client):
    assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").content.decode().splitlines()


def test_a_page_says_when_it_was_last_published(site, client):
    page = publish("Kanarie")
    changed(page, "2025-03-01")

    assert listed(client)[page.url][0] == "2025-03-01"


def test_a_landing_page_changed_when_its_newest_work_did(site, terms, client):
    people, data = terms["human-capital"], terms["data-sharing"]
    first, second = make_practice("Een", data), make_practice("Twee", data)
    changed(first, "2025-03-01")
    changed(second, "2025-02-01")

    found = listed(client)
    assert found["/nl/building-blocks/data-sharing/"][0] == "2025-03-01"
    assert found["/en/building-blocks/data-sharing/"][0] == "2025-03-01"
    assert found[f"/nl/building-blocks/{people.slug}/"][0] is None

    restrict(first)
    assert listed(client)["/nl/building-blocks/data-sharing/"][0] == "2025-02-01"


def test_a_retired_term_is_left_out(site, terms, client):
    term = BuildingBlock.objects.get(slug="data-sharing")
    term.retired_at = datetime(2020, 1, 1).date()
    term.save()

    assert "/nl/building-blocks/data-sharing/" not in listed(client)


def test_private_and_withdrawn_pages_are_in_nobodys_sitemap(site, terms, client):
    page, gone = publish("Kanarie"), publish("Weg")
    below, english = publish("Kanarie onder", page), publish_translation(page, "Canary")
    assert {page.url, below.url, english.url, gone.url} <= set(listed(client))

    restrict(page)
    gone.unpublish()

    body = client.get("/sitemap.xml").content.decode()
    assert [url for url in (page.url, below.url, english.url, gone.url) if url in body] == []


def test_a_private_axis_takes_its_landing_pages_with_it(site, terms, client):
    restrict(BuildingBlockIndexPage.objects.get(locale__language_code="nl"))

    assert [path for path in listed(client) if "/building-blocks/" in path] == []


def test_a_signed_in_reader_gets_the_sitemap_of_everybody(site, client, django_user_model):
    page = publish("Kanarie")
    restrict(page)
    client.force_login(django_user_model.objects.create_superuser(email="baas@hub.example", password="x"))

    assert page.url not in listed(client)


# --- Size -----------------------------------------------------------------------------------------------


def test_a_large_site_has_an_index_of_sitemaps(site, terms, client, monkeypatch):
    whole = listed(client)
    monkeypatch.setattr(module.PagesSitemap, "limit", 7)

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    parts = [path_of(part.text) for part in tree.iter(f"{NS}loc")]
    assert tree.tag == f"{NS}sitemapindex"
    assert parts[:2] == ["/sitemap-pages.xml", "/sitemap-pages.xml?p=2"]
    found = {}
    for part in parts:
        found.update(listed(client, part))
    assert found == whole


@pytest.mark.parametrize("path", ["/sitemap-other.xml", "/sitemap-pages.xml?p=99", "/sitemap-pages.xml?p=x"])
def test_what_is_no_part_of_it_is_a_404(site, client, path):
    assert client.get(path).status_code == 404


def test_more_pages_ask_no_more_queries(site, terms, client, django_assert_max_num_queries):
    client.get("/sitemap.xml")
    for number in range(30):
        publish_translation(publish(f"Pagina {number}"), f"Page {number}")

    with django_assert_max_num_queries(16):
        assert len(listed(client)) > 60


def test_an_unchanged_sitemap_is_304(site, client):
    first = client.get("/sitemap.xml")

    assert first["Cache-Control"] == "public, max-age=3600"
    assert client.get("/sitemap.xml", headers={"if-none-match": first["ETag"]}).status_code == 304
    publish("Kanarie")
    assert client.get("/sitemap.xml", headers={"if-none-match": first["ETag"]}).status_code == 200


# --- Languages: the sitemap and the pages themselves ----------------------------------------------------


def test_a_page_and_the_sitemap_name_the_same_versions_both_ways(site, terms, client):
    page = publish("Kanarie")
    publish_translation(page, "Canary")

    for path, (_changed, versions) in listed(client).items():
        assert set(versions) == {"nl", "en", "x-default"}, path
        assert versions["x-default"] == versions["nl"], path
        assert path in versions.values(), path
        assert alternates(client, path) == versions, path
        for version in versions.values():
            assert alternates(client, version) == versions, path
        assert canonical(client, path) == path


@pytest.mark.parametrize("model", searchable_page_models(), ids=lambda model: model.__name__)
def test_a_page_in_one_language_names_no_other(site, client, model):
    page = make_page(model)

    assert alternates(client, page.url) == {}
    assert listed(client)[page.url][1] == {}
    assert canonical(client, page.url) == page.url


def test_a_version_that_is_withdrawn_is_named_no_more(site, client):
    page = publish("Kanarie")
    english = publish_translation(page, "Canary")
    assert alternates(client, page.url)["en"] == english.url

    english.unpublish()

    assert alternates(client, page.url) == {}
    assert listed(client)[page.url][1] == {}


def test_a_site_in_one_language_has_no_alternates(site, terms, client, settings):
    Page.objects.filter(depth__gt=1, locale__language_code="en").update(live=False)
    index_page(home())
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("nl", "Nederlands")]

    found = listed(client)
    assert [path for path, (_changed, versions) in found.items() if versions or not path.startswith("/nl/")] == []
    for path in ("/nl/", "/nl/search/", "/nl/building-blocks/data-sharing/", "/nl/matrix/"):
        assert (alternates(client, path), canonical(client, path)) == ({}, path)


# --- Canonical addresses --------------------------------------------------------------------------------


def test_the_canonical_address_of_a_search_has_its_keys_in_one_order(site, terms, client):
    asked = "?page=1&application_area=agri-food&onzin=1&building_block=human-capital&building_block=data-sharing&q=data"
    kept = "?q=data&building_block=data-sharing&building_block=human-capital&application_area=agri-food"

    assert canonical(client, f"/nl/search/{asked}") == f"/nl/search/{kept}"
    html = client.get(f"/nl/search/{asked}").content.decode().replace("&amp;", "&")
    assert {code: path_of(url) for code, url in ALTERNATE.findall(html)} == {
        "nl": f"/nl/search/{kept}",
        "en": f"/en/search/{kept}",
        "x-default": f"/nl/search/{kept}",
    }


def test_a_narrowed_list_is_the_list_itself_to_a_search_engine(site, terms, client):
    for model in section_models():
        path = f"/en/{model.section_slug}/"
        assert canonical(client, f"{path}?building_block=data-sharing") == path


def test_the_host_of_a_request_is_in_no_canonical_address(site, client):
    html = client.get("/nl/", headers={"host": "elders.example"}).content.decode()

    assert CANONICAL.findall(html) == [f"{HOST}/nl/"]
    assert "elders.example" not in html


def test_an_error_page_has_neither(site, client):
    html = client.get("/nl/bestaat-niet/").content.decode()

    assert (CANONICAL.findall(html), ALTERNATE.findall(html)) == ([], [])
