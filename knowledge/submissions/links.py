"""Following the links of a submission without letting anybody use the server to look inside a network (threat C30).

Only http and https on their own ports, only to addresses of the public internet: a name is resolved once, every address
that it has must be public, and the connection goes to one of those, so that the name cannot mean another thing a moment
later. Each redirect is asked the same. Nothing is read but the head of the answer.
"""

import contextlib
import http.client
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.utils import timezone
from wagtail.fields import RichTextField, StreamField

from home.fetching import PublicGuard
from home.models import HubPage
from knowledge import tasks
from knowledge.enums import LinkState
from knowledge.models import LinkCheck, Submission

TIMEOUT: Final = 6.0
# A server that sends a letter a second keeps within every timeout: after these seconds its answer is cut off.
LONGEST_ANSWER: Final = 15.0
MOST_REDIRECTS: Final = 4
# More links than this are not followed: a list of a hundred is not written by hand.
MOST_LINKS: Final = 40
LONGEST: Final = 2000
PORTS: Final = {"http": 80, "https": 443}
_HREF: Final = re.compile(r"""<a\b[^>]*\bhref=["'](https?://[^"']+)["']""", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
# Answers after which the same is asked in the other way: many servers refuse to answer HEAD.
_ASK_AGAIN: Final = frozenset({400, 403, 404, 405, 406, 501, 503})

Allowed = Callable[[str, int], bool]


class Refused(Exception):
    """The address is not one of the public internet."""


def is_public(address: str, port: int) -> bool:
    """Return whether an IP address is one of the public internet, and the port that of http or https."""
    return port in PORTS.values() and PublicGuard().is_allowed(address)


def links_of(page: HubPage) -> list[str]:
    """Return the web addresses in the texts and fields of a page, each once, in the order in which they stand."""
    found = dict.fromkeys(url for text in _texts(page) for url in text)
    return [url for url in found if len(url) <= LONGEST][:MOST_LINKS]


def _texts(page: Any) -> Iterator[list[str]]:
    for field in page._meta.concrete_fields:
        value = getattr(page, field.name)
        if isinstance(field, RichTextField):
            yield [url.replace("&amp;", "&") for url in _HREF.findall(value or "")]
        elif isinstance(field, StreamField):
            yield [url.replace("&amp;", "&") for text in _strings(value.get_prep_value()) for url in _urls(text)]
        elif isinstance(value, str) and value.lower().startswith(("http://", "https://")):
            yield [value]


def _urls(text: str) -> list[str]:
    return _HREF.findall(text) or ([text] if _ADDRESS.fullmatch(text) else [])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def links_check(*, submission: Submission, allowed: Allowed = is_public) -> list[LinkCheck]:
    """Follow the links of what is under review, and keep where each led; called by the job queue."""
    page = submission.revision.as_object() if submission.revision is not None else submission.draft
    checks = []
    for url in links_of(page):
        state, status = follow(url, allowed=allowed)
        values = {"state": state, "status": status, "checked_at": timezone.now()}
        check, _created = LinkCheck.objects.update_or_create(submission=submission, url=url, defaults=values)
        checks.append(check)
    LinkCheck.objects.filter(submission=submission).exclude(pk__in=[check.pk for check in checks]).delete()
    return checks


def links_check_later(submission: Submission) -> None:
    """Have the links followed by the job queue, once this transaction is through."""
    transaction.on_commit(partial(tasks.check_links.enqueue, submission.pk))


def follow(url: str, *, allowed: Allowed = is_public) -> tuple[LinkState, int | None]:
    """Return what became of following an address, and the status that was answered last."""
    for _step in range(MOST_REDIRECTS + 1):
        try:
            status, location = _ask(url, allowed)
        except Refused:
            return LinkState.REFUSED, None
        except (OSError, http.client.HTTPException, ValueError):
            return LinkState.SILENT, None
        if location and 300 <= status < 400:
            url = urljoin(url, location)
            continue
        return _state_of(status), status
    return LinkState.BROKEN, status


def _state_of(status: int) -> LinkState:
    if status < 400 or status in (401, 403, 429):
        return LinkState.ALIVE
    return LinkState.BROKEN if status < 500 else LinkState.SILENT


def _ask(url: str, allowed: Allowed) -> tuple[int, str]:
    status, location = _request("HEAD", url, allowed)
    return _request("GET", url, allowed) if status in _ASK_AGAIN else (status, location)


def _request(method: str, url: str, allowed: Allowed) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise Refused(url)
    port = parts.port or PORTS[parts.scheme]
    connection = _connection(parts.scheme, parts.hostname, port, allowed)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "hub link check", "Accept": "*/*", "Connection": "close"}
    cut = threading.Timer(LONGEST_ANSWER, _cut_off, [connection.sock])
    cut.start()
    try:
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        # The body is left where it is; closing both ends of the connection is enough.
        response.close()
        return response.status, response.headers.get("Location", "")
    finally:
        cut.cancel()
        connection.close()


def _cut_off(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _connection(scheme: str, host: str, port: int, allowed: Allowed) -> http.client.HTTPConnection:
    """Return a connection to one of the addresses of a name, all of which are public; raises ``Refused``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(allowed(address, port) for address in addresses):
        raise Refused(host)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    plain = socket.create_connection((addresses[0], port), timeout=TIMEOUT)
    # The connection speaks to the name, over a socket that leads to the address which was looked at.
    try:
        connection.sock = _secured(plain, host) if scheme == "https" else plain
    except BaseException:
        plain.close()
        raise
    return connection


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
