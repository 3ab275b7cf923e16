"""The public pages of working groups: what everybody reads, and what only who has a seat is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from members import working_groups
from members.enums import ParticipationLevel
from members.models import (
    CoalitionDesk,
    Participation,
    Seat,
    WorkingGroup,
    WorkingGroupAction,
    WorkingGroupIndexPage,
    WorkingGroupPage,
)
from search.models import IndexEntry, IndexTerm
from tests.factories.events import make_event
from tests.factories.home import ApplicationAreaFactory, BuildingBlockFactory, publish
from tests.factories.members import (
    CoalitionDeskFactory,
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    SeatFactory,
    WorkingGroupFactory,
    make_group_page,
    make_member,
    make_organisation_page,
    make_seat,
)
from tests.search.pages import publish as publish_standard, publish_translation, restrict
from tests.structured_data import check

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site, settings):
    settings.HUB_PAGE_CACHE_SECONDS = 0


@pytest.fixture
def group():
    return WorkingGroupFactory(slug="data-sharing", building_block=BuildingBlockFactory(slug="data", nl="Data delen"))


def translate(page, **values):
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    return publish(english, **values)


def read(client, page, user=None):
    if user is not None:
        client.force_login(user)
    response = client.get(page.url)
    assert response.status_code == 200
    return response


# --- What everybody reads --------------------------------------------------------------------------------


def test_a_page_tells_what_the_group_works_on_and_how_far_it_is(client, group):
    leads = OrganisationFactory(name="Polderdata")
    page = make_group_page(
        group,
        works_on="<p>Modelovereenkomsten</p>",
        actions=[
            {"title": "Modelovereenkomst", "status": "done", "due_on": date(2020, 5, 1), "organisation": leads},
            {"title": "Trainingen", "status": "running", "due_on": timezone.localdate() + timedelta(days=400)},
            {"title": "Proef", "status": "running", "due_on": date(2020, 3, 31), "text": "Wacht op een gemeente"},
            {"title": "Woordenlijst"},
        ],
    )

    response = read(client, page)

    shown = response.context["group"]["actions"]
    assert [(item.action.title, [badge["tone"] for badge in item.badges], item.due) for item in shown[:1]] == [
        ("Modelovereenkomst", ["ok"], "mei 2020")
    ]
    assert [(item.action.title, [badge["tone"] for badge in item.badges]) for item in shown[1:]] == [
        ("Trainingen", ["info"]),
        ("Proef", ["info", "warn"]),
        ("Woordenlijst", [""]),
    ]
    html = response.content.decode()
    assert '<progress max="4" value="1"' in html
    for words in ("Modelovereenkomsten", "Polderdata", "Wacht op een gemeente"):
        assert words in html


def test_the_agenda_of_a_group_may_be_empty(client, group):
    page = make_group_page(group)

    response = read(client, page)

    assert (response.context["group"]["actions"], page.progress_text) == ([], "")
    assert "<progress" not in response.content.decode()


def test_an_action_is_late_the_day_after_its_last_until_it_is_done():
    action = WorkingGroupAction(status="running", due_on=date(2026, 5, 31))

    assert [action.is_late(on) for on in (date(2026, 5, 31), date(2026, 6, 1))] == [False, True]
    action.status = "done"
    assert action.is_late(date(2026, 6, 1)) is False
    assert WorkingGroupAction(status="running").is_late(date(2026, 6, 1)) is False


def test_only_organisations_whose_seat_counts_and_that_have_a_page_are_told_and_never_people(client, group):
    page = make_group_page(group)
    seen = make_seat(group, name="Met pagina")
    make_organisation_page(seen.user.contacts.get().organisation)
    make_organisation_page(make_seat(group, name="Ook een").user.contacts.get().organisation)
    make_seat(group, name="Zonder pagina")
    restrict(make_organisation_page(make_seat(group, name="Besloten pagina").user.contacts.get().organisation))
    newcomer = make_member(level=ParticipationLevel.INFORM, name="Nieuw")
    SeatFactory(user=newcomer, working_group=group)
    over = make_member(name="Voorbij")
    SeatFactory(user=over, working_group=group, ends_on=timezone.localdate() - timedelta(days=1))
    elsewhere = make_seat(WorkingGroupFactory(), name="Andere groep").user
    for user in (newcomer, over, elsewhere):
        make_organisation_page(user.contacts.get().organisation)

    response = read(client, page)

    assert [one.name for one in response.context["group"]["participants"]] == ["Met pagina", "Ook een"]
    html = response.content.decode()
    assert seen.user.name not in html
    assert seen.user.email not in html
    for name in ("Zonder pagina", "Besloten pagina", "Voorbij"):
        assert name not in html


def test_a_second_organisation_of_the_same_person_is_not_in_the_group(group):
    seat = make_seat(group, name="Neemt deel")
    other = ContactFactory(user=seat.user, organisation=OrganisationFactory(name="Neemt niet deel")).organisation

    assert Seat.objects.organisations() == [
        ("data-sharing", seat.user.contacts.first().organisation.slug, "Neemt deel")
    ]
    assert list(WorkingGroup.objects.of_organisation(other)) == []
    ParticipationFactory(organisation=other)
    assert [name for _group, _slug, name in Seat.objects.organisations()] == ["Neemt deel", "Neemt niet deel"]
    assert list(WorkingGroup.objects.of_organisation(other)) == [group]


@pytest.mark.parametrize("model", [Participation, Seat])
def test_an_organisation_leaves_the_page_the_day_after_its_last(client, group, model):
    page = make_group_page(group)
    make_organisation_page(make_seat(group).user.contacts.get().organisation)

    def number():
        return len(read(client, page).context["group"]["participants"])

    model.objects.update(ends_on=timezone.localdate())
    assert number() == 1
    model.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert number() == 0


def test_a_chair_is_named_only_with_consent_and_else_the_desk(client, group):
    CoalitionDeskFactory()
    silent = ContributorFactory(name="Stille Verbinder", email="stil@hub.example")
    page = make_group_page(group, chairs=[silent])

    def html():
        return read(client, page).content.decode()

    assert "Stille Verbinder" not in html()
    assert "desk@hub.example" in html()
    silent.is_public_contact = True
    silent.save()
    assert "Stille Verbinder" in html()
    assert "stil@hub.example" in html()
    assert "desk@hub.example" not in html()
    assert "Stille" not in "".join(IndexEntry.objects.values_list("body", flat=True))


def test_a_desk_that_nobody_may_ask_is_no_contact(rf, group):
    desk = CoalitionDeskFactory()
    desk.contact.is_public_contact = False
    desk.contact.save()

    assert working_groups.desk_of(rf.get("/")) == working_groups.Desk(None, "")
    CoalitionDesk.objects.all().delete()
    assert working_groups.desk_of(rf.get("/")) == working_groups.Desk(None, "")


def test_a_page_shows_the_corner_of_its_term(client, group):
    page = make_group_page(group)
    event = make_event("Samen")
    event.building_blocks = [group.building_block]
    publish(event)

    rows = read(client, page).context["section_rows"]

    assert [[section["slug"] for section in row] for row in rows] == [["latest"], ["agenda"]]
    assert [hit.title for hit in rows[1][0]["shelf"].hits] == ["Samen"]


# --- What is for the group only --------------------------------------------------------------------------


@pytest.fixture
def private(group):
    """The group's own pages: one on top, in both languages, and one beneath it."""
    top = publish_standard("Geheime hoek", slug="geheime-hoek")
    publish_standard("Geheime notulen", parent=top, slug="geheime-notulen")
    publish_translation(top, "Secret corner")
    group.root_page = top.page_ptr
    group.save()
    return top


