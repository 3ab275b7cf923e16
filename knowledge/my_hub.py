"""What this app contributes to My hub: what somebody writes, what they review, and how what they published is doing."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, ngettext

from home.models import FigureKind, WorkFigure
from knowledge import permissions
from knowledge.enums import CoAuthorStatus, SubmissionStatus
from knowledge.models import (
    Adoption,
    BestPracticeAuthor,
    BestPracticePage,
    CoAuthor,
    EvidenceConfirmation,
    Submission,
    WorkNote,
)
from knowledge.works.still_correct import INTERVAL
from members.my_hub import Need, SectionContext

SUBMISSIONS_SHOWN = 12
WORKS_SHOWN = 8
FIGURES_PERIOD = timedelta(days=90)
TONES = {
    SubmissionStatus.CHANGES_REQUESTED: "warn",
    SubmissionStatus.PUBLISHED: "ok",
    SubmissionStatus.DECLINED: "bad",
    SubmissionStatus.DRAFT: "",
    SubmissionStatus.WITHDRAWN: "",
}


@dataclass(frozen=True)
class SubmissionsSection:
    """What somebody writes, with where it stands and who must act; the requests to write along."""

    slug: str = "submissions"
    template: str = "knowledge/my_hub/submissions.html"
    is_aside: bool = False

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return ``rows``: submission, whether it is theirs and a badge; those that wait for them are needs."""
        user: Any = request.user
        may_start = permissions.may_start(user)
        # What is published and not being changed is among the works.
        under_way = Q(page__live=False) | ~Q(status=SubmissionStatus.PUBLISHED) | Q(page__has_unpublished_changes=True)
        submissions = list(
            Submission.objects.writable_by(user)
            .filter(under_way)
            .with_page()
            .order_by("-status_since", "-pk")[:SUBMISSIONS_SHOWN]
        )
        asked = _asked(user)
        if not (submissions or may_start or asked):
            return None
        rows = [
            {
                "submission": submission,
                "is_own": submission.author_id == user.pk,
                "badge": {"label": submission.state.label, "tone": TONES.get(submission.state, "info")},
                "url": reverse("submissions:detail", args=[submission.uuid]),
            }
            for submission in submissions
        ]
        context: SectionContext = {
            "title": _("What I write"),
            "rows": rows,
            "needs": [*asked, *_to_change(rows)],
        }
        if may_start:
            context["action"] = (_("Share a practice"), reverse("submissions:start"))
        return context


def _to_change(rows: list[dict[str, Any]]) -> list[Need]:
    text = _("The moderators asked for changes in “%(title)s”.")
    return [
        Need(text=text % {"title": row["submission"]}, url=row["url"])
        for row in rows
        if row["submission"].state == SubmissionStatus.CHANGES_REQUESTED and row["is_own"]
    ]


def _asked(user: Any) -> list[Need]:
    asked = CoAuthor.objects.filter(email=user.email.lower(), status=CoAuthorStatus.ASKED)
    text = _("You were asked to write along at “%(title)s”.")
    return [
        Need(
            text=text % {"title": row.submission},
            url=reverse("submissions:co_author_answer", args=[row.submission.uuid]),
        )
        for row in asked.select_related("submission__page")
    ]


@dataclass(frozen=True)
class ReviewsSection:
    """How much waits for a reviewer, and what of it is theirs."""

    slug: str = "reviews"
    template: str = "knowledge/my_hub/reviews.html"
    is_aside: bool = False

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return ``waiting``, ``mine``, ``overdue`` and ``adoptions``: numbers."""
        user: Any = request.user
        if not permissions.is_reviewer(user):
            return None
        waiting = Submission.objects.to_review_by(user).with_reviewers()
        today = timezone.localdate()
        mine = list(waiting.filter(assignee=user).with_page())
        text = _("Review “%(title)s”.")
        needs = [
            Need(
                text=text % {"title": submission},
                url=reverse("submissions:detail", args=[submission.uuid]),
                due_on=submission.due_on,
            )
            for submission in mine
        ]
        adoptions = Adoption.objects.to_decide_by(user).count()
        if adoptions:
            words = ngettext("%(count)d record of reuse waits.", "%(count)d records of reuse wait.", adoptions)
            needs.append(Need(text=words % {"count": adoptions}, url=reverse("works:adoptions")))
        return {
            "title": _("Reviews"),
            "waiting": waiting.count(),
            "mine": len(mine),
            "overdue": waiting.filter(due_on__lt=today).count(),
            "adoptions": adoptions,
            "needs": needs,
            "action": (_("To the desk"), reverse("submissions:desk")),
        }


@dataclass(frozen=True)
class WorksSection:
    """What somebody published: how it is read and reused, and whether it is time to say that it is still correct."""

    slug: str = "works"
    template: str = "knowledge/my_hub/works.html"
    is_aside: bool = False

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return ``rows``: page, figures of the last ninety days, reuse, and whether it asks to be confirmed."""
        user: Any = request.user
        own = BestPracticeAuthor.objects.filter(contributor__user=user, page=OuterRef("pk"))
        pages = BestPracticePage.objects.filter(Exists(own), live=True).select_related("locale")
        found: dict[Any, BestPracticePage] = {}
        for page in pages.order_by("-last_published_at", "pk"):
            # In the language of who looks, where there is one.
            if page.translation_key not in found or page.locale.language_code == get_language():
                found[page.translation_key] = page
        shown = dict(list(found.items())[:WORKS_SHOWN])
        if not shown:
            return None
        rows = _work_rows(shown)
        text = _("Is “%(title)s” still correct?")
        return {
            "title": _("What I published"),
            "rows": rows,
            "needs": [
                Need(text=text % {"title": row["page"].title}, url=f"#work-{row['page'].public_id}")
                for row in rows
                if row["is_due"]
            ],
        }


def _work_rows(pages: dict[Any, BestPracticePage]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    figures = WorkFigure.objects.totals(pages, since=today - FIGURES_PERIOD)
    adoptions: dict[Any, int] = {}
    for work in Adoption.objects.shown().filter(work__in=list(pages)).values_list("work", flat=True):
        adoptions[work] = adoptions.get(work, 0) + 1
    confirmed = EvidenceConfirmation.objects.filter(work__in=list(pages), confirmed_on__gt=today - INTERVAL)
    recent = set(confirmed.values_list("work", flat=True))
    withdrawn = WorkNote.objects.withdrawn(pages)
    return [
        {
            "page": page,
            "views": figures.get(work, {}).get(FigureKind.VIEW, 0),
            "appearances": figures.get(work, {}).get(FigureKind.APPEARANCE, 0),
            "downloads": figures.get(work, {}).get(FigureKind.DOWNLOAD, 0),
            "adoptions": adoptions.get(work, 0),
            "is_due": _is_due(page, today) and work not in recent and work not in withdrawn,
        }
        for work, page in pages.items()
    ]


def _is_due(page: BestPracticePage, today: Any) -> bool:
    published = page.last_published_at
    return page.evidence.rank > 0 and published is not None and timezone.localdate(published) <= today - INTERVAL


submissions_section = SubmissionsSection()
reviews_section = ReviewsSection()
works_section = WorksSection()
