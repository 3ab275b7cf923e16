"""Somebody's own registration: seeing, changing and withdrawing it, and answering an offer.

Reached by the signed link of a mail, which is the proof, or from My hub by the account whose it is. Opening an address
never changes anything, since programs that read mail open it as well.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.enums import RegistrationState
from events.models import Registration
from events.permissions import may_change_registration
from events.registration import links, rules, services
from events.registration.explaining import explain, moment_text
from events.registration.forms import ChangeForm
from events.registration.pools import pool_of, terms_of
from events.registration.queue import queue_of
from events.registration.reading import is_changeable, page_of, shown_answers, shown_dates, way_text
from events.registration.views import is_post, refused
from search.throttle import limited

GONE = 410
SHOWN_METHODS = ["GET", "HEAD", "POST"]
MAX_REASON = 500


@never_cache
@require_safe
def state(request: HttpRequest, key: str) -> HttpResponse:
    """Show how it is with a registration, and why: a place, a turn in the queue, an offer."""
    found = _found(request, key)
    return _gone(request) if found is None else _page(request, found, key)


@never_cache
@limited("registration", respond=refused, applies=is_post)
@require_http_methods(SHOWN_METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and by POST record, that the address is the guest's: only then it takes a place or a turn."""
    found = links.registration_by_token(token, links.CONFIRM)
    if found is None:
        return _gone(request)
    key = links.link_token(found, links.MANAGE)
    if found.state != RegistrationState.UNCONFIRMED:
        return redirect("registrations:state", key)
    error = ""
    if request.method == "POST":
        try:
            services.registration_confirm_address(registration=found)
        except ValidationError as refusal:
            if getattr(refusal, "code", "") == rules.NOT_FOUND:
                raise Http404 from refusal
            error = " ".join(refusal.messages)
        else:
            return redirect("registrations:state", key)
    context = {**_context(request, found, is_own=True), "error": error}
    return render(request, "events/registration/confirm.html", context)


@never_cache
@require_POST
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """Take or refuse the place that is offered."""
    found = _found(request, key)
    if found is None:
        return _gone(request)
    answer = services.registration_take_offer if "take" in request.POST else services.registration_refuse_offer
    try:
        answer(registration=found, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("registrations:state", key)


@never_cache
@require_http_methods(SHOWN_METHODS)
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Change what was filled in, and how one takes part."""
    found = _found(request, key)
    if found is None:
        return _gone(request)
    terms = terms_of(found.schedule)
    if terms is None or not is_changeable(found, timezone.now()):
        return redirect("registrations:state", key)
    is_own, pool = _is_own(request, found, key), pool_of(found.schedule, terms, found.occurrence)
    form = ChangeForm(request.POST or None, pool=pool, registration=found, is_own=is_own)
    if request.method == "POST" and form.is_valid():
        try:
            services.registration_change(registration=found, actor=request.user, **form.values)
        except ValidationError as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("Your registration is changed."))
            return redirect("registrations:state", key)
    context = {**_context(request, found, is_own=is_own), "form": form, "key": key}
    return render(request, "events/registration/change.html", context)


@never_cache
@require_http_methods(SHOWN_METHODS)
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Ask, and by POST record, that somebody does not come after all."""
    found = _found(request, key)
    if found is None:
        return _gone(request)
    if request.method == "POST":
        reason = request.POST.get("reason", "")[:MAX_REASON]
        try:
            services.registration_withdraw(registration=found, actor=request.user, reason=reason)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("registrations:state", key)
    if not is_changeable(found, timezone.now()):
        return redirect("registrations:state", key)
    return render(request, "events/registration/withdraw.html", {**_context(request, found, is_own=False), "key": key})


def _found(request: HttpRequest, key: str) -> Registration | None:
    """Return the registration of a signed link, or of an account's own; ``None`` for a link that opens nothing.

    Raises ``Http404`` for one that is not the account's: it looks like one that does not exist.
    """
    uuid = _uuid_of(key)
    if uuid is None:
        return links.registration_by_token(key, links.MANAGE)
    rows = Registration.objects.select_related("schedule", "occurrence__schedule", "organisation", "user")
    found = rows.filter(uuid=uuid, erased_at=None).first()
    if found is None or not may_change_registration(found, request.user):
        raise Http404
    return found


def _gone(request: HttpRequest) -> HttpResponse:
    """Answer 410: a link that we did not make, and one whose registration is erased, look alike."""
    return render(request, "events/registration/gone.html", status=GONE)


def _is_own(request: HttpRequest, found: Registration, key: str) -> bool:
    """Return whether who reads is the person it is about: by the link of their mail, or by their account."""
    return _uuid_of(key) is None or found.user_id == request.user.pk


def _uuid_of(key: str) -> UUID | None:
    """Return the UUID in an address of My hub; ``None`` for a signed link."""
    try:
        return UUID(key)
    except ValueError:
        return None


def _context(request: HttpRequest, found: Registration, *, is_own: bool) -> dict[str, Any]:
    page, may_open = page_of(found.schedule, request.user)
    terms = terms_of(found.schedule)
    ways = pool_of(found.schedule, terms, found.occurrence).ways if terms is not None else ()
    return {
        "registration": found,
        "page": page,
        "title": page.title if page is not None else "",
        "page_url": page.get_url(request) if page is not None and may_open else "",
        "dates": shown_dates(found),
        "way": way_text(found.taking_part, ways),
        "answers": shown_answers(found, get_language() or found.language, is_own=is_own),
        "retention_days": terms.retention_days if terms is not None else 0,
    }


def _page(request: HttpRequest, found: Registration, key: str) -> HttpResponse:
    now = timezone.now()
    stands = is_changeable(found, now)
    is_waiting = found.state == RegistrationState.WAITING
    until = found.offer_expires_at
    context = {
        **_context(request, found, is_own=_is_own(request, found, key)),
        "key": key,
        "status": RegistrationState(found.state),
        "queue": queue_of(found) if is_waiting else None,
        "has_offer": found.state == RegistrationState.OFFERED and (until is None or until > now),
        "until": moment_text(until) if until else "",
        "may_change": stands,
        "explained": explain(found),
    }
    return render(request, "events/registration/state.html", context)
