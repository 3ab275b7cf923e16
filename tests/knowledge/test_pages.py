from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from knowledge import facets, structured_data
from knowledge.models import BestPracticeAuthor, BestPracticePage, EvidenceConfirmation, FieldlabPage
from knowledge.services import evidence_confirm
from search.models import IndexEntry, IndexTerm
from tests.factories.home import (
    ApplicationAreaFactory,
    ApplicationAreaIndexPageFactory,
    BuildingBlockFactory,
    BuildingBlockIndexPageFactory,
    HubImageFactory,
    RegionFactory,
    TagFactory,
    make_pair,
    publish,
)
from tests.factories.knowledge import (
    BestPracticePageFactory,
    EvidenceConfirmationFactory,
    FieldlabPageFactory,
    FieldlabPartnerFactory,
    OutcomeFactory,
)
from tests.factories.members import ContributorFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def axes(homes):
    """The pages of the two axes, where every term has its landing page."""
    make_pair(BuildingBlockIndexPageFactory, homes, title="Bouwstenen", show_in_menus=True)
    make_pair(ApplicationAreaIndexPageFactory, homes, title="Gebieden", show_in_menus=True)


@pytest.fixture
def practice(practices, axes):
    """A best practice with everything on it."""
    organisation = OrganisationFactory(
        name="Ziekenhuis Oosterlanden", slug="oosterlanden", website="https://z.example/"
    )
    author = ContributorFactory(name="Marit Hoekstra", job_title="data-engineer", organisation=organisation)
    page = BestPracticePageFactory(
        parent=practices[0],
        title="Zes ziekenhuizen",
        slug="zes",
        evidence_level="measured",
        measurement_method="Voor en na",
        techniques=["federated-learning", "machine-learning"],
        contact=author,
    )
    OutcomeFactory(page=page, indicator="Heropnames")
    page.authors = [BestPracticeAuthor(contributor=author)]
    page.tags.add(TagFactory(name="privacy"))
    return publish(
        page,
        building_blocks=[BuildingBlockFactory(slug="data-sharing", nl="Data delen", dye="woad", weave="basket")],
        application_areas=[ApplicationAreaFactory(slug="health-and-care", nl="Gezondheid en zorg")],
        organisations=[organisation, OrganisationFactory(name="Zorggroep", slug="zorggroep")],
    )


@pytest.fixture
def lab(fieldlabs):
    """A fieldlab with everything on it."""
    page = FieldlabPageFactory(
        parent=fieldlabs[0],
        title="Zorgdatalab Oost",
        slug="lab",
        is_virtual=False,
        city="Enschede",
        region=RegionFactory(code="OV", name_nl="Overijssel"),
        phase="running",
        is_open=True,
        starts_on=date(2025, 1, 1),
        ends_on=date(2028, 12, 31),
        website="https://lab.example/",
    )
    for order, (name, role) in enumerate([("Polderdata", "partner"), ("Fonds", "funder"), ("Oosterlanden", "lead")]):
        FieldlabPartnerFactory(
            page=page, organisation=OrganisationFactory(name=name, slug=name.lower()), role=role, sort_order=order
        )
    return publish(FieldlabPage.objects.get(pk=page.pk))


def entry(page, locale="nl"):
    return IndexEntry.objects.get(work=page.translation_key, locale=locale)


def terms(page, locale="nl"):
    rows = IndexTerm.objects.filter(entry=entry(page, locale)).exclude(facet="clause").order_by("facet", "value")
    return list(rows.values_list("facet", "value"))


# --- What search knows ----------------------------------------------------------------------------------


def test_the_index_knows_a_best_practice_by_its_facets(practice):
    assert terms(practice) == [
        ("application_area", "health-and-care"),
        ("building_block", "data-sharing"),
        ("evidence", "measured"),
        ("language", "nl"),
        ("organisation", "oosterlanden"),
        ("organisation", "zorggroep"),
        ("tag", "privacy"),
        ("type", "best-practice"),
    ]


def test_the_index_knows_a_fieldlab_by_its_facets(lab):
    assert terms(lab) == [
        ("language", "nl"),
        ("organisation", "fonds"),
        ("organisation", "oosterlanden"),
        ("organisation", "polderdata"),
        ("phase", "running"),
        ("region", "ov"),
        ("type", "fieldlab"),
    ]


