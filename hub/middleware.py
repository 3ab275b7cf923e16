"""Middleware of the composition root: content security policy, language by URL, private answers."""

from collections.abc import Callable
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from home import embeds
from search.audience import is_visible
from search.exceptions import SearchUnavailable
from search.query import SearchQuery
from search.views import unavailable_response

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
        # Only a page that shows a video may frame the host of it.
        hosts = embeds.frame_hosts(request)
        if hosts and not report_only:
            parts.update = {**(parts.update or {}), "frame-src": hosts}
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


class VisibleRedirectMiddleware(RedirectMiddleware):  # type: ignore[misc]
    """Follows a redirect only to where the visitor may go: a new address tells of a private page, too."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the redirect, or the 404 that was on its way when the target is not for this visitor."""
        answer: HttpResponseBase = super().process_response(request, response)
        if answer is response:
            return response
        wanted = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        found = get_redirect(request, wanted) or get_redirect(request, urlsplit(wanted).path)
        target = found.redirect_page if found is not None else None
        return answer if target is None or is_visible(target, request.user) else response


class PrivateResponseMiddleware:
    """Keep whatever a signed-in visitor was sent out of every shared cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forbid shared caches to keep it when somebody is signed in."""
        response = self.get_response(request)
        # Without a session nobody is signed in, and a file named by its content is the same for all.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.modified
        if not has_session or _is_a_file_for_everybody(response):
            return response
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response


def _is_a_file_for_everybody(response: HttpResponse) -> bool:
    control = response.headers.get("Cache-Control", "")
    return "public" in control and "immutable" in control


class SearchUnavailableMiddleware:
    """Answers 503 for any page that asks the search engine while it cannot answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page that says so, for this one exception."""
        if not isinstance(exception, SearchUnavailable):
            return None
        query = SearchQuery.from_params(request.GET, locale=language_of(request))
        return unavailable_response(request, query)
