"""A whole answer in time, or none.

The time-out of a socket begins anew with each byte, so that a server which sends one a second is listened to for hours:
here an answer is read until one moment, set when it was asked for. And looking up the name of a server has no time-out
at all, and each of its addresses one of its own: connecting is left to a thread, which is waited for no longer than
that. A connection is made once and then used by many, so that no question pays for the thread.
"""

import http.client
import io
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from elastic_transport import ConnectionTimeout, HttpHeaders, NodeConfig, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT
from urllib3 import Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError

# No answer of ours comes near: what goes on beyond it is no answer.
MAX_BYTES: Final = 64 * 2**20

_latest: ContextVar[float | None] = ContextVar("elasticsearch_deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let all that is asked here come within so many seconds together; a request's own time-out holds as well."""
    until = time.monotonic() + seconds
    latest = _latest.get()
    token = _latest.set(until if latest is None else min(until, latest))
    try:
        yield
    finally:
        _latest.reset(token)


class DeadlineNode(Urllib3HttpNode):
    """A server whose answers are there in time, from looking up its name to the last byte, or are given up."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        self.pool.ConnectionCls = _SecureConnection if config.scheme == "https" else _Connection
        # When all connections are in use another is made, because waiting for one has no time-out either.
        self.pool.block = False

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = DEFAULT,
    ) -> Any:
        """Return the answer; raises ``ConnectionTimeout`` at the deadline."""
        given: float | None = self.config.request_timeout if request_timeout is DEFAULT else request_timeout
        if given is None:
            raise ValueError("A request needs a time-out.")
        latest = _latest.get()
        seconds = given if latest is None else min(given, latest - time.monotonic())
        if seconds <= 0:
            raise ConnectionTimeout("There is no time left to ask.")
        # One time-out for connecting, sending and reading together; a number would be one for each.
        timeout: Any = Timeout(total=seconds)
        return super().perform_request(method, target, body, headers, request_timeout=timeout)


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Reader(self.fp.detach(), sock))

    def begin(self) -> None:
        super().begin()
        # Room is made for all that an answer says it has before it is read.
        if self.length is not None and self.length > MAX_BYTES:
            raise OSError("The answer is too long.")


class _Reader(io.RawIOBase):
    """Reads a socket until a moment, and up to ``MAX_BYTES``."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._socket = sock
        # What is left of the time for the whole, now that the request is sent; none where there is no deadline.
        seconds = sock.gettimeout()
        self._until = None if seconds is None else time.monotonic() + seconds
        self._left = MAX_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._until is not None:
            seconds = self._until - time.monotonic()
            if seconds <= 0:
                raise TimeoutError("The answer was not whole in time.")
            self._socket.settimeout(seconds)
        count = self._raw.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise OSError("The answer does not end.")
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Connection(HTTPConnection):
    """A connection that is there in time, or is given up, and whose answers are read until a moment."""

    response_class = _Response

    def connect(self) -> None:
        """Connect in a thread of its own; raises ``ConnectTimeoutError`` when that takes too long."""
        future: Future[None] = Future()
        # A daemon: what was given up must not keep a process from ending.
        threading.Thread(target=self._connect, args=(future,), name="elasticsearch-connect", daemon=True).start()
        try:
            future.result(self.timeout)
        except TimeoutError as error:
            if future.cancel():
                raise ConnectTimeoutError(self, "The server was not reached in time.") from error
            future.result()

    def _connect(self, future: Future[None]) -> None:
        failure: BaseException | None = None
        try:
            super().connect()
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            failure = error
        if not future.set_running_or_notify_cancel():
            self.close()
        elif failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(None)


class _SecureConnection(_Connection, HTTPSConnection):
    """The same over TLS."""
