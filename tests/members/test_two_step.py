import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import InvalidToken
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from members.encryption import decrypt, encrypt
from members.models import MailMessage, Notice
from tests.factories.members import UserFactory
from tests.members.accounts import (
    APP,
    CODE,
    CONFIRM,
    SECURITY,
    app_of,
    code_of,
    confirm,
    latest,
    sign_in,
    signed_in,
)

pytestmark = pytest.mark.django_db

CODES = "/nl/account/two-step/recovery-codes/"
ADD_KEY = "/nl/account/passkeys/add/"
KEY_LOGIN = "/nl/account/passkeys/login/"


@pytest.fixture(autouse=True)
def _site(site):
    pass


def editor(**values):
    return UserFactory(groups=[Group.objects.get(name="Editors")], **values)


def types_of(user):
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def test_an_app_is_set_up_asked_and_switched_off(client, django_capture_on_commit_callbacks):
    user = UserFactory()
    sign_in(client, user)

    assert client.get(APP).headers["Location"].startswith(CONFIRM)
    confirm(client)
    page = client.get(APP)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert client.post(APP, {"code": "000000"}).context["form"].errors
    with django_capture_on_commit_callbacks(execute=True):
        set_up = client.post(APP, {"code": code_of(secret)})
    assert (set_up.headers["Location"], types_of(user)) == (CODES, ["recovery_codes", "totp"])
    assert MailMessage.objects.filter(user=user).count() == 1
    client.post("/nl/account/logout/")

    asked = sign_in(client, user, next="/nl/events/")
    assert (asked.headers["Location"], signed_in(client)) == (CODE, 0)
    assert client.get(SECURITY).status_code == 302
    assert client.post(CODE, {"code": "123"}).context["form"].errors
    assert client.post(CODE, {"code": code_of(secret)}).headers["Location"] == "/nl/events/"
    assert signed_in(client) == user.pk
    # A code that was seen over somebody's shoulder is of no use.
    again = Client()
    sign_in(again, user)
    assert again.post(CODE, {"code": code_of(secret)}).context["form"].errors

    confirm(client)
    assert client.get(f"{APP}off/").status_code == 200
    client.post(f"{APP}off/")
    assert types_of(user) == []
    assert Notice.objects.filter(user=user).count() == 2


def test_a_recovery_code_opens_once(client):
    user = UserFactory()
    app_of(user)
    client.force_login(user)
    confirm(client)
    client.post(f"{CODES}new/")
    codes = client.get(CODES).context["unused_codes"]
    assert client.get(f"{CODES}file/").content.decode().split() == codes
    client.logout()

    for expected in (user.pk, 0):
        client.logout()
        sign_in(client, user)
        client.post(CODE, {"code": codes[0]})
        assert signed_in(client) == expected

    assert len(codes) == 10


def test_recovery_codes_need_a_step_to_recover(client):
    client.force_login(UserFactory())
    confirm(client)

    assert client.post(f"{CODES}new/").context["form"].errors
    assert client.get(CODES).status_code == 404


def test_what_a_second_step_needs_is_asked_again_from_who_stays_signed_in(client):
    user = UserFactory()
    app_of(user)
    RecoveryCodes.activate(user)
    client.force_login(user)

    for path in (APP, f"{APP}off/", CODES, f"{CODES}new/", f"{CODES}file/", ADD_KEY):
        answer = client.post(path) if path == f"{APP}off/" else client.get(path)
        assert answer.status_code == 302, path
    assert types_of(user) == ["recovery_codes", "totp"]


def test_a_code_confirms_as_a_password_does(client):
    user = UserFactory()
    secret = app_of(user)
    client.force_login(user)

    offered = client.get(CONFIRM).context["reauthentication_alternatives"]
    assert [way["id"] for way in offered] == ["mfa_reauthenticate"]
    assert client.get("/nl/account/two-step/confirm/").status_code == 200
    client.post("/nl/account/two-step/confirm/", {"code": code_of(secret)})

    assert client.get(f"{APP}off/").status_code == 200