def test_who_has_a_seat_is_led_to_the_groups_own_pages_and_nobody_else_learns_of_them(client, group, private):
    page = make_group_page(group)
    CoalitionDeskFactory(join_page=publish_standard("Deelnemen", slug="deelnemen").page_ptr)
    holder, other_group = make_seat(group).user, make_seat(WorkingGroupFactory()).user
    visitors = [None, make_member(), other_group, make_member(level=ParticipationLevel.INFORM)]
    seen = []
    for user in visitors:
        response = read(client, page, user)
        html = response.content.decode()
        assert "geheim" not in html.lower()
        assert response.context["group"]["own_pages_url"] == ""
        seen.append(response.context["group"]["standing"])
        client.logout()

    response = read(client, page, holder)

    assert seen == ["", "participate", "participate", "inform"]
    assert response.context["group"]["standing"] == "seat"
    assert f'href="{private.url}"' in response.content.decode()
    assert client.get(private.url).status_code == 200


def test_the_way_to_the_own_pages_ends_with_the_seat(client, group, private):
    page = make_group_page(group)
    seat = make_seat(group)
    assert read(client, page, seat.user).context["group"]["own_pages_url"] == private.url

    Seat.objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert read(client, page).context["group"]["own_pages_url"] == ""
    assert client.get(private.url).status_code == 404


def test_an_english_reader_is_led_to_the_english_own_pages(client, group, private):
    english = translate(make_group_page(group), title="Working group Data sharing")

    url = read(client, english, make_seat(group).user).context["group"]["own_pages_url"]

    assert url == private.get_translation(Locale.objects.get(language_code="en")).url


def test_own_pages_that_are_withdrawn_or_closed_further_are_not_led_to(client, group, private):
    page = make_group_page(group)
    holder = make_seat(group).user
    restriction = restrict(private, "groups")
    assert read(client, page, holder).context["group"]["own_pages_url"] == ""

    restriction.delete()
    for version in Page.objects.filter(translation_key=private.translation_key):
        version.specific.unpublish()

    assert read(client, page, holder).context["group"]["own_pages_url"] == ""


