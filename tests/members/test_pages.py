from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone, translation
from wagtail.models import Locale, Page

from members.facets import organisation_facet
from members.models import Organisation, OrganisationIndexPage, OrganisationPage
from search.facets import FacetLabel
from search.models import IndexEntry, IndexTerm
from tests.factories.events import make_event
from tests.factories.home import BuildingBlockFactory, HubImageFactory, RegionFactory, publish
from tests.factories.members import (
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    SeatFactory,
    WorkingGroupFactory,
)
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site):
    pass


def make_page(organisation=None, **values):
    index = OrganisationIndexPage.objects.get(locale__language_code="nl")
    organisation = organisation or OrganisationFactory()
    page = OrganisationPage(
        organisation=organisation,
        locale=index.locale,
        live=False,
        **{"title": organisation.name, "summary": "Doet iets", **values},
    )
    Page.objects.get(pk=index.pk).add_child(instance=page)
    return publish(page)


def with_organisations(page, *organisations):
    page.organisations = list(organisations)
    return publish(page)


def entry(page, locale="en"):
    return IndexEntry.objects.get(work=page.translation_key, locale=locale)


def terms(page):
    rows = IndexTerm.objects.filter(entry__work=page.translation_key, entry__locale="nl").exclude(facet="audience")
    return sorted(rows.values_list("facet", "value"))


# --- The row behind the page -----------------------------------------------------------------------------


def test_a_slug_is_made_from_the_name_and_never_changes():
    for name, slug in (
        ("Ziekenhuis Oosterlanden", "ziekenhuis-oosterlanden"),
        ("Ziekenhuis Oosterlanden", "ziekenhuis-oosterlanden-2"),
        ("®", "organisation"),
    ):
        organisation = Organisation(name=name, kind="company")
        organisation.full_clean()
        organisation.save()
        assert organisation.slug == slug

    organisation.name, organisation.slug = "Anders", "anders"
    organisation.full_clean()
    assert organisation.slug == "organisation"


@pytest.mark.parametrize("website", ["ftp://x.example", "javascript:alert(1)", "https://x.example/\r\nX"])
def test_a_website_is_a_web_address(website):
    with pytest.raises(ValidationError) as caught:
        Organisation(name="A", slug="a", kind="company", website=website).full_clean()

    assert list(caught.value.message_dict) == ["website"]


def test_an_organisation_in_use_cannot_be_deleted():
    organisation = OrganisationFactory(region=RegionFactory())
    for use in (
        lambda: make_page(organisation),
        lambda: ContactFactory(organisation=organisation),
        lambda: ParticipationFactory(organisation=organisation),
        lambda: ContributorFactory(organisation=organisation),
        lambda: with_organisations(make_event(), organisation),
    ):
        used = use()
        with pytest.raises(ProtectedError):
            organisation.delete()
        Page.objects.get(pk=used.pk).delete() if isinstance(used, Page) else used.delete()
    with pytest.raises(ProtectedError):
        organisation.region.delete()
    organisation.delete()
    assert Organisation.objects.count() == 0


def test_the_facet_names_every_organisation_in_alphabetical_order():
    OrganisationFactory(name="Zeta", slug="zeta")
    OrganisationFactory(name="Alfa", slug="alfa")

    labels = organisation_facet.labels("en")

    assert list(labels.items()) == [("alfa", FacetLabel("Alfa")), ("zeta", FacetLabel("Zeta"))]


# --- The page in search ----------------------------------------------------------------------------------


def test_search_knows_kind_place_and_region_and_follows_the_row():
    organisation = OrganisationFactory(
        name="Oosterlanden",
        slug="oosterlanden",
        kind="government",
        city="Almelo",
        region=RegionFactory(code="OV"),
        is_example=True,
    )
    page = make_page(organisation, title="Ziekenhuis")

    assert terms(page) == [("language", "nl"), ("region", "ov"), ("type", "organisation")]
    card = entry(page).card
    assert {key: card[key] for key in ("kind", "badges", "meta", "organisation")} == {
        "kind": "Government",
        "badges": [{"label": "Example", "tone": "info"}],
        "meta": [{"icon": "place", "text": "Almelo"}],
        "organisation": "oosterlanden",
    }
    assert entry(page).body.splitlines() == ["Oosterlanden", "Almelo"]
    organisation.city, organisation.is_example = "Zeist", False
    organisation.save()
    assert (entry(page).card["meta"], entry(page).card["badges"]) == ([{"icon": "place", "text": "Zeist"}], [])


def test_an_organisation_has_one_page_in_each_language():
    organisation = OrganisationFactory()
    page = make_page(organisation)
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    assert publish(english).organisation == organisation

    with pytest.raises(ValidationError) as caught:
        make_page(organisation, title="Nog een")
    assert caught.value.message_dict == {
        "organisation": ["This organisation has a page already. Translate that one instead."]
    }


# --- The list --------------------------------------------------------------------------------------------


