"""The way of a submission: which act is whose in which state, and Wagtail's own screens lead to the same."""

import itertools
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, WorkflowTask

from home.versions import version_of
from knowledge import permissions
from knowledge.enums import SubmissionEventKind as Kind, SubmissionStatus as Status
from knowledge.models import BestPracticePage, SubmissionEvent
from knowledge.submissions import services
from knowledge.submissions.drafts import EditConflict, draft_save
from knowledge.submissions.reviewers import reviewers_of
from tests.factories.members import ContactFactory, UserFactory
from tests.factories.submissions import (
    STEPS,
    advance,
    author_organisation,
    fresh,
    make_author,
    make_reviewer,
    make_submission,
    save,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _steps(site, terms, monkeypatch):
    monkeypatch.setattr(BestPracticePage, "submission_steps", STEPS)


@pytest.fixture
def author():
    return make_author()


@pytest.fixture
def reviewer():
    return make_reviewer(is_staff=True)


WITH_REVIEWERS = {Status.SUBMITTED, Status.IN_REVIEW, Status.RESUBMITTED}
WITH_AUTHORS = {Status.DRAFT, Status.CHANGES_REQUESTED, Status.PUBLISHED, Status.WITHDRAWN}
WRITERS = {"author", "colleague"}
# Act -> in which states, by whom, and where it leads ("" stays).
ACTS = {
    "save": (WITH_AUTHORS, WRITERS, {Status.WITHDRAWN: Status.DRAFT}),
    "submit": (WITH_AUTHORS, WRITERS, {Status.CHANGES_REQUESTED: Status.RESUBMITTED, None: Status.SUBMITTED}),
    "withdraw": (WITH_REVIEWERS, WRITERS, {None: Status.WITHDRAWN}),
    "start": (WITH_REVIEWERS, {"reviewer"}, {None: Status.IN_REVIEW}),
    "ask": (WITH_REVIEWERS, {"reviewer"}, {None: Status.CHANGES_REQUESTED}),
    "approve": (WITH_REVIEWERS, {"reviewer"}, {None: Status.PUBLISHED}),
    "decline": (WITH_REVIEWERS, {"reviewer"}, {None: Status.DECLINED}),
}
ROLES = ("author", "colleague", "viewer", "reviewer", "stranger")


def act_of(act, submission, user):
    acts = {
        "save": lambda: save(submission, user, summary="Anders"),
        "submit": lambda: services.submission_submit(submission=submission, user=user),
        "withdraw": lambda: services.submission_withdraw(submission=submission, user=user),
        "start": lambda: services.review_start(submission=submission, user=user),
        "ask": lambda: services.changes_request(submission=submission, user=user, text="Meer graag"),
        "approve": lambda: services.submission_approve(
            submission=submission, user=user, revision_id=submission.page.latest_revision_id
        ),
        "decline": lambda: services.submission_decline(submission=submission, user=user, text="Nee"),
    }
    return acts[act]()


@contextmanager
def undone():
    """What happens here did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("status", list(Status))
def test_every_act_is_for_some_in_some_states_and_leads_to_one(author, reviewer, status):
    organisation = author_organisation(author)
    people = {
        "author": author,
        "colleague": make_author(organisation),
        "viewer": ContactFactory(organisation=organisation, role="viewer").user,
        "reviewer": reviewer,
        "stranger": make_author(),
    }
    submission = make_submission(author, status=status)
    for act, role in itertools.product(ACTS, ROLES):
        states, roles, leads = ACTS[act]
        with undone():
            if status in states and role in roles:
                act_of(act, fresh(submission), people[role])
                expected = leads.get(status, leads.get(None, status))
            else:
                with pytest.raises(ValidationError):
                    act_of(act, fresh(submission), people[role])
                expected = status
            assert fresh(submission).state == expected, (act, role, status)


def test_a_page_that_is_not_complete_is_not_submitted_and_says_what_it_lacks(author):
    submission = make_submission(author, problem="")
    with pytest.raises(ValidationError) as refused:
        services.submission_submit(submission=submission, user=author)
    assert list(refused.value.message_dict) == ["problem"]
    assert fresh(submission).state == Status.DRAFT


def test_a_draft_is_saved_on_the_version_that_was_seen(author):
    submission = make_submission(author, status=Status.DRAFT)
    seen, page = version_of(submission.page), submission.draft
    page.summary = "Eerst dit"
    draft_save(submission=submission, page=page, user=author, version=seen)

    page.summary = "Uit een ander venster"
    with pytest.raises(EditConflict):
        draft_save(submission=submission, page=page, user=author, version=seen)

    assert fresh(submission).draft.summary == "Eerst dit"


def test_what_was_read_is_what_goes_live(author, reviewer):
    submission = make_submission(author, status=Status.SUBMITTED)
    read = submission.revision_id
    # An editor saves another version in the editor while the reviewer reads.
    page = submission.draft
    page.summary = "Stiekem anders"
    page.save_revision(user=UserFactory(is_superuser=True))
    with pytest.raises(EditConflict):
        services.submission_approve(submission=fresh(submission), user=reviewer, revision_id=read)
    newest = fresh(submission).page.latest_revision_id
    with pytest.raises(EditConflict):
        services.submission_approve(submission=fresh(submission), user=reviewer, revision_id=newest)
    assert not BestPracticePage.objects.get(pk=submission.page_id).live
    services.review_renew(submission=fresh(submission), user=reviewer)
    assert fresh(submission).revision_id == newest
    services.submission_approve(submission=fresh(submission), user=reviewer, revision_id=newest)
    assert BestPracticePage.objects.get(pk=submission.page_id).summary == "Stiekem anders"


def test_a_change_of_a_live_page_leaves_it_as_it_is_until_it_is_approved(author, reviewer):
    submission = make_submission(author, status=Status.PUBLISHED)
    save(submission, author, summary="Nieuw")
    services.submission_submit(submission=fresh(submission), user=author)
    assert BestPracticePage.objects.get(pk=submission.page_id).summary == "Minder heropnames"
    services.submission_decline(submission=fresh(submission), user=reviewer, text="Liever niet")
    assert fresh(submission).state == Status.PUBLISHED
    assert BestPracticePage.objects.get(pk=submission.page_id).live
    save(submission, author, summary="Nieuwer")
    services.submission_submit(submission=fresh(submission), user=author)
    services.submission_approve(
        submission=fresh(submission), user=reviewer, revision_id=fresh(submission).page.latest_revision_id
    )
    assert BestPracticePage.objects.get(pk=submission.page_id).summary == "Nieuwer"


def test_who_published_it_is_who_approved_it(author, reviewer):
    submission = make_submission(author, status=Status.SUBMITTED)
    services.submission_approve(
        submission=submission, user=reviewer, revision_id=submission.revision_id, text="Mooi stuk"
    )
    event = submission.events.get(kind=Kind.PUBLISHED)
    assert (event.user, event.text) == (reviewer, "Mooi stuk")


def test_nobody_approves_what_they_wrote(author, reviewer):
    author.groups.add(Group.objects.get(name="Moderators"))
    submission = make_submission(author, status=Status.SUBMITTED)
    assert not permissions.may_review(author, submission)
    with pytest.raises(ValidationError):
        services.submission_approve(submission=submission, user=author, revision_id=submission.revision_id)
    # Nor by the task itself, as Wagtail's screens do.
    task_state = submission.page.current_workflow_task_state
    with pytest.raises(ValidationError):
        task_state.approve(user=author)
    assert not Page.objects.get(pk=submission.page_id).live
    assert permissions.may_review(reviewer, submission)


def test_nobody_decides_on_what_their_organisation_wrote(author, reviewer):
    organisation = author_organisation(author)
    colleague, reader = make_author(organisation), ContactFactory(organisation=organisation, role="viewer").user
    for person in (colleague, reader):
        person.groups.add(Group.objects.get(name="Moderators"))
    submission = make_submission(author, status=Status.SUBMITTED)
    assert [permissions.may_review(person, submission) for person in (colleague, reader, reviewer)] == [
        False,
        True,
        True,
    ]
    assert set(reviewers_of(submission)) == {reader, reviewer}
    with pytest.raises(ValidationError):
        submission.page.current_workflow_task_state.approve(user=colleague)
    assert fresh(submission).state == Status.SUBMITTED


def test_a_later_step_of_the_review_is_not_decided_before_it_begins(author, reviewer):
    board = Group.objects.create(name="Board")
    member = UserFactory(groups=[board])
    task = GroupApprovalTask.objects.create(name="Board")
    task.groups.add(board)
    submission = make_submission(author)
    WorkflowTask.objects.create(workflow=submission.page.get_workflow(), task=task, sort_order=1)
    services.submission_submit(submission=submission, user=author)
    submission = fresh(submission)
    assert not permissions.may_review(member, submission)
    services.submission_approve(submission=submission, user=reviewer, revision_id=submission.revision_id, text="Goed")
    submission = fresh(submission)
    assert submission.state == Status.SUBMITTED
    assert submission.events.get(kind=Kind.APPROVED).text == "Goed"
    assert not permissions.may_review(reviewer, submission)
    services.submission_approve(submission=submission, user=member, revision_id=submission.revision_id)
    assert fresh(submission).state == Status.PUBLISHED


# --- Wagtail's own screens --------------------------------------------------------------------------------


def approve_there(client, submission):
    state = submission.page.current_workflow_task_state
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[submission.page_id, "approve", state.pk]), {"comment": "Ja"}
    )


def reject_there(client, submission):
    state = submission.page.current_workflow_task_state
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[submission.page_id, "reject", state.pk]),
        {"comment": "Meer graag"},
    )


def cancel_there(client, submission):
    submission.page.current_workflow_state.cancel(user=None)


def publish_there(client, submission):
    submission.draft.get_latest_revision().publish(user=None)


THERE = [
    (approve_there, Status.PUBLISHED, Kind.PUBLISHED, "Ja"),
    (reject_there, Status.CHANGES_REQUESTED, Kind.CHANGES_REQUESTED, "Meer graag"),
    (cancel_there, Status.WITHDRAWN, Kind.WITHDRAWN, ""),
    (publish_there, Status.PUBLISHED, Kind.PUBLISHED, ""),
]


@pytest.mark.parametrize(("act", "status", "kind", "text"), THERE)
@pytest.mark.parametrize("before", [Status.SUBMITTED, Status.IN_REVIEW, Status.RESUBMITTED])
def test_a_decision_in_wagtails_screens_counts_as_much(client, author, reviewer, act, status, kind, text, before):
    submission = make_submission(author, status=before, reviewer=reviewer)
    count = submission.events.count()
    client.force_login(reviewer)
    act(client, submission)
    submission = fresh(submission)
    assert submission.state == status
    events = list(submission.events.all())[count:]
    assert [(event.kind, event.text) for event in events] == [(kind, text)]


def test_wagtail_does_not_approve_what_was_saved_since(client, author, reviewer):
    submission = make_submission(author, status=Status.SUBMITTED)
    page = submission.draft
    page.summary = "Stiekem anders"
    page.save_revision(user=None)
    client.force_login(reviewer)
    approve_there(client, submission)
    submission = fresh(submission)
    assert not submission.page.live
    assert submission.state == Status.SUBMITTED
    # The step began again, with the version that is there now.
    assert submission.revision_id == submission.page.latest_revision_id


def test_wagtails_screens_refuse_self_approval_with_a_sentence(client, author):
    author.groups.add(Group.objects.get(name="Moderators"))
    submission = make_submission(author, status=Status.SUBMITTED)
    client.force_login(author)
    response = approve_there(client, submission)
    assert response.status_code == 302
    assert fresh(submission).state == Status.SUBMITTED
    assert not fresh(submission).page.live
    assert SubmissionEvent.objects.filter(submission=submission, kind=Kind.PUBLISHED).count() == 0


def test_wagtail_mails_nobody_about_a_submission_and_still_about_pages_of_editors(author, reviewer):
    submission = make_submission(author, status=Status.CHANGES_REQUESTED, reviewer=reviewer)
    advance(submission, Status.DRAFT, author=author)
    assert mail.outbox == []
    parent = Page.objects.get(pk=submission.page_id).get_parent()
    page = BestPracticePage(title="Van de redactie", locale=parent.locale, live=False)
    parent.add_child(instance=page)
    page.save_revision()
    page.get_workflow().start(page, UserFactory())
    assert [message.to for message in mail.outbox] == [[reviewer.email]]
