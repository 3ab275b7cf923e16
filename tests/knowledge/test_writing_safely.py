"""What a form of a draft refuses: fields that it does not ask for, drafts of others, forged posts, markup."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.models import Page

from knowledge.models import BestPracticePage, Submission
from tests.factories.members import (
    ContactFactory,
    UserFactory,
)
from tests.knowledge.writing import begin, client_of, drawn, fill, make_writer, organisation_of, saved, url

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


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


@pytest.mark.parametrize("version", ["", "²", "9" * 30, "1-1", "x"])
def test_a_version_that_is_none_is_a_conflict_and_no_error(writer, version):
    client = client_of(writer)
    draft = begin(client)
    answer = client.post(url(draft, "write", "what"), {"version": version, "title": "Iets anders"})
    assert answer.status_code == 409


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
