"""Two organisations become one: what moves, what old addresses do, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page

from events.models import EventPage
from home.merging import keys_to
from knowledge.models import BestPracticePage, FieldlabPage, FieldlabPartner, NewsAbout
from members.enums import ActionStatus, ClaimState, NoticeKind, OrganisationRole, ParticipationLevel
from members.facets import organisation_facet
from members.merging import merge_plan, organisation_merge
from members.models import (
    Contact,
    Notice,
    Organisation,
    OrganisationClaim,
    OrganisationPage,
    OrganisationRedirect,
    Participation,
    WorkingGroupPage,
)
from members.permissions import role_in
from search.models import IndexTerm
from tests.factories.events import EventPageFactory
from tests.factories.home import publish
from tests.factories.knowledge import BestPracticePageFactory, FieldlabPageFactory, NewsPageFactory
from tests.factories.members import (
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
    make_group_page,
    make_organisation_page,
)

pytestmark = pytest.mark.django_db

ADMINISTRATOR, AUTHOR, VIEWER = OrganisationRole


@pytest.fixture
def desk():
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def old(site):
    return OrganisationFactory(name="Oude Stichting", slug="oude-stichting")


@pytest.fixture
def new(site):
    return OrganisationFactory(name="Nieuwe Stichting", slug="nieuwe-stichting")


@pytest.fixture
def merge(old, new, desk):
    return lambda: organisation_merge(organisation=old, into=new, by=desk)


def below(model, **values):
    """Return a published page of a type, below its section of the site."""
    factory = {
        BestPracticePage: BestPracticePageFactory,
        FieldlabPage: FieldlabPageFactory,
        EventPage: EventPageFactory,
    }[model]
    parent = model.allowed_parent_page_models()[0].objects.get(locale__language_code="nl")
    return factory(parent=parent, locale=parent.locale, **values)


def organisations_of(page):
    return [organisation.slug for organisation in type(page).objects.get(pk=page.pk).organisations.order_by("slug")]


# --- Works ----------------------------------------------------------------------------------------------


def test_works_name_the_one_that_stays_once(old, new, merge):
    one, both = below(BestPracticePage), below(BestPracticePage)
    for page, named in ((one, [old]), (both, [old, new])):
        page.organisations = named
        publish(page)

    merge()

    assert (organisations_of(one), organisations_of(both)) == (["nieuwe-stichting"], ["nieuwe-stichting"])
    assert set(IndexTerm.objects.filter(facet="organisation").values_list("value", flat=True)) == {"nieuwe-stichting"}


def test_rows_of_a_page_move_and_the_page_names_a_partner_once(old, new, merge):
    lab, shared = below(FieldlabPage), below(FieldlabPage)
    lab.partners = [FieldlabPartner(organisation=old, role="lead")]
    shared.partners = [FieldlabPartner(organisation=new), FieldlabPartner(organisation=old)]
    for page in (lab, shared):
        publish(page)

    merge()

    found = [
        list(FieldlabPartner.objects.filter(page=page).values_list("organisation__slug", "role"))
        for page in (lab, shared)
    ]
    assert found == [[("nieuwe-stichting", "lead")], [("nieuwe-stichting", "partner")]]


def test_rows_that_are_more_than_a_name_all_stay(old, new, merge):
    values = {"status": ActionStatus.PLANNED}
    page = make_group_page(
        actions=[{"title": "A", "organisation": old, **values}, {"title": "B", "organisation": new, **values}]
    )

    merge()

    actions = WorkingGroupPage.objects.get(pk=page.pk).actions.all()
    assert [(action.title, action.organisation.slug) for action in actions] == [
        ("A", "nieuwe-stichting"),
        ("B", "nieuwe-stichting"),
    ]


def test_drafts_follow_so_that_publishing_one_later_works(old, new, merge):
    page, lab, group = below(BestPracticePage), below(FieldlabPage), make_group_page()
    page.organisations = [old, new]
    page.reproduced_by = old
    lab.partners = [FieldlabPartner(organisation=new), FieldlabPartner(organisation=old)]
    drafts = [page.save_revision(), lab.save_revision()]

    merge()
    for draft in drafts:
        draft.refresh_from_db()
        draft.publish()

    practice = BestPracticePage.objects.get(pk=page.pk)
    assert (organisations_of(page), practice.reproduced_by) == (["nieuwe-stichting"], new)
    assert [row.organisation for row in FieldlabPage.objects.get(pk=lab.pk).partners.all()] == [new]
    assert WorkingGroupPage.objects.get(pk=group.pk).live


def test_whatever_points_at_an_organisation_is_among_what_moves():
    """A new key to organisations is followed by itself; none is forgotten."""
    named = {f"{key.model._meta.label}.{key.name}" for key in keys_to(Organisation)}

    assert named >= {
        "members.Contact.organisation",
        "members.Participation.organisation",
        "members.Participation.association",
        "members.Contributor.organisation",
        "members.OrganisationPage.organisation",
        "members.OrganisationClaim.organisation",
        "members.OrganisationRedirect.organisation",
        "members.WorkingGroupAction.organisation",
        "knowledge.BestPracticePage.reproduced_by",
        "knowledge.BestPracticePage_organisations.organisation",
        "knowledge.FieldlabPartner.organisation",
        "knowledge.Submission.organisation",
        "events.EventPage_organisations.organisation",
    }


def test_credits_move(old, new, merge):
    contributor = ContributorFactory(organisation=old)

    merge()

    contributor.refresh_from_db()
    assert contributor.organisation == new


# --- People ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "here", "after"),
    [(ADMINISTRATOR, VIEWER, ADMINISTRATOR), (VIEWER, ADMINISTRATOR, ADMINISTRATOR), (AUTHOR, AUTHOR, AUTHOR)],
)
def test_who_speaks_for_both_keeps_the_better_role_once(old, new, merge, there, here, after):
    user = UserFactory()
    ContactFactory(user=user, organisation=old, role=there, starts_on=date(2019, 1, 1))
    ContactFactory(user=user, organisation=new, role=here)

    merge()

    contact = Contact.objects.get(user=user)
    assert (contact.role, contact.organisation, contact.starts_on) == (after, new, date(2019, 1, 1))


def test_people_of_today_and_of_the_past_move_and_there_is_one_first_contact(old, new, merge):
    today = ContactFactory(organisation=old, is_lead=True, role=VIEWER)
    past = ContactFactory(organisation=old, ends_on=date(2021, 1, 1))
    lead = ContactFactory(organisation=new, is_lead=True)

    merge()

    assert role_in(today.user, new) == VIEWER
    assert role_in(past.user, new) is None
    assert list(Contact.objects.filter(organisation=new, is_lead=True)) == [lead]
    assert [notice.kind for notice in Notice.objects.filter(user=today.user)] == [NoticeKind.ORGANISATION]


def test_who_asked_for_both_asks_once(old, new, merge):
    user = UserFactory()
    for organisation in (old, new):
        OrganisationClaim.objects.create(user=user, organisation=organisation, reason=organisation.name)

    merge()

    states = dict(OrganisationClaim.objects.filter(organisation=new).values_list("reason", "state"))
    assert states == {"Oude Stichting": ClaimState.WITHDRAWN, "Nieuwe Stichting": ClaimState.PENDING}


# --- Taking part ----------------------------------------------------------------------------------------


def test_what_runs_beside_the_other_ends_and_all_of_it_moves(old, new, merge):
    going = ParticipationFactory(organisation=old)
    earlier = ParticipationFactory(organisation=old, starts_on=date(2015, 1, 1), ends_on=date(2016, 1, 1))
    staying = ParticipationFactory(organisation=new)

    merge()

    going.refresh_from_db()
    earlier.refresh_from_db()
    assert going.ends_on == timezone.localdate() - timedelta(days=1)
    assert {going.organisation, earlier.organisation} == {new}
    assert new.current_participation() == staying


def test_the_only_one_that_runs_goes_on(old, new, merge):
    going = ParticipationFactory(organisation=old)

    merge()

    assert (new.current_participation(), Participation.objects.get(pk=going.pk).ends_on) == (going, None)


def test_the_better_level_is_not_lost(old, new, merge):
    ParticipationFactory(organisation=old)
    ParticipationFactory(
        organisation=new, level=ParticipationLevel.INFORM, ends_on=timezone.localdate() + timedelta(days=9)
    )

    with pytest.raises(ValidationError, match="other way round"):
        merge()

    assert Organisation.objects.filter(pk=old.pk).exists()


def test_what_is_yet_to_begin_is_settled_first(old, new, merge):
    ParticipationFactory(organisation=old, starts_on=timezone.localdate() + timedelta(days=3))

    with pytest.raises(ValidationError, match="later day"):
        merge()


def test_an_organisation_is_not_merged_into_itself(old, desk):
    with pytest.raises(ValidationError, match="itself"):
        organisation_merge(organisation=old, into=old, by=desk)


# --- Addresses ------------------------------------------------------------------------------------------


def test_who_is_second_to_merge_it_elsewhere_changes_nothing(old, new, merge, desk):
    read_before, elsewhere = Organisation.objects.get(pk=old.pk), OrganisationFactory()
    merge()
    with pytest.raises(ValidationError) as refusal:
        organisation_merge(organisation=read_before, into=elsewhere, by=desk)
    assert refusal.value.code == "gone"
    assert OrganisationRedirect.objects.get(slug="oude-stichting").organisation == new


def test_old_searches_find_what_the_other_has(old, new, merge):
    make_organisation_page(new)
    page = below(BestPracticePage, title="Iets van ons")
    page.organisations = [old]
    publish(page)

    merge()

    assert [organisation_facet.canonical(slug) for slug in ("oude-stichting", "nieuwe-stichting", "x")] == [
        "nieuwe-stichting",
        "nieuwe-stichting",
        "x",
    ]
    assert "Iets van ons" in Client().get("/nl/search/?organisation=oude-stichting").content.decode()


def test_merging_a_merged_one_again_keeps_every_redirect_direct(old, new, merge, desk):
    third = OrganisationFactory(slug="derde")
    merge()
    organisation_merge(organisation=new, into=third, by=desk)

    assert list(OrganisationRedirect.objects.values_list("slug", "organisation__slug")) == [
        ("nieuwe-stichting", "derde"),
        ("oude-stichting", "derde"),
    ]
    assert str(OrganisationRedirect.objects.first()) == f"nieuwe-stichting → {third}"


def test_the_slug_of_a_merged_one_is_not_given_to_another(old, new, merge):
    merge()

    newcomer = Organisation(name="Oude Stichting", kind="company")
    newcomer.clean()
    assert newcomer.slug == "oude-stichting-2"
    with pytest.raises(ValidationError):
        Organisation(name="X", slug="oude-stichting", kind="company").clean()


def test_the_page_of_the_one_that_goes_leads_to_the_other_in_each_language(old, new, merge):
    dutch, target = make_organisation_page(old, slug="oud"), make_organisation_page(new, slug="nieuw")
    english = publish(dutch.copy_for_translation(dutch.locale.__class__.objects.get(language_code="en")))
    target_en = publish(target.copy_for_translation(english.locale))
    address, address_en = dutch.url, english.url

    merge()

    for old_url, page in ((address, target), (address_en, target_en)):
        answer = Client().get(old_url)
        assert (answer.status_code, answer.headers["Location"]) == (301, page.url)
    assert not Page.objects.filter(pk__in=[dutch.pk, english.pk]).exists()


def test_without_a_page_in_that_language_the_address_leads_to_the_one_there_is(old, new, merge):
    dutch, target = make_organisation_page(old), make_organisation_page(new)
    english = publish(dutch.copy_for_translation(dutch.locale.__class__.objects.get(language_code="en")))

    merge()

    assert Client().get(english.url).headers["Location"] == target.url


def test_the_page_itself_moves_to_one_that_has_none(old, new, merge):
    page = make_organisation_page(old)

    merge()

    moved = OrganisationPage.objects.get(pk=page.pk)
    assert (moved.organisation, moved.get_latest_revision_as_object().organisation, moved.live) == (new, new, True)
    assert Client().get(page.url).status_code == 200


def test_works_about_the_page_that_goes_are_about_the_other(old, new, merge):
    gone, target = make_organisation_page(old), make_organisation_page(new)
    parent = NewsPageFactory._meta.model.allowed_parent_page_models()[0].objects.get(locale__language_code="nl")
    news = NewsPageFactory(parent=parent, locale=parent.locale)
    news.about = [NewsAbout(target_id=gone.pk)]
    publish(news)

    merge()

    assert [row.target_id for row in NewsAbout.objects.filter(page=news)] == [target.pk]


# --- The screen -----------------------------------------------------------------------------------------


def test_the_desk_sees_what_moves_before_it_merges(old, new, desk):
    ContactFactory.create_batch(2, organisation=old)
    page = below(BestPracticePage)
    page.organisations = [old]
    publish(page)
    make_organisation_page(old)
    make_organisation_page(new)
    client, path = Client(), reverse("organisation_merge:merge", args=[old.pk])
    client.force_login(desk)

    chosen = client.get(path, {"into": new.pk})
    counts = dict(chosen.context["plan"].counts)

    assert sorted(counts.values()) == [1, 2]
    assert [moved.leads_to.organisation for moved in chosen.context["plan"].pages] == [new]
    assert Organisation.objects.filter(pk=old.pk).exists()

    client.post(path, {"into": new.pk})
    assert not Organisation.objects.filter(pk=old.pk).exists()
    assert ModelLogEntry.objects.get(action="members.merge").data["name"] == "Oude Stichting"
    assert client.post(path, {"into": new.pk}).status_code == 404


def test_a_plan_counts_what_the_merge_then_moves(old, new, merge):
    ContributorFactory.create_batch(3, organisation=old)

    plan = merge_plan(organisation=old, into=new)
    merge()

    assert [number for _label, number in plan.counts] == [3]
    assert new.contributors.count() == 3


@pytest.mark.parametrize("into", ["", "abc", "999999", "self"])
def test_another_organisation_has_to_be_chosen(old, new, desk, into):
    client, path = Client(), reverse("organisation_merge:merge", args=[old.pk])
    client.force_login(desk)

    answer = client.post(path, {"into": old.pk if into == "self" else into})

    assert list(answer.context["form"].errors) == ["into"]


def test_why_it_cannot_be_is_said_on_the_screen(old, new, desk):
    ParticipationFactory(organisation=old, starts_on=timezone.localdate() + timedelta(days=3))
    client = Client()
    client.force_login(desk)

    answer = client.get(reverse("organisation_merge:merge", args=[old.pk]), {"into": new.pk})

    assert answer.context["plan"] is None
    assert len(answer.context["form"].non_field_errors()) == 1
