"""How long authors wait and what becomes of it, for the desk: numbers of a year, by month."""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Min
from django.utils import timezone

from knowledge.enums import SubmissionEventKind, SubmissionStatus
from knowledge.models import Submission
from knowledge.submissions.decisions import Decision, decisions_since
from knowledge.submissions.working_days import working_days_between

YEAR: Final = timedelta(days=365)
NINE_TENTHS: Final = 0.9


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The decisions of a month; days are working days from submitting to the decision, the share is in per cent."""

    month: date
    decided: int
    median_days: int
    most_days: int
    published: int
    asked: int
    declined: int
    declined_share: int


@dataclass(frozen=True, slots=True)
class StateRow:
    """How many submissions are in a state, and how many working days the oldest has been."""

    status: SubmissionStatus
    count: int
    oldest_days: int


def month_rows(user: Any) -> list[MonthRow]:
    """Return the months of the last year in which somebody's reviews were decided, the newest first."""
    among = list(Submission.objects.reviewable_by(user).values_list("pk", flat=True))
    months: dict[date, list[Decision]] = defaultdict(list)
    for decision in decisions_since(timezone.now() - YEAR, among=among):
        months[timezone.localdate(decision.decided_at).replace(day=1)].append(decision)
    return [_month_row(month, months[month]) for month in sorted(months, reverse=True)]


def _month_row(month: date, decisions: Sequence[Decision]) -> MonthRow:
    days = [decision.days for decision in decisions]
    kinds = Counter(decision.kind for decision in decisions)
    declined = kinds[SubmissionEventKind.DECLINED]
    return MonthRow(
        month=month,
        decided=len(days),
        median_days=round(statistics.median(days)),
        most_days=nearest_rank(days, NINE_TENTHS),
        published=kinds[SubmissionEventKind.PUBLISHED],
        asked=kinds[SubmissionEventKind.CHANGES_REQUESTED],
        declined=declined,
        declined_share=round(100 * declined / len(days)),
    )


def nearest_rank(values: Sequence[int], share: float) -> int:
    """Return the smallest value that this share of the values does not exceed (the nearest-rank percentile)."""
    return sorted(values)[max(1, math.ceil(share * len(values))) - 1]


def state_rows(user: Any) -> list[StateRow]:
    """Return how many submissions are in each state that has some, in the order in which they go through them."""
    rows = (
        Submission.objects.reviewable_by(user).values("status").annotate(count=Count("pk"), since=Min("status_since"))
    )
    found = {row["status"]: row for row in rows.order_by()}
    today = timezone.localdate()
    return [
        StateRow(
            status,
            found[status]["count"],
            working_days_between(timezone.localdate(found[status]["since"]), today),
        )
        for status in SubmissionStatus
        if status in found
    ]
