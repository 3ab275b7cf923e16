import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from members.enums import InvitationState, NoticeKind, OrganisationRole
from members.invitation_forms import InvitationForm
from members.invitations import (
    DAYS,
    address_confirmed,
    digest_of,
    invitation_accept,
    invitation_accept_new,
    invitation_of,
    invitation_resend,
    invitation_revoke,
    invitation_send,
)
from members.models import Contact, Invitation, MailMessage, Notice, User
from members.permissions import may_invite
from tests.factories.members import (
    PASSWORD,
    ContactFactory,
    InvitationFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TOKEN = "een-geheim-van-een-link"
NEW = {"name": "Jip Jansen", "password1": "vier losse woorden samen", "password2": "vier losse woorden samen"}


@pytest.fixture(autouse=True)
def _site(site):
    pass


@pytest.fixture
def administrator():
    return ContactFactory(role=OrganisationRole.ADMINISTRATOR).user


@pytest.fixture
def organisation(administrator):
    return administrator.contacts.get().organisation


def invite(organisation, by, email="jip@hub.example", role=OrganisationRole.AUTHOR, language="nl"):
    return invitation_send(organisation=organisation, email=email, role=role, language=language, invited_by=by)


def link_in(message):
    return re.search(r"http://testserver(/\w\w/account/invitations/[\w-]+/)", message.text).group(1)


def path(token=TOKEN):
    return f"/nl/account/invitations/{token}/"


def made(**values):
    return InvitationFactory(**{"token_digest": digest_of(TOKEN), "email": "jip@hub.example", **values})


def signed_in(client):
    return int(client.session.get("_auth_user_id", 0))


def test_an_administrator_invites_and_somebody_new_joins(client, administrator, organisation):
    invitation = invite(organisation, administrator, email=" Jip@Hub.Example ", role="viewer", language="en")
    message = MailMessage.objects.get()

    assert (message.recipient, message.language, message.kind, message.user) == (
        "jip@hub.example",
        "en",
        NoticeKind.INVITATION,
        None,
    )
    assert organisation.name in message.subject
    link = link_in(message)
    assert link.startswith("/en/")
    assert link.split("/")[-2] not in invitation.token_digest

    shown = client.get(link)
    assert (shown.status_code, Contact.objects.filter(organisation=organisation).count()) == (200, 1)
    assert administrator.name in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    joined = client.post(link, NEW)

    user = User.objects.get(email="jip@hub.example")
    assert (joined.status_code, joined.headers["Location"], signed_in(client)) == (302, "/en/account/", user.pk)
    assert (user.name, user.language, user.is_staff, user.is_superuser) == ("Jip Jansen", "en", False, False)
    assert user.check_password(NEW["password1"])
    assert EmailAddress.objects.values_list("user", "email", "verified", "primary").get() == (
        user.pk,
        "jip@hub.example",
        True,
        True,
    )
    contact = user.contacts.get()
    assert (contact.organisation, contact.role, contact.starts_on, contact.is_lead) == (
        organisation,
        "viewer",
        timezone.localdate(),
        False,
    )
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == (InvitationState.ACCEPTED, user)


def test_the_desk_invites_somebody_to_the_hub_alone(client):
    desk = UserFactory(is_staff=True)
    invite(None, desk)

    client.post(link_in(MailMessage.objects.get()), NEW)

    assert not User.objects.get(email="jip@hub.example").contacts.exists()
    assert signed_in(client)


@pytest.mark.parametrize(
    ("who", "own", "other", "none"),
    [
        ("administrator", True, False, False),
        ("author", False, False, False),
        ("viewer", False, False, False),
        ("former", False, False, False),
        ("stranger", False, False, False),
        ("closed", False, False, False),
        ("desk", True, True, True),
        ("superuser", True, True, True),
    ],
)
def test_who_may_invite(who, own, other, none):
    organisation = OrganisationFactory()
    if who in ("administrator", "author", "viewer"):
        user = ContactFactory(organisation=organisation, role=who).user
    else:
        user = UserFactory(is_staff=who == "desk", is_superuser=who == "superuser", is_active=who != "closed")
    if who in ("former", "closed"):
        ContactFactory(
            user=user,
            organisation=organisation,
            role=OrganisationRole.ADMINISTRATOR,
            ends_on=timezone.localdate() - timedelta(days=1) if who == "former" else None,
        )

    for target, allowed in ((organisation, own), (OrganisationFactory(), other), (None, none)):
        assert may_invite(user, target) is allowed
        if allowed:
            assert invite(target, user).is_open
        else:
            with pytest.raises(PermissionDenied):
                invite(target, user)
            waiting = InvitationFactory(organisation=target)
            for deed in (invitation_resend, invitation_revoke):
                with pytest.raises(PermissionDenied):
                    deed(invitation=waiting, by=user)


def test_what_cannot_be_invited(administrator, organisation, settings):
    settings.HUB_INVITATIONS_A_DAY = 3
    colleague = ContactFactory(organisation=organisation).user
    invite(organisation, administrator)

    for email, code in ((colleague.email.upper(), "contact"), ("JIP@hub.example", "invited")):
        with pytest.raises(ValidationError) as caught:
            invite(organisation, administrator, email=email)
        assert caught.value.code == code
    with pytest.raises(ValidationError) as caught:
        invite(None, UserFactory(is_staff=True), email=colleague.email)
    assert caught.value.code == "taken"
    with pytest.raises(ValueError, match="owner"):
        invite(organisation, administrator, email="x@hub.example", role="owner")

    invite(organisation, administrator, email="a@hub.example")
    invite(organisation, administrator, email="b@hub.example")
    with pytest.raises(ValidationError) as caught:
        invite(organisation, administrator, email="c@hub.example")
    assert caught.value.code == "limit"
    # The desk may help on the same day, and another organisation is not counted with this one.
    invite(organisation, UserFactory(is_staff=True), email="c@hub.example")
    other = ContactFactory(role=OrganisationRole.ADMINISTRATOR)
    invite(other.organisation, other.user)


def test_an_invitation_past_its_day_makes_room_for_a_new_one(administrator, organisation):
    with freeze_time(timezone.now() - timedelta(days=DAYS + 1)):
        old = invite(organisation, administrator)

    new = invite(organisation, administrator)

    old.refresh_from_db()
    assert (old.state, new.state) == (InvitationState.REVOKED, InvitationState.OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(email=new.email, organisation=organisation)


def test_sending_again_replaces_the_link(client, administrator, organisation):
    invitation = invite(organisation, administrator)
    first = link_in(MailMessage.objects.get())
    with freeze_time(timezone.now() + timedelta(days=DAYS + 1)):
        assert invitation.state == InvitationState.EXPIRED
        invitation_resend(invitation=invitation, by=administrator)
        second = link_in(MailMessage.objects.order_by("pk").last())

        assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)


def closed(kind):
    now = timezone.now()
    return {
        "used": {"accepted_at": now},
        "withdrawn": {"revoked_at": now},
        "past its day": {"expires_at": now},
        "replaced": {"token_digest": digest_of("another")},
    }[kind]


@pytest.mark.parametrize("kind", ["used", "withdrawn", "past its day", "replaced"])
@pytest.mark.parametrize("who", ["nobody", "theirs", "another"])
def test_a_link_that_is_closed_answers_410_with_one_page_for_everybody(client, kind, who):
    made(**closed(kind))
    if who != "nobody":
        client.force_login(UserFactory(email="jip@hub.example" if who == "theirs" else "x@hub.example"))

    answers = [client.get(path()), client.post(path(), {**NEW, "accept": "1"})]
    unknown = client.get(path("nooit-geweest"))

    assert [answer.status_code for answer in (*answers, unknown)] == [410, 410, 410]
    assert not Contact.objects.exists()
    assert not User.objects.filter(name=NEW["name"]).exists()


def test_opening_the_link_changes_nothing_however_often(client):
    invitation = made()
    UserFactory(email="jip@hub.example")

    for asked in (client, Client()):
        for _time in range(3):
            assert asked.get(path()).status_code == 200
            assert asked.head(path()).status_code == 200

    invitation.refresh_from_db()
    assert (invitation.state, Contact.objects.count()) == (InvitationState.OPEN, 0)


def test_who_has_an_account_signs_in_and_accepts(client):
    invitation = made()
    user = UserFactory(email="jip@hub.example")

    asked = client.get(path())
    assert (asked.context["must_sign_in"], "password1" in asked.content.decode()) == (True, False)
    # A form of somebody new makes no second account, and takes over none.
    client.post(path(), NEW)
    assert (User.objects.filter(email="jip@hub.example").count(), signed_in(client)) == (1, 0)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)

    signed = client.post("/nl/account/login/", {"username": user.email, "password": PASSWORD, "next": path()})
    assert signed.headers["Location"] == path()
    accepted = client.post(path(), {"accept": "1"})

    assert (accepted.status_code, accepted.headers["Location"]) == (302, "/nl/account/")
    assert user.contacts.get().organisation == invitation.organisation


