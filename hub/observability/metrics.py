"""Figures of requests for Prometheus, counted in each process and added up when they are read.

Names of views, methods and status codes are all that is told apart: the series are bounded, and none tells of a work,
a person or a question.
"""

import os
from typing import Final

from django.http import HttpRequest
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from hub.middleware import ADMIN_PREFIX
from hub.observability.gauges import StateCollector

METHODS: Final = frozenset({"GET", "HEAD", "POST"})
# The editor has hundreds of views, and a few people.
ADMIN: Final = "admin"
# Seconds. A kept page takes half a millisecond and one that is made 15 to 100 (docs/performance.md); search must answer
# within 2 s whatever fails, and gunicorn gives a request up after 30.
BUCKETS: Final = (0.0025, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)

requests_total = Counter("hub_http_requests", "Requests that were answered.", ["view", "method", "status"])
request_seconds = Histogram("hub_http_request_seconds", "Seconds until an answer began.", ["view"], buckets=BUCKETS)


def method_label(request: HttpRequest) -> str:
    """Return the method of a request; a visitor may make methods up, so others than the usual ones are one."""
    return request.method if request.method in METHODS else "other"


def count_request(request: HttpRequest, *, view: str, status: int, seconds: float) -> None:
    """Count an answer."""
    label = ADMIN if request.path_info.startswith(ADMIN_PREFIX) else view
    requests_total.labels(label, method_label(request), str(status)).inc()
    request_seconds.labels(label).observe(seconds)


def exposition() -> bytes:
    """Return everything as Prometheus reads it: requests of all processes of this server, and the state of the site."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return bytes(generate_latest(REGISTRY)) + _state()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return bytes(generate_latest(registry)) + _state()


def _state() -> bytes:
    registry = CollectorRegistry()
    registry.register(StateCollector())
    return bytes(generate_latest(registry))
