"""The corner of an organisation: its people, and how roles are given, handed over and ended."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.contacts import contact_end, contact_hand_over, contact_leave, contact_role_change
from members.enums import NoticeKind, OrganisationRole
from members.invitations import invitation_send
from members.models import Contact, Invitation, Notice
from members.permissions import role_in
from tests.factories.members import (
    LONG_AGO,
    ContactFactory,
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
    make_organisation_page,
)

pytestmark = pytest.mark.django_db

ADMINISTRATOR, AUTHOR, VIEWER = OrganisationRole


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Stichting Een", slug="stichting-een")


@pytest.fixture
def boss(organisation):
    return ContactFactory(organisation=organisation, role=ADMINISTRATOR, user__name="Anna Baas")


@pytest.fixture
def author(organisation):
    return ContactFactory(organisation=organisation, role=AUTHOR, user__name="Bob Schrijver", user__language="nl")


def signed_in(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


def url(view, *args):
    return reverse(f"members:{view}", args=["stichting-een", *args])


def told(user):
    return list(Notice.objects.filter(user=user).values_list("kind", "subject"))


# --- Roles ----------------------------------------------------------------------------------------------


def test_an_administrator_changes_a_role_and_the_colleague_is_told_in_their_language(boss, author):
    signed_in(boss.user).post(url("organisation_person", author.pk), {"role": "administrator"})

    author.refresh_from_db()
    assert author.role == ADMINISTRATOR
    assert [kind for kind, _subject in told(author.user)] == [NoticeKind.ORGANISATION]
    assert told(boss.user) == []


def test_the_same_role_again_changes_nothing_and_tells_nobody(boss, author):
    contact_role_change(contact=author, role=AUTHOR, by=boss.user)

    assert told(author.user) == []


def test_each_change_of_a_role_is_told(boss, author):
    for role in (VIEWER, AUTHOR, VIEWER):
        contact_role_change(contact=author, role=role, by=boss.user)

    assert len(told(author.user)) == 3


def test_the_last_administrator_keeps_the_role(boss, author):
    answer = signed_in(boss.user).post(url("organisation_person", boss.pk), {"role": "viewer"})

    boss.refresh_from_db()
    assert (answer.status_code, boss.role) == (200, ADMINISTRATOR)
    assert "needs an administrator" in str(answer.context["form"].errors)


def test_an_unknown_role_is_refused(boss, author):
    answer = signed_in(boss.user).post(url("organisation_person", author.pk), {"role": "owner"})

    assert answer.context["form"].errors.keys() == {"role"}


@pytest.mark.parametrize("extra", ["is_lead", "organisation", "user", "starts_on", "ends_on"])
def test_posting_more_than_the_role_changes_nothing_else(boss, author, extra):
    """Threat C1."""
    other = OrganisationFactory()
    before = Contact.objects.filter(pk=author.pk).values().get()
    values = {
        "is_lead": "on",
        "organisation": other.pk,
        "user": boss.user.pk,
        "starts_on": "2000-01-01",
        "ends_on": "2001-01-01",
    }

    signed_in(boss.user).post(url("organisation_person", author.pk), {"role": "viewer", extra: values[extra]})

    assert Contact.objects.filter(pk=author.pk).values().get() == {**before, "role": "viewer"}


# --- Ending ---------------------------------------------------------------------------------------------


def test_who_is_taken_off_has_no_rights_from_then_on(organisation, boss, author):
    signed_in(boss.user).post(url("organisation_person_end", author.pk))

    author.refresh_from_db()
    assert author.ends_on == timezone.localdate() - timedelta(days=1)
    assert role_in(author.user, organisation) is None
    assert signed_in(author.user).get(url("organisation")).status_code == 404
    assert len(told(author.user)) == 1


def test_who_came_today_leaves_no_day(boss, organisation):
    newcomer = ContactFactory(organisation=organisation, starts_on=timezone.localdate())

    contact_end(contact=newcomer, by=boss.user)

    assert not Contact.objects.filter(pk=newcomer.pk).exists()


def test_leaving_asks_first_and_then_tells_the_administrators(organisation, boss, author):
    client = signed_in(author.user)

    asked = client.get(url("organisation_leave"))
    assert role_in(author.user, organisation) == AUTHOR
    left = client.post(url("organisation_leave"))

    assert (asked.status_code, left.headers["Location"]) == (200, reverse("members:organisations"))
    assert role_in(author.user, organisation) is None
    assert len(told(boss.user)) == 1


def test_the_last_administrator_cannot_leave_the_others_alone(organisation, boss, author):
    client = signed_in(boss.user)

    page = client.get(url("organisation_leave"))
    client.post(url("organisation_leave"))

    assert page.context["refusal"].code == "last_administrator"
    assert role_in(boss.user, organisation) == ADMINISTRATOR


def test_who_is_alone_may_leave(organisation, boss):
    contact_leave(contact=boss)

    assert role_in(boss.user, organisation) is None


def test_another_desk_cannot_take_the_last_administrator_off(boss, author):
    with pytest.raises(ValidationError):
        contact_end(contact=boss, by=author.user)


def test_what_ended_meanwhile_is_not_ended_again(boss, author):
    stale = Contact.objects.get(pk=author.pk)
    contact_end(contact=author, by=boss.user)

    with pytest.raises(ValidationError, match="no longer"):
        contact_role_change(contact=stale, role=VIEWER, by=boss.user)


# --- Handing over ---------------------------------------------------------------------------------------


def test_an_administrator_hands_the_role_over_and_stays_as_an_author(organisation, boss, author):
    signed_in(boss.user).post(url("organisation_hand_over", author.pk))

    assert role_in(author.user, organisation) == ADMINISTRATOR
    assert role_in(boss.user, organisation) == AUTHOR
    assert len(told(author.user)) == 1
    contact_leave(contact=Contact.objects.get(pk=boss.pk))


@pytest.mark.parametrize("who", ["oneself", "elsewhere", "ended"])
def test_the_role_is_handed_to_a_colleague_of_today_only(organisation, boss, who):
    others = {
        "oneself": boss,
        "elsewhere": ContactFactory(),
        "ended": ContactFactory(organisation=organisation, ends_on=date(2021, 1, 1)),
    }

    with pytest.raises(ValidationError):
        contact_hand_over(contact=boss, to=others[who])

    assert role_in(boss.user, organisation) == ADMINISTRATOR


def test_who_is_no_administrator_has_nothing_to_hand_over(boss, author):
    with pytest.raises(ValidationError):
        contact_hand_over(contact=author, to=boss)


# --- Inviting -------------------------------------------------------------------------------------------


def invite(client, **values):
    return client.post(
        url("organisation_people"), {"email": "Nieuw@Hub.example", "role": "viewer", "language": "nl", **values}
    )


def test_an_administrator_invites_a_colleague_who_is_then_listed(organisation, boss):
    client = signed_in(boss.user)

    answer = invite(client)

    invitation = Invitation.objects.get()
    assert answer.headers["Location"] == url("organisation_people")
    assert (invitation.email, invitation.organisation, invitation.role, invitation.invited_by) == (
        "nieuw@hub.example",
        organisation,
        VIEWER,
        boss.user,
    )
    assert "nieuw@hub.example" in client.get(url("organisation_people")).content.decode()


@pytest.mark.parametrize("wrong", [{"email": "geen adres"}, {"role": "owner"}, {"language": "de"}])
def test_what_is_wrong_with_an_invitation_is_said_and_what_was_typed_stays(boss, wrong):
    answer = invite(signed_in(boss.user), **wrong)

    form = answer.context["form"]
    assert (answer.status_code, form.errors.keys()) == (200, wrong.keys())
    assert form["email"].value() == wrong.get("email", "Nieuw@Hub.example")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("extra", [{"organisation": "1"}, {"invited_by": "1"}, {"accepted_at": "2020-01-01"}])
def test_posting_more_than_the_form_has_changes_nothing_of_an_invitation(organisation, boss, extra):
    OrganisationFactory()

    invite(signed_in(boss.user), **extra)

    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.invited_by, invitation.accepted_at) == (organisation, boss.user, None)


def test_an_invitation_is_sent_again_and_withdrawn(boss):
    client = signed_in(boss.user)
    invite(client)
    invitation = Invitation.objects.get()

    client.post(url("organisation_invitation_again", invitation.pk))
    assert Invitation.objects.get().token_digest != invitation.token_digest
    client.post(url("organisation_invitation_withdraw", invitation.pk))
    assert Invitation.objects.get().revoked_at is not None
    again = client.post(url("organisation_invitation_withdraw", invitation.pk), follow=True)
    assert [message.level_tag for message in again.context["messages"]][-1] == "error"


@pytest.mark.parametrize("view", ["organisation_invitation_again", "organisation_invitation_withdraw"])
def test_an_invitation_of_another_organisation_is_not_here(boss, view):
    """Threat C2."""
    elsewhere = ContactFactory(role=ADMINISTRATOR)
    invitation = invitation_send(
        organisation=elsewhere.organisation,
        email="a@hub.example",
        role=VIEWER,
        language="nl",
        invited_by=elsewhere.user,
    )

    answer = signed_in(boss.user).post(url(view, invitation.pk))

    assert (answer.status_code, Invitation.objects.get().revoked_at) == (404, None)


# --- Reading --------------------------------------------------------------------------------------------


def test_the_corner_shows_people_works_and_taking_part(site, organisation, boss, author):
    ParticipationFactory(organisation=organisation)
    make_organisation_page(organisation)

    text = signed_in(author.user).get(url("organisation")).content.decode()

    for shown in ("Anna Baas", "Bob Schrijver", "Participate", "Stichting Een"):
        assert shown in text
    assert boss.user.email not in text


def test_addresses_of_people_are_for_administrators(boss, author):
    assert boss.user.email not in signed_in(author.user).get(url("organisation_people")).content.decode()
    assert author.user.email in signed_in(boss.user).get(url("organisation_people")).content.decode()


def test_the_list_names_the_organisations_of_today(boss, organisation):
    ContactFactory(user=boss.user, organisation__name="Verleden tijd", ends_on=date(2021, 1, 1))

    text = signed_in(boss.user).get(reverse("members:organisations")).content.decode()

    assert "Stichting Een" in text
    assert "Verleden tijd" not in text


def questions(client, path):
    """Return how many questions a page asks of the database, once what is kept for all has been read."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


