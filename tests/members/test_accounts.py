import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from members.models import Contributor, User
from members.views import locked_out
from tests.factories.members import PASSWORD, ContributorFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/nl/account/login/"
FAILURES = 10


def sign_in(client, email, password=PASSWORD, path=LOGIN, **data):
    return client.post(path, {"username": email, "password": password, **data})


def signed_in(client):
    return int(client.session.get("_auth_user_id", 0))


def test_an_account_is_found_whatever_the_case_of_its_address():
    user = User.objects.create_user(email="  Jip@Hub.Example ", password="een lang wachtwoord", name="Jip Jansen")

    assert (user.email, user.language, user.is_staff, user.is_superuser) == ("jip@hub.example", "nl", False, False)
    assert User.objects.get_by_natural_key("JIP@hub.example ") == user
    assert (
        authenticate(RequestFactory().post(LOGIN), username="JIP@hub.example", password="een lang wachtwoord") == user
    )
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Jip Jansen", "Jip Jansen", "Jip")
    assert str(User(email="jip@hub.example")) == "jip@hub.example"


def test_an_address_belongs_to_one_account_in_any_case():
    UserFactory(email="jip@hub.example")

    with pytest.raises(ValidationError) as caught:
        User(email="JIP@hub.example", name="Jip", password="x").full_clean()
    assert caught.value.message_dict == {"email": ["There is already an account with this e-mail address."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="JIP@hub.example", name="Jip")])


def test_an_account_needs_an_address_and_a_superuser_may_do_everything():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user(email="")

    root = User.objects.create_superuser(email="root@hub.example", password="x")
    assert (root.is_staff, root.is_superuser) == (True, True)


def test_credit_survives_the_deletion_of_an_account():
    contributor = ContributorFactory(name="Jip", user=UserFactory())

    contributor.user.delete()

    assert Contributor.objects.values_list("name", "user").get() == ("Jip", None)


def test_contributors_are_named_with_their_organisation_and_shown_only_when_they_agreed():
    public = ContributorFactory(name="Jip", organisation=OrganisationFactory(name="A"), is_public_contact=True)
    ContributorFactory(name="Janneke")

    assert list(Contributor.objects.public_contacts()) == [public]
    assert [str(c) for c in Contributor.objects.all()] == ["Janneke", "Jip (A)"]


def test_the_login_page_asks_for_an_address_and_keeps_where_one_was_going(client, site):
    response = client.get(LOGIN, {"next": "/nl/events/"})

    assert (response.status_code, response.context["next"], response.context["is_locked"]) == (
        200,
        "/nl/events/",
        False,
    )
    assert list(response.context["form"].fields) == ["username", "password"]
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "path", "leads_to"),
    [
        ("/nl/events/?kind=workshop", LOGIN, "/nl/events/?kind=workshop"),
        ("", LOGIN, "/nl/"),
        ("", "/en/account/login/", "/en/"),
        ("https://evil.example/", LOGIN, "/nl/"),
        ("//evil.example/", LOGIN, "/nl/"),
        ("/\\evil.example/", LOGIN, "/nl/"),
        ("javascript:alert(1)", LOGIN, "/nl/"),
    ],
)
def test_a_member_goes_on_within_this_site_only(client, site, asked, path, leads_to):
    user = UserFactory()

    response = sign_in(client, user.email.upper(), path=path, next=asked)

    assert (response.status_code, response.headers["Location"], signed_in(client)) == (302, leads_to, user.pk)


def test_an_editor_who_came_from_nowhere_goes_to_the_editor(client, site):
    user = UserFactory(groups=[Group.objects.get(name="Editors")])

    assert sign_in(client, user.email).headers["Location"] == reverse("wagtailadmin_home")


def test_a_wrong_password_an_unknown_address_and_an_inactive_account_look_the_same(client, site):
    UserFactory(email="jip@hub.example")
    UserFactory(email="gone@hub.example", is_active=False)

    answers = [
        sign_in(client, "jip@hub.example", "wrong"),
        sign_in(client, "nobody@hub.example", "wrong"),
        sign_in(client, "gone@hub.example"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert {tuple(answer.context["form"].non_field_errors()) for answer in answers} == {
        ("This e-mail address and password do not belong together. Check both, and try again.",)
    }
    assert signed_in(client) == 0


def test_after_ten_failures_an_account_is_locked_for_this_address_also_with_the_right_password(client, site):
    user = UserFactory(email="jip@hub.example")
    other = UserFactory(email="janneke@hub.example")
    spellings = ["jip@hub.example", "JIP@hub.example", " Jip@Hub.example "]

    statuses = [sign_in(client, spellings[n % 3], "wrong").status_code for n in range(FAILURES)]
    locked = sign_in(client, user.email, next="/nl/events/")

    assert statuses == [200] * (FAILURES - 1) + [429]
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    # The ordinary page was drawn first, and then replaced by this one.
    shown = [context.flatten() for context in locked.context if "is_locked" in context][-1]
    assert (shown["is_locked"], shown["lock_minutes"], shown["next"]) == (True, 15, "/nl/events/")
    assert signed_in(client) == 0
    sign_in(client, other.email)
    assert signed_in(client) == other.pk


def test_an_unknown_address_is_locked_just_the_same(client, site):
    for _ in range(FAILURES):
        response = sign_in(client, "nobody@hub.example", "wrong")

    assert response.status_code == 429


def test_signing_in_forgets_earlier_failures(client, site):
    user = UserFactory()
    sign_in(client, user.email, "wrong")

    sign_in(client, user.email)

    assert AccessAttempt.objects.count() == 0


def test_without_a_cool_off_the_answer_promises_no_moment(settings, rf, site):
    settings.AXES_COOLOFF_TIME = None
    request = rf.post(LOGIN)
    request.user = AnonymousUser()

    response = locked_out(request, None, None)

    assert (response.status_code, "Retry-After" in response.headers) == (429, False)


def test_signing_out_is_a_post(client, site):
    client.force_login(UserFactory())

    assert client.get("/en/account/logout/").status_code == 405
    assert signed_in(client) > 0
    response = client.post("/en/account/logout/")

    assert (response.status_code, response.headers["Location"], signed_in(client)) == (302, "/en/", 0)


def test_signing_in_and_out_need_a_token_of_the_form(site):
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client, UserFactory().email).status_code == 403
    assert client.post("/nl/account/logout/").status_code == 403


@pytest.mark.parametrize("path", ["/admin/login/", "/nl/_util/login/"])
def test_the_editors_own_login_addresses_lead_here(client, site, path):
    response = client.get(path, {"next": "/admin/pages/"})

    assert (response.status_code, response.headers["Location"]) == (302, f"{LOGIN}?next=%2Fadmin%2Fpages%2F")
