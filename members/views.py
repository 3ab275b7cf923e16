"""Signing in and out. The address stays the same whatever stands behind it later (decision 16)."""

from datetime import timedelta
from typing import Any

from allauth.account.views import LoginView as AllauthLoginView
from axes.helpers import get_cool_off
from django.contrib import messages
from django.contrib.auth import logout, views as auth_views
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache

from members.account_forms import LoginForm
from members.models import User

LOGIN_TEMPLATE = "members/login.html"
TOO_MANY_REQUESTS = 429


def home_url() -> str:
    """Return the address of the front page in the active language."""
    return f"/{get_language()}/"


def member_of(request: HttpRequest) -> User:
    """Return who asks, behind ``login_required``; raises ``PermissionDenied`` for a view that forgot it."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class LoginView(AllauthLoginView):
    """The one log-in page. ``next`` is followed only within this site; axes counts failures."""

    template_name = LOGIN_TEMPLATE

    def form_valid(self, form: LoginForm) -> HttpResponse:
        """Sign in; who was somebody else until now is not that any more, also while a second step is asked."""
        if self.request.user.is_authenticated:
            logout(self.request)
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where one was going, and ``is_locked``, which the answer to a locked-out visitor sets."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "next": context["redirect_field_value"] or "", "is_locked": False}


class LogoutView(auth_views.LogoutView):
    """Signing out, by POST only, so that no link or image can do it."""

    http_method_names = ["post"]

    def get_default_redirect_url(self) -> str:
        """Return to the front page in the same language."""
        return home_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out, and say so: nothing else on the front page tells."""
        response = super().post(request, *args, **kwargs)
        messages.success(request, _("You are signed out."))
        return response


@never_cache
def locked_out(request: HttpRequest, *args: Any) -> HttpResponse:
    """Answer 429 to somebody who failed to sign in too often, and say how long it takes (threat C23).

    Whether the account exists is not said: the same answer follows for any address.
    """
    cool_off: timedelta | None = get_cool_off(request)
    seconds = int(cool_off.total_seconds()) if cool_off else 0
    context = {
        "form": LoginForm(request=request),
        "next": request.POST.get("next", ""),
        "is_locked": True,
        "lock_minutes": max(1, seconds // 60),
    }
    response = render(request, LOGIN_TEMPLATE, context, status=TOO_MANY_REQUESTS)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


@never_cache
def too_often(request: HttpRequest) -> HttpResponse:
    """Answer 429 to who asked too often for links, codes or changes (``ACCOUNT_RATE_LIMITS``)."""
    return render(request, "members/too_often.html", status=TOO_MANY_REQUESTS)