def test_another_account_cannot_accept(client):
    invitation = made()
    other = UserFactory(email="janneke@hub.example")
    client.force_login(other)

    shown, answer = client.get(path()), client.post(path(), {"accept": "1", **NEW})

    assert (shown.status_code, shown.context["is_theirs"], answer.status_code) == (200, False, 403)
    assert (Contact.objects.count(), User.objects.filter(email="jip@hub.example").count()) == (0, 0)
    with pytest.raises(ValidationError) as caught:
        invitation_accept(invitation=invitation, user=other)
    assert caught.value.code == "other"


@pytest.mark.parametrize("wrong", ["other", "closed", "used"])
def test_the_services_judge_for_themselves(wrong):
    invitation = made(**(closed("used") if wrong == "used" else {}))
    user = UserFactory(email="jip@hub.example", is_active=wrong != "closed")
    if wrong == "other":
        user = UserFactory()

    with pytest.raises(ValidationError):
        invitation_accept(invitation=invitation, user=user)
    with pytest.raises(ValidationError):
        invitation_accept_new(invitation=invitation, name="Jip", password=PASSWORD, language="nl")
    assert not Contact.objects.exists()


def test_an_invitation_that_was_accepted_cannot_be_sent_again_or_withdrawn(administrator, organisation):
    invitation = made(organisation=organisation, accepted_at=timezone.now())

    for deed in (invitation_resend, invitation_revoke):
        with pytest.raises(ValidationError) as caught:
            deed(invitation=invitation, by=administrator)
        assert caught.value.code == "closed"


