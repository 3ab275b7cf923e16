"""The connection of a test, which lives in a transaction that must outlast a request."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started
from django.db import close_old_connections


@contextmanager
def kept_connection() -> Iterator[None]:
    """Let requests begin and end without closing the test's connection, as the test client does for its own.

    PostgreSQL notices: what a closed connection had not committed is gone. SQLite in memory never closes.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
