"""The pages on which one makes calendars to follow and looks after them, and the calendars themselves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.calendar_feed import feed_name, search_url, subscription_response
from events.enums import CalendarKind
from events.exports import calendar_query
from events.models import CalendarSubscription
from events.subscriptions.forms import NameForm
from events.subscriptions.services import (
    registrations_follow,
    search_follow,
    subscription_rename,
    subscription_renew,
    subscription_revoke,
    subscription_use,
)
from search.addresses import absolute_url
from search.audience import user_tokens
from search.exceptions import SearchUnavailable
from search.query import SearchQuery
from search.responses import plain_unavailable
from search.throttle import limited


@require_safe
@limited("feed")
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Answer ``/c/<token>.ics``: the calendar as its owner may see it now, whoever holds the address.

    An ended address, and one of an account that is gone or may not sign in, answers as one that never was (decision
    14): whoever guesses learns nothing, and programs stop asking at 404 as at 410. 503 when search does not answer: a
    calendar program keeps what it has.
    """
    subscription = CalendarSubscription.objects.current().select_related("user").filter(token=token).first()
    if subscription is None:
        raise Http404
    with translation.override(subscription.language):
        try:
            response = subscription_response(request, subscription)
        except SearchUnavailable:
            response = plain_unavailable()
    response.headers["Content-Language"] = subscription.language
    response.headers["Referrer-Policy"] = "no-referrer"
    if subscription.user_id is not None:
        response.headers["Cache-Control"] = "private, no-store"
    subscription_use(subscription=subscription)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponseBase:
    """Say what a calendar of a search would hold, and make it; nothing is made by looking."""
    user: Any = request.user if request.user.is_authenticated else None
    language = translation.get_language() or "nl"
    asked = calendar_query(SearchQuery.from_params(request.GET, locale=language, tokens=user_tokens(request.user)))
    context = {"name": feed_name(asked), "search_url": search_url(asked), "asked": asked, "error": ""}
    if request.method != "POST":
        return render(request, "events/calendars/follow.html", context)
    return _make(request, asked, user, context)


@limited("subscribe")
def _make(request: HttpRequest, asked: SearchQuery, user: Any, context: dict[str, Any]) -> HttpResponse:
    try:
        subscription = search_follow(asked=asked, user=user)
    except ValidationError as error:
        context["error"] = " ".join(error.messages)
        return render(request, "events/calendars/follow.html", context)
    return redirect("calendars:calendar", token=subscription.token)


@never_cache
@login_required
@require_POST
@limited("subscribe")
def follow_registrations(request: HttpRequest) -> HttpResponse:
    """Make a calendar of the dates for which somebody has a place."""
    user: Any = request.user
    subscription = registrations_follow(user=user, language=translation.get_language() or "nl")
    return redirect("calendars:calendar", token=subscription.token)


@never_cache
@require_safe
def explain(request: HttpRequest, token: str) -> HttpResponse:
    """Show the address of a calendar, and how to follow it in several programs: somebody's own to its owner alone."""
    subscription = CalendarSubscription.objects.current().filter(token=token).first()
    if subscription is None or subscription.user_id not in (None, request.user.pk):
        raise Http404
    url = absolute_url(subscription.path)
    return render(
        request,
        "events/calendars/calendar.html",
        {"subscription": subscription, "url": url, "webcal_url": f"webcal://{url.partition('://')[2]}"},
    )


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the calendars that somebody follows, to look after them."""
    return render(request, "events/calendars/mine.html", _mine_context(request))


@never_cache
@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a calendar another name."""
    subscription = _own(request, pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return render(request, "events/calendars/mine.html", _mine_context(request, pk, form), status=400)
    subscription_rename(subscription=subscription, name=form.cleaned_data["name"])
    messages.success(request, _("The name is changed."))
    return redirect("calendars:mine")


@never_cache
@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a calendar."""
    subscription_revoke(subscription=_own(request, pk))
    messages.success(request, _("The address no longer works. You can remove the calendar from your program."))
    return redirect("calendars:mine")


@never_cache
@login_required
@require_POST
@limited("subscribe")
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a calendar a new address, for who told the old one to somebody."""
    subscription = subscription_renew(subscription=_own(request, pk))
    messages.success(request, _("This is the new address. The one of before no longer works."))
    return redirect("calendars:calendar", token=subscription.token)


def _own(request: HttpRequest, pk: int) -> CalendarSubscription:
    return get_object_or_404(CalendarSubscription.objects.of_user(request.user), pk=pk)


def _mine_context(request: HttpRequest, pk: int = 0, form: NameForm | None = None) -> dict[str, Any]:
    tokens = user_tokens(request.user)
    rows = [
        {
            "subscription": row,
            "search_url": search_url(row.asked(tokens)) if row.kind == CalendarKind.SEARCH else "",
            "form": form if row.pk == pk and form else NameForm(instance=row, auto_id=f"name-{row.pk}-%s"),
            "is_open": row.pk == pk and form is not None,
        }
        for row in CalendarSubscription.objects.of_user(request.user)
    ]
    follows = any(row["subscription"].kind == CalendarKind.REGISTRATIONS for row in rows)  # type: ignore[attr-defined]
    return {"rows": rows, "follows_registrations": follows}
