"""Who was there: at the door, from several telephones, without a line, and taken back."""

import itertools
import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from freezegun import freeze_time

from events import services as dates
from events.enums import RegistrationState, RegistrationUnit
from events.models import Arrival, Registration
from events.registration import services
from events.registration.attendance import EARLY, Outcome, check_in, check_out
from events.registration.tickets import Purpose, ticket_of, ticket_read, ticket_svg, ticket_url
from tests.events.desk import make_held, make_today
from tests.factories.members import UserFactory
from tests.factories.registrations import make_open_event, register, register_guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon(site, client):
    """Return an event that begins in an hour, with nobody registered."""
    held = make_held(client)
    starts_at = timezone.now() + timedelta(hours=1)
    held.schedule.occurrences.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    return held


def person(held, name="Ada", **values):
    return register(held.schedule, user=UserFactory(name=name), **values)


def entered(held, row, **values):
    return check_in(registration=row, occurrence=held.date, actor=held.organiser, **values)


def send(client, held, *items, date=None):
    address = held.url(f"check-in/send/?date={(date or held.date).uuid}")
    return client.post(address, json.dumps(list(items)), content_type="application/json")


def noted(what, code, at, key="1"):
    return {"key": key, "what": what, "code": code, "at": at.isoformat()}


# --- The service ----------------------------------------------------------------------------------------


def test_the_first_arrival_counts_and_the_second_is_told(soon):
    row = person(soon)
    at = timezone.now()
    first, second = entered(soon, row, at=at), entered(soon, row, at=at + timedelta(minutes=5))
    assert (first.outcome, second.outcome) == (Outcome.ARRIVED, Outcome.ALREADY)
    row.refresh_from_db()
    assert (row.arrivals.get().arrived_at, row.checked_in_at, row.checked_in_by) == (at, at, soon.organiser)
    assert list(row.log_entries.values_list("step", flat=True))[-1] == "checked-in"
    assert row.log_entries.filter(step="checked-in").count() == 1


def test_whatever_the_order_in_which_telephones_send_the_end_is_the_same(soon):
    now = timezone.now()
    moments = [(check_in, 10), (check_in, 2), (check_out, 5), (check_in, 4)]
    ends = set()
    for number, order in enumerate(itertools.permutations(moments)):
        row = person(soon, f"P{number}")
        for act, minutes in (*order, *order):
            at = now - timedelta(minutes=20) + timedelta(minutes=minutes)
            act(registration=row, occurrence=soon.date, actor=None, at=at, now=now)
        row.refresh_from_db()
        arrival = row.arrivals.get()
        ends.add((arrival.arrived_at, row.checked_in_at))
    assert ends == {(now - timedelta(minutes=10), now - timedelta(minutes=10))}


@pytest.mark.parametrize(("offset", "kept"), [(timedelta(hours=5), timedelta()), (-timedelta(days=3), None)])
def test_a_telephone_with_a_wrong_clock_is_believed_within_the_day(soon, offset, kept):
    row, now = person(soon), timezone.now()
    entered(soon, row, at=now + offset, now=now)
    expected = now if kept is not None else soon.date.starts_at - EARLY
    assert row.arrivals.get().arrived_at == expected


def test_who_has_no_place_on_this_date_is_refused_with_what_to_do(site):
    held = make_today(requires_approval=True)
    held.schedule.occurrences.update(starts_at=timezone.now() + timedelta(hours=1))
    asks = person(held, "Vraagt")
    far = held.add_date(20)
    elsewhere = services.registration_approve(registration=person(held, "Later", occurrence=far), actor=None)
    gone = services.registration_withdraw(registration=person(held, "Weg"))
    guest = register_guest(held.schedule)
    _page, other = make_open_event("Iets anders")
    foreign = register(other)
    refused = {}
    for row in (asks, elsewhere, gone, guest, foreign):
        with pytest.raises(ValidationError) as error:
            entered(held, row)
        refused[row.pk] = (error.value.code, " ".join(error.value.messages))
    assert [code for code, _text in refused.values()] == [
        "requested", "other-date", "withdrawn", "unconfirmed", "other-event",
    ]  # fmt: skip
    assert "Approve it first" in refused[asks.pk][1]
    assert "Move it to this date" in refused[elsewhere.pk][1]
    assert Arrival.objects.count() == 0


def test_nobody_enters_a_cancelled_date_or_days_before(site):
    held = make_held()
    row = person(held)
    with pytest.raises(ValidationError, match="twelve hours before"):
        entered(held, row)
    dates.schedule_cancel(schedule=held.schedule, reason="Ziek")
    held.schedule.refresh_from_db()
    with pytest.raises(ValidationError, match="does not take place"):
        entered(held, row)


