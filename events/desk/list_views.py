"""The list of registrations: who comes, who waits, and acts on several of them."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from events.desk.access import Desk, for_organisers
from events.desk.counting import counts_of
from events.desk.drawing import date_choices, desk_context
from events.desk.exporting import export_log, export_table
from events.desk.forms import ExportForm
from events.desk.query import (
    STATES,
    Arrived,
    DeskQuery,
    Order,
    desk_page,
    organisations_of_list,
    rows_of,
)
from events.desk.summaries import answers_summary
from events.enums import DeskAct, RegistrationState, TakingPart
from events.models import Registration
from events.registration import services
from search.spreadsheets import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx


@for_organisers
@require_safe
def list_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """List who registered, with figures that add up."""
    query = DeskQuery.from_params(request.GET)
    date = desk.find_date(query.date)
    page = desk_page(desk, query)
    context = desk_context(
        desk,
        "list",
        query=query,
        date=date,
        counts=counts_of(desk, date),
        page_of_rows=page,
        rows=rows_of(desk, page.object_list),
        summary=answers_summary(desk, date),
        dates=date_choices(desk),
        states=STATES,
        ways=TakingPart.choices,
        arrived=Arrived.choices,
        orders=Order.choices,
        organisations=list(organisations_of_list(desk)),
        export=ExportForm(),
    )
    return render(request, "events/desk/list.html", context)


@for_organisers
@require_POST
def approve_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Approve several requests; each is checked by itself, and what was refused is told."""
    back = f"{reverse('desk:list', args=[desk.key])}?{DeskQuery.from_params(request.GET).encoded}"
    chosen = list(_uuids(request.POST.getlist("registration")))
    rows = Registration.objects.filter(
        schedule=desk.schedule, uuid__in=chosen, state=RegistrationState.REQUESTED
    ).order_by("turn")
    done = sum(_approved(request, row, desk) for row in rows)
    if done:
        told = ngettext("Approved %(count)d registration.", "Approved %(count)d registrations.", done)
        messages.success(request, told % {"count": done})
    elif not chosen:
        messages.error(request, _("Choose at least one registration that waits for approval."))
    return redirect(back)


def _uuids(values: list[str]) -> Iterator[UUID]:
    """Yield what is the name of a registration; what was typed into a form by hand is not."""
    for value in values:
        with suppress(ValueError):
            yield UUID(value)


def _approved(request: HttpRequest, row: Registration, desk: Desk) -> bool:
    """Approve one; tell why not when it is refused."""
    try:
        services.registration_approve(registration=row, actor=desk.user)
    except ValidationError as error:
        for text in error.messages:
            messages.warning(request, _("%(name)s: %(reason)s") % {"name": row, "reason": text})
        return False
    return True


@for_organisers
@require_POST
def export_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Answer with the list as a file, and note who took it: a POST, because it is written down."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose which file you want."))
        return redirect("desk:list", desk.key)
    query = DeskQuery.from_params(request.GET)
    act, is_sensitive = DeskAct(form.cleaned_data["kind"]), form.cleaned_data["with_sensitive"]
    table = export_table(desk, query, with_sensitive=is_sensitive)
    export_log(desk=desk, act=act, query=query, rows=len(table.rows), with_sensitive=is_sensitive)
    body, content_type = (to_csv(table), CSV_TYPE) if act == DeskAct.CSV else (to_xlsx(table), XLSX_TYPE)
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="registrations-{desk.key}.{act.value}"'
    return response
