"""The writes of the organiser's conditions and questions.

Who may is asked by the views (``events.permissions.may_organise``). Each locks the schedule: what changes here changes
who can have a place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import QuestionKind, TakingPart
from events.models import KeptPlaces, Registration, RegistrationQuestion, RegistrationTerms, Schedule
from events.registration.places import places_held, places_settle
from search.indexing import index_work

TERMS_FIELDS = frozenset(
    field.name
    for field in RegistrationTerms._meta.concrete_fields
    if field.editable and not field.primary_key and field.name != "schedule"
)
WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)
# More is a slip of the keyboard, and further than the calendar goes: whoever asks when it is would get an error.
MOST_PLACES: Final = 1_000_000
MOST_HOURS: Final = 10_000
MOST_DAYS: Final = 3_650
MOST: Final[Mapping[str, int]] = {
    "capacity": MOST_PLACES,
    "online_capacity": MOST_PLACES,
    "closes_before": MOST_HOURS,
    "offer_hours": MOST_HOURS,
    "places_per_organisation": MOST_PLACES,
    "retention_days": MOST_DAYS,
}
YEARS: Final = range(2000, 3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Places to keep for one kind of organisation, in one way of taking part, until some hours before the start."""

    organisation_kind: str
    places: int
    taking_part: str = TakingPart.ON_SITE
    released_before: int = 0


def terms_set(*, schedule: Schedule, **values: Any) -> RegistrationTerms:
    """Set conditions of registration (fields of ``RegistrationTerms``), and open registration where there was none.

    More places are offered to who waits at once; fewer send nobody away. Raises ``ValidationError`` for impossible
    values, or when one would register for something else while people are registered; ``TypeError`` for a name that is
    no condition.
    """
    unknown = set(values) - TERMS_FIELDS
    if unknown:
        raise TypeError(f"Not a condition of registration: {', '.join(sorted(unknown))}.")
    with places_held(schedule) as locked:
        terms = RegistrationTerms.objects.filter(schedule=locked).first() or RegistrationTerms(schedule=locked)
        is_other_unit = terms.pk is not None and values.get("unit", terms.unit) != terms.unit
        if is_other_unit and Registration.objects.active().filter(schedule=locked).exists():
            message = _("People are registered already: what one registers for stays as it is.")
            raise ValidationError({"unit": ValidationError(message, code="registered")})
        for name, value in values.items():
            setattr(terms, name, value)
        _check_bounds(values)
        terms.full_clean(exclude=["schedule"])
        terms.save()
        places_settle(schedule=locked)
        # The page says when registration opens and closes, and who may register.
        index_work(locked.work)
        return terms


def kept_places_set(*, schedule: Schedule, kept: Iterable[Kept]) -> list[KeptPlaces]:
    """Keep these places, and no others. Places that are no longer kept are offered to who waits.

    Raises ``ValidationError`` when there are no conditions yet, or values are impossible or twice the same.
    """
    with places_held(schedule) as locked:
        terms = _terms(locked)
        terms.kept_places.all().delete()
        rows = []
        for values in kept:
            row = KeptPlaces(
                terms=terms,
                organisation_kind=values.organisation_kind,
                taking_part=values.taking_part,
                places=values.places,
                released_before=values.released_before,
            )
            MaxValueValidator(MOST_PLACES)(row.places)
            MaxValueValidator(MOST_HOURS)(row.released_before)
            row.full_clean()
            row.save()
            rows.append(row)
        places_settle(schedule=locked)
        return rows


def question_add(
    *,
    schedule: Schedule,
    kind: str,
    labels: Mapping[str, str],
    hints: Mapping[str, str] | None = None,
    choices: Iterable[Mapping[str, Any]] = (),
    is_required: bool = False,
) -> RegistrationQuestion:
    """Add a question after the others. ``labels`` and ``hints`` are by language, ``choices`` as the model has them.

    Raises ``ValidationError`` when there are no conditions yet, words are missing, or choices are.
    """
    with places_held(schedule) as locked:
        terms = _terms(locked)
        last: int | None = terms.questions.aggregate(last=Max("order"))["last"]
        question = RegistrationQuestion(
            terms=terms,
            kind=kind,
            labels=_words(labels),
            hints=_words(hints or {}),
            choices=_choices(kind, choices),
            is_required=is_required,
            order=(last or 0) + 1,
        )
        _check_question(question)
        question.save()
        return question


