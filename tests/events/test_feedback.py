"""How it was: a form behind a signed link, and what the organiser reads."""

from datetime import datetime

import pytest
from django.core.signing import Signer
from django.urls import reverse
from django.utils import translation
from freezegun import freeze_time

from events import services
from events.feedback.links import answer_key
from events.feedback.reading import summary_of
from events.models import Feedback
from events.registration import services as registrations
from events.registration.links import FEEDBACK, MANAGE, link_token
from events.reminders import traces_remove
from members.personal_data import personal_data
from tests.factories.events import in_days
from tests.factories.members import ContributorFactory, UserFactory
from tests.factories.registrations import make_open_event, register

pytestmark = pytest.mark.django_db

GIVEN = {"score": "4", "good": "De sprekers", "better": "De koffie", "name": ""}


@pytest.fixture
def over(site):
    """A registration, and the page, of what ended the day before the clock stands."""
    with freeze_time("2026-11-02 10:00") as clock:
        page, schedule = make_open_event("Open dag", start=in_days(1))
        registration = register(schedule, UserFactory(name="Ada"))
        clock.move_to("2026-11-04 10:00")
        yield page, registration, clock


def address(registration, language="en"):
    with translation.override(language):
        return reverse("feedback:answer", args=[link_token(registration, FEEDBACK)])


def test_an_answer_is_recorded_and_says_nothing_of_whose_it_is(over, client):
    _page, registration, _clock = over
    asked = client.get(address(registration))
    assert asked.status_code == 200
    assert asked.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in asked.headers["Cache-Control"]
    assert 'name="robots" content="noindex"' in asked.content.decode()

    done = client.post(address(registration), GIVEN, follow=True)

    assert done.redirect_chain == [("/en/feedback/thanks/", 302)]
    row = Feedback.objects.get()
    assert (row.score, row.good, row.name, row.occurrence) == (4, "De sprekers", "", registration.occurrence)
    values = " ".join(str(value) for value in Feedback.objects.values_list().get())
    assert registration.uuid.hex not in values.replace("-", "")
    assert registration.email not in values


def test_a_second_answer_takes_the_place_of_the_first(over, client):
    _page, registration, _clock = over
    client.post(address(registration), GIVEN)
    again = client.get(address(registration)).content.decode()
    assert "You answered already." in again
    assert "De koffie" in again
    client.post(address(registration), {**GIVEN, "score": "2", "better": ""})
    row = Feedback.objects.get()
    assert (row.score, row.better) == (2, "")


def test_nothing_that_was_typed_is_lost_when_the_mark_is_missing(over, client):
    _page, registration, _clock = over
    for score in ("", "9", "x"):
        html = client.post(address(registration), {**GIVEN, "score": score}).content.decode()
        assert "De koffie" in html
        assert "is-error" in html
    assert "Error:" in html
    too_long = client.post(address(registration), {**GIVEN, "good": "x" * 2001})
    assert "is-error" in too_long.content.decode()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("when", "status"),
    [("2026-11-03 09:00", 410), ("2026-11-04 10:00", 200), ("2026-12-02 10:00", 200), ("2026-12-20 10:00", 410)],
)
def test_one_answers_from_the_end_on_for_a_month(over, client, when, status):
    _page, registration, clock = over
    clock.move_to(when)
    answer = client.post(address(registration), GIVEN) if status == 410 else client.get(address(registration))
    assert answer.status_code == status
    assert not Feedback.objects.exists()


def test_a_link_opens_one_thing_only(over, client):
    _page, registration, _clock = over
    other = Signer(salt="events.registration.confirm").sign(registration.uuid.hex)
    forged = [link_token(registration, MANAGE), other, link_token(registration, FEEDBACK)[:-1] + "!", "x", "x:y" * 60]
    for token in forged:
        assert client.get(f"/en/feedback/{token}/").status_code == 404
    # Nor does it the other way round.
    assert client.get(f"/en/registrations/mine/{link_token(registration, FEEDBACK)}/").status_code == 410


def test_who_withdrew_and_what_was_called_off_is_not_asked(over, client):
    _page, registration, clock = over
    services.schedule_cancel(schedule=registration.schedule, reason="Ziek")
    assert client.get(address(registration)).status_code == 410
    services.schedule_resume(schedule=registration.schedule)
    clock.move_to("2026-11-03 09:00")
    registrations.registration_withdraw(registration=registration, actor=registration.user)
    clock.move_to("2026-11-04 10:00")
    assert client.get(address(registration)).status_code == 404


def test_only_who_organises_it_reads_the_answers(over, client):
    page, registration, _clock = over
    client.post(address(registration), {**GIVEN, "good": "<b>Kanarie</b>"})
    url = f"/en/account/events/{page.public_id}/feedback/"
    organiser, other = UserFactory(), registration.user
    page.contact = ContributorFactory(user=organiser)
    page.save_revision().publish()

    assert client.get(url).status_code == 302
    client.force_login(other)
    assert client.get(url).status_code == 404
    client.force_login(organiser)
    html = client.get(url).content.decode()

    assert "&lt;b&gt;Kanarie&lt;/b&gt;" in html
    assert "One answer, with a mark of 4 out of 5." in html
    assert "Ada" not in html
    assert 'name="robots" content="noindex"' in html
    for missing in ("aaaaaaaaaa", "nope", "ABCDEFGHIJ"):
        assert client.get(f"/en/account/events/{missing}/feedback/").status_code == 404


def test_a_summary_costs_the_same_with_thirty_answers(over, django_assert_num_queries):
    _page, registration, _clock = over
    schedule = registration.schedule
    for number in (1, 30):
        rows = [
            Feedback(schedule=schedule, occurrence=registration.occurrence, answer_key=f"{number}-{n}", score=1 + n % 5,
                     good="Ja", language="nl")
            for n in range(number)
        ]  # fmt: skip
        Feedback.objects.bulk_create(rows)
        with django_assert_num_queries(2):
            summary = summary_of(schedule)
    assert (summary.number, len(summary.answers), summary.average) == (31, 31, "2.9")
    assert [row.number for row in summary.scores] == [6, 6, 6, 6, 7]


def test_ones_own_copy_has_the_answer(over, client):
    _page, registration, _clock = over
    client.post(address(registration), GIVEN)
    Feedback.objects.create(schedule=registration.schedule, answer_key="x", score=1, good="Ander", language="nl")
    data = personal_data(registration.user)
    assert [row["good"] for row in data["feedback"]] == ["De sprekers"]
    assert len(answer_key(registration)) == 64


@pytest.mark.parametrize(
    ("on", "names"), [("2026-11-12", {"date", "all"}), ("2026-11-14", {"all"}), ("2026-12-25", set())]
)
def test_a_name_goes_when_what_it_is_about_is_over_long_enough(site, on, names):
    with freeze_time("2026-11-02 10:00"):
        _page, schedule = make_open_event("Reeks", start=in_days(1), retention_days=10)
        first = schedule.occurrences.get()
        services.occurrence_add(schedule=schedule, starts_at=in_days(36), ends_at=in_days(36, "16:30"))
    for name, occurrence in (("date", first), ("all", None)):
        Feedback.objects.create(
            schedule=schedule, occurrence=occurrence, answer_key=name, score=4, name=name, language="nl"
        )
    traces_remove(now=datetime.fromisoformat(f"{on}T10:00+00:00"))
    assert {row.name for row in Feedback.objects.exclude(name="")} == names
