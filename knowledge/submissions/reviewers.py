"""Who reviews a submission, and who is told: the group of the workflow's step, or those who stand in for it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.models import GroupApprovalTask, Task, WorkflowState

from knowledge.enums import CoAuthorStatus
from knowledge.models import CoAuthor, ReviewDeputy, Submission
from members.models import Contact
from members.permissions import WRITING_ROLES


def authors_of(submission: Submission) -> list[Any]:
    """Return who writes a submission and has an account: who began it, then the co-authors."""
    accepted = CoAuthor.objects.accepted().filter(submission=submission, user__is_active=True).select_related("user")
    first = [submission.author] if submission.author is not None and submission.author.is_active else []
    others = [row.user for row in accepted if row.user_id != submission.author_id]
    return [*first, *others]


def current_task(submission: Submission) -> Task | None:
    """Return the step at which the review of a submission is; ``None`` when nothing is under review."""
    state = (
        WorkflowState.objects.active().for_instance(submission.page).select_related("current_task_state__task").first()
    )
    return state.current_task_state.task if state is not None and state.current_task_state is not None else None


def reviewers_of(submission: Submission, task: Task | None = None) -> QuerySet[Any]:
    """Return who may decide at a step of the review, the current one by default: nobody whose own it is."""
    step = task or current_task(submission)
    steps = GroupApprovalTask.objects.filter(pk=step.pk) if step is not None else GroupApprovalTask.objects.none()
    co_authors = CoAuthor.objects.filter(submission=submission, user__isnull=False).exclude(
        status__in=[CoAuthorStatus.ASKED, CoAuthorStatus.DECLINED]
    )
    colleagues = Contact.objects.current().filter(organisation=submission.organisation, role__in=WRITING_ROLES)
    people = get_user_model().objects.filter(is_active=True, groups__in=steps.values("groups"))
    own = [submission.author_id] if submission.author_id is not None else []
    people = people.exclude(pk__in=own).exclude(pk__in=co_authors.values("user"))
    return people.exclude(pk__in=colleagues.values("user")).distinct().order_by("pk")


def standing_in(people: Iterable[Any]) -> list[Any]:
    """Return these people with whoever is away today replaced by the deputy; nobody twice.

    A deputy who is away as well is not asked who stands in for them: then the one who was asked is told.
    """
    asked = list(people)
    rows = ReviewDeputy.objects.current().filter(user__in=asked, deputy__is_active=True).select_related("deputy")
    deputies = {row.user_id: row.deputy for row in rows}
    away = set(ReviewDeputy.objects.current().filter(user__in=deputies.values()).values_list("user", flat=True))
    told = {}
    for person in asked:
        deputy = deputies.get(person.pk)
        one = deputy if deputy is not None and deputy.pk not in away else person
        told[one.pk] = one
    return list(told.values())


def reviewers_to_tell(submission: Submission, task: Task | None = None) -> list[Any]:
    """Return who hears of a submission: who it was assigned to, else the whole group; deputies for who is away."""
    able = reviewers_of(submission, task)
    assigned = [person for person in able if person.pk == submission.assignee_id]
    # Somebody outside the group who stands in for one of it has no right to see it.
    allowed = {person.pk: person for person in able}
    people = assigned or list(able)
    told = {person.pk: person for person in standing_in(people) if person.pk in allowed}
    return list(told.values()) or people
