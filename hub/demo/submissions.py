"""Loads what the demo's members are writing, and what they reused, through the services that they use themselves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from wagtail.models import Locale

from home.models import ApplicationArea, BuildingBlock
from home.versions import version_of
from hub.demo.data_files import read
from hub.demo.pages import Row
from knowledge.models import Adoption, BestPracticePage, CannedReply, CannedReplyText, Submission
from knowledge.submissions import services
from knowledge.submissions.drafts import draft_save, submission_start
from knowledge.works.services import adoption_decide, adoption_record
from members.models import Notice, Organisation, User

FIELDS = (
    "summary", "problem", "approach", "result", "lessons", "evidence_level", "expected_effect", "pilot_setting",
)  # fmt: skip
MODERATOR = "moderator@hub.example"


def load_submissions() -> None:
    """Make the submissions and the reuse that are missing."""
    people = {user.email: user for user in User.objects.all()}
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    for row in read("submissions")["submission"]:
        _load_submission(row, people, organisations)
    for row in read("submissions")["reply"]:
        _load_reply(row)
    for row in read("submissions")["adoption"]:
        _load_adoption(row, people, organisations)
    # What was decided long ago has been read.
    Notice.objects.unread().filter(created_at__lt=_ago(3)).update(read_at=timezone.now())


def _load_reply(row: Row) -> None:
    if CannedReply.objects.filter(title=row["title"]).exists():
        return
    reply = CannedReply(title=row["title"])
    reply.texts.set([CannedReplyText(language=code, text=row[code]) for code in ("nl", "en")])
    reply.save()


def _ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days, hours=3)


def _load_submission(row: Row, people: dict[str, User], organisations: dict[str, Organisation]) -> None:
    nonce = uuid5(NAMESPACE_URL, f"demo-submission-{row['key']}")
    if Submission.objects.filter(nonce=nonce).exists():
        return
    author = people[row["author"]]
    page = BestPracticePage(title=row["title"], is_example=True)
    submission = submission_start(
        user=author,
        organisation=organisations[row["organisation"]],
        page=page,
        locale=Locale.objects.get(language_code="nl"),
        nonce=nonce,
    )
    draft: Any = submission.draft
    for name in FIELDS:
        if name in row:
            setattr(draft, name, row[name])
    draft.building_blocks.set(BuildingBlock.objects.filter(slug__in=row["building_blocks"]))
    draft.application_areas.set(ApplicationArea.objects.filter(slug__in=row["application_areas"]))
    draft.organisations.set([submission.organisation])
    draft_save(submission=submission, page=draft, user=author, version=version_of(submission.page))
    _date(submission, row["days"])
    for act in row["acts"]:
        _act(Submission.objects.get(pk=submission.pk), act, people[act["by"]])


def _act(submission: Submission, act: Row, user: User) -> None:
    text = act["text"]
    match act["act"]:
        case "submit":
            services.submission_submit(submission=submission, user=user, text=text)
        case "read":
            services.review_start(submission=submission, user=user)
        case "ask":
            services.changes_request(submission=submission, user=user, text=text)
        case "decline":
            services.submission_decline(submission=submission, user=user, text=text)
    _date(Submission.objects.get(pk=submission.pk), act["days"])


def _date(submission: Submission, days: int) -> None:
    """Put what just happened in the past."""
    now, then = timezone.now(), _ago(days)
    recent = now - timedelta(minutes=10)
    submission.events.filter(created_at__gte=recent).update(created_at=then)
    values: dict[str, Any] = {"status_since": then}
    if submission.submitted_at is not None and submission.submitted_at >= recent:
        values["submitted_at"] = then
    if submission.created_at >= recent:
        values["created_at"] = then
    Submission.objects.filter(pk=submission.pk).update(**values)
    Notice.objects.filter(created_at__gte=recent).update(created_at=then)


def _load_adoption(row: Row, people: dict[str, User], organisations: dict[str, Organisation]) -> None:
    page = BestPracticePage.objects.get(slug=row["practice"], locale__language_code="nl")
    organisation = organisations[row["organisation"]]
    if Adoption.objects.filter(work=page.translation_key, organisation=organisation).exists():
        return
    adoption = adoption_record(
        page=page, organisation=organisation, user=people[row["by"]], setting=row["setting"], result=row["result"]
    )
    if row["is_shown"]:
        adoption_decide(adoption=adoption, user=people[MODERATOR], is_shown=True)
    Adoption.objects.filter(pk=adoption.pk).update(created_at=_ago(row["days"]))
    Notice.objects.filter(created_at__gte=timezone.now() - timedelta(minutes=10)).update(created_at=_ago(row["days"]))
