"""Forty people who save their drafts at once, as their browsers do: what the servers answer, and what is kept."""

import http.client
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from home.versions import version_of
from hub.bench.load import HOST
from hub.bench.timing import percentile
from knowledge.models import BestPracticePage, Submission
from knowledge.submissions.drafts import submission_start
from members.enums import OrganisationKind, ParticipationLevel
from members.models import Contact, Organisation, User
from members.services import participation_start

TOKEN = "b" * 32
PASSWORD = secrets.token_urlsafe(16)
STEP = "what"


@dataclass
class Writer:
    """Somebody with a draft and a browser; ``kept`` is the last text of which the server said that it has it."""

    number: int
    email: str
    submission: Submission
    version: str
    session: str = ""
    kept: str = ""
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


def make_writers(number: int) -> list[Writer]:
    """Return so many members of one invented organisation, each signed in, with a draft of their own."""
    organisation, is_new = Organisation.objects.get_or_create(
        slug="bench-saving", defaults={"name": "Bench", "kind": OrganisationKind.EDUCATION, "is_example": True}
    )
    if is_new:
        participation_start(
            organisation=organisation, level=ParticipationLevel.PARTICIPATE, starts_on=timezone.localdate()
        )
    return [_writer(organisation, place) for place in range(number)]


def _writer(organisation: Organisation, number: int) -> Writer:
    user, is_new = User.objects.get_or_create(email=f"bench-{number}@hub.example", defaults={"name": f"Bench {number}"})
    user.set_password(PASSWORD)
    user.save()
    if is_new:
        Contact.objects.create(user=user, organisation=organisation, starts_on=timezone.localdate())
    submission = submission_start(
        user=user,
        organisation=organisation,
        page=BestPracticePage(title=f"Draft {number}"),
        locale=Locale.objects.get(language_code="nl"),
    )
    return Writer(number, user.email, submission, version_of(submission.page))


def sign_in(port: int, writers: Sequence[Writer]) -> None:
    """Sign every writer in, as a browser does: the servers have a secret of their own.

    Raises ``RuntimeError`` for who is refused.
    """
    for writer in writers:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        form = {"username": writer.email, "password": PASSWORD}
        connection.request("POST", reverse("members:login"), body=urlencode(form), headers=_headers(writer))
        response = connection.getresponse()
        cookies = response.headers.get_all("Set-Cookie") or []
        connection.close()
        found = SimpleCookie("; ".join(cookies)).get(settings.SESSION_COOKIE_NAME)
        if found is None or response.status != 302:
            raise RuntimeError(f"{writer.email} could not sign in.")
        writer.session = found.value


def save_at_once(port: int, writers: Sequence[Writer], *, times: int) -> float:
    """Let every writer save so many times without a pause, all at once; return the seconds it took."""
    threads = [threading.Thread(target=_save, args=(port, writer, times)) for writer in writers]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def _save(port: int, writer: Writer, times: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    address = reverse("submissions:save", args=[writer.submission.uuid, STEP])
    for turn in range(times):
        text = f"Writer {writer.number}, text {turn}"
        form = {"version": writer.version, "title": f"Draft {writer.number}", "summary": text}
        started = time.perf_counter()
        try:
            connection.request("POST", address, body=urlencode(form), headers=_headers(writer))
            response = connection.getresponse()
            body, status = response.read(), str(response.status)
        except (OSError, http.client.HTTPException) as error:
            body, status = b"", type(error).__name__
            connection.close()
        writer.milliseconds.append((time.perf_counter() - started) * 1000)
        writer.statuses[status] += 1
        if status == "200":
            writer.version, writer.kept = json.loads(body)["version"], text
    connection.close()


def _headers(writer: Writer) -> dict[str, str]:
    return {
        "Host": HOST,
        "Origin": f"https://{HOST}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={writer.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        "X-CSRFToken": TOKEN,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": f"10.2.{writer.number // 256}.{writer.number % 256}",
    }


def lost(writers: Sequence[Writer]) -> int:
    """Return how many drafts do not say what the server last said that it had."""
    return sum(_summary(writer) != writer.kept for writer in writers)


def _summary(writer: Writer) -> str:
    draft: Any = Submission.objects.get(pk=writer.submission.pk).draft
    return str(draft.summary)


def table(writers: Sequence[Writer], seconds: float) -> list[str]:
    """Return what was measured, as a table in Markdown."""
    every = [value for writer in writers for value in writer.milliseconds]
    statuses = sum((writer.statuses for writer in writers), Counter[str]())
    errors = sum(count for status, count in statuses.items() if status != "200")
    revisions = max(writer.submission.page.revisions.count() for writer in writers)
    times = [f"{percentile(every, share):.0f}" for share in (0.5, 0.95, 0.99)]
    row = [len(writers), len(every), f"{len(every) / seconds:.0f}", *times, errors, lost(writers), revisions]
    return [
        "| writers | saves | saves/s | p50 ms | p95 ms | p99 ms | errors | lost | most revisions of a draft |",
        "|---|---|---|---|---|---|---|---|---|",
        f"| {' | '.join(map(str, row))} |",
    ]
