"""The questions to who registers: in order, as people will see them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.desk.access import Desk, for_organisers
from events.desk.answers import question_text, questions_of
from events.desk.drawing import desk_context
from events.desk.question_forms import ChoiceFormSet, QuestionForm, choices_now, choices_of
from events.enums import QuestionKind
from events.models import RegistrationQuestion
from events.registration.forms import question_field
from events.registration.services import question_add, question_change, question_move, question_retire
from events.registration.terms import WITH_CHOICES
from home.languages import FALLBACK_LANGUAGE

FORM_METHODS = ["GET", "HEAD", "POST"]
STEPS: Mapping[str, int] = {"up": -1, "down": 1}


@for_organisers
@require_safe
def questions_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """List the questions that are asked, and show the form that they make."""
    if desk.terms is None:
        return redirect("desk:settings", desk.key)
    rows = questions_of(desk, with_retired=False)
    context = desk_context(
        desk,
        "settings",
        rows=[(row, question_text(row)) for row in rows],
        kinds=QuestionKind.choices,
        preview=preview_form(rows),
    )
    return render(request, "events/desk/questions.html", context)


def preview_form(questions: Any) -> forms.Form:
    """Return the questions as a form in the active language, as who registers sees them."""
    form = forms.Form(prefix="preview")
    for question in questions:
        form.fields[str(question.uuid)] = question_field(question, get_language() or FALLBACK_LANGUAGE)
    return form


@for_organisers
@require_http_methods(FORM_METHODS)
def add_view(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    """Add a question of a kind after the others."""
    if kind not in QuestionKind.values:
        raise Http404
    return _edit(request, desk, QuestionKind(kind), None)


@for_organisers
@require_http_methods(FORM_METHODS)
def change_view(request: HttpRequest, desk: Desk, uuid: UUID) -> HttpResponse:
    """Change a question."""
    question = _find(desk, uuid)
    return _edit(request, desk, QuestionKind(question.kind), question)


@for_organisers
@require_POST
def act_view(request: HttpRequest, desk: Desk, uuid: UUID, act: str) -> HttpResponse:
    """Ask a question earlier or later, or no longer."""
    question = _find(desk, uuid)
    if act in STEPS:
        keys = [row.pk for row in questions_of(desk, with_retired=False)]
        question_move(question=question, position=keys.index(question.pk) + STEPS[act])
    elif act == "retire":
        question_retire(question=question)
        messages.success(request, _("This is asked no longer. What was answered is kept."))
    else:
        raise Http404
    return redirect("desk:questions", desk.key)


def _find(desk: Desk, uuid: UUID) -> RegistrationQuestion:
    rows = RegistrationQuestion.objects.select_related("terms__schedule").filter(retired_at=None)
    return get_object_or_404(rows, terms__schedule=desk.schedule, uuid=uuid)


def _edit(request: HttpRequest, desk: Desk, kind: QuestionKind, question: RegistrationQuestion | None) -> HttpResponse:
    has_choices = kind in WITH_CHOICES
    form = QuestionForm(request.POST or None, question=question)
    is_sent = request.method == "POST"
    # What was posted is all there is: a row that is as it was must not count as left out.
    choices = ChoiceFormSet(request.POST, prefix="choices") if is_sent else choices_now(question)
    if is_sent and form.is_valid() and (not has_choices or choices.is_valid()):
        values = {**form.values, "choices": choices_of(choices) if has_choices else []}
        if _write(desk, kind, question, form, values):
            messages.success(request, _("The question is kept."))
            return redirect("desk:questions", desk.key)
    context = desk_context(
        desk, "settings", form=form, kind=kind, question=question, choices=choices if has_choices else None
    )
    return render(request, "events/desk/question.html", context, status=400 if is_sent else 200)


def _write(
    desk: Desk, kind: QuestionKind, question: RegistrationQuestion | None, form: QuestionForm, values: dict[str, Any]
) -> bool:
    """Write a question; says what was refused in the form."""
    try:
        if question is None:
            question_add(schedule=desk.schedule, kind=kind, **values)
        else:
            question_change(question=question, **values)
    except ValidationError as error:
        form.add_refusal(error)
        return False
    return True
