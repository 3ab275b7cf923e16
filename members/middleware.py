"""The editor opens only for who is protected by a second step, where the site asks for one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from members import two_step

ADMIN_PREFIX = "/admin/"


class TwoStepMiddleware:
    """Leads who may use the editor, and has no second step, to setting one up (``HUB_REQUIRE_MFA``).

    Asked at each request, so that switching a second step off closes the editor at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the page of the account."""
        if not request.path_info.startswith(ADMIN_PREFIX) or not two_step.is_missing(request.user):
            return self.get_response(request)
        messages.warning(request, _("The editor asks for two-step sign-in. Set up an app or a passkey first."))
        return redirect("members:account")
