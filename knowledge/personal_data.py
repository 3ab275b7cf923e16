"""What this app stores about a person, for their own copy (``members.personal_data``)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from knowledge.models import (
    Adoption,
    AdviceRequest,
    Attachment,
    BestPracticePage,
    CoAuthor,
    CoursePage,
    FieldlabPage,
    FundingCallPage,
    NeighbourFinding,
    NewsPage,
    PublicationPage,
    ReviewDeputy,
    Submission,
    SubmissionEvent,
    UseCasePage,
    WorkNote,
)
from members.models import User
from members.personal_data import Data, page_links, rows

WITH_AUTHORS = (BestPracticePage, NewsPage)
WITH_CONTACT = (BestPracticePage, CoursePage, FieldlabPage, FundingCallPage, NewsPage, PublicationPage, UseCasePage)


def works_data(user: User) -> Data:
    """Return the works that name somebody, and what they submitted, reused and remarked."""
    written = [model.objects.filter(authors__contributor__user=user) for model in WITH_AUTHORS]
    asked = [model.objects.filter(contact__user=user) for model in WITH_CONTACT]
    return {
        "author_of": _links(written),
        "contact_of": _links(asked),
        "submissions": rows(Submission.objects.filter(author=user), "page__title", "status", "created_at"),
        "reviews": rows(Submission.objects.filter(assignee=user), "page__title", "status"),
        "conversation": rows(
            SubmissionEvent.objects.filter(user=user), "submission__page__title", "kind", "text", "created_at"
        ),
        "co_authorships": rows(
            CoAuthor.objects.filter(Q(user=user) | Q(email=user.email)), "submission__page__title", "status", "asked_at"
        ),
        "deputies": rows(
            ReviewDeputy.objects.filter(Q(user=user) | Q(deputy=user)),
            "user__name",
            "deputy__name",
            "starts_on",
            "ends_on",
        ),
        "advice": rows(
            AdviceRequest.objects.filter(Q(asked_by=user) | Q(email=user.email)),
            "submission__page__title",
            "question",
            "text",
            "asked_at",
        ),
        "files": rows(
            Attachment.objects.filter(uploader=user),
            "submission__page__title",
            "image__title",
            "document__title",
            "bytes",
        ),
        "comparisons": rows(NeighbourFinding.objects.filter(user=user), "title", "choice", "reason", "created_at"),
        "reuse": rows(Adoption.objects.filter(user=user), "setting", "result", "source_url", "status", "created_at"),
        "notes": rows(WorkNote.objects.filter(user=user), "kind", "text", "made_on"),
    }


def _links(found: Sequence[QuerySet[Any]]) -> list[Data]:
    return page_links([page for pages in found for page in pages.order_by("pk").distinct()])
