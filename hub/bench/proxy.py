"""A proxy before a real server that can go wrong in every way that a server, or the way to it, does.

``FAULTS`` names each way. A fault gets the handler of one request and does as it likes with it; what waits, waits until
the fault is over.
"""

import http.client
import json
import os
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

PIECE = bytes(2**16)
JSON = "application/vnd.elasticsearch+json;compatible-with=8"
# Seconds between one byte and the next of an answer that drips.
DRIP = 0.2


@dataclass(frozen=True)
class Answer:
    """What the real server said."""

    status: int
    body: bytes
    content_type: str = JSON

    def changed(self, change: Callable[[Any], Any]) -> "Answer":
        """Return the answer with its content changed."""
        return Answer(self.status, json.dumps(change(json.loads(self.body))).encode(), self.content_type)

    def encoded(self) -> bytes:
        """Return it as it goes over the wire."""
        lines = [
            f"HTTP/1.1 {self.status} {http.client.responses[self.status]}",
            "X-elastic-product: Elasticsearch",
            f"Content-Type: {self.content_type}",
            f"Content-Length: {len(self.body)}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


class Handler(BaseHTTPRequestHandler):
    """One connection to the proxy."""

    protocol_version = "HTTP/1.1"
    server: "FaultyProxy"

    def setup(self) -> None:
        """Keep the connection, so that it can be broken off."""
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        """Let go of the connection."""
        self.server.connections.discard(self.connection)
        super().finish()

    def handle_one_request(self) -> None:
        """Answer; that the client has gone ends the connection and nothing else."""
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def do_ANY(self) -> None:
        """Read what is asked, and do with it what is wrong just now."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests += 1
        self.server.fault(self)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_ANY  # noqa: N815 - the names that the library calls

    def ask(self) -> Answer:
        """Return what the real server says."""
        upstream = http.client.HTTPConnection(self.server.upstream, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection"}}
        upstream.request(self.command, self.path, self.body, headers)
        response = upstream.getresponse()
        answer = Answer(response.status, response.read(), response.headers.get("Content-Type", JSON))
        upstream.close()
        return answer

    def say(self, answer: Answer) -> None:
        """Pass an answer on."""
        self.wfile.write(answer.encoded())

    def wait(self) -> None:
        """Say nothing more until the fault is over."""
        self.server.is_over.wait()
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


Fault = Callable[[Handler], None]


def works(handler: Handler) -> None:
    """Pass everything on."""
    handler.say(handler.ask())


def black_hole(handler: Handler) -> None:
    """Accept, and never answer."""
    handler.wait()


def half_headers(handler: Handler) -> None:
    """Stop in the middle of the headers."""
    handler.wfile.write(handler.ask().encoded()[:40])
    handler.wait()


def half_body(handler: Handler) -> None:
    """Stop in the middle of the answer."""
    encoded = handler.ask().encoded()
    handler.wfile.write(encoded[: len(encoded) - len(encoded) // 4])
    handler.wait()


def drip(handler: Handler) -> None:
    """Send a byte now and then, from the first on."""
    _drip(handler, handler.ask().encoded())


def drip_body(handler: Handler) -> None:
    """Send the headers at once, and a byte of the rest now and then."""
    headers, _, body = handler.ask().encoded().partition(b"\r\n\r\n")
    handler.wfile.write(headers + b"\r\n\r\n")
    _drip(handler, body)


def _drip(handler: Handler, data: bytes) -> None:
    for place in range(len(data)):
        handler.wfile.write(data[place : place + 1])
        if handler.server.is_over.wait(DRIP):
            break
    handler.close_connection = True


def reset(handler: Handler) -> None:
    """Break the connection in the middle of the answer."""
    handler.wfile.write(handler.ask().encoded()[:80])
    # Closed without lingering, and not shut down before, TCP says "reset" instead of "end".
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(handler.connection.detach())
    handler.close_connection = True


def hang_up(handler: Handler) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True


def status(number: int) -> Fault:
    """Return a fault that answers with an error, as the server words them."""

    def answer(handler: Handler) -> None:
        error = {"error": {"type": "injected_exception", "reason": "injected"}, "status": number}
        handler.say(Answer(number, json.dumps(error).encode()))

    return answer


def html(handler: Handler) -> None:
    """Answer as a proxy does that has a page for everything."""
    handler.say(Answer(200, b"<!DOCTYPE html><title>Welcome</title>", "text/html"))


def bad_gateway(handler: Handler) -> None:
    """Answer as a proxy does whose server is gone."""
    handler.say(Answer(502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html"))


def truncated(handler: Handler) -> None:
    """Answer with the first half of the right JSON."""
    answer = handler.ask()
    handler.say(Answer(answer.status, answer.body[: len(answer.body) // 2]))


def wrong_type(handler: Handler) -> None:
    """Answer rightly, and call it something else."""
    answer = handler.ask()
    handler.say(Answer(answer.status, answer.body, "application/octet-stream"))


def endless(handler: Handler) -> None:
    """Answer with more than anybody can hold."""
    handler.wfile.write(Answer(200, b"").encoded().replace(b"Content-Length: 0", b"Content-Length: 99999999999"))
    _go_on(handler)


def boundless(handler: Handler) -> None:
    """Answer with more than anybody can hold, and do not say so."""
    handler.wfile.write(Answer(200, b"").encoded().replace(b"Content-Length: 0", b"Connection: close"))
    _go_on(handler)


def _go_on(handler: Handler) -> None:
    while not handler.server.is_over.is_set():
        handler.wfile.write(PIECE)
    handler.close_connection = True


def odd(content: Any) -> Fault:
    """Return a fault that answers with JSON which is no answer."""

    def answer(handler: Handler) -> None:
        handler.say(Answer(200, json.dumps(content).encode()))

    return answer


def partly(**change: Any) -> Fault:
    """Return a fault that puts something into each answer to a search."""

    def put(content: Any) -> Any:
        if isinstance(content, dict):
            if "hits" in content:
                content |= change
            for one in content.get("responses", ()):
                put(one)
        return content

    return lambda handler: handler.say(handler.ask().changed(put))


FAULTS: dict[str, Fault] = {
    "black hole": black_hole,
    "half of the headers": half_headers,
    "half of the answer": half_body,
    "drips": drip,
    "drips after the headers": drip_body,
    "reset": reset,
    "hangs up": hang_up,
    "429": status(429),
    "500": status(500),
    "502 of another proxy": bad_gateway,
    "503": status(503),
    "401": status(401),
    "a page": html,
    "half of the JSON": truncated,
    "wrong content type": wrong_type,
    "endless": endless,
    "boundless": boundless,
    "an empty object": odd({}),
    "a list": odd([]),
    "null": odd(None),
    "no responses": odd({"took": 1, "responses": []}),
    "responses of another kind": odd({"took": 1, "responses": [None, 1, "x", {}]}),
    "a failed shard": partly(_shards={"total": 1, "successful": 0, "skipped": 0, "failed": 1}),
    "timed out": partly(timed_out=True),
}


class FaultyProxy(ThreadingHTTPServer):
    """Passes on what it is asked, until it is told to go wrong; a context manager."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, url: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.upstream = urlsplit(url).netloc
        self.fault: Fault = works
        self.is_over = threading.Event()
        self.requests = 0
        self.connections: set[socket.socket] = set()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        """Return where it is asked."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def go_wrong(self, fault: Fault) -> None:
        """Do as ``fault`` from the next request on, over connections that are open as well."""
        self.is_over.clear()
        self.fault = fault

    def recover(self) -> None:
        """Pass everything on again."""
        self.fault = works
        self.is_over.set()

    def close(self) -> None:
        """Listen no more, and break off what is going on."""
        self.recover()
        self.shutdown()
        self.server_close()
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: that clients go away is what is tested."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: Any) -> None:
        self.close()
