"""Attacks on accounts, one table for each kind."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as site_settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from freezegun import freeze_time

from members.models import MailMessage, User
from tests.factories.members import PASSWORD, UserFactory
from tests.hub.surfaces import ACCOUNT_VIEWS, WITH_KEY
from tests.members.accounts import (
    CODE,
    CONFIRM,
    LOGIN,
    RESET,
    SECURITY,
    answer_of,
    app_of,
    code_of,
    confirm,
    latest,
    link_in,
    sign_in,
    signed_in,
)

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "vier losse woorden samen"
NEW = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
EVIL = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "javascript:alert(1)",
    "https:evil.example",
    "http://testserver.evil.example/",
    "http://testserver@evil.example/",
    "\thttps://evil.example/",
)


@pytest.fixture(autouse=True)
def _site(site):
    pass


@pytest.fixture
def limits(settings):
    """The limits that a server has."""
    settings.ACCOUNT_RATE_LIMITS = {
        "login_failed": "5/5m/key",
        "reset_password": "20/h/ip,5/h/key",
        "reauthenticate": "10/m/user",
    }


def known_and_unknown():
    UserFactory(email="jip@hub.example")
    UserFactory(email="gone@hub.example", is_active=False)
    return "jip@hub.example", "gone@hub.example", "none@hub.example"


# --- Who has an account ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (LOGIN, {"username": "", "password": "wrong"}),
        (RESET, {"email": ""}),
        ("/en/account/password/reset/", {"email": ""}),
    ],
)
def test_no_answer_tells_whether_there_is_an_account(path, data):
    answers = []
    for email in known_and_unknown():
        client = Client()
        sent = {key: value or email for key, value in data.items()}
        first = client.post(path, sent)
        answers.append([answer_of(first, email), answer_of(client.post(path, sent, follow=True), email)])

    assert answers[0] == answers[1] == answers[2]


def test_mail_goes_to_accounts_only_and_to_the_address_of_the_account(client):
    for email in ("JIP@hub.example ", *known_and_unknown()):
        client.post(RESET, {"email": email})

    assert list(MailMessage.objects.values_list("recipient", flat=True)) == ["jip@hub.example"] * 2


def test_who_changes_their_address_does_not_learn_who_has_an_account():
    known_and_unknown()
    answers = []
    for email in ("jip@hub.example", "none@hub.example"):
        client, user = Client(), UserFactory()
        sign_in(client, user)
        confirm(client)
        asked = client.post("/nl/account/address/", {"action_add": "1", "email": email}, follow=True)
        answers.append((asked.status_code, [str(message) for message in asked.context["messages"]]))

    assert answers[0] == answers[1]


# --- Where one is sent ----------------------------------------------------------------------------------


@pytest.mark.parametrize("evil", EVIL)
def test_nobody_is_sent_to_another_site(evil):
    user, protected = UserFactory(), UserFactory()
    secret = app_of(protected)

    signing = Client()
    assert sign_in(signing, user, next=evil).headers["Location"] == "/nl/"
    assert signing.post(CONFIRM, {"password": PASSWORD, "next": evil}).headers["Location"] == "/nl/"
    assert signing.post("/nl/account/logout/", {"next": evil}).headers["Location"] == "/nl/"
    second = Client()
    sign_in(second, protected, next=evil)
    assert second.post(CODE, {"code": code_of(secret), "next": evil}).headers["Location"] == "/nl/"


# --- Trying until it fits -------------------------------------------------------------------------------


def test_the_password_cannot_be_tried_behind_the_log_in_either(client):
    user = UserFactory()
    sign_in(client, user)
    wrong = [confirm(client, "wrong").status_code for _n in range(site_settings.AXES_FAILURE_LIMIT)]

    assert wrong == [200] * 9 + [429]
    assert confirm(client).status_code == 429
    assert AccessAttempt.objects.get().username == user.email


def test_codes_cannot_be_tried(client, limits):
    user = UserFactory()
    secret = app_of(user)
    sign_in(client, user)
    for _n in range(5):
        client.post(CODE, {"code": "000000"})

    refused = client.post(CODE, {"code": code_of(secret)})
    elsewhere = Client()
    sign_in(elsewhere, user)
    refused_elsewhere = elsewhere.post(CODE, {"code": code_of(secret)})

    for answer in (refused, refused_elsewhere):
        assert (answer.status_code, len(answer.context["form"].errors["code"])) == (200, 1)
    assert (signed_in(client), signed_in(elsewhere)) == (0, 0)


def test_links_cannot_be_asked_without_end(client, limits):
    UserFactory(email="jip@hub.example")

    statuses = [client.post(RESET, {"email": "jip@hub.example"}).status_code for _n in range(6)]

    assert statuses == [302] * 5 + [429]
    assert MailMessage.objects.count() == 5
    refused = client.post(RESET, {"email": "jip@hub.example"})
    assert "no-store" in refused.headers["Cache-Control"]
    assert "members/too_often.html" in [template.name for template in refused.templates]


# --- Forms of other sites -------------------------------------------------------------------------------


def test_every_form_of_an_account_needs_a_token_of_the_form():
    client = Client(enforce_csrf_checks=True)
    user = UserFactory()
    client.force_login(user)
    before = User.objects.values_list("password", "email", "name").get(pk=user.pk)

    with translation.override("nl"):
        addresses = [reverse(name, kwargs=WITH_KEY.get(name)) for name in ACCOUNT_VIEWS]
        addresses += [reverse("members:login"), reverse("members:logout")]
    statuses = {address: client.post(address, {"x": "1"}).status_code for address in addresses}

    assert statuses == dict.fromkeys(addresses, 403)
    assert User.objects.values_list("password", "email", "name").get(pk=user.pk) == before
    assert signed_in(client) == user.pk


# --- Sessions -------------------------------------------------------------------------------------------


def test_the_session_of_before_is_not_that_of_after(client):
    user = UserFactory()
    client.get("/nl/account/passkeys/login/", headers={"accept": "application/json"})
    planted = client.session.session_key

    sign_in(client, user)

    assert planted
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies[site_settings.SESSION_COOKIE_NAME] = planted
    assert thief.get(SECURITY).status_code == 302


def test_who_signs_in_as_another_is_not_the_first_any_more_while_a_code_is_asked(client):
    first, second = UserFactory(), UserFactory()
    secret = app_of(second)
    sign_in(client, first)

    asked = sign_in(client, second)

    assert (asked.headers["Location"], signed_in(client)) == (CODE, 0)
    client.post(CODE, {"code": code_of(secret)})
    assert signed_in(client) == second.pk


def test_a_new_password_signs_every_other_browser_out(client):
    user, elsewhere = UserFactory(), Client()
    sign_in(client, user)
    sign_in(elsewhere, user)
    changed = client.post("/nl/account/password/", {"oldpassword": PASSWORD, **NEW})

    assert changed.headers["Location"] == SECURITY
    assert (client.get(SECURITY).status_code, elsewhere.get(SECURITY).status_code) == (200, 302)
    assert [session.is_current for session in client.get(SECURITY).context["sessions"]] == [True]


# --- A new password -------------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_by_the_link_in_a_mail_once(client):
    user = UserFactory(language="en")
    elsewhere = Client()
    sign_in(elsewhere, user)
    client.post(RESET, {"email": user.email}, headers={"host": "evil.example"})
    message = latest()
    link = link_in(message)

    assert (message.language, message.subject, message.user) == ("en", "Choose a new password", None)
    assert "evil.example" not in message.text + message.html
    assert link.startswith("/en/")
    opened = client.get(link)
    # The secret leaves the address, so that no page and no log of another site has it.
    assert link not in opened.headers["Location"]
    form = opened.headers["Location"]
    assert client.post(form, {**NEW, "password2": "iets anders dan dat"}).context["form"].errors
    done = client.post(form, NEW)

    assert done.status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert (signed_in(client), elsewhere.get(SECURITY).status_code) == (0, 302)
    assert latest().subject == "You have a new password"
    assert Client().get(link).context["token_fail"] is True


def test_a_link_to_a_new_password_does_not_last_and_dies_with_the_address(client):
    user = UserFactory()
    client.post(RESET, {"email": user.email})
    link = link_in(latest())

    with freeze_time(timezone.now() + timedelta(seconds=2 * site_settings.PASSWORD_RESET_TIMEOUT)):
        assert client.get(link).context["token_fail"] is True
    assert client.get(link).status_code == 302
    User.objects.filter(pk=user.pk).update(email="elders@hub.example")
    assert Client().get(link).context["token_fail"] is True


def test_a_second_step_is_asked_after_a_new_password_too(client):
    user = UserFactory()
    app_of(user)
    client.post(RESET, {"email": user.email})
    client.post(client.get(link_in(latest())).headers["Location"], NEW)

    assert sign_in(client, user, NEW_PASSWORD).headers["Location"] == CODE
    assert signed_in(client) == 0


def test_the_editor_leads_to_the_same_pages(client):
    for path in ("/admin/password_reset/", "/admin/password_reset/confirm/MQ/abc-def/"):
        assert client.get(path).headers["Location"] == RESET
    user = UserFactory(is_superuser=True)
    client.force_login(user)
    page = client.get("/admin/account/").content.decode()

    assert SECURITY in page
    assert "name_email-email" not in page
    assert "new_password1" not in page


# --- Another address ------------------------------------------------------------------------------------


def change_address(client, user, email):
    sign_in(client, user)
    asked = client.post("/nl/account/address/", {"action_add": "1", "email": email})
    assert asked.headers["Location"].startswith(CONFIRM)
    # What was typed is not lost while the password is asked.
    return client.post(asked.headers["Location"], {"password": PASSWORD, "next": "/nl/account/address/"})


def test_a_new_address_counts_once_it_is_confirmed_and_both_are_told(client):
    user = UserFactory(email="oud@hub.example", language="nl")
    change_address(client, user, "Nieuw@Hub.Example")
    message = latest()
    link = link_in(message)

    assert message.recipient == "nieuw@hub.example"
    user.refresh_from_db()
    assert user.email == "oud@hub.example"
    assert "nieuw@hub.example" in client.get(SECURITY).content.decode()
    assert client.get(link).status_code == 200
    user.refresh_from_db()
    assert user.email == "oud@hub.example"
    client.post(link)

    user.refresh_from_db()
    assert user.email == "nieuw@hub.example"
    told = MailMessage.objects.exclude(pk=message.pk)
    assert sorted(told.values_list("recipient", flat=True)) == ["nieuw@hub.example", "oud@hub.example"]
    assert client.post(link).status_code == 404
    assert sign_in(Client(), user).status_code == 302


@pytest.mark.parametrize("deed", ["action_remove", "action_send"])
def test_a_change_of_address_can_be_withdrawn_or_mailed_again(client, deed):
    user = UserFactory(email="oud@hub.example")
    change_address(client, user, "nieuw@hub.example")
    link = link_in(latest())

    client.post("/nl/account/address/", {"email": "nieuw@hub.example", deed: "1"})

    is_withdrawn = deed == "action_remove"
    assert client.post(link).status_code == (404 if is_withdrawn else 302)
    user.refresh_from_db()
    assert user.email == ("oud@hub.example" if is_withdrawn else "nieuw@hub.example")


def test_an_address_that_another_account_has_by_now_is_not_given_twice(client):
    user = UserFactory(email="oud@hub.example")
    change_address(client, user, "nieuw@hub.example")
    UserFactory(email="nieuw@hub.example")

    client.post(link_in(latest()))

    user.refresh_from_db()
    assert user.email == "oud@hub.example"


# Named: what is signed has the time in it, and every process that runs tests must call them the same.
@pytest.mark.parametrize(
    "key", ["x", signing.dumps(1), signing.dumps(1, salt="other")], ids=["nothing", "signed", "signed for other things"]
)
def test_a_link_that_was_not_sent_confirms_nothing(client, key):
    with translation.override("nl"):
        path = reverse("account_confirm_email", args=[key])

    assert not client.get(path).context["can_confirm"]
    assert client.post(path).status_code == 404


def test_the_address_of_now_cannot_be_taken_away(client):
    user = UserFactory()
    sign_in(client, user)
    confirm(client)
    for deed in ("action_remove", "action_primary", "action_send"):
        client.post("/nl/account/address/", {"email": user.email, deed: "1"})

    user.refresh_from_db()
    assert user.email
    assert client.get(SECURITY).status_code == 200
