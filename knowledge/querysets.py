"""The named reads of the knowledge app."""

from collections.abc import Iterable
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.models import GroupApprovalTask, Page, Task, WorkflowState

from home.models import HubImage
from knowledge.enums import AdoptionStatus, CoAuthorStatus, SubmissionStatus, WorkNoteKind
from members.enums import OrganisationRole
from members.models import User
from members.permissions import WRITING_ROLES, organisations_of, organisations_to_write_for


class EvidenceConfirmationQuerySet(models.QuerySet[Any]):
    """Reads of confirmations of evidence."""

    def for_work(self, work: UUID) -> Self:
        """Narrow to those of one work, the newest first."""
        return self.filter(work=work).select_related("contributor__organisation")

    def for_works(self, works: Iterable[UUID]) -> Self:
        """Narrow to those of several works, the newest first."""
        return self.filter(work__in=list(works)).select_related("contributor__organisation")


def review_tasks(user: Any) -> models.QuerySet[Any]:
    """Return the steps of reviews in which somebody may approve, whatever the review is of."""
    if not user.is_authenticated or not user.is_active:
        return Task.objects.none()
    tasks = GroupApprovalTask.objects.filter(active=True)
    if not user.is_superuser:
        tasks = tasks.filter(groups__in=user.groups.all())
    return Task.objects.filter(pk__in=tasks.values("task_ptr"))


def reviewers() -> models.QuerySet[User]:
    """Return the active people who review anything, each once, by name: the groups that the steps of reviews name."""
    groups = GroupApprovalTask.objects.filter(active=True).values("groups")
    return User.objects.filter(is_active=True, groups__in=groups).distinct().order_by("name", "pk")