def test_a_result_row_of_a_best_practice_says_who_and_how_well_it_is_known(practice):
    assert entry(practice, "en").card == {
        "cover": {
            "block": "data-sharing",
            "area": "health-and-care",
            "slug": "zes",
            "dye": "woad",
            "weave": "basket",
        },
        "badges": [],
        "meta": [
            {"icon": "organisation", "text": "Ziekenhuis Oosterlanden and 1 other"},
            {"icon": "chart", "text": "Measured"},
        ],
    }


def test_a_result_row_of_a_fieldlab_says_where_it_is_and_whether_one_can_join(lab):
    card = entry(lab, "en").card

    assert card["badges"] == [{"label": "Open to new participants", "tone": "ok"}]
    assert card["meta"] == [{"icon": "place", "text": "Enschede, Region OV"}, {"icon": "clock", "text": "Running"}]
    assert card["cover"] == {"block": "", "area": "", "slug": "lab", "dye": "", "weave": ""}


def test_an_example_says_so_in_lists(lab):
    publish(lab, is_example=True)

    assert entry(lab, "en").card["badges"][0] == {"label": "Example", "tone": ""}


def test_an_image_is_on_the_card_with_its_own_words(practice):
    publish(practice, image=HubImageFactory(description="Not this"), image_alt="Een weefgetouw")

    image = entry(practice).card["image"]
    assert image["alt"] == "Een weefgetouw"
    assert image["url"].startswith("/media/images/")


def test_the_words_of_every_field_are_found(practice):
    body = entry(practice, "en").body

    words = ["The problem", "The approach", "Voor en na", "Fewer readmissions", "Heropnames", "Federated learning"]
    assert [word for word in words if word not in body] == []
    assert "<p>" not in body


def test_a_fieldlab_that_is_online_is_nowhere_in_particular(fieldlabs):
    page = FieldlabPageFactory.build(is_virtual=True, city="Enschede")

    with translation.override("en"):
        assert page.place == "Online"
    assert FieldlabPageFactory.build(is_virtual=False, city="Enschede").place == "Enschede"
    assert FieldlabPageFactory.build(is_virtual=False).place == ""


def test_facets_have_their_words_in_the_order_of_the_ladder():
    assert [(value, label.label) for value, label in facets.evidence_facet.labels("en").items()] == [
        ("idea", "Idea"),
        ("pilot", "Pilot"),
        ("measured", "Measured"),
        ("reproduced", "Reproduced"),
    ]
    assert list(facets.phase_facet.labels("nl")) == ["planned", "starting", "running", "concluded"]


# --- Pages ----------------------------------------------------------------------------------------------


def test_a_best_practice_is_shown_with_all_that_belongs_to_it(client, practice, practices):
    other = publish(
        BestPracticePageFactory(parent=practices[0], title="Buurman"),
        building_blocks=list(practice.building_blocks.all()),
    )
    EvidenceConfirmationFactory(work=practice.translation_key, contributor=practice.contact)

    response = client.get("/nl/best-practices/zes/")

    context = response.context
    assert response.status_code == 200
    assert [row.indicator for row in context["outcomes"]] == ["Heropnames"]
    assert [author.name for author in context["authors"]] == ["Marit Hoekstra"]
    assert [found.slug for found in context["organisations"]] == ["zorggroep", "oosterlanden"][::-1]
    assert context["confirmation"].confirmed_on == date(2026, 9, 14)
    assert [hit.title for hit, _reason in context["related"]] == [other.title]
    with translation.override("en"):
        assert practice.technique_labels == ["Machine learning", "Federated learning"]


def test_a_fieldlab_is_shown_with_its_partners_the_lead_first(client, lab):
    response = client.get("/nl/fieldlabs/lab/")

    assert response.status_code == 200
    assert [(row.organisation.name, row.role) for row in response.context["partners"]] == [
        ("Oosterlanden", "lead"),
        ("Polderdata", "partner"),
        ("Fonds", "funder"),
    ]
    assert str(response.context["partners"][0]).startswith("Oosterlanden (")


def test_a_preview_shows_rows_that_are_not_stored_yet(admin, practice):
    page = BestPracticePage.objects.get(pk=practice.pk)
    page.title = "Voorvertoning"
    page.authors = [BestPracticeAuthor(contributor=ContributorFactory(name="Nieuwe auteur"))]
    revision = page.save_revision()

    html = admin.get(reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk])).content.decode()

    assert ("Voorvertoning" in html, "Nieuwe auteur" in html) == (True, True)


def test_the_list_of_best_practices_obeys_visibility(client, practice, practices):
    hidden = publish(BestPracticePageFactory(parent=practices[0], title="Alleen leden"))
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")

    results = client.get("/nl/best-practices/").context["results"]

    assert ([hit.title for hit in results.hits], results.total) == (["Zes ziekenhuizen"], 1)


