"""News, publications and use cases: what publishing asks, how they are found, what their pages show."""

from datetime import date

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Collection, CollectionViewRestriction, Locale

from knowledge import structured_data
from knowledge.enums import PublicationKind, UseCaseStatus
from knowledge.facets import kind_facet
from knowledge.models import NewsAuthor, NewsPage, PublicationPage, UseCasePage
from search.engines import get_engine
from search.models import IndexEntry, IndexTerm
from search.normalise import normalise
from search.query import SearchQuery
from tests.factories.events import at
from tests.factories.home import HubDocumentFactory, HubImageFactory, TagFactory, publish
from tests.factories.knowledge import (
    FundingCallPageFactory,
    NewsPageFactory,
    PublicationPageFactory,
    UseCasePageFactory,
    make_short,
)
from tests.factories.members import ContributorFactory, OrganisationFactory
from tests.factories.registry import page_factories
from tests.search.pages import make_user
from tests.structured_data import check

pytestmark = pytest.mark.django_db

SHORT = [NewsPageFactory, PublicationPageFactory, UseCasePageFactory, FundingCallPageFactory]


@pytest.fixture(autouse=True)
def _site(site):
    """Labels are compared in the language of the code."""
    with translation.override("en"):
        yield


def entry(page, locale="en"):
    return IndexEntry.objects.get(work=page.translation_key, locale=locale)


def index_terms(page):
    rows = IndexTerm.objects.filter(entry=entry(page, "nl")).exclude(facet="clause").order_by("facet", "value")
    return list(rows.values_list("facet", "value"))


def found(text="", **filters):
    query = SearchQuery(text=normalise(text), filters={key: tuple(values) for key, values in filters.items()})
    return [hit.title for hit in get_engine().search(query).hits]


def fields(page):
    return sorted(page.get_publish_errors())


SOURCE = {"title": "Jaarverslag", "url": "https://bron.example/", "publisher": "CBS", "year": 2024}


def whole(factory, terms, **values):
    """Return a page of a type with everything that all short pages have."""
    organisation = OrganisationFactory(name="Oosterlanden", slug="oosterlanden")
    page = make_short(
        factory,
        contact=ContributorFactory(name="Marit Hoekstra", organisation=organisation, is_public_contact=True),
        sources=[("source", SOURCE)],
        building_blocks=[terms["data-sharing"]],
        application_areas=[terms["health-and-care"]],
        organisations=[organisation],
        **values,
    )
    page.tags.add(TagFactory(name="privacy"))
    return publish(page)


COMMON = [
    ("application_area", "health-and-care"),
    ("building_block", "data-sharing"),
    ("organisation", "oosterlanden"),
    ("tag", "privacy"),
]


@pytest.mark.parametrize(
    "factory", [NewsPageFactory, PublicationPageFactory, UseCasePageFactory, FundingCallPageFactory]
)
@pytest.mark.parametrize("agreed", [True, False])
def test_a_contact_is_shown_who_agreed_to_be_asked(client, factory, agreed):
    person = ContributorFactory(name="Marit Hoekstra", job_title="Klokkenluider", is_public_contact=agreed)
    page = publish(make_short(factory, contact=person))

    html = client.get(page.url).content.decode()

    assert ("Marit Hoekstra" in html, "Klokkenluider" in html, "<aside></aside>" in html) == (agreed, agreed, False)


# --- How they are found ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "own"),
    [
        (NewsPageFactory, [("language", "nl"), ("type", "news")]),
        (PublicationPageFactory, [("kind", "report"), ("language", "en"), ("type", "publication")]),
        (UseCasePageFactory, [("language", "nl"), ("type", "use-case")]),
        (FundingCallPageFactory, [("language", "nl"), ("type", "funding-call")]),
    ],
)
def test_the_index_knows_each_by_its_facets(terms, factory, own):
    assert index_terms(whole(factory, terms)) == sorted(COMMON + own)


@pytest.mark.parametrize(
    ("factory", "words"),
    [
        (NewsPageFactory, {"body": [("paragraph", "<p>kanarie</p>")]}),
        (PublicationPageFactory, {"author_names": "B. Kanarie"}),
        (PublicationPageFactory, {"doi": "10.1234/kanarie"}),
        (UseCasePageFactory, {"question": "<p>kanarie</p>"}),
        (UseCasePageFactory, {"result": "<p>kanarie</p>"}),
        (FundingCallPageFactory, {"conditions": "<p>kanarie</p>"}),
        (FundingCallPageFactory, {"funder": "Kanariefonds Kanarie"}),
    ],
)
def test_search_finds_each_by_its_own_words(factory, words):
    make_short(factory, title="Iets anders")
    make_short(factory, title="Gezocht", **words)

    assert found("kanarie") == ["Gezocht"]