def test_who_registered_for_all_dates_arrives_on_each(site):
    held = make_today()
    services.terms_set(schedule=held.schedule, unit=RegistrationUnit.SERIES)
    held.schedule.occurrences.update(starts_at=timezone.now() + timedelta(hours=1))
    second = held.add_date(7)
    row = register(held.schedule, occurrence=None)
    entered(held, row)
    with freeze_time(second.starts_at):
        check_in(registration=row, occurrence=second, actor=None)
    check_out(registration=row, occurrence=held.date, actor=None, now=second.starts_at)
    row.refresh_from_db()
    assert [arrival.arrived_at is not None for arrival in row.arrivals.order_by("occurrence__starts_at")] == [
        False,
        True,
    ]
    assert row.checked_in_at == second.starts_at


# --- Tickets --------------------------------------------------------------------------------------------


def test_a_ticket_leads_back_to_its_number_however_it_is_read(soon):
    row = person(soon)
    ticket = ticket_of(row)
    for text in (ticket, f" {ticket}\n", ticket_url(row), f"{ticket_url(row)}?x=1", ticket_url(row).rstrip("/")):
        assert ticket_read(text) == (row.number, ticket.split(".")[1])
    assert ticket_read(row.number.lower()) == (row.number, "")
    for text in ("", "x" * 400, "<script>", "https://example.org/", "../..", "\x00", "ABC.short"):
        assert ticket_read(text) == ("", "")
    assert 'role="img"' in ticket_svg(row)
    assert "style=" not in ticket_svg(row)


def test_what_stands_on_a_certificate_checks_nobody_in(soon, client):
    row = person(soon)
    for ticket in (ticket_of(row, Purpose.CERTIFICATE), f"{row.number}.{'a' * 16}", "ZZZZZZZZ"):
        assert client.post(soon.url(f"check-in/{ticket}/")).status_code == 404
    assert row.arrivals.count() == 0


def test_a_key_that_was_replaced_still_opens_the_door(soon, client, settings):
    row = person(soon)
    ticket = ticket_of(row)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key that is long enough"
    client.force_login(soon.organiser)
    assert client.post(soon.url(f"check-in/{ticket}/")).status_code == 302
    assert row.arrivals.count() == 1


# --- The door without scripts ---------------------------------------------------------------------------


def test_opening_the_address_of_a_code_changes_nothing_and_the_button_checks_in(soon, client):
    row = person(soon)
    address = soon.url(f"check-in/{ticket_of(row)}/")
    seen = client.get(address)
    assert (seen.status_code, row.arrivals.count()) == (200, 0)
    assert b"Check in</button>" in seen.content
    told = client.post(address, follow=True).content.decode()
    assert "Welcome, Ada." in told
    assert "Arrived already" in client.get(address).content.decode()
    assert "arrived already, at" in client.post(address, follow=True).content.decode()
    assert row.arrivals.count() == 1


def test_a_number_checks_in_and_letters_find_people(soon, client):
    row, other = person(soon, "Ada Lovelace"), person(soon, "Adam")
    told = client.post(soon.url("check-in/"), {"q": row.number.lower()}, follow=True)
    assert "Welcome, Ada Lovelace." in told.content.decode()
    found = client.post(soon.url("check-in/"), {"q": "ada"})
    assert found.context["found"] == [row, other]
    nobody = client.post(soon.url("check-in/"), {"q": "nobody"})
    assert (nobody.status_code, b"Nobody is found" in nobody.content) == (400, True)
    client.post(soon.url(f"check-in/{other.uuid}/in/?date={soon.date.uuid}"))
    client.post(soon.url(f"check-in/{row.uuid}/out/?date={soon.date.uuid}"))
    assert [each.arrivals.here().count() for each in (row, other)] == [0, 1]


