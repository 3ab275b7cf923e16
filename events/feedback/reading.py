"""What an organiser reads: the answers about one work, counted, and in people's own words."""

from collections import Counter
from dataclasses import dataclass

from events.feedback.forms import SCORES
from events.models import Feedback, Schedule
from home import wording

# More are on no page: nobody reads them, and a work that has them reads its own figures.
ANSWERS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """How often one mark was given."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The answers about a work; ``average`` is in words, empty without answers."""

    number: int
    average: str
    scores: tuple[ScoreRow, ...]
    answers: tuple[Feedback, ...]
    more: int


def summary_of(schedule: Schedule | None) -> Summary:
    """Return what was answered about a work, the newest words first; two queries."""
    rows = Feedback.objects.filter(schedule=schedule) if schedule else Feedback.objects.none()
    counted = Counter(rows.order_by().values_list("score", flat=True))
    number = counted.total()
    average = sum(score * times for score, times in counted.items()) / number if number else 0
    with_words = rows.exclude(good="", better="", name="").select_related("occurrence__schedule")
    answers = list(with_words[: ANSWERS_SHOWN + 1])
    return Summary(
        number=number,
        average=wording.number_text(round(average, 1)) if number else "",
        scores=tuple(ScoreRow(str(label), counted[score]) for score, label in SCORES),
        answers=tuple(answers[:ANSWERS_SHOWN]),
        more=max(0, len(answers) - ANSWERS_SHOWN),
    )
