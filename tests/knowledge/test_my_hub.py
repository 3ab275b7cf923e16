"""My hub: what somebody has, what needs them first, and nothing of anybody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from home.models import ApplicationArea, BuildingBlock
from home.versions import version_of
from knowledge.models import BestPracticeIndexPage, BestPracticePage, CoAuthor, Submission
from knowledge.submissions import services
from knowledge.submissions.drafts import draft_save, submission_start
from knowledge.works.services import adoption_record
from members.enums import NoticeKind
from members.letters import Letter
from members.models import Notice
from members.my_hub import Need, in_order
from members.notices import notice_send
from tests.factories.home import publish
from tests.factories.knowledge import BestPracticeAuthorFactory, BestPracticePageFactory
from tests.factories.members import (
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
)
from tests.hub.editors import make_moderator, section

pytestmark = pytest.mark.django_db
MY_HUB = "/nl/account/"


@pytest.fixture
def organisation(site, terms):
    found = OrganisationFactory(name="Ziekenhuis Oost")
    ParticipationFactory(organisation=found)
    return found


@pytest.fixture
def author(organisation):
    return ContactFactory(organisation=organisation).user


def begin(user, organisation, title="Heropname voorspellen", **values):
    """Return a draft that is complete enough to be submitted."""
    submission = submission_start(
        user=user,
        organisation=organisation,
        page=BestPracticePage(title=title),
        locale=Locale.objects.get(language_code="nl"),
    )
    draft = submission.draft
    given = {"summary": "Kort", "problem": "<p>P</p>", "approach": "<p>A</p>", "expected_effect": "E", **values}
    for name, value in given.items():
        setattr(draft, name, value)
    draft.building_blocks.set(BuildingBlock.objects.all()[:1])
    draft.application_areas.set(ApplicationArea.objects.all()[:1])
    draft_save(submission=submission, page=draft, user=user, version=version_of(submission.page))
    return Submission.objects.get(pk=submission.pk)


def publish_practice(organisation, author, title="Al gepubliceerd", **values):
    parent = section(BestPracticeIndexPage)
    page = BestPracticePageFactory.build(
        title=title, slug="", evidence_level="pilot", pilot_setting="Hier", summary="Kort", **values
    )
    page.locale = parent.locale
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.organisations.add(organisation)
    contributor = getattr(author, "contributor", None) or ContributorFactory(user=author)
    BestPracticeAuthorFactory(page=page, contributor=contributor)
    return publish(page)


def shown_to(user):
    """Return the page as somebody sees it, and what needs them."""
    browser = Client()
    browser.force_login(user)
    answer = browser.get(MY_HUB)
    assert answer.status_code == 200
    return answer.content.decode(), [need.text for need in answer.context["needs"]]


def test_it_is_for_who_is_signed_in_and_kept_by_nobody(client, author):
    assert client.get(MY_HUB).headers["Location"] == f"/nl/account/login/?next={MY_HUB}"
    client.force_login(author)
    answer = client.get(MY_HUB)

    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_a_writer_sees_drafts_of_the_organisation_and_a_stranger_none(author, organisation):
    begin(author, organisation, title="Geheime heropname")
    colleague = ContactFactory(organisation=organisation).user
    viewer = ContactFactory(organisation=organisation, role="viewer").user

    for user, is_seen in ((author, True), (colleague, True), (viewer, False), (UserFactory(), False)):
        assert ("Geheime heropname" in shown_to(user)[0]) is is_seen


def test_what_was_asked_of_an_author_comes_first(author, organisation):
    submission = begin(author, organisation)
    moderator = make_moderator()
    services.submission_submit(submission=submission, user=author)
    assert shown_to(author)[1] == []

    services.changes_request(submission=submission, user=moderator, text="Waar?")

    assert len(shown_to(author)[1]) == 1
    assert shown_to(ContactFactory(organisation=organisation).user)[1] == []


def test_a_reviewer_sees_numbers_and_what_is_theirs(author, organisation):
    submission = begin(author, organisation)
    moderator = make_moderator()
    services.submission_submit(submission=submission, user=author)
    assert shown_to(moderator)[1] == []

    services.review_start(submission=submission, user=moderator)

    page, needs = shown_to(moderator)
    assert len(needs) == 1
    assert reverse("submissions:desk") in page
    assert reverse("submissions:desk") not in shown_to(author)[0]


def test_reuse_that_waits_needs_a_reviewer_who_did_not_record_it(author, organisation):
    other = OrganisationFactory()
    ParticipationFactory(organisation=other)
    practice = publish_practice(organisation, author)
    moderator = make_moderator()
    ContactFactory(organisation=other, user=moderator)
    adoption_record(page=practice, organisation=other, user=moderator, setting="Hier", result="Goed")

    assert shown_to(moderator)[1] == []
    assert len(shown_to(make_moderator())[1]) == 1


def test_who_is_asked_to_write_along_finds_the_question(author, organisation):
    submission = begin(author, organisation)
    asked = UserFactory()
    CoAuthor.objects.create(submission=submission, email=asked.email, asked_by=author)

    assert len(shown_to(asked)[1]) == 1
    assert shown_to(UserFactory())[1] == []


def test_a_practice_that_was_not_confirmed_in_half_a_year_asks_and_one_click_answers(author, organisation, client):
    practice = publish_practice(organisation, author)
    assert shown_to(author)[1] == []
    BestPracticePage.objects.update(last_published_at=timezone.now() - timedelta(days=200))
    assert len(shown_to(author)[1]) == 1

    client.force_login(author)
    client.post(reverse("works:confirm", args=[practice.public_id]))

    assert shown_to(author)[1] == []


def test_notices_are_there_until_they_were_read(author, client):
    notice_send(
        kind=NoticeKind.SUBMISSION, matter="a", write=lambda: Letter(subject="Iets <b>voor</b> jou"), user=author
    )
    assert "Iets &lt;b&gt;voor" in shown_to(author)[0]

    client.force_login(author)
    assert client.get(reverse("members:my_hub_read")).status_code == 405
    client.post(reverse("members:my_hub_read"))

    assert "Iets &lt;b&gt;" not in shown_to(author)[0]
    assert Notice.objects.count() == 1


def test_a_form_of_my_hub_asks_for_its_token(author):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)

    assert browser.post(reverse("members:my_hub_read")).status_code == 403


def test_what_waits_longest_comes_first():
    today = timezone.localdate()
    needs = [
        Need(text="c", url="/"),
        Need(text="b", url="/", due_on=today),
        Need(text="a", url="/", due_on=today - timedelta(1)),
    ]

    assert [need.text for need in in_order(needs)] == ["a", "b", "c"]


def test_it_costs_as_many_queries_with_one_of_each_as_with_ten(author, organisation):
    def queries():
        browser = Client()
        browser.force_login(author)
        browser.get(MY_HUB)
        with CaptureQueriesContext(connection) as captured:
            browser.get(MY_HUB)
        return len(captured)

    begin(author, organisation)
    publish_practice(organisation, author)
    few = queries()
    for number in range(9):
        begin(author, organisation, title=f"Ook een {number}")
    for number in range(6):
        publish_practice(organisation, author, title=f"Nog een {number}")

    assert queries() == few