# --- Who must --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("required", [True, False])
def test_the_editor_opens_for_a_second_step_where_the_site_asks_for_one(client, settings, required):
    settings.HUB_REQUIRE_MFA = required
    for user in (editor(), UserFactory(is_superuser=True)):
        client.force_login(user)
        for answer in (
            client.get("/admin/"),
            client.post("/admin/pages/1/copy/"),
            client.get("/admin/api/main/pages/"),
        ):
            assert (answer.headers.get("Location") == "/nl/account/security/") is required
        assert client.get("/nl/").status_code == 200
        assert client.get("/admin/login/").status_code == 302

        app_of(user)
        assert client.get("/admin/").status_code == 200
        Authenticator.objects.all().delete()
        assert client.get("/admin/").status_code == (302 if required else 200)


def test_a_member_without_the_editor_needs_no_second_step(client, settings):
    settings.HUB_REQUIRE_MFA = True
    client.force_login(UserFactory())

    assert client.get(SECURITY).context["is_step_required"] is False
    assert client.get("/admin/").headers["Location"].startswith("/nl/account/login/")
    # Whoever is signed in and may not use the editor is not sent back and forth.
    assert client.get("/nl/account/login/?next=/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(client, settings):
    settings.HUB_REQUIRE_MFA = True
    user = editor()
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    client.force_login(user)

    assert client.get("/admin/").headers["Location"] == "/nl/account/security/"


# --- Passkeys (a browser shows the rest: tests/browser/test_passkeys.py) -------------------------------


def test_a_passkey_is_asked_for_this_site_and_this_person(client):
    user = UserFactory()
    client.force_login(user)
    confirm(client)

    asked = client.get(ADD_KEY).context["js_data"]["creation_options"]["publicKey"]

    assert (asked["rp"]["id"], asked["user"]["name"]) == ("testserver", user.email)
    assert asked["challenge"] != client.get(ADD_KEY).context["js_data"]["creation_options"]["publicKey"]["challenge"]


@pytest.mark.parametrize("credential", ["", "no json", "[]", "{}", '"x"', json.dumps({"id": "x", "response": {}})])
def test_what_is_no_passkey_is_refused_without_an_error_page(client, credential):
    user = UserFactory()
    client.force_login(user)
    confirm(client)
    client.get(ADD_KEY)

    added = client.post(ADD_KEY, {"name": "x", "credential": credential})
    elsewhere = Client()
    elsewhere.get(KEY_LOGIN, headers={"accept": "application/json"})
    opened = elsewhere.post(KEY_LOGIN, {"credential": credential})

    assert (added.status_code, types_of(user)) == (200, [])
    assert (opened.status_code, opened.headers["Location"], signed_in(elsewhere)) == (302, "/nl/account/login/", 0)


def test_passkeys_of_others_cannot_be_named_or_removed(client):
    other = UserFactory()
    key = Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data={"name": "Van hem"})
    client.force_login(UserFactory())
    confirm(client)

    for deed in ("name", "remove"):
        path = f"/nl/account/passkeys/{key.pk}/{deed}/"
        assert (client.get(path).status_code, client.post(path, {"name": "Van mij"}).status_code) == (404, 404)
    key.refresh_from_db()
    assert key.data == {"name": "Van hem"}


def test_passkeys_have_a_name_of_ones_own(client):
    user = UserFactory()
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Eerste"})
    client.force_login(user)
    confirm(client)

    client.post(f"/nl/account/passkeys/{key.pk}/name/", {"name": "<b>Telefoon</b>"})
    page = client.get(SECURITY).content.decode()
    assert "&lt;b&gt;Telefoon&lt;/b&gt;" in page
    assert "<b>Telefoon" not in page
    client.post(f"/nl/account/passkeys/{key.pk}/remove/")

    assert types_of(user) == []


# --- Secrets ---------------------------------------------------------------------------------------------


def test_secrets_are_encrypted_in_the_database_and_survive_a_new_key_of_the_site(settings):
    user = UserFactory()
    secret = app_of(user)
    stored = Authenticator.objects.get(user=user).data["secret"]

    assert (secret in stored, decrypt(stored), encrypt(secret) != encrypt(secret)) == (False, secret, True)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        decrypt(stored)


def test_the_desk_takes_lost_second_steps_away(client):
    user = UserFactory(language="en")
    app_of(user)

    call_command("second_steps_off", user.email.upper())

    assert (types_of(user), latest().subject) == ([], "Two-step sign-in was switched off for you")
    for email in (user.email, "none@hub.example"):
        with pytest.raises(CommandError):
            call_command("second_steps_off", email)