def test_the_door_costs_the_same_for_one_and_for_thirty(soon, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person(soon)
    client.get(soon.url("check-in/"))
    with CaptureQueriesContext(connection) as one:
        client.get(soon.url("check-in/"))
    for number in range(29):
        person(soon, f"Persoon {number}")
    with CaptureQueriesContext(connection) as thirty:
        answer = client.get(soon.url("check-in/"))
    assert (len(answer.context["people"]), len(thirty)) == (30, len(one))


def test_what_the_page_keeps_is_names_and_numbers_and_no_address(soon, client):
    row = register(soon.schedule, user=UserFactory(name="Ada", email="ada@geheim.example"), answers={})
    page = client.get(soon.url("check-in/")).content.decode()
    assert row.number in page
    assert "ada@geheim.example" not in page


def test_the_worker_has_a_say_over_the_door_alone(soon, client):
    answer = client.get(soon.url("check-in/worker.js"))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Service-Worker-Allowed" not in answer.headers
    assert "script-src 'self'" in client.get(soon.url("check-in/")).headers["Content-Security-Policy"]


def test_the_sheet_to_print_has_everybody_and_says_who_has_no_place(soon, client):
    soon.schedule.occurrences.update(capacity=1)
    rows = [person(soon), person(soon, "Bob")]

    sheet = client.get(soon.url(f"sheet/?date={soon.date.uuid}")).content.decode()

    assert [row.number in sheet for row in rows] == [True, True]
    told = str(RegistrationState.WAITING.label)
    assert re.findall(r'<th scope="row">(.*?)</th>', sheet) == ["Ada", f"Bob<small>{told}</small>"]


# --- What telephones send -------------------------------------------------------------------------------


def test_what_was_noted_without_a_line_is_done_once_with_its_own_moment(soon, client):
    row = person(soon)
    at = timezone.now() - timedelta(minutes=10)
    item = noted("in", ticket_of(row), at)
    answers = [send(client, soon, item).json() for _ in range(2)]
    assert [answer["answers"][0]["outcome"] for answer in answers] == ["arrived", "arrived"]
    assert list(answers[0]["arrived"]) == [row.number]
    assert row.arrivals.get().arrived_at == at
    again = send(client, soon, noted("in", row.number, timezone.now())).json()
    assert again["answers"][0]["outcome"] == "already"
    assert "arrived already, at" in again["answers"][0]["text"]


def test_one_that_is_refused_does_not_stop_the_rest(soon, client):
    gone = services.registration_withdraw(registration=person(soon, "Weg"))
    row = person(soon)
    now = timezone.now()
    items = [
        noted("in", gone.number, now, "1"),
        noted("in", f"{row.number}.{'a' * 16}", now, "2"),
        noted("in", "nothing of ours", now, "3"),
        {"key": "4", "what": "in", "code": row.number, "at": "yesterday"},
        {"key": "5"},
        "nonsense",
    ]
    answers = send(client, soon, *items).json()["answers"]
    assert [(each["key"], each["outcome"]) for each in answers] == [
        ("1", "refused"), ("2", "unknown"), ("3", "unknown"), ("4", "arrived"), ("5", "unknown"),
    ]  # fmt: skip
    assert "They withdrew" in answers[0]["text"]
    assert "not made by us" in answers[1]["text"]


def test_an_arrival_that_was_taken_back_does_not_come_back_with_the_line(soon, client):
    row, at = person(soon), timezone.now() - timedelta(minutes=10)
    item = noted("in", row.number, at)
    send(client, soon, item)
    taken_back = send(client, soon, noted("out", row.number, at + timedelta(minutes=1))).json()
    assert (taken_back["answers"][0]["outcome"], taken_back["arrived"]) == ("out", {})
    late = send(client, soon, item).json()
    assert (late["answers"][0]["outcome"], late["arrived"]) == ("taken-back", {})
    assert send(client, soon, noted("in", row.number, timezone.now())).json()["answers"][0]["outcome"] == "arrived"


@pytest.mark.parametrize("body", ["", "{}", "null", "[", '"x"', "[1" + ",1" * 600 + "]", "9" * 300_000])
def test_what_is_no_list_of_arrivals_is_refused(soon, client, body):
    address = soon.url(f"check-in/send/?date={soon.date.uuid}")
    assert client.post(address, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("body", ["[" * 150_000, '{"a":' * 30_000])
def test_a_list_in_lists_without_end_is_refused(soon, client, body):
    address = soon.url(f"check-in/send/?date={soon.date.uuid}")
    assert client.post(address, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "poison",
    [
        {"code": "http://[x"},
        {"code": "//\u2100.nl/"},
        {"code": "\x00"},
        {"code": None},
        {"code": ["a"]},
        {"key": "\ud800"},
        {"what": "out", "at": "0001-01-01T00:00:00+14:00"},
        {"what": "out", "at": "9999-12-31T23:59:59-14:00"},
        {"what": "in", "at": "0001-01-01T00:00:00+14:00"},
        {"what": "in", "at": "9999-12-31T23:59:59-14:00"},
        {"what": {}, "at": 12},
        {"at": "2026-02-30T00:00:00Z"},
    ],
)
def test_nothing_that_is_printed_on_a_code_or_told_by_a_clock_stops_the_rest(soon, client, poison):
    row, other = person(soon), person(soon, "Bob")
    now = timezone.now()
    items = [noted("in", row.number, now) | poison, noted("in", other.number, now, "2")]
    response = send(client, soon, *items)
    assert response.status_code == 200
    assert [each["outcome"] for each in response.json()["answers"]][1:] == ["arrived"]


def test_who_noted_somebody_by_mistake_takes_it_back_with_a_clock_that_is_years_behind(soon, client):
    row, at = person(soon), timezone.now() - timedelta(days=2000)
    send(client, soon, noted("in", row.number, at))
    assert send(client, soon, noted("out", row.number, at + timedelta(minutes=1))).json()["arrived"] == {}


def test_what_is_no_address_and_no_person_is_told_so_at_the_door(soon, client):
    assert client.post(soon.url("check-in/"), {"q": "http://[x"}).status_code == 400
    assert client.post(soon.url(f"check-in/{'-' * 36}/in/")).status_code == 404


def test_sending_needs_the_token_of_a_form(soon):
    from django.test import Client

    row, browser = person(soon), Client(enforce_csrf_checks=True)
    browser.force_login(soon.organiser)
    assert send(browser, soon, noted("in", row.number, timezone.now())).status_code == 403
    assert Registration.objects.get(pk=row.pk).checked_in_at is None


def test_a_date_of_another_event_is_not_there(soon, client):
    _page, other = make_open_event("Iets anders")
    assert send(client, soon, date=other.occurrences.get()).status_code == 404
