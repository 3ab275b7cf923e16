"""What organisers read of the answers to their questions."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import get_language, gettext as _

from events.desk.access import Desk
from events.enums import QuestionKind
from events.models import RegistrationQuestion
from home.languages import FALLBACK_LANGUAGE

SEPARATOR: Final = re.compile(r"[,;\n]")


def in_language(words: Mapping[str, str]) -> str:
    """Return words that are kept by language: in the active one, else in the site's first, else in any."""
    wanted = (get_language() or FALLBACK_LANGUAGE, FALLBACK_LANGUAGE)
    return next((words[code] for code in wanted if words.get(code)), next(iter(words.values()), ""))


def questions_of(desk: Desk, *, with_retired: bool = True) -> Sequence[RegistrationQuestion]:
    """Return the questions in order; those that are asked no more still have answers."""
    if desk.terms is None:
        return []
    questions = desk.terms.questions.all()
    return list(questions if with_retired else questions.filter(retired_at=None))


def question_text(question: RegistrationQuestion) -> str:
    """Return a question in the active language."""
    return in_language(question.labels)


def answer_text(question: RegistrationQuestion, answers: Mapping[str, Any]) -> str:
    """Return what somebody answered, in words; empty when they did not."""
    return "; ".join(_given(question, answers))


def answer_parts(question: RegistrationQuestion, answers: Mapping[str, Any]) -> list[str]:
    """Return what of an answer is counted: what was chosen, or what somebody typed between commas."""
    given = _given(question, answers)
    if question.kind in (QuestionKind.DIETARY, QuestionKind.ACCESSIBILITY):
        given = [part for text in given for part in SEPARATOR.split(text)]
    return [part.strip(" .") for part in given if part.strip(" .")]


def _given(question: RegistrationQuestion, answers: Mapping[str, Any]) -> list[str]:
    answer = answers.get(str(question.uuid))
    if answer is None or answer == "":
        return []
    if isinstance(answer, bool):
        return [_("Yes") if answer else _("No")]
    labels = {choice["value"]: in_language(choice["labels"]) for choice in question.choices}
    return [labels.get(each) or str(each) for each in (answer if isinstance(answer, list) else [str(answer)])]