@pytest.mark.parametrize("view", ["organisation", "organisation_people"])
def test_thirty_people_ask_no_more_questions_than_one(site, organisation, boss, view):
    client = signed_in(boss.user)
    few = questions(client, url(view))
    ContactFactory.create_batch(30, organisation=organisation)

    assert questions(client, url(view)) == few < 25


def test_the_list_of_thirty_asks_no_more_questions_than_of_one(boss):
    client = signed_in(boss.user)
    few = questions(client, reverse("members:organisations"))
    ContactFactory.create_batch(30, user=boss.user, starts_on=LONG_AGO)

    assert questions(client, reverse("members:organisations")) == few < 20


# --- Attacks --------------------------------------------------------------------------------------------

POSTS = ("organisation_person", "organisation_person_end", "organisation_hand_over")


@pytest.mark.parametrize("view", POSTS)
def test_a_colleague_of_another_organisation_is_not_here(boss, view):
    """Threat C2: a key of somebody else's contact in one's own address."""
    elsewhere = ContactFactory(role=AUTHOR)

    answer = signed_in(boss.user).post(url(view, elsewhere.pk), {"role": "viewer"})

    elsewhere.refresh_from_db()
    assert (answer.status_code, elsewhere.role, elsewhere.ends_on) == (404, AUTHOR, None)


