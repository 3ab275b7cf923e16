"""The organiser's conditions and questions; what is told of decisions; the command; one's own copy."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.enums import QuestionKind, RegistrationUnit, TakingPart
from events.models import Registration, RegistrationQuestion
from events.registration import rules, services, upkeep
from events.registration.explaining import explain
from events.registration.links import manage_url
from events.registration.terms import Kept
from events.services import occurrence_add
from members.accounts import account_delete
from members.notices import notices_read
from members.personal_data import personal_data
from tests.factories.events import in_days
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.registrations import make_colleague, make_open_event, register, register_guest

pytestmark = pytest.mark.django_db

CHOICES = [{"value": "a", "labels": {"nl": "Ochtend"}}, {"value": "b", "labels": {"nl": "Middag", "en": "Afternoon"}}]


def code_of(error):
    """Return the codes of an error, whatever they are about."""
    errors = error.value.error_dict.values() if hasattr(error.value, "error_dict") else [[error.value]]
    return [one.code for each in errors for one in each]


def refuses(action, **values):
    with pytest.raises(ValidationError) as error:
        action(**values)
    return code_of(error)


def test_one_registers_for_all_dates_together_with_places_of_their_own(site):
    _page, schedule = make_open_event(unit=RegistrationUnit.SERIES)
    second = occurrence_add(schedule=schedule, starts_at=in_days(20), ends_at=in_days(20, "16:00"))
    services.terms_set(schedule=schedule, capacity=1)
    first, waits = register(schedule, occurrence=None), register(schedule, occurrence=None)
    assert (first.state, waits.state) == ("confirmed", "waiting")
    assert set(schedule.occurrences.values_list("availability", flat=True)) == {"waiting-list"}
    assert refuses(register, schedule=schedule, occurrence=second) == ["unit"]
    assert refuses(services.terms_set, schedule=schedule, unit=RegistrationUnit.OCCURRENCE) == ["registered"]


def test_a_date_of_something_else_cannot_be_registered_for(site):
    _page, schedule = make_open_event()
    _other, elsewhere = make_open_event()
    assert refuses(register, schedule=schedule, occurrence=elsewhere.occurrences.get()) == ["unit"]
    assert refuses(register, schedule=schedule, occurrence=None) == ["unit"]


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"taking_part": TakingPart.ONLINE}, ["way"]),
        ({"name": " \n "}, ["required"]),
        ({"organisation": "another"}, ["organisation"]),
        ({"registered_by": "somebody", "organisation": None}, ["organisation"]),
    ],
)
def test_what_is_filled_in_wrong_is_refused(site, values, codes):
    _page, schedule = make_open_event()
    made = {"another": OrganisationFactory(), "somebody": UserFactory()}
    given = {name: made.get(value, value) if isinstance(value, str) else value for name, value in values.items()}
    assert refuses(register, schedule=schedule, **given) == codes
    assert not Registration.objects.exists()


def test_guests_are_refused_where_an_account_is_asked(site):
    _page, schedule = make_open_event(allows_guests=False)
    assert refuses(register_guest, schedule=schedule) == ["members_only"]


def test_conditions_refuse_what_is_none_and_what_is_impossible(site):
    _page, schedule = make_open_event()
    with pytest.raises(TypeError):
        services.terms_set(schedule=schedule, schedule_id=1)
    assert refuses(services.terms_set, schedule=schedule, offer_hours=0) == ["min_value"]
    kept = Kept(organisation_kind="startup", places=1)
    assert refuses(services.kept_places_set, schedule=schedule, kept=[kept, kept]) == ["unique_together"]
    assert schedule.registration_terms.kept_places.count() == 0


def test_a_question_that_was_answered_keeps_its_kind_and_the_answers_that_were_given(site):
    _page, schedule = make_open_event()
    question = services.question_add(schedule=schedule, kind="choice", labels={"nl": "Wanneer?"}, choices=CHOICES)
    services.question_change(question=question, kind="choices")
    register(schedule, answers={str(question.uuid): ["b"]})
    assert refuses(services.question_change, question=question, kind="text") == ["answered"]
    others = [CHOICES[0], {"value": "c", "labels": {"nl": "Avond"}}]
    assert refuses(services.question_change, question=question, choices=others) == ["chosen"]
    services.question_change(question=question, choices=[*CHOICES, others[1]], labels={"nl": "Welk deel?", "de": "x"})
    question.refresh_from_db()
    assert (question.labels, len(question.choices)) == ({"nl": "Welk deel?"}, 3)
    services.question_retire(question=question)
    assert RegistrationQuestion.objects.get().retired_at is not None
    assert register(schedule, answers={str(question.uuid): ["a"]}).answers == {}


def test_questions_are_asked_in_the_order_that_is_given(site):
    _page, schedule = make_open_event()
    first, second, third = (
        services.question_add(schedule=schedule, kind="text", labels={"nl": word}) for word in ("een", "twee", "drie")
    )
    services.question_move(question=third, position=0)
    services.question_retire(question=first)
    services.question_move(question=third, position=9)
    assert list(RegistrationQuestion.objects.all()) == [second, third]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (QuestionKind.TEXT, " Een\x07 casus ", "Een casus"),
        (QuestionKind.DIETARY, "Geen noten\nGeen vis", "Geen noten\nGeen vis"),
        (QuestionKind.CHOICE, "b", "b"),
        (QuestionKind.CHOICES, ["b", "a", "b"], ["b", "a"]),
        (QuestionKind.YES_NO, "no", False),
        (QuestionKind.CHOICE, "x", None),
        (QuestionKind.CHOICES, ["a", "x"], None),
        (QuestionKind.TEXT, "x" * 1001, None),
        (QuestionKind.YES_NO, "misschien", None),
        (QuestionKind.ACCESSIBILITY, " ", None),
    ],
)
def test_answers_are_kept_clean_and_others_refused(site, kind, given, kept):
    _page, schedule = make_open_event()
    choices = CHOICES if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) else ()
    question = services.question_add(
        schedule=schedule, kind=kind, labels={"nl": "Vraag"}, choices=choices, is_required=True
    )
    answers = {str(question.uuid): given, "iets anders": "weg"}
    if kept is None:
        with pytest.raises(ValidationError) as error:
            register(schedule, answers=answers)
        assert list(error.value.error_dict) == [str(question.uuid)]
    else:
        assert register(schedule, answers=answers).answers == {str(question.uuid): kept}


def test_every_decision_is_explained_from_its_facts(site):
    _page, schedule = make_open_event(capacity=2, places_per_organisation=1)
    ours = OrganisationFactory(name="De Wevers")
    register(schedule, make_colleague(ours), organisation=ours)
    waits = register(schedule, make_colleague(ours), organisation=ours)
    register(schedule)
    services.registration_withdraw(registration=waits, reason="Ziek")
    told = explain(waits)
    assert [entry.sentence for entry in told] == [
        "Registered.",
        "Put on the waiting list on site as number 1: the organisation had its place (at most 1).",
        "A place went to somebody later in the queue: the organisation had its place (at most 1). The turn is kept.",
        "Withdrawn.",
    ]
    assert [entry.words for entry in told] == ["", "", "", "Ziek"]


def test_a_link_is_for_one_purpose_and_absolute(site):
    _page, schedule = make_open_event()
    assert manage_url(register(schedule)).startswith("http://testserver/en/registrations/mine/")


def test_one_schedule_that_fails_does_not_stop_the_others(site, monkeypatch):
    _page, first = make_open_event(capacity=1)
    _other, second = make_open_event(capacity=1)
    for schedule in (first, second):
        leaves, _waits = register(schedule), register(schedule)
        Registration.objects.filter(pk=leaves.pk).update(state="withdrawn")
    settle = upkeep.places_settle

    def fails_once(*, schedule, now):
        if schedule == first:
            raise RuntimeError("stuk")
        settle(schedule=schedule, now=now)

    monkeypatch.setattr(upkeep, "places_settle", fails_once)
    with pytest.raises(CommandError):
        call_command("settle_registrations")
    assert list(Registration.objects.filter(state="offered").values_list("schedule", flat=True)) == [second.pk]
    monkeypatch.undo()
    for _again in range(2):
        call_command("settle_registrations")
    assert Registration.objects.filter(state="offered").count() == 2


def test_ones_own_copy_tells_of_registrations_and_of_those_made_for_others(site):
    _page, schedule = make_open_event()
    ours = OrganisationFactory()
    user = make_colleague(ours)
    own = register(schedule, user, answers={})
    other = register(schedule, UserFactory(), registered_by=user, organisation=ours)
    data = personal_data(user)
    assert [row["number"] for row in data["registrations"]] == [own.number]
    assert [entry["step"] for entry in data["registrations"][0]["log"]] == ["made", "got-place"]
    assert [row["number"] for row in data["registered_others"]] == [other.number]
    assert other.email not in str(data)


def test_my_hub_asks_as_often_for_thirty_registrations_as_for_one(site, client):
    user = UserFactory()
    client.force_login(user)
    _page, schedule = make_open_event(capacity=2)
    register(schedule)
    register(schedule, user)
    counted = []
    for number in (0, 14):
        for day in range(number):
            date = occurrence_add(
                schedule=schedule, starts_at=in_days(30 + day), ends_at=in_days(30 + day, "16:00"), capacity=None
            )
            register(schedule, user, occurrence=date)
        # Of many notices their number is asked as well.
        notices_read(user=user)
        client.get(reverse("members:my_hub"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("members:my_hub"))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_page_with_many_dates_asks_as_often_as_one_with_one(site, client):
    page, schedule = make_open_event(capacity=2)
    user = UserFactory()
    client.force_login(user)
    url = reverse("registrations:choose", args=[page.public_id])
    occurrence_add(schedule=schedule, starts_at=in_days(29), ends_at=in_days(29, "16:00"))
    counted = []
    for number in (0, 28):
        for day in range(number):
            occurrence_add(schedule=schedule, starts_at=in_days(30 + day), ends_at=in_days(30 + day, "16:00"))
        for address in (url, page.url):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counted.append(len(queries))
    assert counted[:2] == counted[2:]


def test_what_opens_later_says_when(site):
    _page, schedule = make_open_event(opens_at=timezone.now() + timedelta(days=2))
    assert refuses(register, schedule=schedule) == ["not_open"]
    assert rules.GONE_STATES == ("declined", "expired", "withdrawn")


def test_who_deletes_the_account_leaves_the_place_to_who_is_next(site):
    _page, schedule = make_open_event(capacity=1)
    leaves, waits = register(schedule), register(schedule)
    account_delete(user=leaves.user)
    for row in (leaves, waits):
        row.refresh_from_db()
    assert (leaves.state, leaves.name, leaves.email, leaves.email_key) == ("withdrawn", "", "", "")
    assert waits.state == "offered"
