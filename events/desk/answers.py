"""What organisers read of the answers to their questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext as _

from events.desk.access import Desk
from events.enums import QuestionKind
from events.models import RegistrationQuestion
from home.languages import FALLBACK_LANGUAGE


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
    answer = answers.get(str(question.uuid))
    if answer is None or answer == "" or answer == []:
        return ""
    if question.kind == QuestionKind.YES_NO:
        return _("Yes") if answer is True or answer in ("yes", "true", "True") else _("No")
    labels = {choice["value"]: in_language(choice["labels"]) for choice in question.choices}
    given = answer if isinstance(answer, list) else [answer]
    return "; ".join(labels.get(each, str(each)) if isinstance(each, str) else str(each) for each in given)