def test_use_cases_are_found_by_their_techniques(client):
    make_short(UseCasePageFactory, title="Foto’s", techniques=["computer-vision"])
    make_short(UseCasePageFactory, title="Tekst", techniques=["speech-recognition"])

    assert [hit.title for hit in client.get("/nl/search/?q=beeldherkenning").context["results"].hits] == ["Foto’s"]


def test_publications_are_found_by_their_own_languages_and_kind():
    make_short(PublicationPageFactory, title="Rapport", languages=["en"], kind="report")
    make_short(PublicationPageFactory, title="Artikel", languages=["nl", "en"], kind="paper")

    assert found(language=["nl"]) == ["Artikel"]
    assert found(kind=["report"]) == ["Rapport"]


def test_the_kinds_of_publications_are_none_of_those_of_events():
    labels = kind_facet.labels("en")

    assert {value: labels[value].label for value in PublicationKind.values} == dict(PublicationKind.choices)
    assert labels["workshop"].label == "Workshop"
    assert len(labels) == len(PublicationKind) + 8


@pytest.mark.parametrize("factory", SHORT)
def test_an_example_says_so_in_lists(factory):
    page = make_short(factory, is_example=True)

    assert entry(page).card["badges"][0] == {"label": "Example", "tone": ""}


def test_a_row_of_news_says_when_and_of_whom(client):
    page = make_short(NewsPageFactory, organisations=[OrganisationFactory(name="Oosterlanden")], title="Nieuws")
    NewsPage.objects.filter(pk=page.pk).update(first_published_at=at("2026-03-01 23:30"))
    publish(NewsPage.objects.get(pk=page.pk))

    card = entry(page).card
    assert [item["text"] for item in card["meta"]] == ["1 March 2026", "Oosterlanden"]
    assert [item["text"] for item in card["facts"]] == ["Oosterlanden"]
    html = client.get("/nl/news/").content.decode()
    assert '<time datetime="2026-03-01">1 maart 2026</time>' in html


def test_a_row_of_a_publication_says_its_year_and_who_made_it():
    card = entry(make_short(PublicationPageFactory)).card

    assert card["kind"] == "Report"
    assert [item["text"] for item in card["meta"]] == ["2023", "A. Jansen and 1 other", "Voorbeelduitgeverij"]


@pytest.mark.parametrize(
    ("status", "badge"),
    [
        ("explored", {"label": "Explored", "tone": ""}),
        ("tested", {"label": "Tested", "tone": ""}),
        ("in-use", {"label": "In use", "tone": "ok"}),
        ("stopped", {"label": "Stopped", "tone": ""}),
    ],
)
def test_a_use_case_wears_its_status(client, status, badge):
    page = make_short(UseCasePageFactory, status=status, techniques=["speech-recognition"])

    card = entry(page).card
    assert card["badges"] == [badge]
    assert [shown["tone"] for shown in client.get(page.url).context["badges"]] == [badge["tone"]]
    assert [item["text"] for item in card["meta"]] == [badge["label"], "Speech recognition"]
    assert [item["text"] for item in card["facts"]] == ["Speech recognition"]


@pytest.mark.parametrize(
    ("path", "factory"),
    [
        ("/nl/news/", NewsPageFactory),
        ("/nl/publications/", PublicationPageFactory),
        ("/nl/use-cases/", UseCasePageFactory),
        ("/nl/funding-calls/", FundingCallPageFactory),
    ],
)
def test_a_section_lists_its_type_and_nothing_else(client, path, factory):
    for other in SHORT:
        make_short(other, title=other.__name__)

    results = client.get(path).context["results"]

    assert [hit.title for hit in results.hits] == [factory.__name__]


# --- Their pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", SHORT)
def test_a_page_shows_what_it_has(client, terms, factory):
    page = whole(factory, terms)

    response = client.get(page.url)

    html = response.content.decode()
    wanted = [
        page.title,
        "Summary",
        "Data delen",
        "Gezondheid en zorg",
        "Jaarverslag",
        "Oosterlanden",
        "Marit Hoekstra",
        "privacy",
    ]
    assert [word for word in wanted if word not in html] == []


@pytest.mark.parametrize("factory", SHORT)
def test_a_page_with_the_least_that_publishing_asks_is_whole(client, factory):
    page = make_short(factory)

    assert page.get_publish_errors() == {}
    html = client.get(page.url).content.decode()
    assert ('id="sources"' in html, 'id="organisations"' in html, 'id="about"' in html) == (False, False, False)


