import json
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessLog
from django.conf import settings as site_settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry, Page

from events.models import EventSpeaker, Interest
from knowledge.models import BestPracticeAuthor, CoAuthor
from members.accounts import account_delete, account_delete_check, sessions_end, sessions_of
from members.browsers import browser_name
from members.enums import NoticeKind, OrganisationRole
from members.letters import Letter
from members.models import Contact, Contributor, Invitation, MailMessage, Notice, User
from members.notices import notice_send
from members.personal_data import personal_data
from tests.factories.events import EventPageFactory
from tests.factories.knowledge import BestPracticePageFactory
from tests.factories.members import (
    PASSWORD,
    ContactFactory,
    ContributorFactory,
    InvitationFactory,
    OrganisationFactory,
    UserFactory,
    WorkingGroupFactory,
    make_seat,
)
from tests.factories.submissions import make_submission
from tests.members.accounts import CONFIRM, SECURITY, app_of, confirm, latest, sign_in, signed_in

pytestmark = pytest.mark.django_db

DATA = "/nl/account/data/"
DELETE = "/nl/account/delete/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _site(site):
    pass


# --- The page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [SECURITY, DATA, DELETE, "/nl/account/address/", "/nl/account/password/"])
def test_a_page_of_an_account_is_for_who_is_signed_in_and_kept_by_nobody(client, path):
    assert client.get(path).headers["Location"].startswith("/nl/account/login/?next=/nl/account/")
    sign_in(client, UserFactory())

    answer = client.get(path, follow=True)

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_name_and_language_are_ones_own_and_nothing_else_is(client):
    user = UserFactory(name="Jip")
    sign_in(client, user)
    sent = {"name": "Jip Jansen", "language": "en", "email": "x@hub.example", "is_superuser": "1", "is_staff": "1"}

    assert client.post(SECURITY, {"name": "", "language": "nl"}).context["form"].errors
    assert client.post(SECURITY, sent).headers["Location"] == SECURITY

    stored = User.objects.get(pk=user.pk)
    assert (stored.name, stored.language, stored.email, stored.is_superuser, stored.is_staff) == (
        "Jip Jansen",
        "en",
        user.email,
        False,
        False,
    )


def test_the_page_costs_the_same_for_one_browser_and_for_thirty(client):
    user = UserFactory()
    sign_in(client, user)
    counts = []
    client.get(SECURITY)
    for more in (0, 29):
        for _n in range(more):
            sign_in(Client(), user)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            shown = client.get(SECURITY)
        counts.append((len(captured), len(shown.context["sessions"])))

    assert counts == [(counts[0][0], 1), (counts[0][0], 30)]


# --- Browsers --------------------------------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in_and_signs_out_there(client):
    user, other = UserFactory(), UserFactory()
    browsers = [Client(headers={"user-agent": FIREFOX}) for _n in range(3)]
    stranger = Client()
    for browser in browsers:
        sign_in(browser, user)
    sign_in(stranger, other)
    sign_in(client, user)

    shown = client.get(SECURITY).context["sessions"]
    assert [(session.browser, session.is_current) for session in shown] == [
        ("Onbekende browser", True),
        *[("Firefox, Windows", False)] * 3,
    ]
    client.post(f"/nl/account/sessions/{shown[1].pk}/end/")
    assert [signed_in(browser) for browser in browsers] == [user.pk, user.pk, 0]
    client.post("/nl/account/sessions/end/")
    assert [signed_in(browser) for browser in (*browsers, client, stranger)] == [0, 0, 0, user.pk, other.pk]


def test_anothers_browser_and_ones_own_of_now_cannot_be_signed_out(client):
    stranger = Client()
    sign_in(stranger, UserFactory())
    user = UserFactory()
    sign_in(client, user)

    for session in UserSession.objects.all():
        client.post(f"/nl/account/sessions/{session.pk}/end/")

    assert (signed_in(stranger) > 0, signed_in(client)) == (True, user.pk)
    assert sessions_end(user=user, current_key=None) == 1
    assert sessions_of(user, None) == []


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_browsers_have_names(header, name):
    assert browser_name(header) == name


# --- A copy ----------------------------------------------------------------------------------------------