@pytest.mark.parametrize(
    ("has", "offered", "becomes"),
    [
        ("viewer", "administrator", "administrator"),
        ("administrator", "viewer", "administrator"),
        (None, "author", "author"),
    ],
)
def test_who_speaks_for_it_already_keeps_the_higher_role(has, offered, becomes):
    invitation = made(role=offered)
    user = UserFactory(email="jip@hub.example")
    if has:
        start = timezone.localdate() + timedelta(days=3)
        ContactFactory(user=user, organisation=invitation.organisation, role=has, starts_on=start)

    invitation_accept(invitation=invitation, user=user)

    assert user.contacts.values_list("role", "starts_on").get() == (becomes, timezone.localdate())


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({**NEW, "name": ""}, "name"),
        ({**NEW, "password2": "iets anders dan dat"}, "password2"),
        ({**NEW, "password1": "kort", "password2": "kort"}, "password1"),
        ({**NEW, "password1": "jip@hub.example", "password2": "jip@hub.example"}, "password1"),
        ({**NEW, "password1": "Jip Jansen 1", "password2": "Jip Jansen 1"}, "password1"),
    ],
)
def test_what_is_wrong_is_said_and_the_name_that_was_typed_stays(client, sent, field):
    made()

    answer = client.post(path(), sent)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert sent["name"] in answer.content.decode()
    assert sent["password1"] not in answer.content.decode().replace("jip@hub.example", "").replace("Jip Jansen", "")
    assert not User.objects.filter(email="jip@hub.example").exists()


def test_more_fields_than_the_form_has_change_nothing(client):
    made()

    client.post(
        path(), {**NEW, "email": "boss@hub.example", "is_staff": "1", "is_superuser": "1", "role": "administrator"}
    )

    user = User.objects.get(email="jip@hub.example")
    assert (user.is_staff, user.is_superuser, user.contacts.get().role) == (False, False, "author")


