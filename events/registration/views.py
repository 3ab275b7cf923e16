"""Registering: for oneself with an account, as a guest, or for a colleague.

No answer tells whether an address is registered already: a guest reads the same after every form, and the rest is in a
mail to that address. What somebody may not see is not there (404), as its page is not.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.models import DatedPage, Occurrence, RegistrationTerms, Schedule
from events.permissions import may_register_colleagues
from events.registration import rules, services
from events.registration.forms import ColleagueForm, GuestForm, MemberForm, RegistrationForm, known_of, needs_form
from events.registration.pools import terms_of
from events.registration.reading import Choice, choices_of, occurrence_by_uuid
from home.finding import find_work
from members.views import too_often
from search.throttle import limited

FORM = "events/registration/register.html"
SHOWN_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody wants to register for, as they see it now."""

    page: DatedPage
    schedule: Schedule
    terms: RegistrationTerms
    occurrence: Occurrence | None
    choice: Choice

    def address(self, name: str) -> str:
        """Return the address of one of the pages about it: ``"{}"`` in a name is its date, or all."""
        kind = "date" if self.occurrence else "all"
        args = [self.page.public_id, str(self.occurrence.uuid)] if self.occurrence else [self.page.public_id]
        return reverse(f"registrations:{name.format(kind)}", args=args)


def is_post(request: HttpRequest) -> bool:
    """Return whether a request may write something: only those are counted by the limit."""
    return request.method == "POST"


def refused(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer 429 with a page."""
    return too_often(request)


@never_cache
@require_safe
def choose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the dates that one can register for; straight to the form where there is nothing to choose."""
    page, schedule, terms = _found(public_id, request.user)
    choices = choices_of(schedule, terms, request.user, timezone.now())
    if len(choices) == 1:
        return redirect(_address(page, choices[0]))
    rows = [{"choice": choice, "url": _address(page, choice)} for choice in choices]
    return render(request, "events/registration/choose.html", {"page": page, "rows": rows})


@never_cache
@limited("registration", respond=refused, applies=is_post)
@require_http_methods(SHOWN_METHODS)
def register(request: HttpRequest, public_id: str, date: str = "") -> HttpResponse:
    """Register oneself for a date, or for all together; with an account one click is enough where nothing is asked."""
    asked = _asked(public_id, date, request.user)
    if request.user.is_authenticated:
        return _register_member(request, asked)
    form = GuestForm(request.POST or None, pool=asked.choice.pool)
    if request.method == "POST" and form.is_machine:
        return redirect("registrations:sent", public_id)
    if request.method == "POST" and form.is_valid() and _make(request, asked, form, **form.values):
        return redirect("registrations:sent", public_id)
    return _shown(request, asked, form)


@never_cache
@login_required
@limited("registration", respond=refused, applies=is_post)
@require_http_methods(SHOWN_METHODS)
def register_colleague(request: HttpRequest, public_id: str, date: str = "") -> HttpResponse:
    """Register a colleague of one's organisation; 404 for who speaks for none."""
    user: Any = request.user
    asked = _asked(public_id, date, user)
    if not may_register_colleagues(user):
        raise Http404
    form = ColleagueForm(request.POST or None, pool=asked.choice.pool, user=user)
    if request.method == "POST" and form.is_valid() and _make(request, asked, form, registered_by=user, **form.values):
        messages.success(request, _("Your colleague reads in a mail how it is with the registration."))
        return redirect(asked.page.get_url(request) or "/")
    return _shown(request, asked, form, is_colleague=True)


@never_cache
@require_safe
def sent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell a guest to look in the mail: the same for every address."""
    page, _schedule, _terms = _found(public_id, request.user)
    return render(request, "events/registration/sent.html", {"page": page})


def _register_member(request: HttpRequest, asked: _Asked) -> HttpResponse:
    user: Any = request.user
    if asked.choice.own is not None:
        return redirect("registrations:state", asked.choice.own.uuid)
    pool = asked.choice.pool
    is_one_click = request.method == "POST" and "at_once" in request.POST
    if is_one_click and needs_form(pool, user):
        return redirect(request.path)
    data = known_of(user, pool) if is_one_click else request.POST or None
    form = MemberForm(data, pool=pool, user=user, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        made = _make(request, asked, form, user=user, email=user.email, **form.values)
        if made is not None:
            return redirect("registrations:state", made.uuid)
    return _shown(request, asked, form)


def _make(request: HttpRequest, asked: _Asked, form: RegistrationForm, **person: Any) -> Any:
    """Return the registration that the service made; ``None`` when it refused, and then the form says why."""
    try:
        return services.registration_make(
            schedule=asked.schedule,
            occurrence=asked.occurrence,
            taking_part=form.chosen_way,
            language=get_language() or "",
            answers=form.answers,
            **person,
        )
    except ValidationError as error:
        if getattr(error, "code", "") == rules.NOT_FOUND:
            raise Http404 from error
        form.add_refusal(error)
        return None


def _shown(request: HttpRequest, asked: _Asked, form: RegistrationForm, *, is_colleague: bool = False) -> HttpResponse:
    user = request.user
    context = {
        "page": asked.page,
        "choice": asked.choice,
        "terms": asked.terms,
        "form": form,
        "fields": getattr(form, "shown_fields", list(form)),
        "is_colleague": is_colleague,
        "needs_account": not user.is_authenticated and not asked.terms.allows_guests,
        "colleague_url": "" if is_colleague or not may_register_colleagues(user) else asked.address("{}_colleague"),
    }
    return render(request, FORM, context)


def _found(public_id: str, user: Any) -> tuple[DatedPage, Schedule, RegistrationTerms]:
    """Return the page of a work, its schedule and conditions; raises ``Http404`` where one does not register here."""
    page = find_work(public_id, user)
    schedule = page.schedule if isinstance(page, DatedPage) and page.is_dated else None
    terms = terms_of(schedule) if schedule is not None else None
    if schedule is None or terms is None or not isinstance(page, DatedPage):
        raise Http404
    return page, schedule, terms


def _asked(public_id: str, date: str, user: Any) -> _Asked:
    page, schedule, terms = _found(public_id, user)
    try:
        occurrence = occurrence_by_uuid(schedule, UUID(date) if date else None)
    except Occurrence.DoesNotExist as error:
        raise Http404 from error
    key = occurrence.pk if occurrence else None
    choices = choices_of(schedule, terms, user, timezone.now())
    choice = next((choice for choice in choices if choice.pool.key == key), None)
    if choice is None:
        raise Http404
    return _Asked(page, schedule, terms, occurrence, choice)


def _address(page: DatedPage, choice: Choice) -> str:
    if choice.pool.occurrence is None:
        return reverse("registrations:all", args=[page.public_id])
    return reverse("registrations:date", args=[page.public_id, choice.pool.occurrence.uuid])