def everything_of(user):
    """Let everything be stored about somebody that the hub stores, each with a word to find it by."""
    organisation = OrganisationFactory(name="Organisatie-van-mij")
    ContactFactory(user=user, organisation=organisation)
    contributor = ContributorFactory(user=user, name="Naam-onder-mijn-werk")
    make_seat(WorkingGroupFactory(slug="mijn-groep"))
    user.seats.create(working_group=WorkingGroupFactory(slug="groep-van-mij"), starts_on="2020-01-01")
    user.groups.add(Group.objects.get(name="Editors"))
    InvitationFactory(email=user.email, organisation=organisation)
    InvitationFactory(email="collega-van-mij@hub.example", invited_by=user)
    notice_send(kind=NoticeKind.ORGANISATION, matter="x", write=lambda: Letter(subject="Bericht-aan-mij"), user=user)
    practice = BestPracticePageFactory(title="Praktijk-van-mij", owner=user)
    BestPracticeAuthor.objects.create(page=practice, contributor=contributor)
    practice.save_revision(user=user)
    event = EventPageFactory(title="Bijeenkomst-van-mij")
    EventSpeaker.objects.create(page=event, contributor=contributor, locale=event.locale)
    app_of(user)
    AccessAttempt.objects.create(username=user.email, ip_address="192.0.2.7", failures_since_start=2)
    return organisation


OWN_WORDS = (
    "Organisatie-van-mij",
    "Naam-onder-mijn-werk",
    "groep-van-mij",
    "collega-van-mij@hub.example",
    "Bericht-aan-mij",
    "Praktijk-van-mij",
    "Bijeenkomst-van-mij",
    "Editors",
    "totp",
    "192.0.2.7",
)


def test_one_gets_a_copy_of_everything_and_of_nothing_of_others(client):
    user, other = UserFactory(name="Jip Eigen"), UserFactory(name="Ander Mens", email="ander@hub.example")
    sign_in(Client(), user)
    everything_of(user)
    secret = app_of(other)
    ContactFactory(user=other, organisation=OrganisationFactory(name="Organisatie-van-een-ander"))
    client.force_login(user)

    assert client.get(DATA).headers["Location"].startswith(CONFIRM)
    answer = client.post(client.get(DATA).headers["Location"], {"password": PASSWORD}, follow=True)
    text = answer.content.decode()
    data = json.loads(text)

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="hub-')
    assert answer.headers["Content-Type"] == "application/json"
    assert "no-store" in answer.headers["Cache-Control"]
    assert [word for word in (*OWN_WORDS, user.email, "Jip Eigen") if word not in text] == []
    assert (data["account"]["email"], len(data["sessions"]) >= 1, data["pages"][0]["title"]) == (
        user.email,
        True,
        "Praktijk-van-mij",
    )
    for word in (
        "Ander Mens",
        "ander@hub.example",
        "Organisatie-van-een-ander",
        secret,
        user.password,
        "argon2",
        "seed",
    ):
        assert word not in text


def test_every_app_that_keeps_something_of_a_person_tells_it():
    """A relation to an account that no provider reads is data that somebody does not get."""
    told = {
        "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession", "members.Contact", "members.Seat",
        "members.Contributor", "members.Invitation", "members.Notice", "members.NoticePreference",
        "members.MailMessage", "members.OrganisationClaim", "home.HubImage", "home.HubDocument", "wagtailcore.Page",
        "wagtailcore.Revision", "wagtailcore.Comment", "wagtailcore.CommentReply", "knowledge.Submission",
        "knowledge.SubmissionEvent", "knowledge.CoAuthor", "knowledge.Adoption", "knowledge.WorkNote",
        "events.Arrival", "events.CalendarSource", "events.CalendarSubscription", "events.DeskLogEntry",
            "events.ImportRun", "events.Interest", "events.Registration", "events.RegistrationLogEntry",
            "events.RegistrationMessage", "events.RegistrationNote",
        "knowledge.AdviceRequest", "knowledge.ReviewDeputy", "knowledge.Attachment", "knowledge.NeighbourFinding",
    }  # fmt: skip
    # What the editor keeps for itself: its settings, locks and reviews, which are in the log as deeds.
    editors_own = ("wagtailusers", "wagtailcore", "wagtailadmin", "wagtailimages", "wagtaildocs", "auth", "admin")
    kept = {relation.related_model._meta.label for relation in User._meta.get_fields(include_hidden=True)
            if relation.auto_created and relation.is_relation and not relation.concrete}  # fmt: skip

    assert {label for label in kept - told if not label.startswith((*editors_own, "members.User_"))} == set()
    assert set(personal_data(UserFactory())) >= {"account", "contacts", "claims", "pages", "author_of", "speaker_at"}
    assert len(site_settings.HUB_PERSONAL_DATA) == 7


# --- Leaving ---------------------------------------------------------------------------------------------


