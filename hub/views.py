"""Views of the composition root: health, robots, the way to the default language, error pages."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from home.publication import is_late
from search.addresses import absolute_url
from search.engines import get_engine
from search.exceptions import Reason, SearchUnavailable


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send a visitor of ``/`` to the home page in the default language (decision 7: no guessing)."""
    response = redirect(f"/{settings.LANGUAGE_CODE}/")
    patch_cache_control(response, public=True, max_age=3600)
    return response


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers, whatever the state of what it depends on."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether this process can serve: 200 when database and search index answer, else 503.

    The body names each part as ``ok`` or ``failed`` and the number of jobs waiting; no versions,
    no addresses, nothing that helps an attacker. ``publication`` is ``late`` when the clock's command has not done
    what was due, and ``search`` is ``degraded`` when a standby answers, with one word that says why
    (``search.exceptions.Reason``); the site can serve all the same.
    """
    parts: dict[str, str] = {}
    waiting: int | None = None
    reason: Reason | None = None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = DBTaskResult.objects.ready().count()
        parts["database"] = "ok"
        parts["publication"] = "late" if is_late() else "ok"
    except DatabaseError:
        parts["database"] = "failed"
    try:
        reason = get_engine().check_ready()
        parts["search"] = "degraded" if reason else "ok"
    except (SearchUnavailable, DatabaseError):
        parts["search"] = "failed"
    is_ready = "failed" not in parts.values()
    status = "not ready" if not is_ready else "degraded" if reason else "ready"
    return JsonResponse(
        {"status": status, "parts": parts, "search_degraded": reason, "jobs_waiting": waiting},
        status=200 if is_ready else 503,
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what not to waste time on, and where the sitemap is."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: /{code}/account/" for code, _name in settings.LANGUAGES),
        # The same works as the pages, in thousands of rows for each search.
        *(f"Disallow: {reverse(name)}" for name in ("search_csv", "search_xlsx")),
        "Allow: /",
        f"Sitemap: {absolute_url(reverse('sitemap'))}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=86400)
    return response


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer 500 with a page that needs neither the database nor a context."""
    return render(request, "500.html", status=500)
