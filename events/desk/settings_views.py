"""The conditions of registration, and how many places there are and for whom."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.desk.access import Desk, for_organisers
from events.desk.consequences import consequences
from events.desk.drawing import desk_context
from events.desk.settings_forms import KeptFormSet, PlacesForm, TermsForm, kept_now, kept_of
from events.registration.arranging import date_places_set, join_access_set
from events.registration.services import kept_places_set, terms_set

FORM_METHODS = ["GET", "HEAD", "POST"]


@for_organisers
@require_http_methods(FORM_METHODS)
def settings_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show and set the conditions; what they mean today is said in sentences."""
    # What is typed is meant on the clock of the event, not on that of the site.
    with timezone.override(desk.schedule.tz):
        form = TermsForm(request.POST or None, desk=desk)
        if request.method == "POST" and form.is_valid() and _set(desk, form):
            messages.success(request, _("The conditions are kept."))
            return redirect("desk:settings", desk.key)
        context = desk_context(desk, "settings", form=form, sentences=consequences(desk))
        return render(request, "events/desk/settings.html", context, status=400 if form.errors else 200)


def _set(desk: Desk, form: TermsForm) -> bool:
    """Write what was filled in, all of it or nothing; says what was refused in the form."""
    try:
        with transaction.atomic():
            terms_set(schedule=desk.schedule, **form.values)
            if "join_access" in form.fields:
                join_access_set(schedule=desk.schedule, access=form.cleaned_data["join_access"])
    except ValidationError as error:
        form.add_refusal(error)
        return False
    return True


@for_organisers
@require_http_methods(FORM_METHODS)
def places_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show and set the places of each date, and those that are kept for kinds of organisations."""
    if desk.terms is None:
        return redirect("desk:settings", desk.key)
    form = PlacesForm(request.POST or None, desk=desk)
    # What was posted is all there is: a row that is as it was must not count as left out.
    kept = KeptFormSet(request.POST, prefix="kept") if request.method == "POST" else kept_now(desk)
    problem = ""
    if request.method == "POST" and form.is_valid() and kept.is_valid():
        try:
            with transaction.atomic():
                if not desk.is_series:
                    date_places_set(schedule=desk.schedule, places=form.places)
                kept_places_set(schedule=desk.schedule, kept=kept_of(kept))
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("The places are kept. What came free is offered to who waits."))
            return redirect("desk:places", desk.key)
    is_wrong = bool(form.errors or problem or (kept.is_bound and not kept.is_valid()))
    context = desk_context(
        desk, "settings", form=form, kept=kept, problem=problem, sentences=consequences(desk), is_wrong=is_wrong
    )
    return render(request, "events/desk/places.html", context, status=400 if is_wrong else 200)
