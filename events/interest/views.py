"""Saying that one would come to what has no date yet, and what the organiser sees of it."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.enums import EventForm
from events.finding import find_dated_page, live_page_of
from events.interest import links, services
from events.interest.forms import InterestForm
from events.models import Interest
from events.permissions import may_organise
from home.languages import FALLBACK_LANGUAGE, content_languages
from home.models import Region
from members.models import User
from search.audience import is_visible
from search.throttle import limited

TEMPLATE: Final = "events/interest/say.html"
GONE, BAD_REQUEST = 410, 400


def _is_post(request: HttpRequest) -> bool:
    return request.method == "POST"


@never_cache
@limited("interest", applies=_is_post)
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Say that one would come: an account at once, an address after its owner confirmed it.

    Whether an address was known already is told to nobody but its owner.
    """
    page = find_dated_page(public_id, request.user)
    user = request.user if isinstance(request.user, User) else None
    own = Interest.objects.for_work(page.translation_key).filter(user=user).first() if user else None
    if not page.awaits_date and own is None:
        raise Http404
    initial = {"region": own.region_id, "form": own.form} if own else {}
    form = InterestForm(request.POST if _is_post(request) else None, is_member=user is not None, initial=initial)
    if form.is_valid():
        language = get_language() or FALLBACK_LANGUAGE
        try:
            services.interest_say(page=page, user=user, language=language, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if user is None:
                return render(request, "events/interest/sent.html", {"event": page})
            messages.success(request, _("Noted. We write to you once, when there is a date."))
            return redirect("interest", public_id)
    context = {"event": page, "form": form, "own": own}
    return render(request, TEMPLATE, context, status=BAD_REQUEST if form.errors else 200)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forget that an account would come; a second time changes nothing."""
    page = find_dated_page(public_id, request.user)
    user: Any = request.user
    own = Interest.objects.for_work(page.translation_key).filter(user=user).first()
    if own is not None:
        services.interest_withdraw(interest=own)
    messages.success(request, _("Withdrawn. We have forgotten it."))
    return redirect(page.get_url(request) or "/")


@never_cache
@limited("interest", applies=_is_post)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponseBase:
    """Confirm, or withdraw, by the address in a mail.

    Opening it changes nothing: programs that read mail open it as well.
    """
    interest = links.read_token(token)
    page = live_page_of(interest.work) if interest is not None else None
    if interest is None or page is None or not is_visible(page, interest.user):
        return _private(render(request, "events/interest/gone.html", status=GONE))
    done = ""
    if _is_post(request):
        done = "withdrawn" if request.POST.get("act") == "withdraw" else "confirmed"
        if done == "withdrawn":
            services.interest_withdraw(interest=interest)
        else:
            interest = services.interest_confirm(interest=interest)
    return _private(render(request, "events/interest/own.html", {"interest": interest, "event": page, "done": done}))


@never_cache
@login_required
@require_safe
def numbers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the organiser how many would come, by region, language and form; 404 for anybody else."""
    page = find_dated_page(public_id, request.user)
    if not may_organise(page, request.user):
        raise Http404
    rows = Interest.objects.for_work(page.translation_key).confirmed().untold()
    regions = {region.pk: region.name for region in Region.objects.all()}
    languages, forms = dict(content_languages()), dict(EventForm.choices)
    unknown = _("Not said")
    tables = [
        _table(_("By region"), rows.counted_by("region"), "region", regions, unknown),
        _table(_("By language"), rows.counted_by("language"), "language", languages, unknown),
        _table(_("How they would take part"), rows.counted_by("form"), "form", forms, _("Does not matter")),
    ]
    total = sum(number for _label, number in tables[0]["rows"])
    return render(request, "events/interest/numbers.html", {"event": page, "total": total, "tables": tables})


def _table(
    title: str, found: list[dict[str, Any]], key: str, labels: Mapping[Any, Any], unknown: str
) -> dict[str, Any]:
    """Return a table of numbers: ``title``, and ``rows`` of a label and a number."""
    return {"title": title, "rows": [(labels.get(row[key], row[key]) or unknown, row["number"]) for row in found]}


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
