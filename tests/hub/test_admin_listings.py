"""The lists of works in the editor: their columns, filters, search and export, and who sees what in them."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from events.models import EventIndexPage
from events.services import schedule_cancel, schedule_create, schedule_postpone
from home.models import ApplicationArea, BuildingBlock
from hub.admin import exports, kinds
from hub.admin.reads import State
from knowledge.models import BestPracticeIndexPage, FieldlabIndexPage, FieldlabPartner
from search.engines import get_engine
from search.query import SearchQuery
from search.searchable import searchable_types
from tests.factories.events import EventPageFactory, VenueFactory, in_days, make_event
from tests.factories.home import BuildingBlockFactory, RegionFactory, TagFactory, TagTextFactory, publish
from tests.factories.knowledge import (
    BestPracticePageFactory,
    EvidenceConfirmationFactory,
    FieldlabPageFactory,
    course_in,
    make_course_draft,
)
from tests.factories.members import (
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    SeatFactory,
    WorkingGroupFactory,
)
from tests.hub.editors import make_editor, make_moderator, make_user, make_writer_below, section

pytestmark = pytest.mark.django_db
EVERYTHING = "/admin/content/all/"
PRACTICES = "/admin/content/best-practice/"
EVENTS = "/admin/content/event/"
COURSES = "/admin/content/course/"
MOST = 40


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def practices(site, terms):
    return section(BestPracticeIndexPage)


@pytest.fixture
def editor(site):
    return make_editor()


@pytest.fixture
def browser(client, editor):
    """A browser in which an editor is signed in."""
    client.force_login(editor)
    return client


def listed(browser, url, **query):
    """Return the titles in a list, in order."""
    response = browser.get(url, query)
    assert response.status_code == 200, url
    return [page.get_admin_display_title() for page in response.context["object_list"]]


def classify(page, *slugs):
    page.building_blocks = list(BuildingBlock.objects.filter(slug__in=slugs))
    page.application_areas = list(ApplicationArea.objects.filter(slug__in=slugs))
    page.save()
    return page


# --- What has a list --------------------------------------------------------------------------------------


def test_every_searchable_type_has_a_list_without_being_named_anywhere(browser):
    assert {kind.key for kind in kinds.kinds()} == set(searchable_types())
    for kind in kinds.kinds():
        response = browser.get(kind.list_url)
        assert response.status_code == 200, kind.key
        assert kind.list_url == f"/admin/content/{kind.key}/"


def test_the_kinds_are_in_the_order_of_the_sections():
    orders = [kind.order for kind in kinds.kinds()]

    assert orders == sorted(orders)
    assert [kind.key for kind in kinds.kinds()][:2] == ["best-practice", "fieldlab"]


def test_a_list_shows_what_its_kind_has(browser, practices):
    labels = {}
    for url in (PRACTICES, EVENTS, "/admin/content/organisation/", EVERYTHING):
        labels[url] = [str(column.label) for column in browser.get(url).context["table"].columns.values()][1:]

    assert labels == {
        PRACTICES: ["Title", "State", "Place on the matrix", "Language", "Owner", "Last confirmed", "Updated"],
        EVENTS: ["Title", "State", "Place on the matrix", "Language", "Owner", "Next date", "Updated"],
        "/admin/content/organisation/": ["Title", "State", "Language", "Owner", "Updated"],
        EVERYTHING: ["Title", "State", "Type", "Place on the matrix", "Language", "Owner", "Updated"],
    }


def test_a_row_says_where_a_practice_is_whose_it_is_and_when_it_was_confirmed(browser, practices):
    owner = make_user(name="Olga Eigenaar")
    page = BestPracticePageFactory(parent=practices, title="Praktijk", owner=owner, evidence_level="measured")
    classify(page, "data-sharing", "health-and-care")
    EvidenceConfirmationFactory(
        work=page.translation_key, contributor=ContributorFactory(), confirmed_on=timezone.localdate()
    )

    facts = browser.get(PRACTICES).context["object_list"][0].facts

    assert (facts.label, facts.blocks, facts.areas) == ("Best practice", ["Data sharing"], ["Health and care"])
    assert (facts.owner, facts.language, facts.confirmed_on) == ("Olga Eigenaar", "Dutch", timezone.localdate())


def test_an_event_says_when_it_is_next(browser, site):
    agenda = section(EventIndexPage)
    make_event("Straks", start=in_days(3), parent=agenda)
    make_event("Geweest", start=in_days(-3), parent=agenda)
    cancelled = make_event("Afgelast", start=in_days(4), parent=agenda)
    schedule_cancel(schedule=cancelled.schedule, reason="Storm")
    EventPageFactory(parent=agenda, title="Zonder", live=False)

    page = browser.get(EVENTS)
    html = page.content.decode()

    assert listed(browser, EVENTS) == ["Straks", "Geweest", "Afgelast", "Zonder"]
    facts = {row.title: row.facts for row in page.context["object_list"]}
    assert facts["Straks"].next_date == in_days(3)
    assert facts["Afgelast"].dates_off == "Cancelled"
    assert "No date yet" in html
    assert "Over since" in html


# --- Filters ----------------------------------------------------------------------------------------------


@pytest.fixture
def in_every_state(practices, editor):
    """One best practice in each state, with the state as its title."""

    def draft(title):
        page = BestPracticePageFactory(parent=practices, title=title, live=False)
        page.save_revision()
        return page

    publish(BestPracticePageFactory(parent=practices, title=State.LIVE))
    changed = publish(BestPracticePageFactory(parent=practices, title=State.CHANGED))
    changed.summary = "Nog niet te zien"
    changed.save_revision()
    draft(State.DRAFT)
    review = draft(State.REVIEW)
    review.get_workflow().start(review, editor)
    scheduled = draft(State.SCHEDULED)
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision().publish()
    BestPracticePageFactory(parent=practices, title=State.EXPIRED, live=False, expired=True)


def test_each_state_can_be_asked_for(browser, in_every_state):
    found = {state: sorted(listed(browser, PRACTICES, state=state)) for state in State.values}

    assert found == {
        "live": ["live"],
        "changed": ["changed"],
        # What is in review or scheduled is not live either.
        "draft": ["draft", "review", "scheduled"],
        "review": ["review"],
        "scheduled": ["scheduled"],
        "expired": ["expired"],
    }
    assert sorted(listed(browser, PRACTICES, state=["live", "expired"])) == ["expired", "live"]


def test_a_list_is_narrowed_by_place_on_the_matrix(browser, practices):
    classify(BestPracticePageFactory(parent=practices, title="A"), "data-sharing", "health-and-care")
    classify(BestPracticePageFactory(parent=practices, title="B"), "human-capital", "health-and-care")
    classify(FieldlabPageFactory(parent=section(FieldlabIndexPage), title="F"), "data-sharing")
    BestPracticePageFactory(parent=practices, title="Nergens")

    assert listed(browser, PRACTICES, building_block="data-sharing") == ["A"]
    assert sorted(listed(browser, PRACTICES, building_block=["data-sharing", "human-capital"])) == ["A", "B"]
    assert listed(browser, PRACTICES, building_block="human-capital", application_area="health-and-care") == ["B"]
    assert listed(browser, PRACTICES, building_block="none") == ["Nergens"]
    assert sorted(listed(browser, EVERYTHING, building_block="data-sharing")) == ["A", "F"]
    assert listed(browser, EVERYTHING, building_block="data-sharing", application_area="none") == ["F"]


def test_a_list_is_narrowed_by_organisation_in_whatever_part(browser, practices):
    organisation, other = OrganisationFactory(), OrganisationFactory()
    page = BestPracticePageFactory(parent=practices, title="Van haar")
    page.organisations = [organisation, other]
    page.save()
    BestPracticePageFactory(parent=practices, title="Door haar herhaald", reproduced_by=organisation)
    fieldlab = FieldlabPageFactory(parent=section(FieldlabIndexPage), title="Met haar")
    fieldlab.partners.add(FieldlabPartner(organisation=organisation))
    fieldlab.save()
    BestPracticePageFactory(parent=practices, title="Zonder haar")

    assert sorted(listed(browser, EVERYTHING, organisation=organisation.pk)) == [
        "Door haar herhaald", "Met haar", "Van haar",
    ]  # fmt: skip
    assert listed(browser, EVERYTHING, organisation=other.pk) == ["Van haar"]


def test_a_list_is_narrowed_by_owner_language_type_and_example(browser, editor, practices):
    BestPracticePageFactory(parent=practices, title="Mijn", owner=editor)
    english = section(BestPracticeIndexPage, "en")
    BestPracticePageFactory(parent=english, title="English", locale=english.locale, is_example=True)
    FieldlabPageFactory(parent=section(FieldlabIndexPage), title="Lab")

    assert listed(browser, EVERYTHING, owner=editor.pk) == ["Mijn"]
    assert listed(browser, EVERYTHING, locale="en") == ["English"]
    assert listed(browser, EVERYTHING, type="fieldlab") == ["Lab"]
    assert listed(browser, EVERYTHING, example="yes") == ["English"]
    assert sorted(listed(browser, EVERYTHING, example="no")) == ["Lab", "Mijn"]


def test_a_list_is_narrowed_by_the_last_confirmation(browser, practices):
    contributor = ContributorFactory()
    for title, days in (("Pas", 30), ("Oud", 400), ("Nooit", None)):
        page = BestPracticePageFactory(parent=practices, title=title, evidence_level="pilot")
        if days is not None:
            EvidenceConfirmationFactory(
                work=page.translation_key,
                contributor=contributor,
                confirmed_on=timezone.localdate() - timedelta(days=days),
            )
    BestPracticePageFactory(parent=practices, title="Idee", evidence_level="idea")

    assert sorted(listed(browser, PRACTICES, unconfirmed="12")) == ["Nooit", "Oud"]
    assert listed(browser, PRACTICES, unconfirmed="never") == ["Nooit"]
    assert listed(browser, PRACTICES, unconfirmed="24") == ["Nooit"]
    assert listed(browser, PRACTICES, ordering="confirmed_on")[0] == "Oud"


def test_events_are_narrowed_by_their_dates(browser, site):
    agenda = section(EventIndexPage)
    make_event("Straks", start=in_days(3), parent=agenda)
    make_event("Geweest", start=in_days(-3), parent=agenda)
    EventPageFactory(parent=agenda, title="Zonder", live=False)

    assert {value: listed(browser, EVENTS, dates=value) for value in ("upcoming", "past", "none")} == {
        "upcoming": ["Straks"], "past": ["Geweest"], "none": ["Zonder"],
    }  # fmt: skip


def test_old_dates_of_a_course_that_takes_place_on_none_are_not_listed(browser, site):
    course_in(3, "Op data")
    for title, days in (("Elk moment", 4), ("Bij belangstelling", -4)):
        page = course_in(days, title)
        publish(page, start="any-time" if days > 0 else "interest")
    make_course_draft("Nog geen datum", start="dates")

    answer = browser.get(COURSES)
    facts = {row.title: row.facts for row in answer.context["object_list"]}

    assert {value: listed(browser, COURSES, dates=value) for value in ("upcoming", "past", "none")} == {
        "upcoming": ["Op data"], "past": [], "none": ["Nog geen datum"],
    }  # fmt: skip
    assert {title: (row.next_date, row.last_date, row.is_dated) for title, row in facts.items()} == {
        "Op data": (in_days(3), in_days(3, "16:30"), True),
        "Elk moment": (None, None, False),
        "Bij belangstelling": (None, None, False),
        "Nog geen datum": (None, None, True),
    }
    assert listed(browser, COURSES)[0] == "Op data"
    assert answer.content.decode().count('<span class="hub-gap">No date yet') == 1


def test_a_postponed_course_that_starts_any_time_now_is_not_called_postponed(browser, site):
    page = course_in(5, "Ooit op data")
    schedule_postpone(schedule=page.schedule, reason="Te weinig aanmeldingen")
    publish(page, start="any-time")

    assert browser.get(COURSES).context["object_list"][0].facts.dates_off == ""


def test_what_nobody_touched_for_long_can_be_asked_for(browser, practices):
    for title, days in (("Vers", 10), ("Oud", 400)):
        page = BestPracticePageFactory(parent=practices, title=title)
        Page.objects.filter(pk=page.pk).update(latest_revision_created_at=timezone.now() - timedelta(days=days))

    assert listed(browser, PRACTICES, untouched="12") == ["Oud"]


def test_nonsense_in_a_filter_is_no_error(browser, practices):
    BestPracticePageFactory(parent=practices, title="Blijft")

    assert listed(browser, PRACTICES, state="nonsense", building_block="nowhere", dates="x") == ["Blijft"]


# --- Search, order, adding --------------------------------------------------------------------------------


def test_titles_are_found_the_moment_they_are_saved_drafts_included(browser, practices):
    page = publish(BestPracticePageFactory(parent=practices, title="Minder valpartijen thuis"))
    page.title = "Minder valpartijen in het verpleeghuis"
    page.save_revision()
    BestPracticePageFactory(parent=practices, title="Iets anders")

    assert listed(browser, PRACTICES, q="verpleeghuis minder") == ["Minder valpartijen in het verpleeghuis"]
    assert listed(browser, PRACTICES, q="thuis") == ["Minder valpartijen in het verpleeghuis"]
    assert listed(browser, PRACTICES, q="verpleeghuis", building_block="data-sharing") == []


def test_the_list_offers_to_add_in_the_section_of_the_persons_language(client, site):
    for language in ("nl", "en"):
        client.force_login(make_editor(language=language))
        parent = section(EventIndexPage, language)
        assert reverse("wagtailadmin_pages:add", args=["events", "eventpage", parent.pk]) in (
            client.get(EVENTS).content.decode()
        )


def test_who_may_not_add_is_not_offered_to(client, site):
    client.force_login(make_moderator())

    assert "/admin/pages/add/" not in client.get(EVENTS).content.decode()


# --- Rights -----------------------------------------------------------------------------------------------


def test_somebody_with_rights_on_one_part_sees_that_part_only(client, practices):
    FieldlabPageFactory(parent=section(FieldlabIndexPage), title="Wel")
    BestPracticePageFactory(parent=practices, title="Niet")
    client.force_login(make_writer_below(section(FieldlabIndexPage)))

    assert listed(client, EVERYTHING) == ["Wel"]
    assert listed(client, PRACTICES) == []
    assert listed(client, EVERYTHING, q="Niet") == []
    assert "Niet" not in client.get(EVERYTHING, {"export": "csv"}).getvalue().decode()


def test_a_member_without_access_to_the_editor_sees_no_list(client, site):
    client.force_login(make_user())

    for url in (EVERYTHING, PRACTICES):
        assert client.get(url).status_code == 302


# --- Queries ----------------------------------------------------------------------------------------------


def fill(number, owner):
    practices, agenda = section(BestPracticeIndexPage), section(EventIndexPage)
    blocks, areas = list(BuildingBlock.objects.all()), list(ApplicationArea.objects.all())
    for position in range(number):
        page = BestPracticePageFactory(parent=practices, title=f"Praktijk {position}", owner=owner)
        page.building_blocks, page.application_areas = blocks, areas
        page.save()
        event = EventPageFactory(parent=agenda, title=f"Dag {position}", owner=owner)
        schedule_create(
            work=event.translation_key,
            zone=settings.TIME_ZONE,
            starts_at=in_days(position + 1),
            ends_at=in_days(position + 1, "17:00"),
        )


def test_lists_ask_as_many_questions_for_thirty_rows_as_for_one(browser, editor, site, terms):
    asked = {}
    for number in (1, 29):
        fill(number, editor)
        for url in (PRACTICES, EVENTS, EVERYTHING, f"{EVERYTHING}?export=csv"):
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                response = browser.get(url)
                b"".join(response) if response.streaming else response.content
            asked.setdefault(url, []).append(len(queries))

    for url, (one, thirty) in asked.items():
        assert one == thirty <= MOST, url


# --- Export -----------------------------------------------------------------------------------------------

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "Kosten;=1+1", " =1")


@pytest.mark.parametrize("value", FORMULAS)
def test_text_that_begins_like_a_formula_is_made_text(value):
    cell = exports.as_text(value)

    assert cell != value
    assert cell.replace("'", "", 1) == value


@pytest.mark.parametrize("value", ["Gewoon", "a=b", "5 - 3", "Wie deed dit, en -hoe?", "", "e-mail", 5, None])
def test_other_values_stay_as_they_are(value):
    assert exports.as_text(value) == value


def test_an_export_has_what_the_list_has_and_no_formulas(browser, editor, practices):
    page = BestPracticePageFactory(parent=practices, title='=HYPERLINK("https://example.org")', owner=editor)
    classify(page, "data-sharing", "health-and-care", "energy-and-sustainability")

    rows = list(csv.DictReader(io.StringIO(browser.get(PRACTICES, {"export": "csv"}).getvalue().decode())))

    assert [row["Title"] for row in rows] == ['\'=HYPERLINK("https://example.org")']
    assert rows[0]["Type"] == "Best practice"
    assert rows[0]["Building blocks"] == "Data sharing"
    assert rows[0]["Application areas"] == "Energy and sustainability, Health and care"
    assert rows[0]["Owner"] == str(editor)
    assert rows[0]["Language"] == "Dutch"


def test_a_workbook_keeps_a_formula_as_text_and_times_on_the_clock_here(browser, site):
    make_event("=1+1", start=in_days(3, "13:30"), parent=section(EventIndexPage))

    answer = browser.get(EVENTS, {"export": "xlsx"}).getvalue()
    heads, row = openpyxl.load_workbook(io.BytesIO(answer)).active.iter_rows()
    cells = {head.value: cell for head, cell in zip(heads, row, strict=True)}

    assert (cells["Title"].value, cells["Title"].data_type) == ("=1+1", "s")
    assert cells["Next date"].value == in_days(3, "13:30").replace(tzinfo=None)


def test_wagtails_own_reports_are_guarded_too(browser, editor, practices):
    page = BestPracticePageFactory(parent=practices, title="=cmd|' /C calc'!A0", live=False)
    page.save_revision()
    page.get_workflow().start(page, editor)

    answer = browser.get(reverse("wagtailadmin_reports:workflow"), {"export": "csv"}).getvalue().decode()

    assert "'=cmd" in answer
    assert ",=cmd" not in answer


# --- Vocabularies and people ------------------------------------------------------------------------------


def add_rows(number):
    for _ in range(number):
        organisation = OrganisationFactory(region=RegionFactory(code="UT"))
        participation = ParticipationFactory(organisation=organisation)
        contact = ContactFactory(organisation=participation.organisation)
        ContributorFactory(organisation=organisation)
        VenueFactory(region=organisation.region)
        tag = TagFactory()
        TagTextFactory(tag=tag, language="en", name=f"{tag.name} in English")
        group = WorkingGroupFactory(building_block=BuildingBlockFactory())
        SeatFactory(user=contact.user, working_group=group)


SNIPPETS = (
    "home/buildingblock", "home/applicationarea", "home/tag", "home/region", "events/venue", "members/organisation",
    "members/contact", "members/participation", "members/workinggroup", "members/seat", "members/contributor",
)  # fmt: skip


def test_lists_of_vocabularies_and_people_ask_as_many_questions_for_thirty_rows_as_for_one(client, site):
    client.force_login(make_user(is_superuser=True))
    asked = {}
    for number in (1, 29):
        add_rows(number)
        for name in SNIPPETS:
            client.get(f"/admin/snippets/{name}/")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/admin/snippets/{name}/").status_code == 200
            asked.setdefault(name, []).append(len(queries))

    for name, (one, thirty) in asked.items():
        assert one == thirty <= MOST, name


def test_an_organisation_says_how_it_takes_part_and_is_exported_safely(client, site):
    client.force_login(make_user(is_superuser=True))
    ParticipationFactory(organisation=OrganisationFactory(name="@Deelnemer"))
    OrganisationFactory(name="Zij doet niet mee")

    answer = client.get("/admin/snippets/members/organisation/", {"export": "csv"}).getvalue().decode()
    rows = {row["Name"]: row["Takes part"] for row in csv.DictReader(io.StringIO(answer))}

    assert rows == {"'@Deelnemer": "Participate", "Zij doet niet mee": ""}


def test_a_tag_says_on_how_many_works_it_is(browser, practices):
    used, unused = TagFactory(name="gebruikt"), TagFactory(name="ongebruikt")
    page = BestPracticePageFactory(parent=practices)
    page.tags.add(used)
    publish(page)

    found = browser.get("/admin/snippets/home/tag/").context["object_list"]

    assert {tag.name: tag.works for tag in found} == {"gebruikt": 1, "ongebruikt": 0}
    merge = browser.get(f"/admin/tags-merge/{used.pk}/").content.decode()
    assert "“gebruikt” is on 1 published work." in merge
    assert str(unused) in merge


def test_renaming_a_tag_in_one_language_is_seen_in_lists_and_found_at_once(browser, practices):
    tag = TagFactory(name="leren", slug="learning")
    text = TagTextFactory(tag=tag, language="en", name="learning")
    TagTextFactory(tag=tag, language="nl", name="leren")
    page = BestPracticePageFactory(parent=practices, title="Samen")
    page.tags.add(tag)
    publish(page)

    address = f"/admin/snippets/home/tag/edit/{tag.pk}/"
    form = browser.get(address).context["form"]
    texts = {"texts-TOTAL_FORMS": 2, "texts-INITIAL_FORMS": 2, "texts-MIN_NUM_FORMS": 0, "texts-MAX_NUM_FORMS": 2}
    for number, row in enumerate(form.formsets["texts"].forms):
        new = "federated learning" if row.instance.pk == text.pk else row.instance.name
        texts |= {f"texts-{number}-{name}": value for name, value in (
            ("id", row.instance.pk), ("language", row.instance.language), ("name", new), ("ORDER", number + 1),
        )}  # fmt: skip
    answer = browser.post(address, {"name": "leren", "slug": "learning", **texts})

    assert answer.status_code == 302
    labels = {
        language: [bucket.label for bucket in get_engine().search(SearchQuery(locale=language)).facet("tag").buckets]
        for language in ("nl", "en")
    }
    assert labels == {"nl": ["leren"], "en": ["federated learning"]}
