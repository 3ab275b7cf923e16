"""One registration: what it says, why it is so, and what an organiser does with it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.desk.access import Desk, for_organisers
from events.desk.answers import answer_text, question_text, questions_of
from events.desk.drawing import date_choices, desk_context
from events.desk.forms import MoveForm, NoteForm, ReasonForm
from events.desk.query import arrived_text, organisation_of, state_badge
from events.enums import ACTIVE_STATES, QuestionKind, RegistrationState
from events.models import Occurrence, Registration
from events.registration import services
from events.registration.attendance import check_in, check_out
from events.registration.explaining import explain
from events.registration.moving import MOVABLE, registration_move
from events.registration.notes import note_add

Act = Callable[[HttpRequest, Desk, Registration], str]


def find_registration(desk: Desk, uuid: UUID) -> Registration:
    """Return a registration of this work; raises ``Http404`` for one of another."""
    rows = Registration.objects.select_related("organisation", "user", "registered_by", "occurrence")
    registration: Registration = get_object_or_404(rows, schedule=desk.schedule, uuid=uuid)
    registration.schedule = desk.schedule
    registration.occurrence = next((date for date in desk.dates if date.pk == registration.occurrence_id), None)
    return registration


@for_organisers
@require_safe
def detail_view(request: HttpRequest, desk: Desk, uuid: UUID) -> HttpResponse:
    """Show a registration with its answers, its log in sentences and what can be done."""
    return _detail(request, desk, find_registration(desk, uuid))


@for_organisers
@require_POST
def act_view(request: HttpRequest, desk: Desk, uuid: UUID, act: str) -> HttpResponse:
    """Do one thing with a registration; what was typed is not lost when it is refused."""
    if act not in ACTS:
        raise Http404
    registration = find_registration(desk, uuid)
    try:
        told = ACTS[act](request, desk, registration)
    except ValidationError as error:
        return _detail(request, desk, find_registration(desk, uuid), refused=act, error=error, status=400)
    messages.success(request, told)
    return redirect("desk:registration", desk.key, uuid)


def _detail(
    request: HttpRequest,
    desk: Desk,
    registration: Registration,
    *,
    refused: str = "",
    error: ValidationError | None = None,
    status: int = 200,
) -> HttpResponse:
    typed = request.POST if refused else None
    answers = [
        (question_text(each), answer_text(each, registration.answers), QuestionKind(each.kind).is_sensitive)
        for each in questions_of(desk)
    ]
    may_move = not desk.is_series and registration.state in MOVABLE
    others = [each for each in date_choices(desk) if not _is_at(registration, each[0])] if may_move else []
    context = desk_context(
        desk,
        "list",
        registration=registration,
        badge=state_badge(registration),
        organisation=organisation_of(registration),
        answers=[(question, answer) for question, answer, is_sensitive in answers if answer and not is_sensitive],
        sensitive=[(question, answer) for question, answer, is_sensitive in answers if answer and is_sensitive],
        sentences=explain(registration),
        notes=list(registration.notes.select_related("author")),
        doors=_doors(desk, registration),
        is_active=registration.state in ACTIVE_STATES,
        is_requested=registration.state == RegistrationState.REQUESTED,
        error=error,
        decline=ReasonForm(typed if refused == "decline" else None, prefix="decline"),
        withdraw=ReasonForm(typed if refused == "withdraw" else None, prefix="withdraw", is_required=False),
        move=MoveForm(typed if refused == "move" else None, dates=others) if others else None,
        note=NoteForm(typed if refused == "note" else None),
    )
    return render(request, "events/desk/registration.html", context, status=status)


def _is_at(registration: Registration, date: str) -> bool:
    return registration.occurrence is not None and str(registration.occurrence.uuid) == date


def _doors(desk: Desk, registration: Registration) -> list[dict[str, Any]]:
    """Return the dates on which this person is expected, each with the arrival there."""
    arrivals = dict(registration.arrivals.here().values_list("occurrence_id", "arrived_at"))
    dates = [registration.occurrence] if registration.occurrence is not None else desk.dates
    return [{"date": date, "text": arrived_text(arrivals.get(date.pk), desk.schedule.zone)} for date in dates]


def _approve(request: HttpRequest, desk: Desk, registration: Registration) -> str:
    services.registration_approve(registration=registration, actor=desk.user)
    return _("Approved.")


def _decline(request: HttpRequest, desk: Desk, registration: Registration) -> str:
    reason = _clean(ReasonForm(request.POST, prefix="decline"))["reason"]
    services.registration_decline(registration=registration, actor=desk.user, reason=reason)
    return _("Declined. The person is told, with your reason.")


def _withdraw(request: HttpRequest, desk: Desk, registration: Registration) -> str:
    reason = _clean(ReasonForm(request.POST, prefix="withdraw", is_required=False))["reason"]
    services.registration_withdraw(registration=registration, actor=desk.user, reason=reason)
    return _("Withdrawn on their behalf.")


def _move(request: HttpRequest, desk: Desk, registration: Registration) -> str:
    date = _clean(MoveForm(request.POST, dates=date_choices(desk)))["date"]
    occurrence = desk.find_date(date)
    assert occurrence is not None
    registration_move(registration=registration, occurrence=occurrence, actor=desk.user)
    return _("Moved to the other date. The person is told.")


def _note(request: HttpRequest, desk: Desk, registration: Registration) -> str:
    note_add(registration=registration, author=desk.user, text=_clean(NoteForm(request.POST))["text"])
    return _("The note is kept.")


def _arrive(request: HttpRequest, desk: Desk, registration: Registration) -> str:
    check_in(registration=registration, occurrence=_asked_date(request, desk), actor=desk.user)
    return _("Noted as arrived.")


def _unarrive(request: HttpRequest, desk: Desk, registration: Registration) -> str:
    check_out(registration=registration, occurrence=_asked_date(request, desk), actor=desk.user)
    return _("Noted as not arrived.")


def _asked_date(request: HttpRequest, desk: Desk) -> Occurrence:
    date = desk.find_date(request.POST.get("date", ""))
    if date is None:
        raise ValidationError(_("Choose a date."))
    return date


def _clean(form: Any) -> dict[str, Any]:
    """Return what a form has; raises its errors as one."""
    if not form.is_valid():
        raise ValidationError([message for messages_ in form.errors.values() for message in messages_])
    data: dict[str, Any] = form.cleaned_data
    return data


ACTS: Mapping[str, Act] = {
    "approve": _approve,
    "decline": _decline,
    "withdraw": _withdraw,
    "move": _move,
    "note": _note,
    "arrived": _arrive,
    "not-arrived": _unarrive,
}
