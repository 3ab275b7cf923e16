"""Certificates for who was there: one by one, or all as one file, which is written down."""

from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.certificates.facts import certificates_of, has_certificate
from events.certificates.views import pdf_response
from events.desk.access import Desk, for_organisers
from events.desk.drawing import date_choices, desk_context
from events.desk.exporting import export_log, exports_of
from events.desk.query import Arrived, DeskQuery, Standing, desk_rows, rows_of
from events.enums import DeskAct
from events.models import Registration


def _arrived(desk: Desk, date: str) -> list[Registration]:
    """Return who was there, on a date or on any, and has a certificate now."""
    query = DeskQuery(date=date, state=Standing.ALL, arrived=Arrived.YES)
    rows = list(desk_rows(desk, query))
    dates = {each.pk: each for each in desk.dates}
    prefetch_related_objects([desk.schedule], "occurrences")
    for row in rows:
        row.schedule = desk.schedule
        row.occurrence = dates.get(row.occurrence_id or 0)
    return [row for row in rows if has_certificate(row)]


@for_organisers
@require_safe
def certificates_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """List who has a certificate, and the files that were taken."""
    query = DeskQuery.from_params(request.GET)
    context = desk_context(
        desk,
        "certificates",
        rows=rows_of(desk, _arrived(desk, query.date)),
        query=query,
        dates=date_choices(desk),
        log=exports_of(desk),
    )
    return render(request, "events/desk/certificates.html", context)


@for_organisers
@require_POST
def all_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Answer with all certificates of a date as one file."""
    query = DeskQuery.from_params(request.GET)
    rows = _arrived(desk, query.date)
    if not rows:
        messages.error(request, _("Nobody has a certificate yet: they are for who arrived, once it is over."))
        return redirect("desk:certificates", desk.key)
    export_log(desk=desk, act=DeskAct.CERTIFICATES, query=query, rows=len(rows))
    return pdf_response(certificates_of(rows), f"certificates-{desk.key}")


@for_organisers
@require_safe
def one_view(request: HttpRequest, desk: Desk, uuid: UUID) -> HttpResponse:
    """Answer with the certificate of one person; 404 for who has none."""
    rows = Registration.objects.select_related("schedule", "occurrence__schedule")
    registration = rows.filter(schedule=desk.schedule, uuid=uuid).first()
    if registration is None or not has_certificate(registration):
        raise Http404
    return pdf_response(certificates_of([registration]), f"certificate-{registration.number}")
