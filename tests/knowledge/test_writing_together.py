"""Two who write at once, and saving by itself: nothing typed is lost, and the history stays small."""

import pytest
from wagtail.models import Locale, PageLogEntry

from knowledge.enums import SubmissionStatus
from knowledge.models import BestPracticePage, Submission
from knowledge.submissions.completeness import completeness_of
from tests.factories.members import (
    ContactFactory,
)
from tests.knowledge.writing import autosave, begin, client_of, drawn, fill, organisation_of, saved, url

pytestmark = pytest.mark.django_db


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
