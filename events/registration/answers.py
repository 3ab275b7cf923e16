"""What people type and choose when they register: made clean, and checked against the organiser's questions."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.enums import QuestionKind
from events.models import RegistrationQuestion, RegistrationTerms

MAX_ANSWER: Final = 1000
MAX_NAME: Final = 200


def one_line(text: str) -> str:
    """Return what somebody typed on one line, without control characters: it comes in headers of mails (threat C19)."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def questions_of(terms: RegistrationTerms) -> list[RegistrationQuestion]:
    """Return the questions that are asked now, in order."""
    return list(terms.questions.filter(retired_at=None))


def sensitive_keys(terms: RegistrationTerms) -> list[str]:
    """Return the UUIDs of the questions, retired ones included, whose answers may tell of health or belief."""
    return [str(question.uuid) for question in terms.questions.all() if QuestionKind(question.kind).is_sensitive]


def answers_check(questions: Iterable[RegistrationQuestion], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as they are kept, by the UUID of the question; what nobody asked is dropped.

    Raises ``ValidationError`` with the messages by UUID.
    """
    kept: dict[str, Any] = {}
    errors: dict[str, ValidationError] = {}
    for question in questions:
        key = str(question.uuid)
        try:
            answer = _answer(question, answers.get(key))
        except ValidationError as error:
            errors[key] = error
            continue
        if answer not in ("", [], None):
            kept[key] = answer
        elif question.is_required:
            errors[key] = ValidationError(_("This question must be answered."), code="required")
    if errors:
        raise ValidationError(errors)  # type: ignore[arg-type]
    return kept


def _answer(question: RegistrationQuestion, given: Any) -> Any:
    """Return an answer in the form of its kind of question; raises ``ValidationError`` for what is none."""
    kind = QuestionKind(question.kind)
    if kind == QuestionKind.YES_NO:
        return _yes_or_no(given)
    offered = {choice["value"] for choice in question.choices}
    if kind == QuestionKind.CHOICES:
        chosen = list(dict.fromkeys(str(value) for value in given or ()))
        if not set(chosen) <= offered:
            raise ValidationError(_("Choose from the answers that are offered."), code="choice")
        return chosen
    text = str(given or "").strip()
    if kind == QuestionKind.CHOICE:
        if text and text not in offered:
            raise ValidationError(_("Choose from the answers that are offered."), code="choice")
        return text
    if len(text) > MAX_ANSWER:
        raise ValidationError(
            _("That is too long: at most %(max)d characters."), code="long", params={"max": MAX_ANSWER}
        )
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")


def _yes_or_no(given: Any) -> bool | None:
    """Return yes or no; nothing given is no answer."""
    if given in (True, "yes"):
        return True
    return False if given in (False, "no") else None