def question_change(*, question: RegistrationQuestion, **values: Any) -> RegistrationQuestion:
    """Change a question (``kind``, ``labels``, ``hints``, ``choices``, ``is_required``).

    Once it was answered it keeps its kind, and the choices that were made. Raises ``ValidationError`` otherwise, and
    ``TypeError`` for a name that is no part of a question.
    """
    unknown = set(values) - {"kind", "labels", "hints", "choices", "is_required"}
    if unknown:
        raise TypeError(f"Not a part of a question: {', '.join(sorted(unknown))}.")
    with places_held(question.terms.schedule):
        row = RegistrationQuestion.objects.select_related("terms").get(pk=question.pk)
        given = answers_to(row)
        kind = values.get("kind", row.kind)
        if given and kind != row.kind:
            message = _("It was answered already: add another question instead.")
            raise ValidationError({"kind": ValidationError(message, code="answered")})
        row.kind = kind
        row.labels = _words(values.get("labels", row.labels))
        row.hints = _words(values.get("hints", row.hints))
        row.choices = _choices(kind, values.get("choices", row.choices))
        row.is_required = values.get("is_required", row.is_required)
        _check_question(row)
        _check_choices_kept(row, given)
        row.save()
        return row


def question_retire(*, question: RegistrationQuestion) -> None:
    """Ask a question no longer. What was answered is kept; a question that nobody answered is gone."""
    with places_held(question.terms.schedule):
        row = RegistrationQuestion.objects.select_related("terms").get(pk=question.pk)
        if answers_to(row):
            row.retired_at = row.retired_at or timezone.now()
            row.save(update_fields=["retired_at"])
        else:
            row.delete()


def question_move(*, question: RegistrationQuestion, position: int) -> None:
    """Ask a question as the first (0), the second, …; further than the last is the last."""
    with places_held(question.terms.schedule):
        rows = list(RegistrationQuestion.objects.filter(terms=question.terms_id, retired_at=None))
        rows = [row for row in rows if row.pk != question.pk]
        rows.insert(max(0, position), RegistrationQuestion.objects.get(pk=question.pk))
        for order, row in enumerate(rows, start=1):
            RegistrationQuestion.objects.filter(pk=row.pk).update(order=order)


def answers_to(question: RegistrationQuestion) -> list[Any]:
    """Return what was answered to a question."""
    key = str(question.uuid)
    rows = Registration.objects.filter(schedule=question.terms.schedule_id, answers__has_key=key)
    return [answers[key] for answers in rows.values_list("answers", flat=True)]


def _terms(schedule: Schedule) -> RegistrationTerms:
    terms = RegistrationTerms.objects.filter(schedule=schedule).first()
    if terms is None:
        raise ValidationError(_("Set the conditions of registration first."), code="no_terms")
    return terms


def _check_bounds(values: Mapping[str, Any]) -> None:
    errors: dict[str, ValidationError] = {}
    for name, most in MOST.items():
        try:
            if values.get(name) is not None:
                MaxValueValidator(most)(values[name])
        except ValidationError as error:
            errors[name] = error
    opens_at = values.get("opens_at")
    if opens_at is not None and opens_at.year not in YEARS:
        errors["opens_at"] = ValidationError(_("Choose a moment in this millennium."), code="year")
    if errors:
        raise ValidationError(errors)  # type: ignore[arg-type]


def _words(words: Mapping[str, str]) -> dict[str, str]:
    known = dict(settings.LANGUAGES)
    return {language: text.strip() for language, text in words.items() if language in known and text.strip()}


def _choices(kind: str, choices: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if kind not in WITH_CHOICES:
        return []
    return [{"value": str(choice["value"]), "labels": _words(choice["labels"])} for choice in choices]


def _check_question(question: RegistrationQuestion) -> None:
    if not question.labels:
        raise ValidationError({"labels": ValidationError(_("Write the question."), code="required")})
    values = [choice["value"] for choice in question.choices]
    is_complete = all(choice["value"] and choice["labels"] for choice in question.choices)
    if question.kind in WITH_CHOICES and (len(values) < 2 or not is_complete or len(set(values)) < len(values)):
        message = _("Give at least two answers to choose from, all different.")
        raise ValidationError({"choices": ValidationError(message, code="choices")})
    question.full_clean(exclude=["terms"])


def _check_choices_kept(question: RegistrationQuestion, given: list[Any]) -> None:
    """Refuse to take away an answer that somebody chose: it would mean nothing in the list of the organiser."""
    if question.kind not in WITH_CHOICES:
        return
    chosen = {value for answer in given for value in (answer if isinstance(answer, list) else [answer])}
    if not chosen <= {choice["value"] for choice in question.choices}:
        message = _("Somebody chose an answer that you took away. Keep it, or ask no longer.")
        raise ValidationError({"choices": ValidationError(message, code="chosen")})
