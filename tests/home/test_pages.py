from datetime import date
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import PageViewRestriction

from home import listing
from home.models import HomePage
from tests.factories.home import (
    ApplicationAreaFactory,
    ApplicationAreaIndexPageFactory,
    BuildingBlockFactory,
    BuildingBlockIndexPageFactory,
    MatrixPageFactory,
    StandardPageFactory,
    make_pair,
    publish,
)
from tests.factories.knowledge import BestPracticePageFactory, FieldlabPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def axes(homes):
    """Two building blocks and two areas, and their index pages in both languages."""
    terms = SimpleNamespace(
        data=BuildingBlockFactory(slug="data-sharing", nl="Data delen", en="Data sharing", order=1),
        people=BuildingBlockFactory(slug="human-capital", nl="Human Capital", order=2, dye="woad"),
        care=ApplicationAreaFactory(slug="health-and-care", nl="Gezondheid en zorg", en="Health and care", order=1),
        food=ApplicationAreaFactory(slug="agri-food", nl="Agri en food", order=2),
    )
    make_pair(BuildingBlockIndexPageFactory, homes, title="Bouwstenen")
    make_pair(ApplicationAreaIndexPageFactory, homes, title="Gebieden")
    return terms


def practice(parent, title, blocks=(), areas=(), **values):
    page = BestPracticePageFactory(parent=parent, title=title, **values)
    return publish(page, building_blocks=list(blocks), application_areas=list(areas))


def titles(hits):
    return [hit.title for hit in hits]


# --- Front page -----------------------------------------------------------------------------------------


def test_the_front_page_shows_the_matrix_and_what_is_new(client, practices, axes):
    for number in range(4):
        practice(practices[0], f"Praktijk {number}", [axes.data], [axes.care])

    response = client.get("/nl/")

    context = response.context
    assert response.status_code == 200
    assert titles(context["latest"]) == ["Praktijk 3", "Praktijk 2", "Praktijk 1"]
    assert context["upcoming"] == []
    assert [[cell.count for cell in cells] for _row, cells in context["table"].lines] == [[4, 0], [0, 0]]


def test_the_front_page_shows_nothing_that_the_visitor_may_not_see(client, practices, axes, django_user_model):
    hidden = practice(practices[0], "Alleen leden", [axes.data], [axes.care])
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")

    stranger = client.get("/nl/")
    client.force_login(django_user_model.objects.create_user(email="member@hub.example", password="x"))
    member = client.get("/nl/")

    assert "Alleen leden" not in stranger.content.decode()
    assert (titles(stranger.context["latest"]), titles(member.context["latest"])) == ([], ["Alleen leden"])
    assert [r.context["table"].counts.get(("data-sharing", "health-and-care"), 0) for r in (stranger, member)] == [0, 1]


def test_the_front_page_describes_the_site(client, homes):
    data = client.get("/en/").context["structured_data"]

    assert [(item["@type"], item["url"], item["inLanguage"]) for item in data] == [
        ("WebSite", "http://testserver/en/", "en")
    ]
    assert data[0]["potentialAction"]["target"]["urlTemplate"] == "http://testserver/en/search/?q={query}"


def test_the_front_page_takes_few_queries_however_much_there_is(client, practices, axes, django_assert_max_num_queries):
    for number in range(6):
        practice(practices[0], f"Praktijk {number}", [axes.data, axes.people], [axes.care])
    publish(HomePage.objects.get(slug="home-nl"), search_examples=[("query", "federatief leren")])
    client.get("/nl/")

    with django_assert_max_num_queries(12):
        client.get("/nl/")


# --- Landing pages --------------------------------------------------------------------------------------


def test_a_term_has_a_landing_page_without_anybody_making_one(client, practices, fieldlabs, axes):
    practice(practices[0], "Zes ziekenhuizen", [axes.data], [axes.care])
    publish(FieldlabPageFactory(parent=fieldlabs[0], title="Zorgdatalab"), building_blocks=[axes.data])
    practice(practices[0], "Iets anders", [axes.people])

    response = client.get("/nl/building-blocks/data-sharing/")

    context, html = response.context, response.content.decode()
    assert response.status_code == 200
    assert context["term"] == axes.data
    assert "<h1>Data delen</h1>" in html.replace("\u00ad", "").replace("&shy;", "")
    crossings, latest = context["sections"][:2]
    assert (latest["slug"], titles(latest["shelf"].hits), latest["count"]) == ("latest", ["Zes ziekenhuizen"], 1)
    assert crossings["more_url"] == "/nl/search/?building_block=data-sharing"
    assert [(cell.column.label, cell.count) for cell in crossings["table"]] == [
        ("Gezondheid en zorg", 1),
        ("Agri en food", 0),
    ]
    assert crossings["gaps"] == ["Agri en food"]


def test_an_area_has_a_landing_page_too(client, practices, axes):
    practice(practices[0], "Zes ziekenhuizen", [axes.data], [axes.care])

    context = client.get("/en/application-areas/health-and-care/").context

    assert context["term"].name_in("en") == "Health and care"
    crossings = context["sections"][0]
    assert [(cell.row.label, cell.count) for cell in crossings["table"]] == [
        ("Data sharing", 1),
        ("human-capital en", 0),
    ]
    assert crossings["gaps"] == ["human-capital en"]


def test_an_unknown_term_is_not_there(client, axes):
    assert client.get("/nl/building-blocks/unknown/").status_code == 404
    assert client.get("/nl/building-blocks/health-and-care/").status_code == 404


