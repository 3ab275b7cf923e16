"""Fetching what somebody typed the address of, without reaching anything but the open web (threat C30, SSRF).

The name is looked up once, every address that it has must be a public one, and the connection goes to an address that
was checked: a name that answers otherwise a moment later (DNS rebinding) changes nothing. Other ways to write an
address (decimal, octal, in IPv6) are judged by what they lead to. Each redirect is a new address, checked as the first.
"""

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Timer
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_SECONDS: Final = 20.0
MAX_REDIRECTS: Final = 3
MAX_ADDRESS: Final = 2000
CHUNK: Final = 64 * 1024
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Ways to carry an IPv4 address inside an IPv6 one; what they lead to is for the network to say.
_CARRIERS: Final = tuple(
    ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)


class FetchFailed(Exception):
    """Nothing was fetched. ``code`` says why, for ``problem_text`` of whoever asked; ``detail`` is for the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its status (200 or 304), its body without compression, and its headers by small name."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class PublicGuard:
    """Where may be fetched from: the open web, at its usual ports. Tests put their own in ``HUB_FETCH_GUARD``."""

    ports: tuple[int, ...] = (443, 80)

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes of addresses."""
        return ("https", "http") if settings.HUB_FETCH_HTTP else ("https",)

    def is_allowed(self, address: str) -> bool:
        """Return whether an address of the network is one that everybody on the internet can reach."""
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(ip, ipaddress.IPv6Address):
            if ip.ipv4_mapped is not None:
                ip = ip.ipv4_mapped
            elif any(ip in network for network in _CARRIERS):
                return False
        is_local = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local
        return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or is_local)


def guard() -> PublicGuard:
    """Return the guard that the settings name."""
    made: PublicGuard = import_string(settings.HUB_FETCH_GUARD)()
    return made


def fetch(url: str, *, headers: Mapping[str, str] | None = None, accept: str = "*/*") -> Fetched:
    """Return what is at a web address, in ``MAX_SECONDS`` altogether and ``MAX_BYTES`` uncompressed.

    ``headers`` are further ones, such as ``If-None-Match``. Raises ``FetchFailed`` for anything but 200 and 304.
    """
    sent = {"User-Agent": "hub-calendar-import", "Accept": accept, "Accept-Encoding": "gzip", **(headers or {})}
    deadline = time.monotonic() + MAX_SECONDS
    for _hop in range(MAX_REDIRECTS + 1):
        answer = _fetch_once(_checked(url), sent, deadline)
        if answer.status not in REDIRECTS:
            return answer
        url = _joined(url, answer.headers.get("location", ""))
    raise FetchFailed("redirects")


def check_address(url: str) -> None:
    """Refuse an address that never could be fetched, by its looks; raises ``FetchFailed``. Nothing is looked up."""
    _checked(url)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchFailed("address", str(error)) from error


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchFailed("address", str(error)) from error
    if not host or len(url) > MAX_ADDRESS or not url.isprintable() or " " in url:
        raise FetchFailed("address")
    if parts.scheme not in guard().schemes:
        raise FetchFailed("scheme")
    if parts.username is not None or parts.password is not None:
        raise FetchFailed("credentials")
    if port is not None and port not in guard().ports:
        raise FetchFailed("port")
    return parts


def _addresses(host: str, port: int, deadline: float) -> list[str]:
    """Return the addresses of a name, all of them allowed; raises ``FetchFailed``."""
    # The system's look-up has no time limit of its own; its thread is left behind when it takes too long.
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        looked_up = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        rows = looked_up.result(timeout=_left(deadline))
    except TimeoutError as error:
        raise FetchFailed("slow") from error
    except (OSError, UnicodeError) as error:
        raise FetchFailed("name", str(error)) from error
    finally:
        pool.shutdown(wait=False)
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    allowed = guard().is_allowed
    if not found or not all(allowed(address) for address in found):
        raise FetchFailed("private", host)
    return found


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address that was checked, which speaks to the host by its name (SNI, certificate, Host)."""

    def __init__(self, parts: SplitResult, address: str, deadline: float) -> None:
        self.address, self.is_secure, self.deadline = address, parts.scheme == "https", deadline
        self.context = ssl.create_default_context()
        port = parts.port or (443 if self.is_secure else 80)
        super().__init__(parts.hostname or "", port, context=self.context)
        self.default_port = 443 if self.is_secure else 80
        # The connection itself lets go of its socket as soon as an answer begins that ends with the line.
        self.line: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the checked address; no name is looked up any more."""
        sock = socket.create_connection((self.address, self.port), timeout=_left(self.deadline))
        self.sock = self.line = sock
        if self.is_secure:
            # In two steps, so that the clock can hang up in the middle of the handshake as well.
            secure = self.context.wrap_socket(sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self.line = secure
            secure.do_handshake()


def _fetch_once(parts: SplitResult, headers: Mapping[str, str], deadline: float) -> Fetched:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _addresses(parts.hostname or "", port, deadline)[0]
    connection = _Pinned(parts, address, deadline)
    # Each wait has a limit, but a server that sends a byte a second never meets it: the clock hangs up (slow loris).
    clock = Timer(_left(deadline), _hang_up(connection))
    clock.daemon = True
    clock.start()
    try:
        connection.request("GET", parts._replace(scheme="", netloc="", fragment="").geturl() or "/", headers=headers)
        with connection.getresponse() as response:
            return _answer(response, deadline)
    except TimeoutError as error:
        raise FetchFailed("slow") from error
    except ssl.SSLError as error:
        raise FetchFailed("certificate", str(error)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchFailed("slow" if time.monotonic() >= deadline else "connection", str(error)) from error
    finally:
        clock.cancel()
        connection.close()


def _answer(response: http.client.HTTPResponse, deadline: float) -> Fetched:
    found = {name.lower(): value for name, value in response.getheaders()}
    if response.status in REDIRECTS or response.status == 304:
        return Fetched(response.status, b"", found)
    if response.status != 200:
        raise FetchFailed("status", str(response.status))
    return Fetched(200, _read(response, found.get("content-encoding", ""), deadline), found)


def _hang_up(connection: "_Pinned") -> Callable[[], None]:
    def hang_up() -> None:
        if connection.line is not None:
            try:
                connection.line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    return hang_up


def _read(response: http.client.HTTPResponse, encoding: str, deadline: float) -> bytes:
    """Return the body, unpacked piece by piece and never beyond the limit (a zip bomb stops there)."""
    if encoding.lower() not in ("", "identity", "gzip", "x-gzip"):
        raise FetchFailed("encoding", encoding)
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding.lower() else None
    body = bytearray()
    while chunk := response.read(CHUNK):
        if time.monotonic() >= deadline:
            raise FetchFailed("slow")
        try:
            body += unpack.decompress(chunk, MAX_BYTES + 1 - len(body)) if unpack else chunk
        except zlib.error as error:
            raise FetchFailed("encoding", str(error)) from error
        if len(body) > MAX_BYTES or (unpack is not None and unpack.unconsumed_tail):
            raise FetchFailed("size")
        if unpack is not None and unpack.unused_data:
            # What comes after the end of what is packed would be kept, all of it, and never reach the body.
            raise FetchFailed("encoding", "goes on after its end")
    if time.monotonic() >= deadline:
        # The clock hung up in the middle, which looks like an end.
        raise FetchFailed("slow")
    if response.length:
        raise FetchFailed("connection", "cut off")
    if unpack is not None and not unpack.eof:
        raise FetchFailed("encoding", "cut off")
    return bytes(body)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchFailed("slow")
    return left