def test_what_is_not_ones_own_answers_like_what_does_not_exist(boss):
    stranger = signed_in(UserFactory())
    paths = [url("organisation"), url("organisation_people"), url("organisation_leave"), url("organisation_page", "nl")]

    answers = [stranger.get(path) for path in paths]
    absent = [stranger.get(path.replace("stichting-een", "bestaat-niet")) for path in paths]

    assert {answer.status_code for answer in (*answers, *absent)} == {404}


@pytest.mark.parametrize("view", [*POSTS, "organisation_leave", "organisation_claim", "organisation_page"])
def test_nothing_is_done_without_a_token(site, organisation, boss, author, view):
    """Threat C17."""
    args = {"organisation_page": ["nl"], "organisation_leave": [], "organisation_claim": []}.get(view, [author.pk])
    make_organisation_page(organisation)

    answer = signed_in(boss.user, enforce_csrf_checks=True).post(url(view, *args), {"role": "viewer", "reason": "x"})

    author.refresh_from_db()
    assert (answer.status_code, author.role, author.ends_on) == (403, AUTHOR, None)


@pytest.mark.parametrize("view", ["organisation_person_end", "organisation_hand_over"])
def test_a_link_does_nothing(boss, author, view):
    assert signed_in(boss.user).get(url(view, author.pk)).status_code == 405


def test_a_name_with_markup_in_it_is_text_everywhere(site, boss, author):
    author.user.name = "<script>alert(1)</script>"
    author.user.save()
    client = signed_in(boss.user)

    for path in (url("organisation"), url("organisation_people"), url("organisation_person", author.pk)):
        text = client.get(path).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_nobody_keeps_these_pages_and_no_search_engine_finds_them(boss):
    answer = signed_in(boss.user).get(url("organisation_people"))

    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
