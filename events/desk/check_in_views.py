"""Checking in at the door: a page for a telephone that works without a line, and plain forms without scripts."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.desk.access import Desk, for_organisers
from events.desk.door import arrived_numbers, expected, find_by_name, find_by_ticket, let_in, receive
from events.desk.drawing import date_choices, desk_context
from events.desk.forms import DoorForm
from events.desk.query import DeskQuery, arrived_text, desk_rows, rows_of
from events.models import Occurrence, Registration
from events.registration.attendance import check_may_enter, check_out

WORKER = "js/check-in-worker.js"
MAX_BODY = 200_000
KEPT = timedelta(days=1)


def date_asked(desk: Desk, text: str) -> Occurrence:
    """Return the date that an address names, else the nearest; raises ``Http404`` where there is none."""
    date = desk.find_date(text) if text else desk.nearest_date
    if date is None:
        raise Http404
    return date


@for_organisers
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show the door of a date. What is typed is a number, which checks in, or letters of a name, which find people."""
    date = date_asked(desk, request.GET.get("date", ""))
    form = DoorForm(request.POST or None)
    found: list[Registration] = []
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["q"]
        by_number = find_by_ticket(desk, text)
        if by_number.registration is not None:
            return _let_in(request, desk, date, by_number.registration)
        found = find_by_name(desk, date, text)
        if not found:
            form.add_error("q", _("Nobody is found with this number or name."))
    context = _door_context(desk, date, form, found)
    return render(request, "events/desk/check_in.html", context, status=400 if form.errors else 200)


def _door_context(desk: Desk, date: Occurrence, form: DoorForm, found: list[Registration]) -> dict[str, Any]:
    people = expected(desk, date)
    here = reverse("desk:check_in", args=[desk.key])
    config = {
        "date": str(date.uuid),
        "send": f"{reverse('desk:check_in_send', args=[desk.key])}?date={date.uuid}",
        "worker": reverse("desk:check_in_worker", args=[desk.key]),
        "scope": here,
        # In milliseconds. The list leaves the telephone a day after the date, or after it was last opened.
        "keepUntil": (max(date.ends_at, timezone.now()) + KEPT).timestamp() * 1000,
        "texts": door_texts(),
    }
    return desk_context(
        desk,
        "check-in",
        date=date,
        dates=date_choices(desk),
        form=form,
        found=found,
        people=people,
        config=config,
        number=sum(1 for person in people if not person["refused"]),
        arrived=sum(1 for person in people if person["arrived"]),
    )


def door_texts() -> dict[str, str]:
    """Return what the script says, in the reader's language; ``%s`` is a name or a number."""
    return {
        "waits": ngettext("%s arrival waits for a line", "%s arrivals wait for a line", 1),
        "waitsMany": ngettext("%s arrival waits for a line", "%s arrivals wait for a line", 2),
        "sent": _("Everything is sent."),
        "offline": _("No line. Go on: what you note is kept on this telephone and sent later."),
        "signIn": _("You are signed out. Sign in again in another tab; what you noted is kept."),
        "noted": _("%s is noted."),
        "already": _("%s arrived already."),
        "unknown": _("%s is not in the list on this telephone. Noted; it is looked up when the line is back."),
        "undo": _("Take back"),
        "takenBack": _("%s is noted as not arrived."),
        "noCamera": _("The camera is not there, or not allowed. Type the number or a name."),
        "cleared": _("The list is gone from this telephone."),
        "stop": _("Stop the camera"),
        "scan": _("Scan with the camera"),
    }


def _let_in(request: HttpRequest, desk: Desk, date: Occurrence, registration: Registration) -> HttpResponse:
    """Note an arrival by a plain form, and say what became of it."""
    try:
        _outcome, text = let_in(desk, date, registration)
    except ValidationError as error:
        messages.error(request, f"{registration}: {' '.join(error.messages)}")
    else:
        messages.success(request, text)
    return redirect(f"{reverse('desk:check_in', args=[desk.key])}?date={date.uuid}")


@for_organisers
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_view(request: HttpRequest, desk: Desk, ticket: str) -> HttpResponse:
    """Show who a code is of and whether they come in: where a telephone's own camera leads. A POST checks in."""
    found = find_by_ticket(desk, ticket)
    if found.registration is None:
        return render(
            request, "events/desk/ticket.html", desk_context(desk, "check-in", problem=found.problem), status=404
        )
    registration = found.registration
    date = date_asked(desk, request.GET.get("date", ""))
    if request.method == "POST":
        return _let_in(request, desk, date, registration)
    problem = ""
    try:
        check_may_enter(registration, date, now=timezone.now())
    except ValidationError as error:
        problem = " ".join(error.messages)
    arrival = registration.arrivals.here().filter(occurrence=date).first()
    here_since = arrived_text(arrival.arrived_at, desk.schedule.zone) if arrival else ""
    context = desk_context(
        desk, "check-in", registration=registration, date=date, problem=problem, here_since=here_since
    )
    return render(request, "events/desk/ticket.html", context)


@for_organisers
@require_POST
def arrival_view(request: HttpRequest, desk: Desk, uuid: UUID, act: str) -> HttpResponse:
    """Note one person of a list as arrived, or take that back."""
    date = date_asked(desk, request.GET.get("date", ""))
    registration = Registration.objects.filter(schedule=desk.schedule, uuid=uuid).first()
    if registration is None:
        raise Http404
    if act == "in":
        return _let_in(request, desk, date, registration)
    check_out(registration=registration, occurrence=date, actor=desk.user)
    messages.success(request, _("%(name)s is noted as not arrived.") % {"name": registration})
    return redirect(f"{reverse('desk:check_in', args=[desk.key])}?date={date.uuid}")


@for_organisers
@require_POST
def send_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take over what a telephone noted, and tell it who is there by now, whoever noted them."""
    date = date_asked(desk, request.GET.get("date", ""))
    try:
        items = json.loads(request.body) if len(request.body) <= MAX_BODY else None
        answers = receive(desk, date, items)
    except (ValueError, RecursionError, ValidationError):
        return JsonResponse({"error": _("This is not a list of arrivals.")}, status=400)
    return JsonResponse({"answers": answers, "arrived": arrived_numbers(desk, date)})


@for_organisers
@require_safe
def worker_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Answer with the script that keeps this page on the telephone: under its own address, so for nothing else."""
    path = finders.find(WORKER)
    assert isinstance(path, str)
    return HttpResponse(Path(path).read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")


@for_organisers
@require_safe
def sheet_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show the list as a sheet to print: names with a box, and room for a signature."""
    query = DeskQuery.from_params(request.GET)
    rows = rows_of(desk, desk_rows(desk, query))
    context = desk_context(desk, "list", rows=rows, date=desk.find_date(query.date), query=query)
    return render(request, "events/desk/sheet.html", context)
