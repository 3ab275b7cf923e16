"""``/metrics``: the figures, for whoever has the token; for everybody else an address that does not exist."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from hub.observability.metrics import exposition


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer in the text format of Prometheus."""
    given = request.headers.get("Authorization", "")
    if not settings.HUB_METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.HUB_METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
