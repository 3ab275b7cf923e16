from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone, translation
from wagtail.models import Locale, Page

from knowledge.enums import PartnerRole
from knowledge.models import BestPracticeIndexPage, FieldlabIndexPage, FieldlabPartner
from members.facets import organisation_facet
from members.models import Organisation
from members.overview import taking_part
from search.facets import FacetLabel
from search.models import IndexEntry, IndexTerm
from tests.factories.events import in_days, make_event
from tests.factories.home import BuildingBlockFactory, HubImageFactory, RegionFactory, publish
from tests.factories.knowledge import BestPracticePageFactory, FieldlabPageFactory
from tests.factories.members import (
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    SeatFactory,
    WorkingGroupFactory,
    make_group_page,
    make_organisation_page,
)
from tests.search.pages import make_user, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site):
    pass


make_page = make_organisation_page


def with_organisations(page, *organisations):
    page.organisations = list(organisations)
    return publish(page)


def entry(page, locale="en"):
    return IndexEntry.objects.get(work=page.translation_key, locale=locale)


def terms(page):
    rows = IndexTerm.objects.filter(entry__work=page.translation_key, entry__locale="nl").exclude(facet="clause")
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
        "badges": [{"label": "Example", "tone": ""}],
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
    events = client.get(page.url, {"type": "event"}).context

    assert [(kind.value, [hit.title for hit in kind.hits], kind.total) for kind in context["kinds"]] == [
        ("soon", ["Samen"], 1)
    ]
    assert sorted(hit.title for hit in events["results"].hits) == ["Samen", "Vroeger"]
    assert [(tab.value, tab.count, tab.url, tab.is_current) for tab in context["tabs"]] == [
        ("", 2, page.url, True),
        ("event", 2, f"{page.url}?type=event", False),
    ]
    assert [figure.number for figure in context["figures"]] == ["2", "1"]
    assert [(key, [(bucket.value, bucket.count) for bucket in buckets]) for key, buckets in context["themes"]] == [
        ("building_block", [("data-sharing", 1)]),
        ("application_area", []),
    ]


def test_kinds_come_in_order_with_the_newest_of_each_and_the_way_to_the_others(client):
    organisation = OrganisationFactory(slug="oosterlanden")
    page = make_page(organisation)
    practices = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    for number in range(4):
        with_organisations(BestPracticePageFactory(parent=practices, title=f"Praktijk {number}"), organisation)
        with_organisations(make_event(f"Dag {number}", start=in_days(number + 1)), organisation)

    kinds = client.get(page.url).context["kinds"]

    assert [(kind.value, [hit.title for hit in kind.hits], kind.total, kind.is_part) for kind in kinds] == [
        ("soon", ["Dag 0", "Dag 1", "Dag 2"], 4, True),
        ("best-practice", ["Praktijk 3", "Praktijk 2", "Praktijk 1"], 4, True),
    ]
    for kind in kinds:
        assert client.get(kind.url).context["results"].total == kind.total


def test_a_fieldlab_says_as_what_the_organisation_takes_part(client):
    leads, joins = OrganisationFactory(), OrganisationFactory()
    lab = FieldlabPageFactory(parent=FieldlabIndexPage.objects.get(locale__language_code="nl"), title="Lab")
    lab.partners.add(FieldlabPartner(organisation=leads, role="lead"))
    lab.partners.add(FieldlabPartner(organisation=joins, role="partner"))
    publish(lab)

    def role(organisation, **params):
        context = client.get(
            (make_page(organisation) if not organisation.pages.exists() else organisation.pages.get()).url, params
        ).context
        hits = context["results"].hits if params else context["kinds"][0].hits
        return hits[0].card["meta"][0]["text"]

    with translation.override("nl"):
        expected = [str(PartnerRole.LEAD.label), str(PartnerRole.PARTNER.label)]
    assert [role(leads), role(joins)] == expected
    assert [role(leads, type="fieldlab"), role(joins, type="fieldlab")] == expected


def test_a_long_list_has_pages_whose_links_stay_here(client):
    organisation = OrganisationFactory()
    page = make_page(organisation)
    for number in range(21):
        with_organisations(make_event(f"Dag {number}", start=in_days(number + 1)), organisation)

    first = client.get(page.url, {"type": "event"}).context
    second = client.get(page.url, {"type": "event", "page": 2}).context

    assert [len(context["results"].hits) for context in (first, second)] == [20, 1]
    assert first["pages"].next_url == f"{page.url}?type=event&page=2"
    assert [item.url for item in second["pages"].items] == [f"{page.url}?type=event", f"{page.url}?type=event&page=2"]
    assert client.get(page.url, {"type": "event", "page": 3}).status_code == 404


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

    assert (context["kinds"], [tab.count for tab in context["tabs"]]) == ([], [0])
    client.force_login(make_user())
    assert [kind.total for kind in client.get(page.url).context["kinds"]] == [1]


