"""Whose the desk is, and what others are answered: the ordinary 404, whatever the address."""

import pytest
from django.urls import reverse
from django.utils import translation

from events.desk.urls import desk_patterns
from events.models import Registration
from members.enums import OrganisationRole
from tests.events.desk import make_held, stranger
from tests.factories.home import publish
from tests.factories.members import ContactFactory, ContributorFactory, UserFactory
from tests.factories.registrations import register

pytestmark = pytest.mark.django_db


def addresses(held, registration):
    """Return every address of a desk."""
    values = {
        "uuid": registration.uuid, "ticket": registration.number, "kind": "text", "public_id": held.page.public_id,
    }  # fmt: skip
    acts = {"act": "approve", "question_act": "up", "arrival": "in"}
    with translation.override("en"):
        for pattern in desk_patterns:
            names = pattern.pattern.regex.groupindex if hasattr(pattern.pattern, "regex") else {}
            wanted = {**pattern.pattern.converters, **names}
            kwargs = {name: values[name] for name in wanted if name != "act"}
            if "act" in wanted:
                kwargs["act"] = acts[pattern.name]
            yield reverse(f"desk:{pattern.name}", kwargs={**kwargs, "public_id": values["public_id"]})


def test_no_address_of_a_desk_is_there_for_who_does_not_organise_it(site, client):
    held = make_held()
    row = register(held.schedule, user=UserFactory(name="Zonnebloem"))
    other = make_held(client, "Iets anders")
    assert client.get(other.url()).status_code == 200
    for address in addresses(held, row):
        for answer in (client.get(address), client.post(address)):
            assert (address, answer.status_code) == (address, 404)
            assert b"Zonnebloem" not in answer.content
    row.refresh_from_db()
    assert (row.state, row.arrivals.count(), row.notes.count()) == ("confirmed", 0, 0)


def test_who_is_not_signed_in_is_led_to_the_log_in(site, client):
    held = make_held()
    row = register(held.schedule)
    for address in addresses(held, row):
        answer = client.get(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/en/account/login/")


@pytest.mark.parametrize("role", [OrganisationRole.VIEWER, OrganisationRole.AUTHOR, OrganisationRole.ADMINISTRATOR])
def test_people_of_the_organisation_have_the_desk_by_their_role(site, client, role):
    held = make_held()
    client.force_login(ContactFactory(organisation=held.organisation, role=role).user)
    assert client.get(held.url()).status_code == (404 if role == OrganisationRole.VIEWER else 200)


def test_the_contact_person_has_the_desk(site, client):
    held, user = make_held(), stranger()
    client.force_login(user)
    assert client.get(held.url()).status_code == 404
    held.page.contact = ContributorFactory(user=user)
    publish(held.page)
    assert client.get(held.url()).status_code == 200


def test_a_registration_of_another_event_is_not_there(site, client):
    other = make_held(title="Iets anders")
    row = register(other.schedule)
    held = make_held(client)
    assert client.get(held.url(f"registrations/{row.uuid}/")).status_code == 404
    assert client.post(held.url(f"registrations/{row.uuid}/withdraw/"), {}).status_code == 404
    assert Registration.objects.get(pk=row.pk).state == "confirmed"


def test_a_work_without_dates_or_that_does_not_exist_has_no_desk(site, admin):
    for key in ("aaaaaaaaaa", "2222222222"):
        assert admin.get(f"/en/account/events/{key}/").status_code == 404


def test_nothing_of_the_desk_is_kept_or_found(site, client):
    held = make_held(client)
    answer = client.get(held.url())
    assert "no-store" in answer.headers["Cache-Control"]
    assert b'<meta name="robots" content="noindex">' in answer.content
