"""Any search as an Atom feed: what is in it, for whom, and that it is always XML."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from wagtail.models import Page

from knowledge.models import BestPracticeIndexPage
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.feeds import feed_path, feed_title
from search.indexing import index_page
from search.models import IndexEntry
from search.query import SearchQuery
from search.words import plain_text
from tests.factories.events import in_days, make_event
from tests.factories.knowledge import BestPracticePageFactory
from tests.factories.members import OrganisationFactory
from tests.search.pages import make_user, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed_of(response):
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def entries(client, **params):
    return feed_of(client.get("/search.atom", params)).findall(f"{ATOM}entry")


def titles(client, **params):
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, **params)]


def published_at(page, day):
    """Give a page another first publication, and bring the index up to date."""
    Page.objects.filter(pk=page.pk).update(first_published_at=day)
    index_page(Page.objects.get(pk=page.pk))


@pytest.fixture
def practice(site, terms):
    parent = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    page = BestPracticePageFactory(parent=parent, title="Zes ziekenhuizen", summary="Zonder data te delen.")
    page.building_blocks = [terms["data-sharing"]]
    page.application_areas = [terms["health-and-care"]]
    page.organisations = [OrganisationFactory(name="Oosterlanden")]
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def test_a_feed_whole(practice, client):
    feed = feed_of(client.get("/search.atom", {"type": "best-practice"}))

    assert feed.tag == f"{ATOM}feed"
    assert feed.get(LANG) == "nl"
    assert feed.findtext(f"{ATOM}id") == "tag:testserver,2026:/search.atom?type=best-practice"
    assert feed.findtext(f"{ATOM}updated") == practice.last_published_at.isoformat()
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "AI-coalitie"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "http://testserver/nl/search/?type=best-practice",
        "self": "http://testserver/search.atom?type=best-practice",
    }
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.get(LANG) == "nl"
    assert {name: entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "published", "updated")} == {
        "id": f"urn:uuid:{practice.translation_key}",
        "title": "Zes ziekenhuizen",
        "published": practice.first_published_at.isoformat(),
        "updated": practice.last_published_at.isoformat(),
    }
    summary = entry.find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text.splitlines()[-1]) == ("text", "Zonder data te delen.")
    assert [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")] == ["Oosterlanden"]
    assert [link.attrib for link in entry.findall(f"{ATOM}link")] == [
        {"rel": "alternate", "href": f"http://testserver{practice.url}"}
    ]
    assert [
        tuple(category.get(key) for key in ("scheme", "term", "label")) for category in entry.iter(f"{ATOM}category")
    ] == [
        ("tag:testserver,2026:type", "best-practice", "Best practice"),
        ("tag:testserver,2026:building_block", "data-sharing", "Data delen"),
        ("tag:testserver,2026:application_area", "health-and-care", "Gezondheid en zorg"),
    ]


def test_a_feed_is_named_after_the_site_and_what_it_was_narrowed_by(site, terms, client):
    def name(query):
        return feed_of(client.get(f"/search.atom?lang=en&{query}")).findtext(f"{ATOM}title")

    assert name("") == "New at AI-coalitie"
    assert name("q=leren&type=page&building_block=data-sharing") == "New at AI-coalitie: leren, Page, Data sharing"


def test_the_first_published_last_comes_first_and_updating_does_not_move_it(site, client):
    old, new = publish("Oud"), publish("Nieuw")
    published_at(old, datetime(2025, 1, 1, tzinfo=UTC))
    published_at(new, datetime(2025, 2, 1, tzinfo=UTC))
    fresh = Page.objects.get(pk=old.pk).specific
    fresh.save_revision().publish()

    feed = feed_of(client.get("/search.atom"))
    [first, second] = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in (first, second)] == ["Nieuw", "Oud"]
    assert second.findtext(f"{ATOM}published") == "2025-01-01T00:00:00+00:00"
    assert second.findtext(f"{ATOM}updated") == Page.objects.get(pk=old.pk).last_published_at.isoformat()
    assert feed.findtext(f"{ATOM}updated") == second.findtext(f"{ATOM}updated")


def test_the_keys_of_the_search_narrow_the_feed(practice, client):
    publish("Over de coalitie")

    assert sorted(titles(client)) == ["Over de coalitie", "Zes ziekenhuizen"]
    assert titles(client, building_block="data-sharing") == ["Zes ziekenhuizen"]
    assert titles(client, q="coalitie") == ["Over de coalitie"]
    assert titles(client, q="ziekenhuizen", type="page") == []


def test_what_an_address_says_wrongly_is_left_out_and_an_unknown_value_finds_nothing(practice, client):
    assert titles(client, size="1", page="7", sort="title", when="ooit", onzin="1") == ["Zes ziekenhuizen"]
    assert titles(client, building_block="bestaat-niet") == []
    assert feed_of(client.get("/search.atom", {"lang": "xx"})).get(LANG) == "nl"


def test_an_event_tells_when_it_is_and_is_gone_when_it_is_over(site, client):
    make_event("Straks", start=in_days(10), summary="Kom ook.")
    make_event("Voorbij", start=in_days(-10))

    [entry] = entries(client, type="event")
    day, _separator, words = entry.findtext(f"{ATOM}summary").partition("\n")
    assert (str(in_days(10).year) in day, words) == (True, "Kom ook.")
    assert sorted(titles(client, type="event", past="1")) == ["Straks", "Voorbij"]


def test_one_work_is_one_entry_in_every_language(site, client):
    page = publish("Kanarie")
    publish_translation(page, "Canary")
    publish("Alleen Nederlands")

    def by_id(lang):
        found = entries(client, lang=lang)
        return {entry.findtext(f"{ATOM}id"): (entry.findtext(f"{ATOM}title"), entry.get(LANG)) for entry in found}

    dutch, english = by_id("nl"), by_id("en")
    assert set(dutch) == set(english)
    assert dutch[page.translation_key.urn] == ("Kanarie", "nl")
    assert english[page.translation_key.urn] == ("Canary", "en")
    assert sorted(english.values()) == [("Alleen Nederlands", "nl"), ("Canary", "en")]


def test_a_feed_has_one_address_whatever_order_was_asked(practice, client):
    asked = "/search.atom?application_area=health-and-care&lang=en&building_block=data-sharing&page=3&sort=title"
    feed = feed_of(client.get(asked))

    path = "/search.atom?building_block=data-sharing&application_area=health-and-care&lang=en"
    assert feed.findtext(f"{ATOM}id") == f"tag:testserver,2026:{path}"
    [own] = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == f"http://testserver{path}"
    assert [entry.findtext(f"{ATOM}id") for entry in feed_of(client.get(path)).findall(f"{ATOM}entry")] == [
        practice.translation_key.urn
    ]


def test_an_empty_feed_is_a_feed(site, client):
    feed = feed_of(client.get("/search.atom", {"q": "niets"}))

    assert feed.findall(f"{ATOM}entry") == []
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")).tzinfo is not None


def test_at_most_fifty_works_in_a_bounded_number_of_queries(site, client, django_assert_max_num_queries):
    for number in range(52):
        publish(f"Pagina {number}")
    client.get("/search.atom")

    with django_assert_max_num_queries(12):
        assert len(entries(client)) == 50


# --- Asking again ---------------------------------------------------------------------------------------


def test_an_unchanged_feed_is_304(site, client):
    publish("Kanarie")
    first = client.get("/search.atom")

    assert first["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert first["Cache-Control"] == "public, max-age=300"
    assert client.get("/search.atom", headers={"if-none-match": first["ETag"]}).status_code == 304
    # A deadline that passes changes the feed, and nothing in it has a new date.
    assert "Last-Modified" not in first


def test_its_links_are_the_sites_own_whatever_host_was_asked(site, client):
    publish("Kanarie")

    body = client.get("/search.atom", headers={"host": "intern.example"}).content.decode()

    assert "http://testserver/nl/" in body
    assert "intern.example" not in body


def test_a_withdrawn_work_makes_another_feed(site, client):
    page = publish("Kanarie")
    publish("Mus")
    first = client.get("/search.atom")
    page.unpublish()

    again = client.get("/search.atom", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert titles(client) == ["Mus"]


def test_a_feed_says_so_when_search_does_not_answer(site, client, monkeypatch):
    def down(*args):
        raise SearchUnavailable

    monkeypatch.setattr(get_engine(), "search", down)
    response = client.get("/search.atom")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "xml" not in response["Content-Type"]


def test_only_reading_is_possible(site, client):
    assert client.post("/search.atom").status_code == 405
    assert client.head("/search.atom").status_code == 200


# --- Who sees what --------------------------------------------------------------------------------------


def test_a_private_page_is_in_nobodys_feed_but_theirs(site, client):
    page = publish("Kanarie")
    publish_translation(page, "Canary")
    publish("Mus")
    assert sorted(titles(client)) == ["Kanarie", "Mus"]

    restrict(page)

    for lang in ("nl", "en"):
        body = client.get("/search.atom", {"lang": lang}).content.decode()
        assert ("Kanarie" in body, "Canary" in body, str(page.translation_key) in body) == (False, False, False)
    client.force_login(make_user())
    assert sorted(titles(client)) == ["Kanarie", "Mus"]
    assert client.get("/search.atom")["Cache-Control"] == "private, no-store"


def test_a_work_that_an_engine_still_finds_is_left_out_when_its_page_is_private(site, client, monkeypatch):
    page = publish("Kanarie")
    publish("Mus")
    stale = get_engine().search(SearchQuery())
    restrict(page)
    monkeypatch.setattr(get_engine(), "search", lambda query: stale)

    assert titles(client) == ["Mus"]


def test_a_feed_does_not_name_what_may_be_a_secret(site):
    OrganisationFactory(slug="geheim", name="Geheime club")

    asked = SearchQuery(filters={"organisation": ("geheim",), "tag": ("stil",), "type": ("event",)}, locale="nl")
    assert feed_title(asked).endswith(": Bijeenkomst")


# --- Always XML -----------------------------------------------------------------------------------------

# A database of PostgreSQL keeps no NUL, and a form lets no lone surrogate through.
WORDS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), min_size=1, max_size=60)


@given(title=WORDS, summary=WORDS)
@hypothesis_settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_title_makes_xml(site, client, title, summary):
    page = Page.objects.filter(slug="kanarie").first()
    page = page.specific if page else publish("Kanarie", slug="kanarie")
    page.title, page.summary = title, summary
    page.save()
    index_page(page)
    cache.clear()

    [entry] = entries(client)
    known = IndexEntry.objects.get(work=page.translation_key, locale="nl")
    # A parser reads every end of a line as one line feed (XML 1.0, section 2.11).
    words = [re.sub("\r\n?", "\n", plain_text(text)) for text in (known.title, known.summary)]
    assert words == [entry.findtext(f"{ATOM}{name}") or "" for name in ("title", "summary")]


@pytest.mark.parametrize("text", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_write_is_left_out(text):
    assert plain_text(f"a{text}b") == "ab"


@pytest.mark.parametrize("q", ['"', "<b>&amp;", "\x00", "a\x0bb", "]]>", "é" * 300])
def test_any_question_makes_xml(site, client, q):
    assert feed_of(client.get("/search.atom", {"q": q})).tag == f"{ATOM}feed"


# --- Found ----------------------------------------------------------------------------------------------


def test_the_api_and_the_pages_lead_to_the_feed(practice, client):
    links = client.get("/api/v1/search/?building_block=data-sharing&lang=en").json()["links"]
    assert links["atom"] == "http://testserver/search.atom?building_block=data-sharing&lang=en"

    def linked(path):
        html = client.get(path).content.decode()
        head = html.partition('<link rel="alternate" type="application/atom+xml" href="')[2].partition('"')[0]
        return head.replace("&amp;", "&"), html.count(f'href="{head}"')

    assert linked("/nl/search/?q=data") == ("/search.atom?q=data", 2)
    assert linked("/nl/best-practices/") == ("/search.atom?type=best-practice", 2)
    assert linked("/en/events/") == ("/search.atom?type=event&lang=en", 2)
    assert linked("/nl/building-blocks/data-sharing/")[0] == "/search.atom?building_block=data-sharing"
    assert linked("/nl/")[0] == "/search.atom"
    assert linked("/nl/matrix/?type=best-practice")[0] == "/search.atom?type=best-practice"
    assert linked(practice.url) == ("", 0)


def test_a_feed_path_drops_what_a_feed_does_not_ask():
    query = SearchQuery(filters={"type": ("event",)}, sort="title", page=4, size=50, past=True)

    assert feed_path(query) == "/search.atom?type=event&past=1"


def test_the_date_of_a_feed_without_entries_tells_of_nothing_private(site, client):
    def updated():
        return feed_of(client.get("/search.atom?q=onvindbaar")).findtext(f"{ATOM}updated")

    before = updated()
    restrict(publish("Besloten"))
    assert updated() == before
    page = publish("Openbaar")
    assert updated() == page.first_published_at.isoformat()
