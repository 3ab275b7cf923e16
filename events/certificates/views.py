"""Fetching one's own certificate by a signed link, and checking somebody else's, by whoever holds the paper."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.certificates.drawing import draw_certificates
from events.certificates.facts import Certificate, certificates_of, has_certificate, verify
from events.models import Registration
from events.registration.tickets import Purpose, is_signed, ticket_read
from search.throttle import limited

PDF = "application/pdf"
INPUT = {"class": "input", "autocomplete": "off", "spellcheck": "false"}


class CheckForm(forms.Form):
    """The number and the code that stand on the paper."""

    number = forms.CharField(label=_("Registration number"), max_length=12, widget=forms.TextInput(attrs=INPUT))
    code = forms.CharField(label=_("Code"), max_length=30, widget=forms.TextInput(attrs=INPUT))


@never_cache
@require_safe
@limited("certificate")
def check(request: HttpRequest) -> HttpResponse:
    """Say whether a certificate is ours, of what and when that was; not whose it is."""
    is_asked = "number" in request.GET or "code" in request.GET
    form = CheckForm(request.GET if is_asked else None)
    verdict = verify(**form.cleaned_data) if is_asked and form.is_valid() else None
    context = {"form": form, "is_asked": is_asked and form.is_valid(), "verdict": verdict}
    return render(request, "events/certificate_check.html", context)


@never_cache
@require_safe
@limited("certificate")
def own(request: HttpRequest, ticket: str) -> HttpResponse:
    """Answer with somebody's own certificate; 404 for what we did not sign, before the end, and for the absent."""
    number, signature = ticket_read(ticket)
    rows = Registration.objects.select_related("schedule", "occurrence__schedule").filter(number__iexact=number)
    registration = rows.first() if number and signature else None
    if registration is None or not is_signed(registration, signature, Purpose.CERTIFICATE_FILE):
        raise Http404
    if not has_certificate(registration):
        raise Http404
    return pdf_response(certificates_of([registration]), f"certificate-{registration.number}")


def pdf_response(certificates: list[Certificate], name: str) -> HttpResponse:
    """Return certificates as a file that is kept, not shown in the site's own frame (threat C11)."""
    response = HttpResponse(draw_certificates(certificates), content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