def test_the_list_of_fieldlabs_counts_them_per_region(client, lab):
    RegionFactory(code="ZE", name_nl="Zeeland", order=1)

    context = client.get("/nl/fieldlabs/").context

    assert [hit.title for hit in context["results"].hits] == ["Zorgdatalab Oost"]
    assert [(row.region.code, row.count, row.is_selected) for row in context["regions"]] == [
        ("OV", 1, False),
        ("ZE", 0, False),
    ]
    assert context["regions"][0].url == "/nl/search/?type=fieldlab&region=ov&sort=title"
    chosen = client.get("/nl/fieldlabs/?region=ov").context["regions"]
    assert [row.is_selected for row in chosen] == [True, False]


def queries_of(client, url):
    """Return the number of queries of a request whose caches are warm."""
    client.get(url)
    with CaptureQueriesContext(connection):
        client.get(url)
        return len(connection.queries_log)


def test_a_best_practice_with_more_on_it_takes_no_more_queries(client, practice):
    few = queries_of(client, practice.url)
    for _ in range(10):
        OutcomeFactory(page=practice)
        practice.building_blocks.add(BuildingBlockFactory())
        practice.organisations.add(OrganisationFactory())
        author = ContributorFactory(organisation=OrganisationFactory())
        practice.authors.add(BestPracticeAuthor(contributor=author))
    publish(practice)

    assert queries_of(client, practice.url) == few


def test_a_fieldlab_with_more_on_it_takes_no_more_queries(client, lab):
    few = queries_of(client, lab.url)
    for _ in range(10):
        FieldlabPartnerFactory(page=lab, organisation=OrganisationFactory())
        lab.application_areas.add(ApplicationAreaFactory())
    lab.save()

    assert queries_of(client, lab.url) == few


# --- JSON-LD --------------------------------------------------------------------------------------------


@pytest.fixture
def request_nl():
    return RequestFactory().get("/nl/")


def test_a_best_practice_is_an_article_to_learn_from(practice, request_nl):
    data = structured_data.best_practice(practice, request_nl)

    assert data == {
        "@context": "https://schema.org",
        "@type": ["Article", "LearningResource"],
        "@id": "http://testserver/nl/best-practices/zes/",
        "url": "http://testserver/nl/best-practices/zes/",
        "identifier": practice.public_id,
        "headline": "Zes ziekenhuizen",
        "abstract": "Summary",
        "inLanguage": "nl",
        "learningResourceType": data["learningResourceType"],
        "creativeWorkStatus": data["creativeWorkStatus"],
        "author": [
            {
                "@type": "Person",
                "name": "Marit Hoekstra",
                "jobTitle": "data-engineer",
                "affiliation": {
                    "@type": "Organization",
                    "name": "Ziekenhuis Oosterlanden",
                    "url": "https://z.example/",
                },
            }
        ],
        "sourceOrganization": [
            {"@type": "Organization", "name": "Ziekenhuis Oosterlanden", "url": "https://z.example/"},
            {"@type": "Organization", "name": "Zorggroep"},
        ],
        "about": data["about"],
        "keywords": ["privacy"],
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "publisher": {"@type": "Organization", "name": "AI-coalitie", "url": "http://testserver/"},
        "mainEntityOfPage": "http://testserver/nl/best-practices/zes/",
        "datePublished": practice.first_published_at.isoformat(),
        "dateModified": practice.last_published_at.isoformat(),
        "isAccessibleForFree": True,
    }
    assert [(term["termCode"], term["@id"]) for term in data["about"]] == [
        ("data-sharing", "http://testserver/nl/building-blocks/data-sharing/"),
        ("health-and-care", "http://testserver/nl/application-areas/health-and-care/"),
    ]


def test_a_fieldlab_is_a_research_project(lab, request_nl):
    assert structured_data.fieldlab(lab, request_nl) == {
        "@context": "https://schema.org",
        "@type": "ResearchProject",
        "@id": "http://testserver/nl/fieldlabs/lab/",
        "url": "http://testserver/nl/fieldlabs/lab/",
        "mainEntityOfPage": "http://testserver/nl/fieldlabs/lab/",
        "identifier": lab.public_id,
        "name": "Zorgdatalab Oost",
        "description": "Summary",
        "sameAs": "https://lab.example/",
        "foundingDate": "2025-01-01",
        "dissolutionDate": "2028-12-31",
        "parentOrganization": [{"@type": "Organization", "name": "Oosterlanden"}],
        "funder": [{"@type": "Organization", "name": "Fonds"}],
        "member": [{"@type": "Organization", "name": "Polderdata"}],
        "location": {
            "@type": "Place",
            "name": "Enschede",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Enschede",
                "addressRegion": "Overijssel",
            },
        },
    }


