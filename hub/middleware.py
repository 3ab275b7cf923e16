"""Middleware of the composition root: content security policy, language by URL, private answers."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]

# Wagtail's editor has inline scripts and styles, and previews pages in a frame of its own origin.
ADMIN_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
}
ADMIN_PREFIX = "/admin/"


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy of the settings everywhere, except the editor's own under /admin/."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy for this request."""
        parts = super().get_policy_parts(request, response, report_only)
        # A preview is served under /admin/ but is a public page: it keeps the strict policy.
        if request.path_info.startswith(ADMIN_PREFIX) and not report_only and parts.config is None:
            parts.config = ADMIN_POLICY
        return parts


def language_of(request: HttpRequest) -> str:
    """Return the language a URL asks for: its prefix, else the key ``lang``, else the default.

    ``Accept-Language`` and cookies are ignored: one address shows one text to everybody, so that links,
    caches and search engines agree.
    """
    from_path = translation.get_language_from_path(request.path_info)
    if from_path:
        return from_path
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class UrlLocaleMiddleware:
    """Activate the language of the URL for the length of the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the URL's language and say so in the headers."""
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivateResponseMiddleware:
    """Keep whatever a signed-in visitor was sent out of every shared cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forbid shared caches to keep it when somebody is signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response
