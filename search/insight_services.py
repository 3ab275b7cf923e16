"""The writes of insight: adding what a process counted, showing words once they are common, forgetting in time."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from search.insight import Question, Tally
from search.models import AskedQuestion, OpenedWork

Place = tuple[date, str, str]

# The day on which this process pruned last.
_pruned: dict[str, date] = {}


@transaction.atomic
def questions_count(*, tallies: Mapping[Question, Tally]) -> None:
    """Add what was counted to the rows of each day, and write the words of what was asked often enough.

    Two questions that differ in accents only are one. Rows are written in one order, so that two processes wait for
    each other instead of locking each other out.
    """
    ordered = sorted(tallies.items(), key=lambda item: (item[0].day, item[0].language, item[0].digest))
    places: dict[Place, Question] = {(q.day, q.language, q.digest): q for q, _tally in ordered}
    AskedQuestion.objects.bulk_create(
        [AskedQuestion(day=day, language=language, digest=digest) for day, language, digest in places],
        ignore_conflicts=True,
    )
    for question, tally in ordered:
        row = AskedQuestion.objects.filter(day=question.day, language=question.language, digest=question.digest)
        found: dict[str, Any] = {} if tally.found is None else {"found": tally.found}
        row.update(times=F("times") + tally.times, opened=F("opened") + tally.opened, **found)
        if tally.works:
            _works_count(row.values_list("pk", flat=True)[0], tally.works)
    _words_write(places)


def _works_count(question: int, works: Mapping[UUID, int]) -> None:
    rows = [OpenedWork(question_id=question, work=work) for work in sorted(works)]
    OpenedWork.objects.bulk_create(rows, ignore_conflicts=True)
    for work in sorted(works):
        opened = OpenedWork.objects.filter(question_id=question, work=work)
        opened.update(times=F("times") + works[work])


def _words_write(places: Mapping[Place, Question]) -> None:
    """Write the words of what reached the threshold within its month, or is known from before already."""
    words = {(language, digest): question.words for (_day, language, digest), question in places.items()}
    digests = {digest for _language, digest in words}
    asked = AskedQuestion.objects.filter(digest__in=digests).order_by()
    common = {
        (language, digest)
        for language, digest, times in asked.values_list("language", "digest").annotate(Sum("times"))
        if times >= settings.HUB_INSIGHT_THRESHOLD
    }
    known = set(AskedQuestion.objects.filter(words__in=set(words.values())).order_by().values_list("language", "words"))
    for (language, digest), text in sorted(words.items()):
        if (language, digest) in common or (language, text) in known:
            AskedQuestion.objects.filter(language=language, digest=digest).update(words=text)


def prune(*, today: date | None = None) -> int:
    """Forget what is older than ``HUB_INSIGHT_DAYS``, and what can get no words any more; return the rows deleted.

    A question that was rare in a month that is over stays unknown: its digest is of no use to anybody.
    """
    today = today or timezone.localdate(timezone=timezone.get_default_timezone())
    oldest = today - timedelta(days=settings.HUB_INSIGHT_DAYS)
    old = AskedQuestion.objects.filter(Q(day__lt=oldest) | Q(words="", day__lt=today.replace(day=1)))
    _number, by_model = old.delete()
    return by_model.get(AskedQuestion._meta.label, 0)


def prune_when_due() -> None:
    """Prune once a day in each process."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    if _pruned.get("on") != today:
        prune(today=today)
        _pruned["on"] = today


def questions_forget(*, words: Collection[str]) -> int:
    """Delete everything that is counted of some questions, such as a name that should not be here; return the rows."""
    _number, by_model = AskedQuestion.objects.filter(words__in=words).delete()
    return by_model.get(AskedQuestion._meta.label, 0)