def test_search_never_finds_the_groups_own_pages_by_its_public_page(client, group, private):
    make_group_page(group)

    response = client.get("/nl/search/", {"q": "werkgroep"})
    assert [hit.title for hit in response.context["results"].hits] == ["Werkgroep data-sharing"]
    assert client.get("/nl/search/", {"q": "geheime"}).context["results"].total == 0


def test_the_public_page_cannot_become_the_groups_own(admin, group):
    page = make_group_page(group)
    index = WorkingGroupIndexPage.objects.get(locale__language_code="en")
    url = reverse("wagtailsnippets_members_workinggroup:edit", args=[group.pk])
    data = {"slug": group.slug, "building_block": group.building_block_id, "application_area": ""}

    for root in (page, index, page.get_parent().get_parent()):
        response = admin.post(url, {**data, "root_page": root.pk})
        assert "The public page of a working group lies there" in response.content.decode()
    admin.post(url, {**data, "root_page": publish_standard("Besloten").pk})

    group.refresh_from_db()
    assert group.root_page.title == "Besloten"


# --- In search -------------------------------------------------------------------------------------------


def test_search_knows_the_term_the_agenda_and_the_words(group):
    page = make_group_page(
        group,
        works_on="<p>Modelovereenkomsten</p>",
        is_example=True,
        actions=[{"title": "Trainingen", "text": "Vier keer", "status": "done"}, {"title": "Proef"}],
    )

    rows = IndexTerm.objects.filter(entry__work=page.translation_key, entry__locale="nl").exclude(facet="clause")
    assert sorted(rows.values_list("facet", "value")) == [
        ("building_block", "data"),
        ("language", "nl"),
        ("type", "working-group"),
    ]
    entry = IndexEntry.objects.get(work=page.translation_key, locale="en")
    assert entry.body.split("\n") == ["Modelovereenkomsten", "Trainingen", "Vier keer", "Proef"]
    assert entry.card == {
        "cover": {"block": "data", "area": "", "slug": page.slug, "dye": "madder", "weave": "twill"},
        "badges": [{"label": "Example", "tone": ""}],
        "meta": [{"icon": "chart", "text": "1 of 2 actions done"}],
        "working-group": "data-sharing",
    }


def test_a_group_of_an_area_lies_in_that_area(group):
    area = ApplicationAreaFactory(slug="care")
    page = make_group_page(WorkingGroupFactory(building_block=None, application_area=area))

    facets = IndexEntry.objects.get(work=page.translation_key, locale="nl").values
    assert (facets["building_block"], facets["application_area"]) == ([], ["care"])
    assert (page.cover["block"], page.cover["area"]) == ("", "care")


def test_search_follows_when_the_group_gets_another_term(group):
    page = make_group_page(group)
    group.building_block = BuildingBlockFactory(slug="people")
    group.save()

    assert IndexEntry.objects.get(work=page.translation_key, locale="nl").values["building_block"] == ["people"]


# --- The list --------------------------------------------------------------------------------------------


def test_the_list_is_alphabetical_with_the_number_of_organisations(client, group):
    make_group_page(group, title="Zeta")
    make_group_page(title="Alfa")
    make_organisation_page(make_seat(group).user.contacts.get().organisation)
    make_organisation_page(make_seat(group).user.contacts.get().organisation)
    make_seat(group)

    context = client.get("/nl/working-groups/").context

    assert [(hit.title, number) for hit, number in context["groups"]] == [("Alfa", 0), ("Zeta", 2)]
    assert context["joining"]["standing"] == ""


def test_an_empty_list_is_a_page_too(client):
    response = client.get("/nl/working-groups/")

    assert (response.status_code, response.context["groups"]) == (200, [])


# --- Work and words --------------------------------------------------------------------------------------


def test_a_group_has_one_page_in_each_language(group):
    page = make_group_page(group)
    assert translate(page).working_group == group

    with pytest.raises(ValidationError) as caught:
        make_group_page(group, title="Nog een")
    assert caught.value.message_dict == {
        "working_group": ["This working group has a page already. Translate that one instead."]
    }


def test_state_and_chairs_are_the_same_in_every_language_and_words_are_not(group):
    chair = ContributorFactory(is_public_contact=True)
    page = make_group_page(group, chairs=[chair], actions=[{"title": "Trainingen"}, {"title": "Proef"}])
    english = translate(page)
    first = english.actions.first()
    first.title = "Courses"
    english.actions.add(first)
    publish(english)

    action = page.actions.first()
    action.status, action.due_on = "done", date(2030, 1, 1)
    page.actions.add(action)
    publish(page)

    english = WorkingGroupPage.objects.get(pk=english.pk)
    assert [(row.title, row.status, row.due_on) for row in english.actions.all()] == [
        ("Courses", "done", date(2030, 1, 1)),
        ("Proef", "planned", None),
    ]
    assert english.public_chairs == [chair]
    assert (page.progress_text, english.progress_text) == ("1 of 2 actions done", "1 of 2 actions done")