def test_the_list_is_alphabetical_with_the_number_of_works_of_each(client):
    zeta, alfa = OrganisationFactory(name="Zeta", slug="zeta"), OrganisationFactory(name="Alfa", slug="alfa")
    make_page(zeta)
    make_page(alfa)
    with_organisations(make_event(), zeta)
    with_organisations(make_event(start=timezone.now() - timedelta(days=9)), zeta, alfa)
    restrict(with_organisations(make_event(), alfa))

    response = client.get("/nl/organisations/")

    assert response.status_code == 200
    assert [(hit.title, count) for hit, count in response.context["organisations"]] == [("Alfa", 1), ("Zeta", 2)]
    assert response.context["results"].total == 2


def test_the_list_is_narrowed_by_the_address(client):
    make_page(OrganisationFactory(name="Noord", region=RegionFactory(code="GR")))
    make_page(OrganisationFactory(name="Oost", region=RegionFactory(code="OV")))

    response = client.get("/nl/organisations/", {"region": "gr"})

    assert [hit.title for hit, _count in response.context["organisations"]] == ["Noord"]


# --- The page itself -------------------------------------------------------------------------------------


def test_a_page_shows_what_its_organisation_takes_part_in(client):
    block = BuildingBlockFactory(slug="data-sharing", nl="Data delen")
    organisation = OrganisationFactory(name="Oosterlanden", slug="oosterlanden")
    page = make_page(organisation)
    event = make_event("Samen")
    event.building_blocks = [block]
    with_organisations(event, organisation)
    with_organisations(make_event("Vroeger", start=timezone.now() - timedelta(days=9)), organisation)
    make_event("Van een ander")

    context = client.get(page.url).context

    assert sorted(hit.title for hit in context["results"].hits) == ["Samen", "Vroeger"]
    assert [(tab.value, tab.count, tab.url, tab.is_current) for tab in context["tabs"]] == [
        ("", 2, page.url, True),
        ("event", 2, f"{page.url}?type=event", False),
    ]
    assert [count for _label, count in context["figures"]] == [2]
    assert [(bucket.value, bucket.count) for bucket in context["themes"]] == [("data-sharing", 1)]


def test_a_tab_narrows_to_one_kind(client):
    organisation = OrganisationFactory()
    page = make_page(organisation)
    with_organisations(make_event("Samen"), organisation)

    events = client.get(page.url, {"type": "event"}).context
    fieldlabs = client.get(page.url, {"type": "fieldlab"}).context

    assert [[hit.title for hit in context["results"].hits] for context in (events, fieldlabs)] == [["Samen"], []]
    assert [tab.is_current for tab in events["tabs"]] == [False, True]


def test_a_visitor_sees_only_works_that_are_for_them(client):
    organisation = OrganisationFactory()
    page = make_page(organisation)
    restrict(with_organisations(make_event("Besloten"), organisation))

    context = client.get(page.url).context

    assert (context["results"].total, [tab.count for tab in context["tabs"]]) == (0, [0])


def test_a_page_shows_how_the_organisation_takes_part_and_whom_to_ask(client):
    organisation = OrganisationFactory()
    page = make_page(organisation)
    ParticipationFactory(organisation=organisation, starts_on=date(2021, 3, 1), ends_on=date(2021, 12, 31))
    now = ParticipationFactory(organisation=organisation, starts_on=date(2022, 1, 1))
    group = WorkingGroupFactory()
    SeatFactory(user=ContactFactory(organisation=organisation).user, working_group=group)
    public = ContributorFactory(organisation=organisation, is_public_contact=True)
    ContributorFactory(organisation=organisation, email="geheim@hub.example")

    response = client.get(page.url)

    context = response.context
    assert (context["participation"], context["member_since"]) == (now, date(2021, 3, 1))
    assert (context["working_groups"], context["contacts"]) == ([group], [public])
    assert "geheim@hub.example" not in response.content.decode()


def test_an_organisation_that_never_took_part_has_a_page_too(client):
    context = client.get(make_page().url).context

    assert (context["participation"], context["member_since"], context["working_groups"]) == (None, None, [])


def test_a_page_describes_its_organisation_for_machines(rf):
    organisation = OrganisationFactory(name="Oosterlanden", website="https://oosterlanden.example", city="Almelo")
    page = make_page(organisation, summary="Topklinisch")

    described, trail = page.get_structured_data(rf.get("/", headers={"host": "localhost"}))

    assert described == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": page.full_url,
        "name": "Oosterlanden",
        "url": "https://oosterlanden.example",
        "description": "Topklinisch",
        "address": {"@type": "PostalAddress", "addressLocality": "Almelo"},
    }
    assert trail["@type"] == "BreadcrumbList"


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_logo_is_an_absolute_address(rf):
    page = make_page(image=HubImageFactory(), summary="")

    described = page.get_structured_data(rf.get("/", headers={"host": "localhost"}))[0]

    assert described["logo"].startswith("http://localhost/media/")
    assert "description" not in described


def test_the_english_page_shows_the_same_works(client):
    organisation = OrganisationFactory()
    page = make_page(organisation)
    with_organisations(make_event("Samen"), organisation)
    with translation.override("en"):
        english = publish(page.copy_for_translation(Locale.objects.get(language_code="en")), title="In English")

    context = client.get(english.url).context

    assert [(hit.title, hit.is_other_language) for hit in context["results"].hits] == [("Samen", True)]