def test_what_is_unknown_is_not_described(fieldlabs, request_nl):
    page = FieldlabPageFactory(parent=fieldlabs[0])

    assert sorted(structured_data.fieldlab(page, request_nl)) == [
        "@context",
        "@id",
        "@type",
        "description",
        "identifier",
        "mainEntityOfPage",
        "name",
        "url",
    ]


def test_a_person_is_described_without_an_address():
    person = ContributorFactory(name="Ada", job_title="", organisation=None, email="ada@hub.example")

    assert structured_data.person(person) == {"@type": "Person", "name": "Ada"}


def test_a_page_carries_its_own_description_and_its_trail(client, practice):
    data = client.get("/nl/best-practices/zes/").context["structured_data"]

    assert [item["@type"] for item in data] == [["Article", "LearningResource"], "BreadcrumbList"]


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and 1 other"), (["A", "B", "C"], "A and 2 others")],
)
def test_many_names_become_one_and_others(names, text):
    with translation.override("en"):
        assert structured_data.and_others(names) == text


# --- Evidence -------------------------------------------------------------------------------------------


def test_evidence_is_confirmed_for_the_work_at_the_published_level(practice):
    person = ContributorFactory()
    draft = BestPracticePage.objects.get(pk=practice.pk)
    draft.evidence_level = "idea"
    draft.save_revision()

    confirmation = evidence_confirm(page=draft, contributor=person, confirmed_on=date(2026, 9, 14), note="Gemeten")

    assert (confirmation.work, confirmation.level, confirmation.note) == (
        practice.translation_key,
        "measured",
        "Gemeten",
    )
    assert practice.confirmations == [confirmation]


def test_confirmations_come_newest_first(practice):
    person = ContributorFactory()
    for day in (1, 20, 10):
        evidence_confirm(page=practice, contributor=person, confirmed_on=date(2026, 9, day))

    assert [row.confirmed_on.day for row in practice.confirmations] == [20, 10, 1]
    assert list(EvidenceConfirmation.objects.for_works([practice.translation_key])) == practice.confirmations


@pytest.mark.parametrize(("changes", "code"), [({"live": False}, "draft"), ({"evidence_level": "idea"}, "idea")])
def test_what_is_not_published_evidence_is_not_confirmed(practice, changes, code):
    BestPracticePage.objects.filter(pk=practice.pk).update(**changes)

    with pytest.raises(ValidationError) as refused:
        evidence_confirm(page=practice, contributor=ContributorFactory())

    assert (refused.value.code, EvidenceConfirmation.objects.count()) == (code, 0)


def test_a_day_that_has_yet_to_come_confirms_nothing(practice):
    with pytest.raises(ValidationError):
        evidence_confirm(page=practice, contributor=ContributorFactory(), confirmed_on=date(2999, 1, 1))


def test_an_editor_confirms_evidence_on_a_screen_of_its_own(admin, practice):
    url = reverse("evidence:confirm", args=[practice.pk])
    person = ContributorFactory()
    assert url in admin.get(reverse("wagtailadmin_pages:edit", args=[practice.pk])).content.decode()
    data = {"contributor": person.pk, "confirmed_on": "2026-09-14", "note": "", "source_url": ""}

    accepted = admin.post(url, data)
    refused = admin.post(url, {**data, "confirmed_on": "2999-01-01"})
    shown = admin.get(url)

    assert (accepted.status_code, refused.status_code) == (302, 200)
    assert list(refused.context["form"].errors) == ["confirmed_on"]
    assert [row.contributor for row in shown.context["confirmations"]] == [person]


def test_who_may_not_publish_may_not_confirm(client, practice, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="member@hub.example", password="x"))

    client.post(reverse("evidence:confirm", args=[practice.pk]), {"contributor": practice.contact.pk})

    assert EvidenceConfirmation.objects.count() == 0


@pytest.mark.parametrize(("level", "weight"), [("idea", 0.0), ("pilot", 1 / 3), ("reproduced", 1.0)])
def test_how_well_a_best_practice_is_borne_out_is_its_place_on_the_ladder(level, weight):
    assert BestPracticePage(evidence_level=level).get_search_weight() == pytest.approx(weight)
