"""Answers counted, without names: how many vegetarians to cook for, and not who they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.desk.access import Desk
from events.desk.answers import answer_parts, question_text, questions_of
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

    What was typed freely counts by what stands between commas, so that a wish that only one person has is seen too.
    """
    questions = [each for each in questions_of(desk) if each.kind in COUNTED]
    if not questions:
        return []
    answers = list(registrations_of(desk, date).with_place().order_by().values_list("answers", flat=True))
    found = []
    for question in questions:
        given = _counted(part for each in answers for part in answer_parts(question, each))
        if given:
            found.append(AnswerSummary(question_text(question), given))
    return found


def _counted(parts: Iterable[str]) -> list[tuple[str, int]]:
    """Return how often each was said, most often first; capitals make no other answer."""
    labels: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    for part in parts:
        key = part.casefold()
        labels.setdefault(key, part)
        numbers[key] += 1
    return [(labels[key], number) for key, number in numbers.most_common()]