def test_a_page_shows_how_the_organisation_takes_part_and_whom_to_ask(client):
    organisation = OrganisationFactory()
    page = make_page(organisation)
    ParticipationFactory(organisation=organisation, starts_on=date(2021, 3, 1), ends_on=date(2021, 12, 31))
    now = ParticipationFactory(organisation=organisation, starts_on=date(2022, 1, 1))
    group = WorkingGroupFactory()
    group_page = make_group_page(group)
    SeatFactory(user=ContactFactory(organisation=organisation).user, working_group=group)
    public = ContributorFactory(organisation=organisation, is_public_contact=True)
    ContributorFactory(organisation=organisation, email="geheim@hub.example")

    response = client.get(page.url)

    context = response.context
    assert (context["participation"], context["member_since"]) == (now, date(2021, 3, 1))
    assert [link.url for link in context["working_groups"]] == [group_page.url]
    assert context["contacts"] == [public]
    assert "geheim@hub.example" not in response.content.decode()


def test_an_organisation_that_never_took_part_has_a_page_too(client):
    context = client.get(make_page().url).context

    assert (context["participation"], context["member_since"], context["working_groups"]) == (None, None, [])
    assert (context["kinds"], context["figures"]) == ([], [])


def test_taking_part_is_counted_from_the_day_since_which_there_was_no_break():
    organisation = OrganisationFactory()

    def took_part(starts_on, ends_on=None):
        return ParticipationFactory(organisation=organisation, starts_on=starts_on, ends_on=ends_on)

    took_part(date(2019, 1, 1), date(2019, 12, 31))
    took_part(date(2021, 3, 1), date(2021, 12, 31))
    now = took_part(date(2022, 1, 1), date(2023, 6, 30))

    assert taking_part(organisation, date(2023, 6, 30)) == (now, date(2021, 3, 1))
    assert taking_part(organisation, date(2023, 7, 1)) == (None, None)
    assert taking_part(organisation, date(2019, 5, 1))[1] == date(2019, 1, 1)
    assert taking_part(organisation, date(2018, 5, 1)) == (None, None)


def test_a_group_whose_page_is_not_for_everybody_is_not_named(client):
    organisation = OrganisationFactory()
    page = make_page(organisation)
    ParticipationFactory(organisation=organisation)
    seat = SeatFactory(user=ContactFactory(organisation=organisation).user)
    assert client.get(page.url).context["working_groups"] == []

    group_page = make_group_page(seat.working_group)
    assert len(client.get(page.url).context["working_groups"]) == 1
    restrict(group_page)
    assert client.get(page.url).context["working_groups"] == []


def test_an_empty_kind_leads_back_to_everything(client):
    page = make_page()

    html = client.get(page.url, {"type": "fieldlab"}).content.decode()

    assert f'<a href="{page.url}">' in html


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_takes_few_queries_however_much_there_is(client, number, settings, django_assert_max_num_queries):
    settings.HUB_PAGE_CACHE_SECONDS = 0
    organisation = OrganisationFactory(region=RegionFactory())
    page = make_page(organisation)
    ParticipationFactory(organisation=organisation)
    user = ContactFactory(organisation=organisation).user
    for position in range(number):
        with_organisations(make_event(f"Dag {position}", start=in_days(position + 1)), organisation)
        group = WorkingGroupFactory()
        make_group_page(group)
        SeatFactory(user=user, working_group=group)
        ContributorFactory(organisation=organisation, is_public_contact=True)

    for path in (page.url, f"{page.url}?type=event"):
        client.get(path)
        with django_assert_max_num_queries(12, info=path):
            assert client.get(path).status_code == 200


def test_a_page_describes_its_organisation_for_machines(rf):
    organisation = OrganisationFactory(name="Oosterlanden", website="https://oosterlanden.example", city="Almelo")
    page = make_page(organisation, summary="Topklinisch")

    described, trail = page.get_structured_data(rf.get("/", headers={"host": "localhost"}))

    assert described == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": page.full_url,
        "mainEntityOfPage": page.full_url,
        "identifier": page.public_id,
        "name": "Oosterlanden",
        "url": "https://oosterlanden.example",
        "description": "Topklinisch",
        "address": {"@type": "PostalAddress", "addressLocality": "Almelo"},
    }
    assert trail["@type"] == "BreadcrumbList"


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_logo_is_an_absolute_address(rf):
    page = make_page(image=HubImageFactory(), image_alt="Logo", summary="")

    described = page.get_structured_data(rf.get("/", headers={"host": "localhost"}))[0]

    assert described["logo"].startswith("http://testserver/media/")
    assert "description" not in described


def test_the_english_page_shows_the_same_works(client):
    organisation = OrganisationFactory()
    page = make_page(organisation)
    with_organisations(make_event("Samen"), organisation)
    with translation.override("en"):
        english = publish(page.copy_for_translation(Locale.objects.get(language_code="en")), title="In English")

    context = client.get(english.url).context

    assert [(hit.title, hit.is_other_language) for hit in context["kinds"][0].hits] == [("Samen", True)]