class SubmissionQuerySet(models.QuerySet[Any]):
    """Submissions."""

    def with_page(self) -> Self:
        """Return them with what a list shows of each, in a fixed number of queries."""
        return self.select_related("page", "page__locale", "page__content_type", "organisation", "author", "assignee")

    def written_by(self, user: Any) -> Self:
        """Return those that somebody began, or was asked to write along at and agreed."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(author=user) | self._co_authored(user))

    def writable_by(self, user: Any) -> Self:
        """Return those that somebody may write at: their own, and those of organisations for which they write."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        colleagues = Q(organisation__in=organisations_to_write_for(user))
        return self.filter(Q(author=user) | self._co_authored(user) | colleagues)

    def readable_by(self, user: Any) -> Self:
        """Return those that somebody may follow: as a writer, a colleague who reads along, or a reviewer."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        colleagues = Q(organisation__in=organisations_of(user, *OrganisationRole))
        return self.filter(Q(author=user) | self._co_authored(user) | colleagues | self._reviewed(user))

    def reviewable_by(self, user: Any) -> Self:
        """Return those whose review somebody has a part in; drafts that were never submitted are not among them."""
        return self.filter(self._reviewed(user))

    def to_review_by(self, user: Any) -> Self:
        """Return those that somebody may decide on now, the longest waiting first.

        The step at which the review is must be one of theirs. Nobody decides on what they or their colleagues wrote.
        """
        at_step = self._states(review_tasks(user), status=WorkflowState.STATUS_IN_PROGRESS)
        return self.with_reviewers().filter(Exists(at_step)).exclude(self._partial(user))

    def with_reviewers(self) -> Self:
        """Return those that wait for a reviewer, the longest waiting first."""
        waiting = [status for status in SubmissionStatus if status.is_with_reviewers]
        return self.filter(status__in=waiting).order_by("submitted_at", "pk")

    @staticmethod
    def _co_authored(user: Any) -> Q:
        from knowledge.models import CoAuthor  # noqa: PLC0415 - models import this module

        accepted = CoAuthor.objects.accepted().filter(user=user, submission=OuterRef("pk"))
        return Q(Exists(accepted))

    def not_to_judge_by(self, user: Any) -> Self:
        """Return those that somebody began, writes along at or did once, and those of organisations they write for."""
        return self.filter(self._partial(user))

    @staticmethod
    def _partial(user: Any) -> Q:
        from knowledge.models import CoAuthor  # noqa: PLC0415 - models import this module

        never = [CoAuthorStatus.ASKED, CoAuthorStatus.DECLINED]
        rows = CoAuthor.objects.filter(user=user, submission=OuterRef("pk")).exclude(status__in=never)
        return Q(author=user) | Q(Exists(rows)) | Q(organisation__in=organisations_of(user, *WRITING_ROLES))

    @classmethod
    def _reviewed(cls, user: Any) -> Q:
        of_workflow = WorkflowState.objects.filter(workflow__workflow_tasks__task__in=review_tasks(user))
        return Q(Exists(cls._of_page(of_workflow))) & ~Q(status=SubmissionStatus.DRAFT)

    @classmethod
    def _states(cls, tasks: models.QuerySet[Any], **values: Any) -> models.QuerySet[Any]:
        """Return the reviews, of the page of an outer submission, that are at one of these steps."""
        return cls._of_page(WorkflowState.objects.filter(current_task_state__task__in=tasks, **values))

    @staticmethod
    def _of_page(states: models.QuerySet[Any]) -> models.QuerySet[Any]:
        of_page = {"base_content_type__app_label": "wagtailcore", "base_content_type__model": Page._meta.model_name}
        return states.filter(**of_page, object_id=Cast(OuterRef("page_id"), CharField()))


class SubmissionEventQuerySet(models.QuerySet[Any]):
    """What happened to submissions."""

    def for_authors(self) -> Self:
        """Leave out what is for the reviewers only."""
        return self.filter(is_internal=False)


class CoAuthorQuerySet(models.QuerySet[Any]):
    """People who were asked to write along."""

    def accepted(self) -> Self:
        """Return those who agreed and have not left."""
        return self.filter(status=CoAuthorStatus.ACCEPTED)


class AdoptionQuerySet(models.QuerySet[Any]):
    """Reuse of works by others."""

    def shown(self) -> Self:
        """Return what a reviewer let through."""
        return self.filter(status=AdoptionStatus.SHOWN)

    def waiting(self) -> Self:
        """Return what waits for a reviewer, the oldest first."""
        return self.filter(status=AdoptionStatus.WAITING).order_by("created_at", "pk")

    def to_decide_by(self, user: Any) -> Self:
        """Return what waits for a reviewer like this one: nobody decides on what they or their colleagues recorded."""
        return self.waiting().exclude(self._partial(user))

    def not_to_judge_by(self, user: Any) -> Self:
        """Return what somebody recorded, and what is of the organisations they write for."""
        return self.filter(self._partial(user))

    @staticmethod
    def _partial(user: Any) -> Q:
        return Q(user=user) | Q(organisation__in=organisations_of(user, *WRITING_ROLES))

    def for_work(self, work: UUID) -> Self:
        """Narrow to one work, with the organisations."""
        return self.filter(work=work).select_related("organisation")


class WorkNoteQuerySet(models.QuerySet[Any]):
    """Notes on works."""

    def for_work(self, work: UUID) -> Self:
        """Return those of one work, the newest first."""
        return self.filter(work=work)

    def is_withdrawn(self, work: UUID) -> bool:
        """Return whether a work was withdrawn and did not come back."""
        return work in self.withdrawn([work])

    def withdrawn(self, works: Iterable[UUID]) -> set[UUID]:
        """Return which of some works were withdrawn and did not come back; one query."""
        kinds = (WorkNoteKind.WITHDRAWAL, WorkNoteKind.RETURN)
        rows = self.filter(work__in=list(works), kind__in=kinds).order_by("made_on", "pk")
        last = dict(rows.values_list("work", "kind"))
        return {work for work, kind in last.items() if kind == WorkNoteKind.WITHDRAWAL}


class AttachmentQuerySet(models.QuerySet[Any]):
    """Images and documents of submissions."""

    def with_files(self) -> Self:
        """Return them with their files and collections."""
        return self.select_related("image__collection", "document__collection")

    def of_file(self, file: Any) -> Self:
        """Return that of one image or document."""
        return self.filter(**{"image" if isinstance(file, HubImage) else "document": file.pk})