def test_a_retired_term_is_still_shown_and_says_so(client, axes):
    axes.data.retired_at = date(2026, 1, 1)
    axes.data.save()

    landing = client.get("/nl/building-blocks/data-sharing/")
    index = client.get("/nl/building-blocks/")

    assert (landing.status_code, landing.context["term"].is_retired) == (200, True)
    assert [row["term"].slug for row in index.context["terms"]] == ["human-capital"]


def test_the_index_of_an_axis_counts_what_the_visitor_may_see(client, practices, axes):
    practice(practices[0], "Open", [axes.data])
    hidden = practice(practices[0], "Alleen leden", [axes.data, axes.people])
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")

    rows = client.get("/en/building-blocks/").context["terms"]

    assert [(row["term"].name_in("en"), row["count"], row["url"]) for row in rows] == [
        ("Data sharing", 1, "/en/building-blocks/data-sharing/"),
        ("human-capital en", 0, "/en/building-blocks/human-capital/"),
    ]


def test_the_language_switch_of_a_landing_page_keeps_the_term(client, axes):
    response = client.get("/nl/building-blocks/data-sharing/")

    request = response.context["request"]
    assert response.context["page"].translated_urls(request) == [
        ("en", "/en/building-blocks/data-sharing/"),
        ("nl", "/nl/building-blocks/data-sharing/"),
    ]
    index = client.get("/nl/building-blocks/")
    assert index.context["page"].translated_urls(index.context["request"]) == [
        ("en", "/en/building-blocks/"),
        ("nl", "/nl/building-blocks/"),
    ]


def test_a_landing_page_describes_its_term(client, axes):
    trail, term = client.get("/nl/building-blocks/data-sharing/").context["structured_data"]

    assert [item["name"] for item in trail["itemListElement"]] == ["Kennishub", "Bouwstenen", "Data delen"]
    assert (term["@type"], term["@id"], term["termCode"]) == (
        "DefinedTerm",
        "http://testserver/nl/building-blocks/data-sharing/",
        "data-sharing",
    )


# --- Matrix page ----------------------------------------------------------------------------------------


def test_the_matrix_page_is_narrowed_by_its_address(client, homes, practices, fieldlabs, axes):
    MatrixPageFactory(parent=homes[0])
    practice(practices[0], "Zes ziekenhuizen", [axes.data], [axes.care])
    publish(FieldlabPageFactory(parent=fieldlabs[0]), building_blocks=[axes.data], application_areas=[axes.care])

    everything = client.get("/nl/matrix/").context["table"]
    labs = client.get("/nl/matrix/?type=fieldlab").context["table"]

    key = ("data-sharing", "health-and-care")
    assert (everything.counts[key], labs.counts[key]) == (2, 1)


# --- Lists ----------------------------------------------------------------------------------------------


def asked(path="/", user=None):
    request = RequestFactory().get(path)
    request.user = user
    return request


def test_related_works_say_what_they_have_in_common_and_leave_out_the_work_itself(practices, axes):
    own = practice(practices[0], "Zelf", [axes.data], [axes.care])
    crossing = practice(practices[0], "Op hetzelfde kruispunt", [axes.data], [axes.care])
    practice(practices[0], "Een bouwsteen gemeen", [axes.data], [axes.food])
    practice(practices[0], "Niets gemeen", [axes.people], [axes.food])

    def found(*shown):
        related = listing.neighbours(asked(), work=own.translation_key, shown=shown)["related"]
        return [(hit.title, reason) for hit, reason in related]

    with translation.override("en"):
        nearest, other = found()
    assert nearest == ("Op hetzelfde kruispunt", "Same crossing: Data sharing × Health and care")
    assert other == ("Een bouwsteen gemeen", "Also about Data sharing")
    assert [title for title, _reason in found(crossing.translation_key)] == ["Een bouwsteen gemeen"]


def test_a_list_is_narrowed_by_its_address_but_not_led_elsewhere(practices, fieldlabs, axes):
    practice(practices[0], "Zes ziekenhuizen", [axes.data])
    practice(practices[0], "Iets anders", [axes.people])
    publish(FieldlabPageFactory(parent=fieldlabs[0]), building_blocks=[axes.data])

    def found(query):
        return titles(listing.listed(asked(f"/{query}"), {"type": ["best-practice"]}).hits)

    assert found("") == ["Iets anders", "Zes ziekenhuizen"]
    assert found("?building_block=data-sharing&type=fieldlab") == ["Zes ziekenhuizen"]
    assert found("?sort=title") == ["Iets anders", "Zes ziekenhuizen"]
    with pytest.raises(Http404):
        found("?page=2")
    assert found("?page=2&size=1") == ["Zes ziekenhuizen"]


def test_a_list_speaks_the_active_language(practices, axes):
    practice(practices[0], "Zes ziekenhuizen", [axes.data])

    with translation.override("en"):
        query = listing.base_query(asked())
    assert query.locale == "en"


def test_a_page_shows_where_it_is(client, homes):
    section = StandardPageFactory(parent=homes[0], title="Over", slug="over")
    page = StandardPageFactory(parent=section, title="Contact", slug="contact")

    data = client.get("/nl/over/contact/").context["structured_data"]

    assert [crumb.title for crumb in page.breadcrumbs] == ["Kennishub", "Over", "Contact"]
    assert [item["@type"] for item in data] == ["BreadcrumbList", "WebPage"]
    assert data[0]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Kennishub", "item": {"@id": "http://testserver/nl/"}},
        {"@type": "ListItem", "position": 2, "name": "Over", "item": {"@id": "http://testserver/nl/over/"}},
        {
            "@type": "ListItem",
            "position": 3,
            "name": "Contact",
            "item": {"@id": "http://testserver/nl/over/contact/"},
        },
    ]
    assert homes[0].breadcrumbs == [homes[0]]
