"""Writing through the form: every type, what is refused, what two people do at once, and that nothing typed is lost."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time
from wagtail.models import Locale, Page, PageLogEntry

from events.models import EventPage, Schedule
from home.models import ApplicationArea, BuildingBlock
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
from tests.knowledge.writing import begin, client_of, drawn, fill, make_writer, organisation_of, url

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def writer(site, terms):
    return make_writer()


@pytest.fixture
def axes(terms):
    return {
        "building_blocks": [BuildingBlock.objects.get(slug="data-sharing").pk],
        "application_areas": [ApplicationArea.objects.get(slug="health-and-care").pk],
    }


def saved(submission):
    """Return the draft as it is stored now."""
    return Submission.objects.get(pk=submission.pk).draft


def autosave(client, submission, step, data):
    return client.post(url(submission, "save", step), data)


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


# --- Threats ----------------------------------------------------------------------------------------------

NEVER = {
    "live": "on", "owner": "1", "slug": "gekaapt", "path": "0001", "url_path": "/x/", "depth": "1",
    "go_live_at": "2020-01-01", "expire_at": "2030-01-01", "first_published_at": "2001-01-01", "organisation": "1",
    "organisations": "1", "authors-count": "1", "authors-0-contributor": "1", "tier": "gold", "is_example": "on",
    "locale": "2", "translation_key": str(uuid4()), "latest_revision": "1", "locked": "on", "seo_title": "x",
    "show_in_menus": "on", "status": "published", "assignee": "1", "image": "1", "tags": "spam", "content_type": "1",
    "has_unpublished_changes": "", "draft_title": "gekaapt", "currency": "USD", "search_description": "x",
}  # fmt: skip


def test_a_form_changes_what_it_asks_and_nothing_else(writer, axes):
    """Mass assignment (threat C1): every step, the automatic saving and the beginning."""
    client = client_of(writer)
    draft = begin(client, **{name: value for name, value in NEVER.items() if name != "organisation"})
    row = Page.objects.filter(pk=draft.page_id).values().get()
    before = {**saved(draft).serializable_data()}

    for step in BestPracticePage.submission_steps:
        data = drawn(client.get(url(draft, "write", step.slug)))
        own = {name: value for name, value in NEVER.items() if name not in step.names}
        other = {name: "gekaapt" for other in BestPracticePage.submission_steps for name in other.names}
        foreign = {name: value for name, value in other.items() if name not in step.names}
        client.post(url(draft, "write", step.slug), {**foreign, **own, **data})
        client.post(url(draft, "save", step.slug), {**foreign, **own, **data})

    left_out = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}
    after = saved(draft).serializable_data()
    assert {key: value for key, value in after.items() if key not in left_out} == {
        key: value for key, value in before.items() if key not in left_out
    }
    for name in ("live", "owner_id", "slug", "path", "go_live_at", "expire_at", "first_published_at", "locale_id"):
        assert Page.objects.filter(pk=draft.page_id).values().get()[name] == row[name]
    stored = Submission.objects.get(pk=draft.pk)
    assert (stored.status, stored.assignee, stored.organisation) == ("draft", None, organisation_of(writer))


ADDRESSES = [
    ("GET", ["write", "what"]), ("POST", ["write", "what"]), ("POST", ["save", "what"]), ("GET", ["check"]),
    ("GET", ["preview"]), ("POST", ["submit"]), ("POST", ["clone"]), ("POST", ["translate", "en"]),
    ("GET", ["people"]), ("POST", ["people"]), ("POST", ["people", "1", "end"]), ("GET", ["co-author"]),
    ("POST", ["co-author"]),
]  # fmt: skip


def test_a_draft_of_others_answers_like_one_that_does_not_exist(writer):
    draft = begin(client_of(writer), title="Geheim plan")
    nothing = Submission(uuid=uuid4())
    viewer = ContactFactory(organisation=organisation_of(writer), role="viewer").user
    strangers = [make_writer(), UserFactory(), UserFactory(is_staff=True)]

    for user in strangers:
        for method, (name, *args) in ADDRESSES:
            client = client_of(user)
            own, missing = (client.generic(method, url(what, name, *args)) for what in (draft, nothing))
            assert (own.status_code, missing.status_code) == (404, 404), (user, method, name)
            assert "Geheim plan" not in own.content.decode()
    reads = client_of(viewer)
    assert reads.get(url(draft, "preview")).status_code == 200
    assert reads.get(url(draft, "write", "what")).status_code == 404
    assert client_of(writer).get(url(draft, "write", "unknown")).status_code == 404


def test_who_is_signed_out_is_asked_to_sign_in_and_the_script_is_told(writer, client):
    draft = begin(client_of(writer))

    for method, (name, *args) in ADDRESSES:
        answer = client.generic(method, url(draft, name, *args))
        assert answer.status_code == (403 if name == "save" else 302)
    assert json.loads(client.post(url(draft, "save", "what")).content)["error"]


def test_every_post_needs_its_token(writer):
    draft = begin(client_of(writer))
    client = client_of(writer, enforce_csrf_checks=True)

    for method, (name, *args) in ADDRESSES:
        if method == "POST":
            assert client.post(url(draft, name, *args)).status_code == 403, name
    assert client.post(reverse("submissions:begin", args=["best-practice"])).status_code == 403
    assert saved(draft).title == "Heropname voorspellen"


def test_what_is_typed_is_text_wherever_it_is_drawn(writer, axes):
    """Stored XSS (threats C6, C7, C8): the forms, the conflict, the check and the preview."""
    client = client_of(writer)
    draft = begin(client, title=f"Titel {SCRIPT}")
    texts = {
        "what": {"title": f"Titel {SCRIPT}", "summary": SCRIPT, **axes},
        "approach": dict.fromkeys(("problem", "approach", "context", "data_used", "body"), SCRIPT),
        "result": {
            **dict.fromkeys(("expected_effect", "measurement_method", "result", "lessons", "costs"), SCRIPT),
            **dict.fromkeys(("pilot_setting", "reuse_conditions", "reproduction_source"), SCRIPT),
            "outcomes-0-indicator": SCRIPT, "outcomes-0-unit": "<b>x</b>", "evidence_level": "measured",
            "reproduction_url": "javascript:alert(1)",
        },
        "responsible": {"human_oversight": SCRIPT, "end_user_involvement": SCRIPT, "register_url": "data:text/html,x"},
    }  # fmt: skip
    for step, values in texts.items():
        fill(client, draft, step, "stay", **values)
    stale = drawn(client.get(url(draft, "write", "result"))) | {"version": "1-1", "lessons": f"ander {SCRIPT}"}

    answers = [client.get(url(draft, "write", step)) for step in texts]
    answers += [client.get(url(draft, name)) for name in ("check", "preview", "people")]
    answers.append(client.post(url(draft, "write", "result"), stale))
    answers.append(client.get(reverse("submissions:start")))

    assert answers[-2].status_code == 409
    for answer in answers:
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text
    assert (saved(draft).reproduction_url, saved(draft).register_url) == ("", "")


# --- Two at once ------------------------------------------------------------------------------------------


def test_two_windows_of_one_person_do_not_overwrite_each_other(writer):
    client = client_of(writer)
    draft = begin(client)
    first = drawn(client.get(url(draft, "write", "approach")))
    second = drawn(client.get(url(draft, "write", "approach")))
    client.post(url(draft, "write", "approach"), first | {"problem": "Uit het eerste venster"})

    answer = client.post(url(draft, "write", "approach"), second | {"problem": "Uit het tweede venster"})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Uit het eerste venster" in text
    assert drawn(answer)["problem"] == ["Uit het tweede venster"]
    assert saved(draft).problem == "<p>Uit het eerste venster</p>"
    kept = client.post(url(draft, "write", "approach"), drawn(answer))
    assert kept.status_code == 302
    assert saved(draft).problem == "<p>Uit het tweede venster</p>"


def test_of_each_field_one_chooses_which_version_to_keep(writer):
    colleague = ContactFactory(organisation=organisation_of(writer)).user
    mine, theirs = client_of(writer), client_of(colleague)
    draft = begin(mine)
    stale = drawn(mine.get(url(draft, "write", "approach"))) | {"problem": "Van mij", "approach": "Van mij"}
    fill(theirs, draft, "approach", problem="Van haar", approach="Van haar")

    conflict = mine.post(url(draft, "write", "approach"), stale)
    mine.post(url(draft, "write", "approach"), drawn(conflict) | {"take-problem": "theirs"})

    assert conflict.status_code == 409
    assert (saved(draft).problem, saved(draft).approach) == ("<p>Van haar</p>", "<p>Van mij</p>")


def test_two_people_in_two_steps_are_no_conflict(writer):
    colleague = ContactFactory(organisation=organisation_of(writer)).user
    mine, theirs = client_of(writer), client_of(colleague)
    draft = begin(mine)
    stale = drawn(mine.get(url(draft, "write", "approach"))) | {"problem": "Van mij"}
    fill(theirs, draft, "result", lessons="Van haar")

    answer = mine.post(url(draft, "write", "approach"), stale | {"go": "next"})

    assert answer.status_code == 302
    assert (saved(draft).problem, saved(draft).lessons) == ("<p>Van mij</p>", "<p>Van haar</p>")


def test_a_conflict_is_told_to_the_script_and_nothing_is_written(writer):
    client = client_of(writer)
    draft = begin(client)
    stale = drawn(client.get(url(draft, "write", "approach"))) | {"problem": "Oud"}
    fill(client, draft, "approach", problem="Nieuw")

    answer = autosave(client, draft, "approach", stale)

    assert answer.status_code == 409
    assert saved(draft).problem == "<p>Nieuw</p>"


# --- Saving by itself -------------------------------------------------------------------------------------


def test_saving_thirty_times_makes_one_revision_and_no_history(writer):
    client = client_of(writer)
    draft = begin(client)
    data = drawn(client.get(url(draft, "write", "approach")))

    for number in range(30):
        answer = autosave(client, draft, "approach", data | {"problem": f"Zin {number}"})
        assert answer.status_code == 200, answer.content
        data["version"] = [answer.json()["version"]]

    assert saved(draft).problem == "<p>Zin 29</p>"
    assert draft.page.revisions.count() == 1
    assert PageLogEntry.objects.filter(page=draft.page_id, action="wagtail.edit").count() == 0


def test_saving_what_is_there_already_writes_nothing(writer):
    client = client_of(writer)
    draft = begin(client)
    data = drawn(client.get(url(draft, "write", "approach")))
    before = draft.page.revisions.get().created_at

    answer = autosave(client, draft, "approach", data)

    assert answer.json()["version"] == data["version"][0]
    assert draft.page.revisions.get().created_at == before


def test_what_cannot_be_read_is_reported_and_the_rest_is_saved(writer):
    client = client_of(writer)
    draft = begin(client)
    data = drawn(client.get(url(draft, "write", "result")))
    wrong = {"pilot_started": "31 februari", "costs_from": "veel", "lessons": "Begin klein", "outcomes-0-baseline": "x",
             "outcomes-0-indicator": "Ligduur", "reproduction_url": "ftp://example.org"}  # fmt: skip

    answer = autosave(client, draft, "result", data | wrong)
    shown = fill(client, draft, "result", **wrong)

    assert sorted(answer.json()["errors"]) == ["costs_from", "outcomes-0-baseline", "pilot_started", "reproduction_url"]
    assert saved(draft).lessons == "<p>Begin klein</p>"
    assert [row.indicator for row in saved(draft).outcomes.all()] == ["Ligduur"]
    assert shown.status_code == 200
    assert drawn(shown)["pilot_started"] == ["31 februari"]
    assert drawn(shown)["costs_from"] == ["veel"]


def test_saving_too_often_is_told_with_the_time_to_wait(writer, settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "save": "1/h"}
    client = client_of(writer)
    draft = begin(client)
    data = drawn(client.get(url(draft, "write", "what")))

    answers = [autosave(client, draft, "what", data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["seconds"] > 0
    assert answers[1]["Retry-After"]


def test_nobody_writes_while_reviewers_read_and_nothing_typed_is_lost(writer, axes):
    client = client_of(writer)
    draft = begin(client)
    fill(client, draft, "what", summary="s", **axes)
    fill(client, draft, "approach", problem="p", approach="a")
    fill(client, draft, "result", expected_effect="e")
    open_form = drawn(client.get(url(draft, "write", "approach"))) | {"problem": "Te laat"}
    client.post(url(draft, "submit"), drawn(client.get(url(draft, "check"))))

    by_button = client.post(url(draft, "write", "approach"), open_form)
    by_itself = autosave(client, draft, "approach", open_form)

    assert (by_button.status_code, by_itself.status_code) == (409, 409)
    assert drawn(by_button)["problem"] == ["Te laat"]
    assert client.get(url(draft, "write", "approach")).status_code == 302
    assert saved(draft).problem == "<p>p</p>"


def test_a_draft_that_is_not_complete_is_not_submitted_and_says_why(writer):
    client = client_of(writer)
    draft = begin(client)

    answer = client.post(url(draft, "submit"), drawn(client.get(url(draft, "check"))) | {"text": "Alsjeblieft"})

    assert answer.status_code == 200
    assert "Alsjeblieft" in answer.content.decode()
    assert f'href="{url(draft, "write", "what")}#id_application_areas"' in answer.content.decode()
    assert Submission.objects.get(pk=draft.pk).status == SubmissionStatus.DRAFT


def test_what_was_not_seen_is_not_submitted(writer, axes):
    client = client_of(writer)
    draft = begin(client)
    fill(client, draft, "what", summary="s", **axes)
    fill(client, draft, "approach", problem="p", approach="a")
    fill(client, draft, "result", expected_effect="e")
    seen = drawn(client.get(url(draft, "check")))
    fill(client, draft, "approach", problem="anders")

    assert client.post(url(draft, "submit"), seen).status_code == 409
    assert Submission.objects.get(pk=draft.pk).status == SubmissionStatus.DRAFT


def test_a_stronger_level_of_evidence_asks_for_more(writer):
    page = BestPracticePage(title="x", locale=Locale.objects.get(language_code="nl"))
    asked = {}
    for level in ("idea", "pilot", "measured", "reproduced"):
        page.evidence_level = level
        asked[level] = {need.name for need in completeness_of(page).needs}

    always = {"title", "summary", "problem", "approach", "building_blocks", "application_areas"}
    assert asked == {
        "idea": always | {"expected_effect"},
        "pilot": always | {"pilot_setting"},
        "measured": always | {"measurement_method", "outcomes"},
        "reproduced": always | {"measurement_method", "outcomes", "reproduced_by", "reproduction_source"},
    }


def test_the_preview_is_the_page_itself_and_is_kept_nowhere(writer, axes):
    client = client_of(writer)
    draft = begin(client)
    fill(client, draft, "approach", problem="Een bijzonder probleem", approach="a")

    answer = client.get(url(draft, "preview"))

    text = answer.content.decode()
    assert answer.templates[0].name == "knowledge/best_practice_page.html"
    assert "Een bijzonder probleem" in text
    assert '<meta name="robots" content="noindex">' in text
    assert "no-store" in answer["Cache-Control"]
    assert url(draft, "preview").replace("preview/", "") in text


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
        url(draft, "write", "what"): 32,
        url(draft, "write", "result"): 32,
        url(draft, "write", "responsible"): 32,
        url(draft, "check"): 32,
        url(draft, "people"): 11,
    }

    for address, limit in most.items():
        client.get(address)
        with django_assert_max_num_queries(limit):
            assert client.get(address).status_code == 200, address