def test_names_that_are_markup_are_text(client):
    organisation = OrganisationFactory(name="<script>alert(1)</script>")
    inviter = UserFactory(name="<img src=x onerror=alert(1)>", is_staff=True)
    invite(organisation, inviter)
    message = MailMessage.objects.get()

    shown = client.get(link_in(message)).content.decode()

    for text in (shown, message.html):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "&lt;script&gt;" in shown


def test_an_invitation_is_not_read_in_the_hub_where_its_link_would_be_a_secret_twice():
    user = UserFactory(email="jip@hub.example")
    invite(OrganisationFactory(), UserFactory(is_staff=True))

    assert (Notice.objects.filter(user=user).count(), MailMessage.objects.count()) == (0, 1)


def test_the_form_of_an_organisation_says_what_forbids_it_and_keeps_what_was_typed(administrator, organisation):
    colleague = ContactFactory(organisation=organisation).user
    data = {"email": colleague.email, "role": "author", "language": "nl"}

    refused = InvitationForm(data, organisation=organisation, invited_by=administrator)
    sent = InvitationForm({**data, "email": "nieuw@hub.example"}, organisation=organisation, invited_by=administrator)

    assert (list(refused.errors), refused["email"].value()) == (["email"], colleague.email)
    assert (sent.is_valid(), sent.invitation.email) == (True, "nieuw@hub.example")


def test_the_invitations_of_an_organisation_that_still_wait(administrator, organisation, django_assert_num_queries):
    for state in ("used", "withdrawn"):
        InvitationFactory(organisation=organisation, **closed(state))
    InvitationFactory()
    waiting = [InvitationFactory(organisation=organisation, **closed("past its day")) for _n in range(3)]

    with django_assert_num_queries(1):
        found = list(Invitation.objects.of_organisation(organisation))
        assert [str(invitation.invited_by) for invitation in found]
    assert {invitation.pk for invitation in found} == {invitation.pk for invitation in waiting}
    assert list(Invitation.objects.open()) == [Invitation.objects.exclude(organisation=organisation).get()]


def test_the_desk_invites_sends_again_and_withdraws_in_the_editor(admin):
    organisation = OrganisationFactory()

    def at(view, *args):
        return reverse(Invitation.snippet_viewset.get_url_name(view), args=args)

    data = {"email": "jip@hub.example", "organisation": organisation.pk, "role": "author", "language": "nl"}
    assert admin.get(at("add")).status_code == 200
    assert admin.post(at("add"), data).status_code == 302
    invitation = Invitation.objects.get()
    assert admin.post(at("add"), data).context["form"].non_field_errors()

    edit = at("edit", invitation.pk)
    assert admin.get(edit).status_code == 200
    admin.post(edit, {**data, "email": "other@hub.example", "decision": "resend"})
    again = Invitation.objects.get()
    assert (again.email, again.token_digest != invitation.token_digest) == ("jip@hub.example", True)
    assert MailMessage.objects.count() == 2
    admin.post(edit, {"decision": "keep"})
    assert Invitation.objects.get().is_open
    admin.post(edit, {"decision": "revoke"})
    assert Invitation.objects.get().state == InvitationState.REVOKED
    assert admin.post(edit, {"decision": "resend"}).context["form"].non_field_errors()
    assert admin.get(at("list")).status_code == 200


def test_what_allauth_remembers_of_addresses_follows_the_account():
    user, other = UserFactory(email="nieuw@hub.example"), UserFactory()
    EmailAddress.objects.create(user=user, email="oud@hub.example", verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="wacht@hub.example")
    EmailAddress.objects.create(user=other, email="nieuw@hub.example", verified=True, primary=True)

    address_confirmed(user=user)
    address_confirmed(user=user)

    assert sorted(EmailAddress.objects.values_list("user", "email", "verified", "primary")) == sorted(
        [(user.pk, "nieuw@hub.example", True, True), (user.pk, "wacht@hub.example", False, False)]
    )


def test_a_link_is_found_by_its_secret_only():
    invitation = made()

    assert invitation_of(TOKEN) == invitation
    assert (invitation_of(invitation.token_digest), invitation_of("")) == (None, None)
    assert (str(invitation), str(InvitationFactory(organisation=None, email="x@hub.example"))) == (
        f"jip@hub.example ({invitation.organisation})",
        "x@hub.example",
    )
