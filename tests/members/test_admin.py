from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from members.forms import AccountCreationForm, AccountEditForm
from members.models import Contact, Contributor, Organisation, Participation, Seat, User, WorkingGroup
from members.user_viewset import UserViewSet
from tests.factories.home import ApplicationAreaFactory, BuildingBlockFactory
from tests.factories.members import (
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    SeatFactory,
    UserFactory,
    WorkingGroupFactory,
    make_member,
)
from tests.search.pages import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site):
    pass


def url(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def errors(response):
    return response.context["form"].errors


@pytest.mark.parametrize("model", [Organisation, Contact, Participation, WorkingGroup, Seat, Contributor])
def test_every_list_can_be_opened(admin, model):
    SeatFactory(user=make_member(), working_group=WorkingGroupFactory())
    ContributorFactory()

    listed = admin.get(url(model, "list"))

    assert (listed.status_code, len(listed.context["object_list"])) == (200, 1)
    assert admin.get(url(model, "add")).status_code == 200
    assert admin.get(url(model, "edit", model.objects.get().pk)).status_code == 200


def test_an_organisation_gets_its_slug_from_its_name_and_keeps_it(admin):
    data = {
        "name": "Oosterlanden",
        "slug": "",
        "kind": "company",
        "website": "",
        "city": "",
        "region": "",
        "code_signed_on": "",
    }

    admin.post(url(Organisation, "add"), data)
    organisation = Organisation.objects.get()
    admin.post(url(Organisation, "edit", organisation.pk), {**data, "name": "Oost", "slug": "oost"})

    organisation.refresh_from_db()
    assert (organisation.name, organisation.slug) == ("Oost", "oosterlanden")


# --- Taking part -----------------------------------------------------------------------------------------


def start_data(organisation, **values):
    return {
        "organisation": organisation.pk,
        "level": "participate",
        "starts_on": "2026-03-01",
        "ends_on": "",
        "reduction": "none",
        "association": "",
        "reason": "",
        **values,
    }


def test_the_fee_of_a_new_participation_follows_from_the_rules(admin):
    organisation = OrganisationFactory()

    response = admin.post(url(Participation, "add"), start_data(organisation, is_large="on"))

    assert response.status_code == 302
    row = Participation.objects.get()
    assert (row.organisation, row.fee, row.starts_on, row.ends_on) == (
        organisation,
        Decimal(15000),
        date(2026, 3, 1),
        None,
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"reduction": "exempt", "reason": "Gastlessen"},
            "Only startups, education and civil society can be exempted.",
        ),
        ({"level": "inform", "ends_on": "2027-03-01"}, "Level inform lasts at most 6 months."),
        ({"ends_on": "2026-02-01"}, "The last day cannot be before the first."),
    ],
)
def test_what_the_rules_forbid_is_told_on_the_form(admin, values, message):
    response = admin.post(url(Participation, "add"), start_data(OrganisationFactory(), **values))

    assert (errors(response), Participation.objects.count()) == ({"__all__": [message]}, 0)


def test_a_form_that_is_not_complete_asks_no_rule(admin):
    response = admin.post(url(Participation, "add"), start_data(OrganisationFactory(), starts_on=""))

    assert errors(response) == {"starts_on": ["This field is required."]}


def test_a_participation_can_only_be_ended(admin):
    row = ParticipationFactory(reason="Gastlessen", reduction="exempt", fee=0)
    edit = url(Participation, "edit", row.pk)
    fields = admin.get(edit).context["form"].fields
    assert sorted(name for name, field in fields.items() if not field.disabled) == ["ends_on", "reason"]

    assert errors(admin.post(edit, {"ends_on": "", "reason": "Gastlessen"})) == {"ends_on": ["This field is required."]}
    admin.post(edit, {"ends_on": "2026-06-30", "reason": "Gastlessen\nOpgeheven", "level": "inform", "fee": "1"})

    row.refresh_from_db()
    assert (row.ends_on, row.reason, row.level, row.fee) == (
        date(2026, 6, 30),
        "Gastlessen\nOpgeheven",
        "participate",
        0,
    )


def test_an_end_that_cannot_be_is_told_on_the_form(admin):
    row = ParticipationFactory(ends_on=date(2026, 6, 30))

    response = admin.post(url(Participation, "edit", row.pk), {"ends_on": "2026-07-31", "reason": ""})

    assert errors(response) == {"__all__": ["It ends before that day already. Start a new participation instead."]}
    row.refresh_from_db()
    assert row.ends_on == date(2026, 6, 30)


# --- Working groups --------------------------------------------------------------------------------------


def test_a_seat_is_for_who_may_have_one(admin):
    group, member, visitor = WorkingGroupFactory(), make_member(), UserFactory(name="Jip")
    data = {"working_group": group.pk, "role": "chair", "starts_on": "2026-03-01", "ends_on": ""}

    refused = admin.post(url(Seat, "add"), {**data, "user": visitor.pk})
    admin.post(url(Seat, "add"), {**data, "user": member.pk})

    assert errors(refused) == {"__all__": ["Jip is not on that day a contact of an organisation at level participate."]}
    assert Seat.objects.values_list("user", "role", "starts_on").get() == (member.pk, "chair", date(2026, 3, 1))