def test_an_account_goes_and_credit_and_content_stay(client):
    user = UserFactory(email="jip@hub.example", language="en")
    organisation = everything_of(user)
    user.groups.clear()
    sign_in(client, user)
    client.force_login(user)
    elsewhere = Client()
    elsewhere.force_login(user)

    asked = client.get(DELETE)
    assert (asked.status_code, "Naam-onder-mijn-werk" in asked.content.decode()) == (200, True)
    assert client.post(DELETE, {"password": "wrong"}).context["form"].errors
    assert User.objects.filter(pk=user.pk).exists()
    gone = client.post(DELETE, {"password": PASSWORD})

    assert (gone.status_code, gone.headers["Location"]) == (302, "/nl/account/login/")
    assert (signed_in(client), elsewhere.get(SECURITY).status_code) == (0, 302)
    assert not User.objects.filter(email="jip@hub.example").exists()
    assert Contributor.objects.values_list("name", "user").get(name="Naam-onder-mijn-werk") == (
        "Naam-onder-mijn-werk",
        None,
    )
    page = Page.objects.get(title="Praktijk-van-mij")
    assert (page.live, page.owner) == (True, None)
    assert not Contact.objects.filter(organisation=organisation).exists()
    assert not Notice.objects.exists()
    for left in (AccessAttempt, AccessLog):
        assert not left.objects.filter(username="jip@hub.example").exists()
    assert not Invitation.objects.filter(email="jip@hub.example").exists()
    goodbye = MailMessage.objects.get()
    assert (goodbye.recipient, goodbye.language, goodbye.subject) == (
        "jip@hub.example",
        "en",
        "Your account is deleted",
    )


def test_nowhere_is_the_address_of_a_deleted_account_left(site):
    user = UserFactory(email="jip@hub.example")
    submission = make_submission()
    CoAuthor.objects.create(submission=submission, email="jip@hub.example", asked_by=submission.author)
    Interest.objects.create(work=uuid4(), email="jip@hub.example", language="nl", confirmed_at=timezone.now())
    other = Interest.objects.create(work=uuid4(), email="jop@hub.example", language="nl")

    account_delete(user=user)

    assert list(Interest.objects.all()) == [other]
    assert not CoAuthor.objects.exists()


def test_one_line_without_a_name_tells_that_an_account_was_deleted():
    user = UserFactory(name="Jip Jansen", email="jip@hub.example")
    account_delete(user=user)

    entry = ModelLogEntry.objects.get(action="members.account_deleted")
    assert (entry.user_id, entry.deleted, entry.data) == (None, True, {})
    assert "jip" not in f"{entry.label}{entry.data}".lower()


@pytest.mark.parametrize(
    ("colleague", "may_leave"),
    [("author", False), ("viewer", False), ("administrator", True), (None, True)],
)
def test_who_alone_runs_an_organisation_of_others_hands_it_over_first(client, colleague, may_leave):
    user = UserFactory()
    organisation = ContactFactory(user=user, role=OrganisationRole.ADMINISTRATOR).organisation
    if colleague:
        ContactFactory(organisation=organisation, role=colleague)
    sign_in(client, user)

    shown = client.get(DELETE)
    answer = client.post(DELETE, {"password": PASSWORD})

    assert (organisation.name in str(shown.context["refusal"])) is not may_leave
    assert answer.status_code == (302 if may_leave else 409)
    assert User.objects.filter(pk=user.pk).exists() is not may_leave


def test_the_last_administrator_of_the_hub_stays():
    user = UserFactory(is_superuser=True)
    with pytest.raises(Exception, match="only administrator"):
        account_delete_check(user=user)
    UserFactory(is_superuser=True)

    account_delete_check(user=user)


# --- What somebody is told -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject"), [("nl", "Je wachtwoord is gewijzigd"), ("en", "Your password was changed")]
)
def test_a_change_is_told_in_the_language_of_the_account_whatever_page_it_was_made_on(client, language, subject):
    user = UserFactory(language=language)
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    sign_in(client, user)
    client.post(
        "/en/account/password/",
        {"oldpassword": PASSWORD, "password1": "vier losse woorden samen", "password2": "vier losse woorden samen"},
    )

    message = latest()
    assert (message.subject, message.language, message.recipient) == (subject, language, user.email)
    assert "Firefox, Windows" in message.text
    assert "127.0.0.1" in message.text
    with translation.override(language):
        assert Notice.objects.get(user=user).subject == subject


def test_confirming_is_asked_again_after_a_while(client):
    user = UserFactory()
    client.force_login(user)
    confirm(client)
    assert client.get(DATA).status_code == 200

    session = client.session
    records = session["account_authentication_methods"]
    records[-1]["at"] -= site_settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    session.save()

    assert client.get(DATA).status_code == 302
