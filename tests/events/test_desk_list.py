"""The list of registrations: narrowed, sorted, counted; and what an organiser does with one of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.enums import Availability
from events.models import Registration
from events.registration import services
from tests.events.desk import make_held, make_today
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.registrations import make_colleague, register, register_guest

pytestmark = pytest.mark.django_db


def names(answer):
    return [row.registration.name for row in answer.context["rows"]]


@pytest.fixture
def held(site, client):
    return make_held(client, capacity=2)


def person(held, name, **values):
    return register(held.schedule, user=UserFactory(name=name), **values)


def test_the_list_is_narrowed_by_state_text_and_date(held, client):
    person(held, "Bea")
    person(held, "Adam")
    person(held, "Wim")
    second = held.add_date(20)
    person(held, "Zoë", occurrence=second)
    gone = person(held, "Gerda", occurrence=second)
    services.registration_withdraw(registration=gone)

    asked = {
        "": ["Adam", "Bea", "Wim", "Zoë"],
        "?state=waiting": ["Wim"],
        "?state=all": ["Adam", "Bea", "Gerda", "Wim", "Zoë"],
        "?state=withdrawn": ["Gerda"],
        "?state=nonsense": ["Adam", "Bea", "Wim", "Zoë"],
        f"?date={second.uuid}": ["Zoë"],
        "?q=ada": ["Adam"],
        "?q=%00": ["Adam", "Bea", "Wim", "Zoë"],
        "?where=online": [],
        "?arrived=yes": [],
        "?sort=newest": ["Zoë", "Wim", "Adam", "Bea"],
        "?page=99999999": ["Adam", "Bea", "Wim", "Zoë"],
        "?organisation=99999999999": [],
    }
    assert {query: names(client.get(held.url(query))) for query in asked} == asked


def test_the_list_is_narrowed_by_organisation_and_by_arrival(site, client):
    held = make_today(client)
    organisation = OrganisationFactory(name="Bakkerij")
    held.schedule.occurrences.update(starts_at=held.date.ends_at, ends_at=held.add_date(3).ends_at)
    row = register(held.schedule, user=make_colleague(organisation), organisation=organisation)
    person(held, "Los")
    Registration.objects.filter(pk=row.pk).update(checked_in_at=None)
    assert names(client.get(held.url(f"?organisation={organisation.pk}"))) == [row.name]
    assert names(client.get(held.url("?q=bakkerij"))) == [row.name]
    row.arrivals.create(occurrence=row.occurrence, arrived_at=row.created_at)
    assert names(client.get(held.url("?arrived=yes"))) == [row.name]
    assert names(client.get(held.url("?arrived=no"))) == ["Los"]


def test_the_figures_add_up_and_say_who_is_too_many(held, client):
    for name in ("A", "B", "C"):
        person(held, name)
    table = {str(row.label): row.numbers for row in client.get(held.url()).context["counts"].rows}
    assert table["Has a place"] == (2, 0, 2)
    assert table["Places taken"] == (2, 0, 2)
    assert table["Places"] == (2, 0, 2)
    assert table["Places left"] == (0, 0, 0)
    assert table["On the waiting list"] == (1, 0, 1)
    held.schedule.occurrences.update(capacity=1)
    answer = client.get(held.url())
    assert answer.context["counts"].over == 1
    assert b"1 person more than there are places. Nobody is removed" in answer.content


def test_room_on_one_date_is_no_room_on_another(held, client):
    for name in ("A", "B"):
        person(held, name)
    held.add_date(20, capacity=10)
    held.schedule.occurrences.filter(pk=held.date.pk).update(capacity=1)
    assert client.get(held.url()).context["counts"].over == 1


def test_the_list_costs_the_same_for_one_and_for_thirty(site, client):
    held = make_held(client)
    services.registration_confirm_address(registration=register_guest(held.schedule))
    client.get(held.url())
    with CaptureQueriesContext(connection) as one:
        client.get(held.url())
    for number in range(29):
        person(held, f"Persoon {number}")
    with CaptureQueriesContext(connection) as thirty:
        answer = client.get(held.url())
    assert len(answer.context["rows"]) == 30
    assert len(thirty) == len(one)


@pytest.mark.parametrize("asks", [False, True])
def test_rows_are_chosen_only_where_somebody_asks_for_a_place(site, client, asks):
    held = make_held(client, requires_approval=asks)
    register(held.schedule)

    _before, _table, rows = client.get(held.url()).content.decode().partition('class="table table-cards desk"')

    assert (rows.count("desk-pick"), ">Choose</span>" in rows) == (int(asks), asks)


def test_requests_are_approved_together_in_turn(site, client):
    held = make_held(client, requires_approval=True, capacity=1)
    rows = [person(held, name) for name in ("Eerst", "Later")]
    other = make_held(title="Iets anders", requires_approval=True)
    foreign = register(other.schedule)
    sent = {"registration": [str(rows[1].uuid), str(rows[0].uuid), str(foreign.uuid), "nonsense"]}
    answer = client.post(held.url("approve/"), sent, follow=True)
    assert b"Approved 2 registrations." in answer.content
    assert [Registration.objects.get(pk=row.pk).state for row in rows] == ["confirmed", "waiting"]
    assert Registration.objects.get(pk=foreign.pk).state == "requested"


def test_a_registration_is_explained_and_declined_with_a_reason(held, client):
    row = person(held, "Ada")
    address = held.url(f"registrations/{row.uuid}/")
    assert "Got a place" in client.get(address).content.decode()
    refused = client.post(f"{address}decline/", {"decline-reason": "  "})
    assert (refused.status_code, Registration.objects.get(pk=row.pk).state) == (400, "confirmed")
    done = client.post(f"{address}decline/", {"decline-reason": "De zaal is te klein"}, follow=True)
    assert "De zaal is te klein" in done.content.decode()
    assert Registration.objects.get(pk=row.pk).state == "declined"


def test_a_note_is_kept_with_its_author_and_goes_with_the_person(held, client):
    row = person(held, "Ada")
    address = held.url(f"registrations/{row.uuid}/")
    answer = client.post(f"{address}note/", {"text": "Komt <b>later</b>"}, follow=True)
    assert "Komt &lt;b&gt;later&lt;/b&gt;" in answer.content.decode()
    assert row.notes.get().author == held.organiser
    long = client.post(f"{address}note/", {"text": "x" * 1001})
    assert (long.status_code, "x" * 1001 in long.content.decode()) == (400, True)


def test_who_is_moved_needs_a_place_there_and_leaves_one_here(held, client):
    first, second, waiting = (person(held, name) for name in ("Een", "Twee", "Drie"))
    full, other = held.add_date(20, capacity=1), held.add_date(30, capacity=5)
    person(held, "Bezet", occurrence=full)
    address = held.url(f"registrations/{first.uuid}/move/")
    refused = client.post(address, {"date": str(full.uuid)})
    assert (refused.status_code, "no place for them" in refused.content.decode()) == (400, True)
    client.post(address, {"date": str(other.uuid)})
    first.refresh_from_db()
    waiting.refresh_from_db()
    assert (first.occurrence, first.state, first.sequence) == (other, "confirmed", 1)
    assert waiting.state == "offered"
    assert first.log_entries.last().facts == {
        "fields": ["occurrence"],
        "from_day": held.date.first_day.isoformat(),
        "to_day": other.first_day.isoformat(),
    }
    assert "Moved from" in client.get(held.url(f"registrations/{first.uuid}/")).content.decode()
    assert second.occurrence == held.date
    assert client.post(address, {"date": "nonsense"}).status_code == 400


def test_who_is_registered_there_already_is_not_moved(held, client):
    user = UserFactory(name="Dubbel")
    other = held.add_date(20)
    row = register(held.schedule, user=user, occurrence=held.date)
    register(held.schedule, user=user, occurrence=other)
    answer = client.post(held.url(f"registrations/{row.uuid}/move/"), {"date": str(other.uuid)})
    assert (answer.status_code, "registered for that date already" in answer.content.decode()) == (400, True)


def test_moving_away_makes_lists_tell_of_the_place(held):
    from events.registration.moving import registration_move

    rows = [person(held, name) for name in ("Een", "Twee")]
    other = held.add_date(20)
    assert held.date.availability == Availability.WAITING_LIST
    registration_move(registration=rows[0], occurrence=other, actor=held.organiser)
    assert held.date.availability == Availability.FEW
