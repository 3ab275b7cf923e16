"""The conditions, places and questions of registration, as an organiser sets them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.enums import JoinAccess
from events.models import KeptPlaces, RegistrationQuestion, RegistrationTerms, Schedule
from events.registration import services
from tests.events.desk import make_held
from tests.factories.events import make_event
from tests.factories.members import UserFactory
from tests.factories.registrations import register

pytestmark = pytest.mark.django_db

TERMS = {"is_open": "on", "closes_before": "24", "offer_hours": "12", "retention_days": "30"}
KEPT = {"kept-TOTAL_FORMS": "2", "kept-INITIAL_FORMS": "0"}
CHOICES = {"choices-TOTAL_FORMS": "3", "choices-INITIAL_FORMS": "0"}


@pytest.fixture
def held(site, client):
    return make_held(client)


def terms_of(held):
    return RegistrationTerms.objects.get(schedule=held.schedule)


def test_the_conditions_are_set_on_the_clock_of_the_event(site, client):
    held = make_held(client, date={"zone": "America/New_York"})
    sent = {**TERMS, "requires_approval": "on", "opens_at": "2030-07-01T09:00", "places_per_organisation": "2"}
    answer = client.post(held.url("settings/"), sent)
    assert answer.status_code == 302
    terms = terms_of(held)
    assert (terms.requires_approval, terms.allows_guests, terms.places_per_organisation) == (True, False, 2)
    assert terms.opens_at.isoformat() == "2030-07-01T13:00:00+00:00"
    page = client.get(held.url("settings/")).content.decode()
    assert 'value="2030-07-01T09:00"' in page
    assert "Registration opens on" in page


def test_registration_begins_with_the_conditions(site, client, admin):
    page = make_event("Nieuw")
    assert admin.get(f"/en/account/events/{page.public_id}/settings/places/").status_code == 302
    assert "Nobody can register here yet" in admin.get(f"/en/account/events/{page.public_id}/").content.decode()
    admin.post(f"/en/account/events/{page.public_id}/settings/", TERMS)
    assert RegistrationTerms.objects.get(schedule__work=page.translation_key).closes_before == 24


@pytest.mark.parametrize(
    "values",
    [
        {"offer_hours": "0"}, {"offer_hours": ""}, {"closes_before": "-1"}, {"opens_at": "gisteren"},
        {"places_per_organisation": "0"}, {"retention_days": "9" * 30}, {"retention_days": "2147483647"},
        {"closes_before": "2147483647"}, {"offer_hours": "2147483647"}, {"places_per_organisation": "1000001"},
        {"opens_at": "0001-01-01T00:00"}, {"opens_at": "9999-12-31T23:59"},
    ],
)  # fmt: skip
def test_an_impossible_condition_is_told_and_nothing_changes(held, client, values):
    before = terms_of(held).updated_at
    answer = client.post(held.url("settings/"), {**TERMS, **values})
    assert (answer.status_code, terms_of(held).updated_at) == (400, before)
    assert next(iter(values.values())) in answer.content.decode()


def test_what_one_registers_for_stays_while_people_are_registered(held, client):
    held.add_date(20)
    register(held.schedule, occurrence=held.date)
    answer = client.post(held.url("settings/"), {**TERMS, "unit": "series"})
    assert (answer.status_code, terms_of(held).unit) == (400, "occurrence")
    assert "People are registered already" in answer.content.decode()


def test_who_gets_the_address_online_is_asked_where_there_is_one(held, client):
    assert "join_access" not in client.get(held.url("settings/")).context["form"].fields
    held.schedule.occurrences.update(online_url="https://meet.example/x")
    client.post(held.url("settings/"), {**TERMS, "join_access": "registered"})
    assert Schedule.objects.get(pk=held.schedule.pk).join_access == JoinAccess.REGISTERED
    assert client.post(held.url("settings/"), {**TERMS, "join_access": "x"}).status_code == 400


def test_more_places_are_offered_and_fewer_send_nobody_away(held, client):
    held.schedule.occurrences.update(capacity=1)
    rows = [register(held.schedule, user=UserFactory()) for _ in range(3)]
    field = f"capacity_{held.date.pk}"
    client.post(held.url("settings/places/"), {**KEPT, field: "2"})
    assert [type(row).objects.get(pk=row.pk).state for row in rows] == ["confirmed", "offered", "waiting"]
    answer = client.post(held.url("settings/places/"), {**KEPT, field: "1"}, follow=True).content.decode()
    assert "1 person more than there are places: nobody is removed" in answer
    assert "1 person waits" in answer
    assert [type(row).objects.get(pk=row.pk).state for row in rows] == ["confirmed", "offered", "waiting"]
    assert client.post(held.url("settings/places/"), {**KEPT, field: "0"}).status_code == 400
    assert held.date.capacity == 1
    for number in ("1000001", "2147483648", "9" * 30):
        assert client.post(held.url("settings/places/"), {**KEPT, field: number}).status_code == 400
    assert held.date.capacity == 1


def test_places_are_kept_for_a_kind_of_organisation(held, client):
    row = {"organisation_kind": "startup", "taking_part": "on-site", "places": "2", "released_before": "48"}
    sent = {**KEPT, **{f"kept-0-{name}": value for name, value in row.items()}, "kept-1-taking_part": "on-site"}
    assert client.post(held.url("settings/places/"), sent).status_code == 302
    kept = KeptPlaces.objects.get()
    assert (kept.organisation_kind, kept.places, kept.released_before) == ("startup", 2, 48)
    twice = {**sent, **{f"kept-1-{name}": value for name, value in row.items()}}
    assert client.post(held.url("settings/places/"), twice).status_code == 400
    half = {**KEPT, "kept-0-organisation_kind": "startup", "kept-1-places": "3"}
    assert client.post(held.url("settings/places/"), half).status_code == 400
    assert KeptPlaces.objects.get().places == 2
    assert client.post(held.url("settings/places/"), {"kept-TOTAL_FORMS": "x"}).status_code == 400
    for name in ("places", "released_before"):
        assert client.post(held.url("settings/places/"), {**sent, f"kept-0-{name}": "9" * 10}).status_code == 400


def test_a_question_is_added_changed_moved_and_asked_no_longer(held, client):
    words = {"label_nl": "Welke workshop?", "label_en": "Which workshop?", "hint_nl": "", "hint_en": "Choose one"}
    rows = {"choices-0-label_nl": "Weven", "choices-0-label_en": "Weaving", "choices-1-label_nl": "Verven"}
    address = held.url("settings/questions/")
    assert client.post(f"{address}add/choice/", {**words, **CHOICES, **rows, "is_required": "on"}).status_code == 302
    client.post(f"{address}add/dietary/", {"label_nl": "Wat eet je?"})
    choice, diet = RegistrationQuestion.objects.order_by("order")
    assert (choice.labels, choice.is_required) == ({"nl": "Welke workshop?", "en": "Which workshop?"}, True)
    assert [each["labels"] for each in choice.choices] == [{"nl": "Weven", "en": "Weaving"}, {"nl": "Verven"}]
    page = client.get(address).content.decode()
    assert ("Which workshop?" in page, "Weaving" in page, "Wat eet je?" in page) == (True, True, True)
    client.post(f"{address}{diet.uuid}/up/")
    assert list(RegistrationQuestion.objects.order_by("order")) == [diet, choice]

    register(held.schedule, answers={str(choice.uuid): choice.choices[0]["value"]})
    kept = {"choices-0-value": choice.choices[0]["value"], **rows, **CHOICES}
    client.post(f"{address}{choice.uuid}/", {**words, **kept, "choices-1-label_nl": "Kleuren"})
    choice.refresh_from_db()
    assert [each["labels"]["nl"] for each in choice.choices] == ["Weven", "Kleuren"]
    gone = {**words, **CHOICES, "choices-1-label_nl": "Kleuren", "choices-2-label_nl": "Anders"}
    refused = client.post(f"{address}{choice.uuid}/", gone)
    assert (refused.status_code, "Somebody chose an answer" in refused.content.decode()) == (400, True)
    client.post(f"{address}{choice.uuid}/retire/")
    client.post(f"{address}{diet.uuid}/retire/")
    assert [row.retired_at is not None for row in RegistrationQuestion.objects.all()] == [True]
    assert client.get(f"{address}{choice.uuid}/").status_code == 404


def test_a_question_without_words_or_answers_is_refused(held, client):
    address = held.url("settings/questions/add/")
    assert client.post(f"{address}text/", {"label_nl": "  "}).status_code == 400
    one = {"label_nl": "Welke?", **CHOICES, "choices-0-label_nl": "Deze"}
    assert client.post(f"{address}choices/", one).status_code == 400
    assert client.get(f"{address}nonsense/").status_code == 404
    assert RegistrationQuestion.objects.count() == 0


def test_a_question_of_another_event_is_not_there(held, client):
    other = make_held(title="Iets anders")
    question = services.question_add(schedule=other.schedule, kind="text", labels={"nl": "Wat?"})
    for rest in ("", "retire/", "up/"):
        assert client.post(held.url(f"settings/questions/{question.uuid}/{rest}"), {}).status_code == 404


def test_it_says_when_names_are_removed_and_that_all_is_over(held, client):
    past = timezone.now() - timedelta(days=2)
    held.schedule.occurrences.update(starts_at=past, ends_at=past + timedelta(hours=1))
    page = client.get(held.url("settings/")).content.decode()
    assert "All dates are over" in page
    assert "are removed on" in page
