"""The moderators' inbox: what waits, narrowed and sorted, with what one must know of each at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as Chunk, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import BuildingBlock, HubPage
from knowledge.enums import LinkState, SubmissionStatus
from knowledge.models import AdviceRequest, LinkCheck, Submission
from knowledge.submissions.badges import flag_badges, status_badge
from search.searchable import searchable_page_models

PAGE_SIZE: Final = 30


class Assigned(TextChoices):
    """To whom it was assigned."""

    ME = "me", _("Me")
    NOBODY = "nobody", _("Nobody")
    OTHER = "other", _("Somebody else")


class Waiting(TextChoices):
    """Kinds of states that one looks for together."""

    WAITING = "waiting", _("Waiting for us")
    ALL = "all", _("All")


class Order(TextChoices):
    """In which order they are listed."""

    LONGEST = "longest", _("Longest waiting")
    DUE = "due", _("To be answered first")
    NEWEST = "newest", _("Newest first")
    TITLE = "title", _("By title")


STATES: Final = (*Waiting.choices, *(choice for choice in SubmissionStatus.choices if choice[0] != "draft"))
_ORDERS: Final[dict[str, tuple[Any, ...]]] = {
    Order.LONGEST: (F("submitted_at").asc(nulls_last=True), "pk"),
    Order.DUE: (F("due_on").asc(nulls_last=True), "submitted_at", "pk"),
    Order.NEWEST: (F("submitted_at").desc(nulls_last=True), "-pk"),
    Order.TITLE: ("page__draft_title", "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskQuery:
    """What of the inbox is asked; a value that does not exist is as if it was not asked."""

    state: str = Waiting.WAITING.value
    kind: str = ""
    assigned: str = ""
    block: str = ""
    is_overdue: bool = False
    order: str = Order.LONGEST.value
    page: int = field(default=1, compare=False)

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        """Return the query of an address."""
        page = params.get("page", "")
        return cls(
            state=_known(params.get("status"), dict(STATES)) or Waiting.WAITING.value,
            kind=_known(params.get("type"), kinds()),
            assigned=_known(params.get("assignee"), dict(Assigned.choices)),
            block=params.get("block", "")[:60],
            is_overdue=params.get("overdue") == "1",
            order=_known(params.get("sort"), dict(Order.choices)) or Order.LONGEST.value,
            page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        )


def _known(value: str | None, choices: Mapping[str, Any]) -> str:
    return value if value is not None and value in choices else ""


def kinds() -> dict[str, type[HubPage]]:
    """Return the page types that members submit, by their names in addresses."""
    return {str(model.search_type): model for model in searchable_page_models() if model.submission_steps}


def _asked(query: DeskQuery, user: Any) -> Q:
    found = _states(query.state)
    if query.kind:
        found &= Q(page__content_type=ContentType.objects.get_for_model(kinds()[query.kind]))
    if query.block:
        found &= Q(building_blocks__slug=query.block)
    if query.is_overdue:
        found &= Q(due_on__lt=timezone.localdate())
    return found & _assigned(query.assigned, user)


def _states(state: str) -> Q:
    if state == Waiting.ALL:
        return Q()
    if state == Waiting.WAITING:
        return Q(status__in=[status for status in SubmissionStatus if status.is_with_reviewers])
    return Q(status=state)


def _assigned(assigned: str, user: Any) -> Q:
    if assigned == Assigned.ME:
        return Q(assignee=user)
    if assigned == Assigned.NOBODY:
        return Q(assignee=None)
    if assigned == Assigned.OTHER:
        return Q(assignee__isnull=False) & ~Q(assignee=user)
    return Q()


def desk_rows(query: DeskQuery, user: Any) -> QuerySet[Submission]:
    """Return the submissions of an inbox, with what a row shows of each in a fixed number of queries."""
    rows = Submission.objects.reviewable_by(user).filter(_asked(query, user))
    flags = {
        "has_failing_links": Exists(LinkCheck.objects.filter(submission=OuterRef("pk"), state=LinkState.BROKEN)),
        "waits_for_advice": Exists(AdviceRequest.objects.open().filter(submission=OuterRef("pk"))),
        "has_advice": Exists(AdviceRequest.objects.answered().filter(submission=OuterRef("pk"))),
    }
    return rows.annotate(**flags).with_page().prefetch_related("building_blocks__texts").order_by(*_ORDERS[query.order])


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A submission as the inbox shows it."""

    submission: Submission
    label: str
    blocks: tuple[BuildingBlock, ...]
    badge: Mapping[str, str]
    flags: Sequence[Mapping[str, str]]


def desk_page(query: DeskQuery, user: Any) -> Chunk:  # type: ignore[type-arg]
    """Return one page of an inbox; the last one when it has fewer."""
    return Paginator(desk_rows(query, user), PAGE_SIZE).get_page(query.page)


def row_of(submission: Submission) -> DeskRow:
    """Return what a row shows of a submission that ``desk_rows`` found."""
    model = submission.page.cached_content_type.model_class()
    waits = submission.state.is_with_reviewers and submission.due_on is not None
    is_overdue = waits and submission.due_on is not None and submission.due_on < timezone.localdate()
    return DeskRow(
        submission=submission,
        label=str(getattr(model, "search_type_label", "")),
        blocks=tuple(submission.building_blocks.all()),
        badge=status_badge(submission.state),
        flags=flag_badges(submission, is_overdue=is_overdue),
    )


def next_to_review(user: Any, *, after: Submission | None = None) -> Submission | None:
    """Return what somebody could read next: what was assigned to them, then what nobody took; the oldest of each."""
    rows = Submission.objects.to_review_by(user).filter(Q(assignee=user) | Q(assignee=None))
    if after is not None:
        rows = rows.exclude(pk=after.pk)
    return rows.with_page().order_by(F("assignee").asc(nulls_last=True), "submitted_at", "pk").first()


def blocks_of_desk() -> list[BuildingBlock]:
    """Return the building blocks by which an inbox is narrowed."""
    return list(BuildingBlock.objects.prefetch_related("texts"))