def test_news_names_its_authors_and_its_day(client):
    page = make_short(NewsPageFactory)
    page.authors = [NewsAuthor(contributor=ContributorFactory(name=name)) for name in ("Marit", "Fatima")]
    page = publish(page)

    html = client.get(page.url).content.decode()

    assert "Marit, Fatima" in html
    assert f'<time datetime="{timezone.localdate().isoformat()}">' in html
    assert str(page.authors.first()) == "Marit"


def test_a_publication_leads_to_its_address_and_to_its_doi(client):
    page = make_short(PublicationPageFactory, doi="10.1038/sdata.2016.18", licence="CC-BY-4.0")

    html = client.get(page.url).content.decode()

    assert 'href="https://publicatie.example/rapport"' in html
    assert 'href="https://doi.org/10.1038/sdata.2016.18"' in html
    assert '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">' in html
    assert "4 mei 2023" in html


def test_of_the_first_of_january_only_the_year_is_told(client):
    page = make_short(PublicationPageFactory, published_on=date(2019, 1, 1))

    response = client.get(page.url)

    assert response.context["published_text"] == "2019"
    assert "1 januari" not in response.content.decode()


def test_a_file_is_offered_with_kind_and_size_to_who_may_see_its_collection(client):
    document = HubDocumentFactory(title="Geheim rapport")
    page = make_short(PublicationPageFactory, file=document)
    shown = client.get(page.url)
    assert shown.context["file"] == {
        "url": document.url, "title": "Geheim rapport", "kind": "PDF", "size": document.file_size,
    }  # fmt: skip
    assert "PDF" in shown.content.decode()

    closed = Collection.get_first_root_node().add_child(name="Besloten")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    document.collection = closed
    document.save()

    hidden = client.get(page.url)
    assert hidden.context["file"] is None
    assert "Geheim rapport" not in hidden.content.decode()
    assert "Geheim rapport" not in str(client.get(f"/api/v1/works/{page.public_id}/").json())
    client.force_login(make_user())
    assert "Geheim rapport" in client.get(page.url).content.decode()


def test_a_publication_that_only_has_a_private_file_says_that_it_is_not_here(client):
    closed = Collection.get_first_root_node().add_child(name="Besloten")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    page = make_short(PublicationPageFactory, external_url="", file=HubDocumentFactory(collection=closed))

    html = client.get(page.url).content.decode()

    assert 'id="access"' in html
    assert 'class="btn"' not in html.split('id="access"')[1].split("</div>")[0]


def test_words_are_of_a_language_and_facts_of_the_work(client):
    page = make_short(UseCasePageFactory, title="Vraag", status="tested")
    english = publish(
        page.copy_for_translation(Locale.objects.get(language_code="en")), title="Question", question="<p>Own</p>"
    )

    publish(page, status="stopped", techniques=["robotics"], question="<p>Nieuw</p>")

    english = UseCasePage.objects.get(pk=english.pk)
    assert (english.status, english.techniques, english.question) == ("stopped", ["robotics"], "<p>Own</p>")
    assert "Stopped" in client.get(english.url).content.decode()


@pytest.mark.parametrize("factory", SHORT)
def test_pages_and_lists_ask_as_often_for_thirty_as_for_one(client, terms, factory):
    page = whole(factory, terms, about=[make_short(NewsPageFactory)])
    # Something that points back, and something alike: without them there are lists, and queries, less.
    make_short(factory, about=[page])
    make_short(factory, building_blocks=list(page.building_blocks.all()))
    section = page.get_parent().url

    def count(url):
        client.get(url)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = [count(url) for url in (page.url, section)]
    for _ in range(28):
        page.about.add(page.about.model(target=make_short(factory).page_ptr))
        page.organisations.add(OrganisationFactory())
        make_short(factory, about=[page])
    publish(page)

    many = [count(url) for url in (page.url, section)]
    assert many == few
    assert max(many) <= 12


# --- What publishing asks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "values", "missing"),
    [
        (NewsPageFactory, {}, []),
        (NewsPageFactory, {"summary": "", "body": []}, ["body", "summary"]),
        (PublicationPageFactory, {}, []),
        (PublicationPageFactory, {"author_names": ""}, []),
        (PublicationPageFactory, {"author_names": "", "publisher": ""}, ["author_names"]),
        (PublicationPageFactory, {"languages": []}, ["languages"]),
        (PublicationPageFactory, {"published_on": date(2999, 1, 1)}, ["published_on"]),
        (PublicationPageFactory, {"external_url": ""}, ["external_url"]),
        (PublicationPageFactory, {"external_url": "", "doi": "10.1234/abc"}, []),
        (UseCasePageFactory, {}, []),
        (UseCasePageFactory, {"question": "<p></p>", "solution": ""}, ["question", "solution"]),
        (UseCasePageFactory, {"result": "", "status": "stopped"}, ["result"]),
        (UseCasePageFactory, {"result": "", "status": "explored"}, []),
    ],
)
def test_publishing_asks_for_what_a_reader_needs(factory, values, missing):
    assert fields(factory.build(**values)) == missing


