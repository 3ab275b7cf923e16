"""Submissions in every state, made by the services that make them."""

from uuid import uuid4

from django.contrib.auth.models import Group
from wagtail.models import Locale, Page

from home.models import BuildingBlock
from home.steps import Step, step_fields
from home.versions import version_of
from knowledge.enums import SubmissionStatus
from knowledge.models import BestPracticePage, CannedReply, CannedReplyText, Submission
from knowledge.submissions import drafts, services
from tests.factories.home import ApplicationAreaFactory, BuildingBlockFactory
from tests.factories.members import ContactFactory, OrganisationFactory, ParticipationFactory, UserFactory

STEPS = (
    Step(slug="story", title="Story", fields=("title", "summary", "problem", "approach", "result", "body")),
    Step(slug="evidence", title="Evidence", fields=("evidence_level", "expected_effect"), rows=("outcomes",)),
)
# What the form asks for besides words.
AXES = {"building_blocks": BuildingBlockFactory, "application_areas": ApplicationAreaFactory}
COMPLETE = {
    "summary": "Minder heropnames",
    "problem": "<p>Patiënten komen terug.</p>",
    "approach": "<p>Wij rekenden het uit.</p>",
    "expected_effect": "Minder heropnames",
}


def make_author(organisation=None, **values):
    """Return somebody who writes for an organisation that takes part."""
    if organisation is None:
        organisation = OrganisationFactory()
        ParticipationFactory(organisation=organisation)
    return ContactFactory(organisation=organisation, role="author", user=UserFactory(**values)).user


def make_reviewer(**values):
    """Return somebody in the group that reviews."""
    return UserFactory(groups=[Group.objects.get(name="Moderators")], **values)


def make_submission(
    author=None, *, title="Een praktijk", block="", status=SubmissionStatus.DRAFT, reviewer=None, **words
):
    """Return a submission of a best practice that has come as far as ``status`` the usual way."""
    author = author or make_author()
    organisation = author_organisation(author)
    locale = Locale.objects.get(language_code="nl")
    page = BestPracticePage(title=title)
    submission = drafts.submission_start(
        user=author, organisation=organisation, page=page, locale=locale, nonce=uuid4()
    )
    save(submission, author, block=block, title=title, **{**COMPLETE, **words})
    return advance(submission, status, author=author, reviewer=reviewer)


def make_reply(title="Nulmeting", **texts):
    """Return a standard reply with a text for each language."""
    reply = CannedReply.objects.create(title=title)
    for language, text in texts.items():
        CannedReplyText.objects.create(reply=reply, language=language, text=text)
    return reply


def author_organisation(author):
    from members.models import Contact

    return Contact.objects.get(user=author).organisation


def save(submission, user, *, block="", **words):
    """Save words into the draft, as the form does; return the version."""
    submission = Submission.objects.get(pk=submission.pk)
    page = submission.draft
    for name, value in words.items():
        setattr(page, name, value)
    if block:
        page.building_blocks = [BuildingBlock.objects.get(slug=block)]
    for axis, factory in AXES.items():
        if axis in step_fields(page.submission_steps) and not getattr(page, axis).all():
            setattr(page, axis, [page._meta.get_field(axis).related_model.objects.first() or factory()])
    version = version_of(Page.objects.get(pk=page.pk))
    return drafts.draft_save(submission=submission, page=page, user=user, version=version)


def advance(submission, status, *, author, reviewer=None):
    """Take a draft to a state by the services."""
    submission = fresh(submission)
    if status == SubmissionStatus.DRAFT:
        return submission
    services.submission_submit(submission=submission, user=author)
    if status == SubmissionStatus.SUBMITTED:
        return fresh(submission)
    if status == SubmissionStatus.WITHDRAWN:
        services.submission_withdraw(submission=submission, user=author)
        return fresh(submission)
    reviewer = reviewer or make_reviewer()
    if status == SubmissionStatus.IN_REVIEW:
        services.review_start(submission=submission, user=reviewer)
    elif status == SubmissionStatus.DECLINED:
        services.submission_decline(submission=submission, user=reviewer, text="Past niet")
    elif status == SubmissionStatus.PUBLISHED:
        services.submission_approve(submission=submission, user=reviewer, revision_id=fresh(submission).revision_id)
    else:
        services.changes_request(submission=submission, user=reviewer, text="Graag een nulmeting")
        if status == SubmissionStatus.RESUBMITTED:
            save(submission, author, summary="Minder heropnames, gemeten")
            services.submission_submit(submission=fresh(submission), user=author)
    return fresh(submission)


def fresh(submission):
    """Return a submission as the database has it."""
    return Submission.objects.with_page().get(pk=submission.pk)
