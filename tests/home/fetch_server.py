"""A server on this machine that answers as hostile ones do, and the guard that lets tests reach it."""

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from home.fetching import MAX_BYTES, PublicGuard

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class TestGuard(PublicGuard):
    """Lets through plain http to the ports that a test opened on this machine; all else as the real one."""

    __test__ = False
    schemes = ("http", "https")
    open_ports: ClassVar[set[int]] = set()

    @property
    def ports(self):
        return (443, 80, *self.open_ports)

    def is_allowed(self, address):
        return address == "127.0.0.1" or super().is_allowed(address)


class Handler(BaseHTTPRequestHandler):
    """Each path is a way to answer."""

    body: ClassVar[bytes] = BODY
    etag: ClassVar[str] = '"een"'
    asked: ClassVar[list] = []

    def do_GET(self):
        self.asked.append((self.path, self.headers.get("Host"), self.headers.get("If-None-Match")))
        name = self.path.strip("/").partition("?")[0].partition("/")[0]
        getattr(self, f"give_{name}", self.give_ok)()

    def answer(self, status=200, body=b"", **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def give_ok(self):
        if self.headers.get("If-None-Match") == self.etag:
            self.answer(304)
        else:
            self.answer(body=self.body, ETag=self.etag)

    def give_missing(self):
        self.answer(404, b"no")

    def give_gzip(self):
        self.answer(body=gzip.compress(self.body), Content_Encoding="gzip")

    def give_bomb(self):
        self.answer(body=gzip.compress(b"\0" * (20 * MAX_BYTES)), Content_Encoding="gzip")

    def give_trail(self):
        self.answer(body=gzip.compress(self.body) + b"x" * MAX_BYTES, Content_Encoding="gzip")

    def give_brotli(self):
        self.answer(body=b"x", Content_Encoding="br")

    def give_large(self):
        self.answer(body=b"x" * (MAX_BYTES + 1))

    def give_endless(self):
        self.send_response(200)
        self.end_headers()
        for _number in range(MAX_BYTES // 65536 + 20):
            self.wfile.write(b"x" * 65536)

    def give_cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"BEGIN")

    def give_drip(self):
        self.send_response(200)
        self.end_headers()
        for _number in range(600):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def give_once(self):
        self.answer(302, Location="/ok")

    def give_around(self):
        self.answer(302, Location="/around")

    def give_away(self):
        self.answer(302, Location=self.path.partition("?")[2])

    def log_message(self, *args):
        pass


class DrippingHeaders(threading.Thread):
    """A server that never comes to the end of its first line."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self):
        connection, _address = self.socket.accept()
        with self.socket, connection:
            for letter in b"HTTP/1.1 200 " + b"O" * 600:
                try:
                    connection.sendall(bytes([letter]))
                except OSError:
                    return
                time.sleep(0.1)


class Server(ThreadingHTTPServer):
    """The server of a test; clients that hang up are no trouble."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def serve():
    """Return a running server."""
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