def test_the_language_switch_leads_to_the_same_group(client, group):
    page = make_group_page(group)
    english = translate(page, title="Working group")

    assert f'href="{english.url}" lang="en"' in read(client, page).content.decode()
    assert english.slug == page.slug


def test_a_group_an_organisation_and_a_person_on_a_page_cannot_be_deleted(group):
    chair, leads = ContributorFactory(), OrganisationFactory()
    page = make_group_page(group, chairs=[chair], actions=[{"organisation": leads}])

    for thing in (group, chair, leads):
        with pytest.raises(ProtectedError):
            thing.delete()
    Page.objects.get(pk=page.pk).delete()
    for thing in (group, chair, leads):
        thing.delete()


# --- Machines --------------------------------------------------------------------------------------------


def test_a_page_describes_its_group_for_machines(rf, client, group):
    chair = ContributorFactory(name="Fatima", email="fatima@hub.example", is_public_contact=True)
    silent = ContributorFactory(name="Stil", email="stil@hub.example")
    page = make_group_page(group, chairs=[chair, silent], summary="Maakt afspraken")
    make_organisation_page(make_seat(group).user.contacts.get().organisation)

    described, trail = read(client, page).context["structured_data"]

    assert check(described) == check(trail) == []
    assert (described["@type"], described["@id"], described["name"]) == ("Organization", page.full_url, page.title)
    assert described["description"] == "Maakt afspraken"
    assert described["contactPoint"] == [{"@type": "ContactPoint", "name": "Fatima", "email": "fatima@hub.example"}]
    assert [term["termCode"] for term in described["knowsAbout"]] == ["data"]
    assert described["knowsAbout"][0]["@id"].endswith("/nl/building-blocks/data/")
    assert described["parentOrganization"]["@type"] == "Organization"


# --- In the editor ---------------------------------------------------------------------------------------


def test_an_editor_writes_a_page_with_its_agenda(admin, group):
    chair, leads = ContributorFactory(), OrganisationFactory()
    index = WorkingGroupIndexPage.objects.get(locale__language_code="nl")
    add = reverse("wagtailadmin_pages:add", args=["members", "workinggrouppage", index.pk])
    assert admin.get(add).status_code == 200
    action = {"title": "Proef", "text": "", "status": "running", "due_on": "2030-05-01", "organisation": leads.pk}
    data = {
        "title": "Werkgroep",
        "slug": "",
        "summary": "Maakt afspraken",
        "working_group": group.pk,
        "works_on": rich_text("<p>Proeven</p>"),
        "body": streamfield([]),
        "chairs": inline_formset([{"contributor": chair.pk}]),
        "actions": inline_formset([action]),
        "comments": inline_formset([]),
        "image_alt": "",
        "action-publish": "1",
    }

    response = admin.post(add, nested_form_data(data))

    assert response.status_code == 302, response.context["form"].errors
    page = WorkingGroupPage.objects.get()
    row = page.actions.get()
    assert (page.live, page.working_group, row.title, row.status, row.organisation) == (
        True,
        group,
        "Proef",
        "running",
        leads,
    )
    assert page.chairs.get().contributor == chair
    assert str(row) == "Proef"
    assert str(page.chairs.get()) == str(chair)


def test_the_desk_is_set_by_an_administrator(admin):
    page = publish_standard("Deelnemen")
    contact = ContributorFactory(is_public_contact=True)
    url = reverse("wagtailsettings:edit", args=["members", "coalitiondesk"])

    response = admin.get(url, follow=True)
    admin.post(response.redirect_chain[-1][0], {"contact": contact.pk, "join_page": page.pk})

    desk = CoalitionDesk.objects.get()
    assert (desk.contact, desk.join_page_id) == (contact, page.pk)


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_takes_few_queries_however_large_the_group(client, group, number, django_assert_max_num_queries):
    leads = [OrganisationFactory() for _ in range(number)]
    page = make_group_page(
        group,
        chairs=[ContributorFactory(organisation=leads[0], is_public_contact=True)],
        actions=[{"organisation": lead} for lead in leads],
    )
    for _ in range(number):
        make_organisation_page(make_seat(group).user.contacts.get().organisation)
    CoalitionDeskFactory(join_page=publish_standard("Deelnemen").page_ptr)
    client.get(page.url)

    with django_assert_max_num_queries(12):
        assert client.get(page.url).status_code == 200