def test_of_a_seat_only_role_and_end_can_be_changed(admin):
    seat = SeatFactory(user=make_member())
    data = {"user": make_member().pk, "working_group": "", "starts_on": "", "role": "chair", "ends_on": "2026-06-30"}

    admin.post(url(Seat, "edit", seat.pk), data)

    after = Seat.objects.get()
    assert (after.user, after.starts_on, after.role, after.ends_on) == (
        seat.user,
        seat.starts_on,
        "chair",
        date(2026, 6, 30),
    )


def test_a_seat_cannot_end_before_it_began(admin):
    seat = SeatFactory(user=make_member())

    response = admin.post(url(Seat, "edit", seat.pk), {"role": "chair", "ends_on": "2019-06-30"})

    assert errors(response) == {"__all__": ["The last day cannot be before the first."]}


def test_a_working_group_is_about_one_term_and_keeps_its_slug(admin):
    block, area = BuildingBlockFactory(), ApplicationAreaFactory()
    data = {"slug": "data-sharing", "building_block": block.pk, "application_area": "", "root_page": ""}

    both = admin.post(url(WorkingGroup, "add"), {**data, "application_area": area.pk})
    admin.post(url(WorkingGroup, "add"), data)
    group = WorkingGroup.objects.get()
    page = publish("Werkgroep")
    admin.post(url(WorkingGroup, "edit", group.pk), {**data, "slug": "other", "root_page": page.pk})

    assert errors(both) == {"__all__": ["Choose one building block or one application area."]}
    group.refresh_from_db()
    assert (group.slug, group.root_page_id) == ("data-sharing", page.pk)


def test_who_holds_or_names_something_keeps_it_from_being_deleted(admin):
    organisation = ContactFactory().organisation

    response = admin.post(url(Organisation, "delete", organisation.pk))

    assert (response.status_code, Organisation.objects.count()) == (409, 1)


def test_an_editor_keeps_contributors_but_not_who_takes_part(client):
    client.force_login(UserFactory(groups=[Group.objects.get(name="Editors")]))

    allowed = {
        model: client.get(url(model, "add")).status_code for model in (Organisation, Contributor, Participation, Seat)
    }

    assert allowed == {Organisation: 200, Contributor: 200, Participation: 302, Seat: 302}


# --- Accounts --------------------------------------------------------------------------------------------


def account(**values):
    return {
        "email": "Jip@Hub.example",
        "name": "Jip Jansen",
        "language": "en",
        "password1": "een lang wachtwoord",
        "password2": "een lang wachtwoord",
        **values,
    }


def test_an_account_is_an_address_and_a_name(admin):
    form = AccountCreationForm(account())

    assert form.is_valid(), form.errors
    user = form.save()
    assert (user.email, user.name, user.language, user.check_password("een lang wachtwoord")) == (
        "jip@hub.example",
        "Jip Jansen",
        "en",
        True,
    )


def test_an_address_that_is_taken_in_another_case_is_refused():
    UserFactory(email="jip@hub.example")

    form = AccountCreationForm(account())

    assert form.errors["email"][0] == "A user with that username already exists."


def test_nobody_takes_away_their_own_rights_by_accident():
    user = UserFactory(is_superuser=True)

    form = AccountEditForm(account(password1="", password2="", is_active=""), instance=user, editing_self=True)

    assert form.is_valid(), form.errors
    saved = form.save()
    assert (saved.is_active, saved.is_superuser, saved.check_password("een lang wachtwoord")) == (True, True, True)
    other = AccountEditForm(account(password1="", password2=""), instance=UserFactory())
    assert {"is_active", "is_superuser"} <= set(other.fields)


def test_the_screens_of_accounts_use_these_forms(admin):
    views = UserViewSet("users")

    assert (views.get_form_class(), views.get_form_class(for_update=True)) == (AccountCreationForm, AccountEditForm)


def test_the_screens_of_accounts_work(admin):
    users = "wagtailusers_users"

    admin.post(reverse(f"{users}:add"), account())

    user = User.objects.get(email="jip@hub.example")
    listed = admin.get(reverse(f"{users}:index"))
    assert "Jip Jansen" in listed.content.decode()
    edit = reverse(f"{users}:edit", args=[user.pk])
    assert 'name="name"' in admin.get(edit).content.decode()
    admin.post(edit, account(name="Jip de Vries", password1="", password2="", is_active="on"))
    user.refresh_from_db()
    assert (user.name, user.is_active) == ("Jip de Vries", True)


def test_everybody_in_the_editor_can_change_their_own_name_and_no_address_there(client):
    user = UserFactory(email="jip@hub.example", groups=[Group.objects.get(name="Editors")])
    client.force_login(user)
    address = reverse("wagtailadmin_account")
    assert 'name="name_email-name"' in client.get(address).content.decode()

    client.post(
        address,
        {
            "name_email-name": "Jip de Vries",
            "name_email-email": "andere@hub.example",
            "name_email-language": "nl",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
            "locale-preferred_language": "",
            "locale-current_time_zone": "",
            "notifications-submitted_notifications": "on",
        },
    )

    user.refresh_from_db()
    assert (user.name, user.email) == ("Jip de Vries", "jip@hub.example")
