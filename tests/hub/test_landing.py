"""The landing pages as the apps make them together: every section, its numbers, and what it keeps to itself."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from home.models import ApplicationArea, BuildingBlock, HomePage, StandardPage
from knowledge.models import BestPracticeIndexPage, FieldlabIndexPage
from members.models import WorkingGroupPage
from tests.factories.events import in_days, make_event
from tests.factories.home import publish
from tests.factories.knowledge import (
    BestPracticePageFactory,
    FieldlabPageFactory,
    FundingCallPageFactory,
    NewsPageFactory,
    PublicationPageFactory,
    UseCasePageFactory,
    make_course,
    make_short,
)
from tests.factories.members import (
    CoalitionDeskFactory,
    ContributorFactory,
    OrganisationFactory,
    WorkingGroupFactory,
    make_group_page,
    make_organisation_page,
    make_seat,
)
from tests.search.pages import make_user, publish as publish_standard, restrict

pytestmark = pytest.mark.django_db
MOST = 12
LANDING = "/nl/building-blocks/data-sharing/"


@pytest.fixture(autouse=True)
def _fresh(settings, site, terms):
    settings.HUB_PAGE_CACHE_SECONDS = 0


def block():
    return BuildingBlock.objects.get(slug="data-sharing")


def place(page):
    """Put a published page in the corner of data sharing and of health and care."""
    page.building_blocks = [block()]
    page.application_areas = [ApplicationArea.objects.get(slug="health-and-care")]
    return publish(page)


def index(model):
    return model.objects.get(locale__language_code="nl")


def practice(title):
    return place(BestPracticePageFactory(parent=index(BestPracticeIndexPage), title=title))


def fieldlab(title, phase="running"):
    return place(FieldlabPageFactory(parent=index(FieldlabIndexPage), title=title, phase=phase))


def fill(number):
    """Make some of everything that a landing page shows."""
    for position in range(number):
        practice(f"Praktijk {position}")
        fieldlab(f"Lab {position}")
        place(make_course(f"Cursus {position}"))
        place(make_event(f"Dag {position}", start=in_days(position + 1)))
    group = WorkingGroupFactory(slug="data-sharing", building_block=block())
    chair = ContributorFactory(name="Fatima", email="fatima@hub.example", is_public_contact=True)
    actions = [{"title": f"Actie {position}", "organisation": OrganisationFactory()} for position in range(number)]
    make_group_page(group, chairs=[chair], actions=actions, title="Werkgroep Data delen")
    for _ in range(number):
        make_organisation_page(make_seat(group).user.contacts.get().organisation)
    CoalitionDeskFactory(join_page=publish_standard("Deelnemen", slug="deelnemen").page_ptr)


def sections(client, path=LANDING):
    return {section["slug"]: section for section in client.get(path).context["sections"]}


def titles(section):
    return [hit.title for hit in section["shelf"].hits]


def test_every_app_contributes_its_sections_in_order(client):
    fill(1)
    fieldlab("Plan", phase="planned")
    place(make_event("Voorbij", start=timezone.now() - timedelta(days=9)))

    found = sections(client)

    assert list(found) == ["crossings", "latest", "about", "agenda", "fieldlabs", "courses", "working-group", "contact"]
    assert [titles(found[slug]) for slug in ("latest", "agenda", "fieldlabs", "courses")] == [
        ["Praktijk 0"],
        ["Dag 0"],
        ["Lab 0"],
        ["Cursus 0"],
    ]
    assert found["working-group"]["url"] == WorkingGroupPage.objects.get().url
    assert [person.name for person in found["contact"]["people"]] == ["Fatima", "Coalitie Desk"]


def test_the_menu_names_what_is_there_with_its_number(client):
    fill(2)

    html = client.get(LANDING).content.decode()

    for slug, section in sections(client).items():
        assert f'href="#{slug}"' in html
        assert f'id="{slug}"' in html
        assert section["label"] in html
    assert [sections(client)[slug]["count"] for slug in ("latest", "agenda", "fieldlabs", "courses")] == [2, 2, 2, 2]


def test_every_number_is_that_of_the_search_it_links_to(client):
    fill(4)
    fieldlab("Plan", phase="planned")
    place(make_event("Voorbij", start=timezone.now() - timedelta(days=9)))

    found = sections(client)

    shelves = {slug: section["shelf"] for slug, section in found.items() if "shelf" in section}
    assert list(shelves) == ["latest", "agenda", "fieldlabs", "courses"]
    for slug, shelf in shelves.items():
        assert client.get(shelf.url).context["results"].total == shelf.total == found[slug]["count"] == 4, slug
        assert found[slug]["more_url"] == shelf.url
    for cell in found["crossings"]["table"]:
        assert client.get(cell.url).context["results"].total == cell.count, cell.url
    everything = client.get(found["crossings"]["more_url"]).context["results"].total
    # Four of each, the lab that is planned, and the page of the group.
    assert everything == 18


def test_what_is_read_in_passing_is_a_line_each_and_closed_calls_are_gone(client):
    here = {"building_blocks": [block()]}
    for factory_class, title in (
        (NewsPageFactory, "Nieuws"),
        (PublicationPageFactory, "Rapport"),
        (UseCasePageFactory, "Toepassing"),
        (FundingCallPageFactory, "Open oproep"),
    ):
        make_short(factory_class, title=title, **here)
    make_short(FundingCallPageFactory, title="Gesloten oproep", deadline=in_days(-2), **here)
    make_short(NewsPageFactory, title="Elders")

    more = sections(client)["more"]

    assert titles(more) == ["Open oproep", "Toepassing", "Rapport", "Nieuws"]
    assert client.get(more["shelf"].url).context["results"].total == more["count"] == 4


def test_a_corner_without_anything_is_an_invitation(client):
    home = index(HomePage)
    publish(home, share_page=publish_standard("Contact", slug="contact").page_ptr, share_link_text="Vertel het")

    response = client.get(LANDING)

    found = {section["slug"]: section for section in response.context["sections"]}
    assert list(found) == ["crossings", "latest", "about", "working-group"]
    assert len(found["crossings"]["gaps"]) == 8
    assert (found["latest"]["count"], found["working-group"]["group"]) == (0, None)
    # From the crossings and from the latest; the header leads to where one begins.
    page = response.content.decode()
    assert page.count('href="/nl/contact/"') == 2
    assert page.count(f'href="{reverse("submissions:start")}"') == 1


def test_who_finds_nothing_is_asked_to_share_what_they_know(client):
    share = publish_standard("Contact", slug="contact").page_ptr
    publish(index(HomePage), share_page=share, share_link_text="Vertel het")

    found = client.get("/nl/search/?q=kwantumkaas").content.decode()

    assert found.count('href="/nl/contact/"') == 1


def test_a_retired_term_asks_nobody_to_begin_a_group(client):
    term = block()
    term.retired_at = timezone.localdate()
    term.save()

    assert "working-group" not in sections(client)


def test_nothing_that_a_visitor_may_not_see_is_shown_counted_or_named(client):
    for page in (practice("Geheime praktijk"), fieldlab("Geheim lab"), place(make_course("Geheime cursus"))):
        restrict(page)
    restrict(place(make_event("Geheime dag")))
    group = WorkingGroupFactory(slug="data-sharing", building_block=block())
    restrict(make_group_page(group, title="Geheime groep", actions=[{"title": "Geheime actie"}]))

    hidden = client.get(LANDING)
    client.force_login(make_user())
    shown = client.get(LANDING)

    assert "Geheim" not in hidden.content.decode()
    assert [section["slug"] for section in hidden.context["sections"]] == [
        "crossings",
        "latest",
        "about",
        "working-group",
    ]
    assert sum(cell.count for cell in hidden.context["sections"][0]["table"]) == 0
    for title in ("Geheime praktijk", "Geheim lab", "Geheime cursus", "Geheime dag", "Geheime groep", "Geheime actie"):
        assert title in shown.content.decode(), title


def test_a_chair_who_did_not_agree_is_not_named(client):
    group = WorkingGroupFactory(slug="data-sharing", building_block=block())
    silent = ContributorFactory(name="Stille Verbinder", email="stil@hub.example")
    make_group_page(group, chairs=[silent])
    assert "Stille Verbinder" not in client.get(LANDING).content.decode()
    assert "contact" not in sections(client)

    silent.is_public_contact = True
    silent.save()

    html = client.get(LANDING).content.decode()
    assert "Stille Verbinder" in html
    assert "stil@hub.example" in html


def test_an_english_reader_gets_the_group_in_the_language_it_has(client):
    group = WorkingGroupFactory(slug="data-sharing", building_block=block())
    page = make_group_page(group)

    found = sections(client, "/en/building-blocks/data-sharing/")["working-group"]

    assert (found["url"], found["language"]) == (page.url, "nl")
    assert sections(client)["working-group"]["language"] == ""


def test_the_page_that_says_how_to_take_part_is_that_of_the_language_if_everybody_may_see_it(client):
    page = publish_standard("Deelnemen", slug="deelnemen")
    CoalitionDeskFactory(join_page=page.page_ptr)

    def joined(path=LANDING):
        return sections(client, path)["working-group"]["desk"].join_url

    assert joined() == joined("/en/building-blocks/data-sharing/") == "/nl/deelnemen/"
    english = page.copy_for_translation(index_in("en").locale)
    publish(english)
    assert joined("/en/building-blocks/data-sharing/") == "/en/deelnemen/"
    restrict(page)
    assert (joined(), joined("/en/building-blocks/data-sharing/")) == ("", "")
    for version in (english, page):
        StandardPage.objects.get(pk=version.pk).delete()
    assert joined() == ""


def index_in(language):
    return HomePage.objects.get(locale__language_code=language)


@pytest.mark.parametrize("number", [1, 30])
def test_a_landing_page_takes_few_queries_however_much_there_is(client, number, django_assert_max_num_queries):
    fill(number)
    for path in (LANDING, "/nl/application-areas/health-and-care/", "/nl/working-groups/"):
        client.get(path)
        with django_assert_max_num_queries(MOST, info=path):
            assert client.get(path).status_code == 200
