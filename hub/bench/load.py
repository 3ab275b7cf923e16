"""A site under load: its own servers in production settings, readers who never pause, an editor who publishes."""

import http.client
import itertools
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from home.models import HomePage, StandardPage
from hub.bench.questions import mixture
from hub.bench.timing import percentile

START_SECONDS = 60
HOST = "hub.example"
# Three pages and a search in each four requests, and the API now and then: what a site is asked.
API_SHARE = 0.2
SEARCH_SHARE = 0.4


@dataclass
class LoadResult:
    """What readers got: milliseconds of every answer, how many of each status, and how long it lasted."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """Return the result as a table in Markdown."""
        found = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items()))
        times = [f"{percentile(self.milliseconds, share):.1f}" for share in (0.5, 0.95, 0.99)]
        rate = len(self.milliseconds) / self.seconds
        return [
            "| requests/s | p50 ms | p95 ms | p99 ms | answers | errors |",
            "|---|---|---|---|---|---|",
            f"| {rate:.0f} | {' | '.join(times)} | {found} | {self.errors} |",
        ]

    @property
    def errors(self) -> int:
        """Return how many answers were none, or other than a page (200)."""
        return sum(count for status, count in self.statuses.items() if status != "200")


@contextmanager
def servers(workers: int) -> Iterator[int]:
    """Run gunicorn on a free port with the production settings on this database; yield the port.

    Raises ``CommandError`` when it does not answer within a minute.
    """
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hub.settings.production",
        "SECRET_KEY": "only-for-this-measurement-on-loopback",
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        # Each request comes from an address of its own, as behind a proxy.
        "HUB_TRUSTED_PROXY_COUNT": "1",
        "LOG_LEVEL": "WARNING",
    }
    manage = [sys.executable, sys.argv[0]]
    subprocess.run([*manage, "collectstatic", "--noinput", "-v", "0"], check=True, env=environment)  # noqa: S603 - this very program
    command = [sys.executable, "-m", "gunicorn", "hub.wsgi", "--workers", str(workers), "--bind", f"127.0.0.1:{port}"]
    # Threads, because a synchronous worker closes each connection after its answer.
    command += ["--threads", "4", "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment, cwd=Path(settings.BASE_DIR))  # noqa: S603 - the same
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def page_to_publish() -> StandardPage:
    """Return the page that the editor of a measurement publishes, made when it is not there."""
    found = StandardPage.objects.filter(slug="bench").first()
    if found is None:
        home = HomePage.objects.order_by("pk")[0]
        found = StandardPage(title="Bench", slug="bench", locale=home.locale)
        home.add_child(instance=found)
    return found


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz", headers={"Host": HOST})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise CommandError("The servers do not answer.")


def addresses(pages: Sequence[str]) -> list[str]:
    """Return what readers ask, mixed: pages, searches, and the API."""
    queries = mixture()
    searches = [query.url for query in queries]
    apis = ["/api/v1/search/" + query.replace(size=20).query_string() for query in queries]
    chosen = random.Random(1)  # noqa: S311 - the same mixture each time
    found = []
    for _turn in range(1_000):
        share = chosen.random()
        kind = apis if share < API_SHARE else searches if share < API_SHARE + SEARCH_SHARE else pages
        found.append(chosen.choice(kind))
    return found


def run(port: int, asked: list[str], *, clients: int, seconds: float, publish: Callable[[], object]) -> LoadResult:
    """Let so many clients ask for some seconds while an editor publishes each second; return what they got."""
    result, lock, until = LoadResult(seconds=seconds), threading.Lock(), time.monotonic() + seconds
    numbers = itertools.count()

    def read(first: int) -> None:
        times, statuses = _read(port, asked[first:] + asked[:first], numbers, until)
        with lock:
            result.milliseconds += times
            result.statuses += statuses

    places = range(0, len(asked), -(-len(asked) // clients))
    readers = [threading.Thread(target=read, args=(place,)) for place in places]
    for reader in readers:
        reader.start()
    while time.monotonic() < until:
        publish()
        time.sleep(1)
    for reader in readers:
        reader.join()
    return result


def ask(connection: http.client.HTTPConnection, address: str, number: int, host: str = HOST) -> tuple[str, bytes]:
    """Ask for an address as the proxy before the servers does, for visitor ``number``.

    Returns the status, or the name of what went wrong, and the body as it was sent.
    """
    number %= 65_536
    headers = {
        "Host": host,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": f"10.1.{number // 256}.{number % 256}",
        "Accept-Encoding": "gzip",
    }
    try:
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        return str(response.status), response.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return type(error).__name__, b""


def _read(
    port: int, asked: Sequence[str], numbers: "itertools.count[int]", until: float
) -> tuple[list[float], Counter[str]]:
    """Ask over one connection that stays open until the time is up; return the milliseconds and statuses."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times, statuses = [], Counter[str]()
    for address in itertools.cycle(asked):
        if time.monotonic() >= until:
            break
        started = time.perf_counter()
        status, _body = ask(connection, address, next(numbers))
        times.append((time.perf_counter() - started) * 1000)
        statuses[status] += 1
    connection.close()
    return times, statuses
