"""A refusal by the database or by a page, told to an editor in words instead of an error page."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models.deletion import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin import messages

from home import services, usage
from home.viewer import viewing

ADMIN_PREFIX = "/admin/"
IN_USE_TEMPLATE = "home/admin/in_use.html"


def in_use_response(request: HttpRequest, found: usage.Usage, names: str) -> TemplateResponse:
    """Return the page that lists where something is used: 409 when it was posted, 200 when only asked."""
    context = {
        "usage": found,
        "names": names,
        "page_title": _("Still in use"),
        "back_url": back_url(request),
    }
    return TemplateResponse(request, IN_USE_TEMPLATE, context, status=409 if request.method == "POST" else 200)


def back_url(request: HttpRequest) -> str:
    """Return where the editor came from, when that is on this site; else the start of the editor."""
    referer = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if is_ours else ADMIN_PREFIX


class ViewerMiddleware:
    """Lets everything that is drawn for this request know for whom; goes after the authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the visitor known."""
        with viewing(request.user):
            return self.get_response(request)


class AdminRefusalMiddleware:
    """Answers refusals inside the editor.

    Deleting what is in use lists where (``ProtectedError``); publishing what is not complete says what is
    missing (``ValidationError``), on roads that have no form to say it: approval, bulk actions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever; refusals come by ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return an answer for the refusals it knows, ``None`` for everything else."""
        if not request.path_info.startswith(ADMIN_PREFIX):
            return None
        if isinstance(exception, ProtectedError):
            found = usage.describe(exception.protected_objects, request.user)
            return in_use_response(request, found, "").render()
        if isinstance(exception, RestrictedError):
            found = usage.describe(exception.restricted_objects, request.user)
            return in_use_response(request, found, "").render()
        if isinstance(exception, ValidationError) and request.method == "POST":
            for line in services.publish_error_lines(exception):
                messages.error(request, line)
            return redirect(back_url(request))
        return None
