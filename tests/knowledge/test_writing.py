"""Writing through the form: how a draft begins, and its walk to the reviewers, for every type."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time
from wagtail.models import Locale, Page

from events.models import EventPage, Schedule
from knowledge.enums import SubmissionStatus
from knowledge.models import BestPracticePage, CoAuthor, Submission
from knowledge.submissions.completeness import completeness_of
from tests.factories.events import VenueFactory
from tests.factories.home import ApplicationAreaFactory, RegionFactory
from tests.factories.knowledge import BestPracticePageFactory
from tests.factories.members import (
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
)
from tests.knowledge.writing import begin, client_of, drawn, fill, make_writer, organisation_of, saved, url

pytestmark = pytest.mark.django_db


# --- The walk ---------------------------------------------------------------------------------------------


def test_a_best_practice_is_written_in_steps_and_submitted(writer, axes):
    client = client_of(writer)
    draft = begin(client, title="Heropname voorspellen")

    fill(client, draft, "what", summary="Minder heropnames.", **axes)
    fill(client, draft, "approach", problem="Te veel heropnames.", approach="Samen trainen:\n\n- stap een\n- stap twee")
    fill(client, draft, "result", evidence_level="idea", expected_effect="Een vijfde minder")
    last = fill(client, draft, "responsible", personal_data="no")
    assert last["Location"] == url(draft, "check")
    version = drawn(client.get(url(draft, "check")))
    answer = client.post(url(draft, "submit"), version | {"text": "Graag snel"})

    page = saved(draft)
    assert answer.status_code == 302
    assert Submission.objects.get(pk=draft.pk).status == SubmissionStatus.SUBMITTED
    assert (page.title, page.summary, page.personal_data) == ("Heropname voorspellen", "Minder heropnames.", "no")
    assert page.approach == "<p>Samen trainen:</p><ul><li>stap een</li><li>stap twee</li></ul>"
    assert [block.slug for block in page.building_blocks.all()] == ["data-sharing"]
    assert [row.contributor.user for row in page.authors.all()] == [writer]
    assert list(page.organisations.all()) == [organisation_of(writer)]
    assert not BestPracticePage.objects.get(pk=page.pk).live


def test_what_is_told_with_a_submission_has_an_end_and_stays_as_it_was_typed(writer, axes):
    client = client_of(writer)
    draft = begin(client, title="Heropname voorspellen")
    fill(client, draft, "what", summary="Minder heropnames.", **axes)
    fill(client, draft, "approach", problem="Te veel heropnames.", approach="Samen trainen")
    fill(client, draft, "result", evidence_level="idea", expected_effect="Een vijfde minder")
    fill(client, draft, "responsible", personal_data="no")
    version = drawn(client.get(url(draft, "check")))

    answer = client.post(url(draft, "submit"), version | {"text": "lang " * 1001})

    assert "lang lang lang" in answer.content.decode()
    assert "5000" in " ".join(answer.context["refusal"])
    assert Submission.objects.get(pk=draft.pk).status == SubmissionStatus.DRAFT
    assert client.post(url(draft, "submit"), version | {"text": "kort"}).status_code == 302


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("use-case", {
            "what": {"summary": "Kort"},
            "story": {"status": "explored", "question": "Kan het?", "solution": "Geprobeerd"},
        }),
        ("fieldlab", {
            "what": {"summary": "Kort", "focus": "Robots proberen"},
            "place": {"phase": "running", "is_virtual": "on"},
            "joining": {"for_whom": "Mkb"},
        }),
        ("course", {
            "what": {"summary": "Kort", "outcomes": "Beoordelen\nBouwen"},
            "dates": {"audiences": ["professionals"], "level": "introductory", "form": "online",
                      "delivery_languages": ["nl"], "start": "any-time"},
            "joining": {"website": "https://example.org/cursus", "price": "1.250,50"},
        }),
        ("event", {
            "what": {"summary": "Kort", "kind": "workshop"},
            "dates": {"delivery_languages": ["nl"], "first_date-first_day": "2030-05-02",
                      "first_date-start_time": "10:00", "first_date-end_time": "12:00"},
        }),
    ],
)  # fmt: skip
def test_every_other_type_is_written_by_the_same_flow(writer, axes, kind, steps):
    client = client_of(writer)
    draft = begin(client, kind, title="Iets nieuws")

    for step, values in steps.items():
        extra = axes if step == "what" else {}
        answer = fill(client, draft, step, **extra, **values)
        assert answer.status_code == 302, answer.content.decode()
    missing = completeness_of(saved(draft)).missing
    assert client.get(url(draft, "preview")).status_code == 200
    answer = client.post(url(draft, "submit"), drawn(client.get(url(draft, "check"))))

    assert missing == []
    assert answer.status_code == 302
    assert Submission.objects.get(pk=draft.pk).status == SubmissionStatus.SUBMITTED


def test_the_first_date_of_an_event_is_that_of_its_form(writer, axes):
    client, venue = client_of(writer), VenueFactory(region=RegionFactory())
    draft = begin(client, "event", title="Dag")
    first = {"first_date-first_day": "2030-05-02", "first_date-start_time": "10:00", "first_date-end_time": "12:00"}

    fill(client, draft, "dates", **first, **{"first_date-venue": venue.pk})
    fill(client, draft, "dates", **{"first_date-end_time": "13:00"})
    wrong = fill(client, draft, "dates", **{"first_date-end_time": "09:00"})

    occurrence = Schedule.objects.get(work=draft.page.translation_key).occurrences.get()
    assert wrong.status_code == 200
    assert (occurrence.starts_local.hour, occurrence.ends_local.hour, occurrence.venue) == (10, 13, venue)
    assert not EventPage.objects.get(pk=draft.page_id).live


def test_a_course_has_its_price_and_outcomes_as_they_were_typed(writer, axes):
    client = client_of(writer)
    draft = begin(client, "course", title="Cursus")

    fill(client, draft, "what", outcomes="- Beoordelen\n\n* Bouwen  en testen\n", summary="x", **axes)
    fill(client, draft, "joining", price="1.250,50")

    page = saved(draft)
    assert [block.value for block in page.outcomes] == ["Beoordelen", "Bouwen en testen"]
    assert page.price == pytest.approx(1250.50)
    assert drawn(client.get(url(draft, "write", "joining")))["price"] == ["1250,5"]


def test_figures_are_rows_that_are_added_changed_and_removed(writer):
    client = client_of(writer)
    draft = begin(client)
    first = {"outcomes-0-indicator": "Heropnames", "outcomes-0-baseline": "12,5", "outcomes-0-outcome": "2.140"}
    fill(client, draft, "result", "", **first, add="outcomes")
    key = str(saved(draft).outcomes.get().translation_key)

    second = {"outcomes-1-indicator": "Ligduur", "outcomes-0-sample": "2.140 patiënten"}
    fill(client, draft, "result", "stay", **second)
    rows = list(saved(draft).outcomes.all())
    assert [(row.indicator, row.baseline, row.outcome, row.sample) for row in rows] == [
        ("Heropnames", pytest.approx(12.5), 2140, "2.140 patiënten"),
        ("Ligduur", None, None, ""),
    ]
    assert str(rows[0].translation_key) == key

    fill(client, draft, "result", "", remove="outcomes-0")
    assert [row.indicator for row in saved(draft).outcomes.all()] == ["Ligduur"]
    fill(client, draft, "result", "stay", **{"outcomes-0-indicator": ""})
    assert not saved(draft).outcomes.all()


# --- Beginning --------------------------------------------------------------------------------------------


def test_who_may_not_write_reads_how_to_take_part(site, client):
    reader = client_of(UserFactory())
    for visitor in (client, reader):
        start = visitor.get(reverse("submissions:start"))
        assert (start.status_code, start.context["may_start"]) == (200, False)
        assert visitor.get(reverse("submissions:begin", args=["best-practice"])).status_code == 302
        assert visitor.post(reverse("submissions:begin", args=["best-practice"]), {"title": "x"}).status_code == 302
    assert not Submission.objects.exists()


def test_what_members_do_not_write_has_no_form(writer):
    client = client_of(writer)
    assert [client.get(f"/nl/account/submissions/start/{kind}/").status_code for kind in ("news", "page", "x")] == [
        404,
        404,
        404,
    ]


def test_the_same_form_twice_begins_one_draft(writer):
    client, nonce = client_of(writer), str(uuid4())

    first, second = begin(client, nonce=nonce), begin(client, nonce=nonce)

    assert first == second
    assert Submission.objects.count() == 1


def test_somebody_elses_nonce_gives_nothing_away(writer):
    nonce = str(uuid4())
    own = begin(client_of(writer), nonce=nonce)
    stranger = client_of(make_writer())
    page = stranger.get("/nl/account/submissions/start/best-practice/")
    values = drawn(page, "nonce") | {"title": "x", "language": "nl", "nonce": nonce}

    answer = stranger.post("/nl/account/submissions/start/best-practice/", values)

    assert answer.status_code == 200
    assert str(own.uuid) not in answer.content.decode()
    assert Submission.objects.count() == 1


def test_a_draft_is_for_an_organisation_that_one_writes_for_in_a_language_of_the_site(writer):
    client, other = client_of(writer), OrganisationFactory()
    ParticipationFactory(organisation=other)
    values = {"title": "x", "language": "nl", "nonce": str(uuid4()), "organisation": organisation_of(writer).pk}

    for wrong in ({"organisation": other.pk}, {"language": "de"}, {"title": " "}, {"nonce": "x"}, {"source": 1}):
        assert client.post("/nl/account/submissions/start/use-case/", values | wrong).status_code == 200

    assert not Submission.objects.exists()
    assert begin(client, "use-case", language="en").page.locale == Locale.objects.get(language_code="en")


def test_nobody_begins_more_drafts_in_a_day_than_one_can_write(writer, settings):
    settings.HUB_DRAFTS_A_DAY = 2
    client = client_of(writer)
    begin(client)
    begin(client)
    page = client.get("/nl/account/submissions/start/use-case/")

    answer = client.post("/nl/account/submissions/start/use-case/", drawn(page, "nonce") | {"title": "x"})

    assert answer.status_code == 200
    with freeze_time(timezone.now() + timedelta(days=2)):
        begin(client_of(writer))
    assert Submission.objects.count() == 3


def test_a_copy_is_a_work_of_its_own_with_the_same_content(writer, axes):
    client = client_of(writer)
    draft = begin(client)
    fill(client, draft, "what", summary="Kort", **axes)
    fill(client, draft, "result", evidence_level="measured", **{"outcomes-0-indicator": "Heropnames"})

    answer = client.post(url(draft, "clone"), {"nonce": str(uuid4())})

    copy = Submission.objects.exclude(pk=draft.pk).get()
    page, original = saved(copy), saved(draft)
    assert answer["Location"] == url(copy, "write", "what")
    assert page.translation_key != original.translation_key
    assert page.slug != original.slug
    assert (page.summary, page.evidence_level, page.live) == ("Kort", "measured", False)
    assert [list(page.building_blocks.all()), list(page.application_areas.all())] == [
        list(original.building_blocks.all()),
        list(original.application_areas.all()),
    ]
    [row], [old] = page.outcomes.all(), original.outcomes.all()
    assert row.indicator == "Heropnames"
    assert row.translation_key != old.translation_key
    assert [author.contributor.user for author in page.authors.all()] == [writer]


def test_a_work_of_the_organisation_can_be_the_beginning(writer):
    own = BestPracticePageFactory(parent=Page.objects.get(slug="best-practices", locale__language_code="nl"))
    own.organisations = [organisation_of(writer)]
    own.summary = "Van vroeger"
    own.save_revision().publish()
    other = BestPracticePageFactory(parent=Page.objects.get(slug="best-practices", locale__language_code="nl"))
    client = client_of(writer)
    choices = client.get("/nl/account/submissions/start/best-practice/").content.decode()

    draft = begin(client, title="Opnieuw", source=own.pk)

    assert f'<option value="{own.pk}">' in choices
    assert f'<option value="{other.pk}">' not in choices
    assert (saved(draft).summary, saved(draft).title) == ("Van vroeger", "Opnieuw")


def test_who_only_has_a_part_in_a_work_copies_what_is_published_and_not_what_is_being_changed(writer, axes):
    work = BestPracticePageFactory(
        parent=Page.objects.get(slug="best-practices", locale__language_code="nl"), title="Samen", summary="Gelezen"
    )
    work.organisations = [organisation_of(writer)]
    work.save_revision().publish()
    work.title, work.summary = "Geheime titel", "Geheime woorden"
    work.save_revision()
    client = client_of(writer)
    choices = client.get("/nl/account/submissions/start/best-practice/").content.decode()

    draft = begin(client, source=work.pk)

    assert f'<option value="{work.pk}">Samen</option>' in choices
    assert "Geheime titel" not in choices
    assert saved(draft).summary == "Gelezen"


def test_a_published_work_gets_its_other_language_once(writer, axes):
    client = client_of(writer)
    draft = begin(client)
    fill(client, draft, "what", summary="Kort", **axes)
    assert client.post(url(draft, "translate", "en")).status_code == 302
    assert Submission.objects.count() == 1
    fill(client, draft, "approach", problem="p", approach="a")
    fill(client, draft, "result", evidence_level="idea", expected_effect="e")
    draft.refresh_from_db()
    draft.page.latest_revision.publish()

    first = client.post(url(draft, "translate", "en"))
    second = client.post(url(draft, "translate", "en"))

    english = Submission.objects.exclude(pk=draft.pk).get()
    assert first["Location"] == second["Location"] == url(english, "write", "what")
    assert english.page.locale.language_code == "en"
    assert english.page.translation_key == draft.page.translation_key


def test_what_cannot_be_drawn_yet_says_what_to_choose(writer):
    client = client_of(writer)
    reader = client_of(ContactFactory(organisation=organisation_of(writer), role="viewer").user)
    draft = begin(client, "use-case")

    assert client.get(url(draft, "preview"))["Location"] == f"{url(draft, 'write', 'story')}#id_status"
    assert reader.get(url(draft, "preview"))["Location"] == f"/nl/account/submissions/{draft.uuid}/"


# --- Queries ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_ask_the_database_as_often_for_thirty_as_for_one(
    writer, axes, number, settings, django_assert_max_num_queries
):
    settings.HUB_DRAFTS_A_DAY = 100
    client = client_of(writer)
    draft = begin(client)
    fill(client, draft, "result", evidence_level="measured", **{"outcomes-0-indicator": "Ligduur"})
    for position in range(number):
        ContributorFactory(organisation=organisation_of(writer), is_public_contact=True)
        ApplicationAreaFactory()
        CoAuthor.objects.create(submission=draft, email=f"iemand{position}@hub.example")
        begin(client)
    most = {
        reverse("submissions:start"): 11,
        url(draft, "write", "what"): 36,
        url(draft, "write", "result"): 36,
        url(draft, "write", "responsible"): 36,
        url(draft, "check"): 36,
        url(draft, "people"): 11,
    }

    for address, limit in most.items():
        client.get(address)
        with django_assert_max_num_queries(limit):
            assert client.get(address).status_code == 200, address