def test_an_incomplete_page_is_not_published():
    page = make_short(NewsPageFactory)
    page.summary = ""

    with pytest.raises(ValidationError):
        page.save_revision().publish()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10.1038/sdata.2016.18", "10.1038/sdata.2016.18"),
        (" https://doi.org/10.1038/sdata.2016.18 ", "10.1038/sdata.2016.18"),
        ("http://dx.doi.org/10.54675/ZJTE2084", "10.54675/ZJTE2084"),
        ("doi: 10.1234/a(b)c", "10.1234/a(b)c"),
    ],
)
def test_a_doi_is_kept_bare_however_it_was_pasted(typed, kept):
    field = PublicationPage._meta.get_field("doi")

    assert field.clean(typed, None) == kept
    assert PublicationPageFactory.build(doi=kept).doi_url == f"https://doi.org/{kept}"


@pytest.mark.parametrize(
    "typed", ["sdata.2016.18", "10.1/x", "10.1234/a b", "https://publicatie.example/10.1234/abc", "10.1234/"]
)
def test_what_is_no_doi_is_refused(typed):
    with pytest.raises(ValidationError):
        PublicationPage._meta.get_field("doi").clean(typed, None)


@pytest.mark.parametrize("factory", SHORT)
def test_the_editor_opens_with_its_tabs(admin, factory):
    page = make_short(factory)

    html = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    wanted = ["Pages it is about", "People and organisations", "Place on the matrix", "For search engines"]
    assert [words for words in wanted if words not in html] == []


# --- JSON-LD --------------------------------------------------------------------------------------------


def described(page):
    request = RequestFactory().get("/nl/")
    with translation.override("nl"):
        return type(page).objects.get(pk=page.pk).get_structured_data(request)


@pytest.mark.parametrize("kind", PublicationKind)
def test_a_publication_is_described_as_what_it_is(terms, kind):
    page = whole(PublicationPageFactory, terms, kind=kind.value, doi="10.1234/abc", licence="CC-BY-4.0")

    [document, _trail] = described(page)

    types = {"report": "Report", "paper": "ScholarlyArticle", "dataset": "Dataset"}
    assert check(document) == []
    assert document["@type"] == types.get(kind.value, "CreativeWork")
    assert document["inLanguage"] == ["en"]
    assert document["datePublished"] == "2023-05-04"
    assert document["author"] == [{"@type": "Person", "name": "A. Jansen"}, {"@type": "Person", "name": "B. de Vries"}]
    assert document["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert document["identifier"] == [
        page.public_id,
        {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1234/abc", "url": "https://doi.org/10.1234/abc"},
    ]
    assert document["citation"][0]["name"] == "Jaarverslag"


def test_a_publication_with_a_file_says_where_its_encoding_is():
    document = HubDocumentFactory(title="Rapport")
    page = make_short(PublicationPageFactory, file=document)

    [data, _trail] = described(page)

    assert check(data) == []
    assert data["encoding"]["contentUrl"] == f"http://testserver{document.url}"
    assert data["encoding"]["encodingFormat"] == "application/pdf"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_news_is_described_with_its_authors_or_else_the_site(terms):
    other = make_short(NewsPageFactory, title="Ander")
    page = whole(NewsPageFactory, terms, about=[other], image=HubImageFactory(), image_alt="Garen")

    [document, _trail] = described(page)
    page.authors = [NewsAuthor(contributor=ContributorFactory(name="Marit"))]
    [signed, _trail] = described(publish(page))

    assert check(document) == check(signed) == []
    assert document["author"] == structured_data.publisher()
    assert signed["author"] == [{"@type": "Person", "name": "Marit"}]
    assert document["mentions"] == [{"@id": other.full_url}]
    assert document["image"].startswith("http://testserver/media/")


def test_a_use_case_is_an_article_with_a_status(terms):
    [document, _trail] = described(whole(UseCasePageFactory, terms, status="stopped"))

    assert check(document) == []
    with translation.override("nl"):
        assert (document["@type"], document["creativeWorkStatus"]) == ("Article", UseCaseStatus.STOPPED.label)


def test_each_type_has_its_factory_and_its_statuses_their_words():
    assert {factory._meta.model for factory in SHORT} <= page_factories().keys()
    assert [status.label for status in UseCaseStatus] == ["Explored", "Tested", "In use", "Stopped"]
