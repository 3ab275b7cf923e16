"""The server: how it is reached, how long it is waited for, and what its indices are called.

The only module that makes a client. Nothing is retried here: who waits for a page is answered by another engine, and
who feeds the index tries again later.
"""

import functools
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from elastic_transport import OrjsonSerializer
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, ConnectionError as NoConnection, ConnectionTimeout, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError

from search.engines.elasticsearch.deadline import DeadlineNode
from search.exceptions import Reason, SearchUnavailable

# What a server that answers with an error means; what is not here it does not know itself.
REASONS: Final[Mapping[int, Reason]] = {
    401: Reason.REFUSED,
    403: Reason.REFUSED,
    404: Reason.MISSING,
    429: Reason.REFUSED,
    503: Reason.REFUSED,
}

# Each request would be a line, and each failure another, with the server's address: ``failover`` and ``feeding`` tell.
logging.getLogger("elastic_transport").setLevel(logging.ERROR)


@functools.cache
def _client(url: str, api_key: str, ca: str, seconds: float) -> Elasticsearch:
    return Elasticsearch(
        url,
        node_class=DeadlineNode,
        api_key=api_key or None,
        # Left out, the system's own authorities are known; the client's types do not say so of None.
        ca_certs=ca or DEFAULT,
        request_timeout=seconds,
        max_retries=0,
        retry_on_timeout=False,
        # A node that failed is asked again at once: whether it is spared is decided by the circuit breaker alone.
        dead_node_backoff_factor=0.0,
        serializers={"application/json": OrjsonSerializer()},
        connections_per_node=settings.HUB_ELASTICSEARCH["CONNECTIONS"],
    )


def search_client() -> Elasticsearch:
    """Return the client that pages ask with: it waits as long as a visitor may."""
    return _to(settings.HUB_ELASTICSEARCH["SEARCH_SECONDS"])


def feed_client() -> Elasticsearch:
    """Return the client that the index is fed with, which waits longer."""
    return _to(settings.HUB_ELASTICSEARCH["FEED_SECONDS"])


def _to(seconds: float) -> Elasticsearch:
    given = settings.HUB_ELASTICSEARCH
    return _client(given["URL"], given["API_KEY"], given["CA"], seconds)


def alias() -> str:
    """Return the name under which the index is asked; the index itself has a moment behind it (``lifecycle``)."""
    name: str = settings.HUB_ELASTICSEARCH["INDEX"]
    return name


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever the server or the way to it does wrong into ``SearchUnavailable``."""
    try:
        yield
    except (ApiError, TransportError, BulkIndexError) as error:
        raise SearchUnavailable(_in_short(error), _reason(error)) from error
    except (SearchUnavailable, DatabaseError):
        raise
    except Exception as error:
        # A wrong address or certificate, or an answer that no client expects: nobody's page fails for it.
        raise SearchUnavailable(_in_short(error)) from error


def _reason(error: Exception) -> Reason:
    match error:
        case ConnectionTimeout():
            return Reason.SLOW
        case NoConnection():
            return Reason.UNREACHABLE
        case ApiError(meta=meta):
            return REASONS.get(meta.status, Reason.OTHER)
    return Reason.OTHER


def _in_short(error: Any) -> str:
    """Return what went wrong without what was asked: for a log, where no words of a visitor belong."""
    status = getattr(error, "status_code", None)
    kind = getattr(error, "error", "") if status is not None else ""
    return " ".join(str(part) for part in (type(error).__name__, status, kind) if part)[:200]
