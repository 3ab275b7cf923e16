"""Answers counted, without names: how many vegetarians to cook for, and not who they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from events.desk.access import Desk
from events.desk.answers import answer_text, question_text, questions_of
from events.desk.query import registrations_of
from events.enums import QuestionKind
from events.models import Occurrence

COUNTED = (
    QuestionKind.CHOICE,
    QuestionKind.CHOICES,
    QuestionKind.YES_NO,
    QuestionKind.DIETARY,
    QuestionKind.ACCESSIBILITY,
)


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """A question, and how often each answer was given, most often first."""

    question: str
    answers: Sequence[tuple[str, int]]


def answers_summary(desk: Desk, date: Occurrence | None) -> list[AnswerSummary]:
    """Return the answers counted of all who have a place on a date; two queries, none where nothing is asked.

    Of the whole date, whatever the list is narrowed to: a count of one person would be an answer with a name.

    What was typed freely counts as it stands, so that a wish that only one person has is seen as well.
    """
    questions = [each for each in questions_of(desk) if each.kind in COUNTED]
    if not questions:
        return []
    answers = list(registrations_of(desk, date).with_place().order_by().values_list("answers", flat=True))
    found = []
    for question in questions:
        given = Counter(
            part for each in answers for part in answer_text(question, each).split("; ") if part.strip()
        )
        if given:
            found.append(AnswerSummary(question_text(question), given.most_common()))
    return found
