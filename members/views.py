"""Signing in and out. The address stays the same whatever stands behind it later (decision 16)."""

from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache

from members.forms import LoginForm

LOGIN_TEMPLATE = "members/login.html"
TOO_MANY_REQUESTS = 429


def home_url() -> str:
    """Return the address of the front page in the active language."""
    return f"/{get_language()}/"


class LoginView(auth_views.LoginView):
    """The one log-in page. ``next`` is followed only within this site; axes counts failures."""

    template_name = LOGIN_TEMPLATE
    authentication_form = LoginForm

    def get_default_redirect_url(self) -> str:
        """Return where somebody goes who came from nowhere: editors to the editor, others to the front page."""
        if self.request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return home_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``is_locked``, which the answer to a locked-out visitor sets."""
        return super().get_context_data(**{"is_locked": False, **kwargs})


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
        "form": LoginForm(request),
        "next": request.POST.get("next", ""),
        "is_locked": True,
        "lock_minutes": max(1, seconds // 60),
    }
    response = render(request, LOGIN_TEMPLATE, context, status=TOO_MANY_REQUESTS)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response
