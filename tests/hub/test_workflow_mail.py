"""A review of an editor's page is told by Wagtail, that of a submission by the hub: nobody reads it twice."""

import pytest
from wagtail.models import Locale
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from home.models import StandardPage
from home.steps import Step
from hub.workflow_mail import RECEIVERS
from knowledge.models import BestPracticePage
from knowledge.submissions.drafts import submission_start
from members.models import MailMessage
from tests.factories.members import ContactFactory, OrganisationFactory, ParticipationFactory
from tests.hub.editors import make_editor, make_moderator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(site, settings):
    settings.EMAIL_BACKEND = "members.mail_backends.QueueBackend"
    return make_moderator()


def review(page, asker, moderator, *, end):
    """Ask for a review of a page and end it; return who was mailed by Wagtail."""
    page.save_revision(user=asker)
    state = page.get_workflow().start(page, asker)
    step = state.current_task_state.specific
    step.task.specific.on_action(step, user=moderator, action_name=end)
    return sorted(MailMessage.objects.filter(kind="").values_list("recipient", flat=True))


@pytest.mark.parametrize("end", ["approve", "reject"])
def test_wagtail_tells_of_the_review_of_an_editors_page(moderator, site, end):
    editor, admin = make_editor(), make_user(is_superuser=True)
    page = site.add_child(instance=StandardPage(title="Over ons", summary="Wat", live=False, owner=editor))

    told = review(page, editor, moderator, end=end)

    assert told == sorted([moderator.email, admin.email, admin.email, editor.email])


@pytest.mark.parametrize("end", ["approve", "reject"])
def test_wagtail_says_nothing_of_the_review_of_a_submission(moderator, monkeypatch, end):
    monkeypatch.setattr(BestPracticePage, "submission_steps", (Step(slug="a", title="a", fields=("title",)),))
    organisation = OrganisationFactory()
    ParticipationFactory(organisation=organisation)
    author = ContactFactory(organisation=organisation).user
    make_user(is_superuser=True)
    submission = submission_start(
        user=author,
        organisation=organisation,
        page=BestPracticePage(
            title="Praktijk", summary="x", problem="<p>p</p>", approach="<p>a</p>", expected_effect="e"
        ),
        locale=Locale.objects.get(language_code="nl"),
    )

    assert review(submission.draft, author, moderator, end=end) == []


def test_wagtail_has_no_receiver_of_its_own_left():
    """Fails when another version of Wagtail connects its receivers by other names."""
    signals = (task_submitted, workflow_submitted, workflow_rejected, workflow_approved)
    receivers = [entry[1]() for signal in signals for entry in signal.receivers]
    assert [receiver for receiver in receivers if type(receiver).__module__.startswith("wagtail.admin")] == []
    assert {receiver for *_how, receiver in RECEIVERS} <= set(receivers)
