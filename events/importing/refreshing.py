"""Calendars elsewhere, looked at every night: what is new and changed is taken over, what fails is told once."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import ImportChoice, ImportProposal, ImportState
from events.importing.services import (
    moment_after,
    run_continue,
    run_create,
    run_read,
    run_start,
    source_hold,
    source_let_go,
)
from events.importing.words import problem_text
from events.jobs import do_each
from events.models import CalendarSource, ImportRun
from home.fetching import Fetched, FetchFailed, fetch
from members.enums import NoticeKind
from members.letters import Letter
from members.notices import notice_send
from search.addresses import absolute_url

logger = logging.getLogger(__name__)

ACCEPT: Final = "text/calendar, text/plain;q=0.5, */*;q=0.1"
# A calendar that says it is unchanged is read all the same once a week: what has no end goes on.
WHOLE_EVERY: Final = timedelta(days=7)
# Whoever reads what was given is done by then, or was killed.
READER_KILLED: Final = timedelta(minutes=5)
# So many times in a row before somebody is told: a server may be away for a night.
TOLD_AFTER: Final = 3
# What a person does with a preview; a night does this.
BY_NIGHT: Final = (ImportProposal.NEW, ImportProposal.CHANGED, ImportProposal.CANCELLED)


@dataclass(slots=True)
class Refresh:
    """What a night did: calendars read and unchanged, runs of others that were finished, and how much failed."""

    read: int = 0
    unchanged: int = 0
    failed: int = 0
    finished: int = 0


def calendars_refresh(*, now: datetime | None = None) -> Refresh:
    """Finish what was left behind, then look at every calendar that is due. One that fails stops no other."""
    moment = now or timezone.now()
    given = ImportRun.objects.filter(state=ImportState.READING, created_at__lt=moment - READER_KILLED)
    unread = do_each(given.select_related("source"), _read, is_atomic=False)
    left = ImportRun.objects.filter(state=ImportState.RUNNING).select_related("source").order_by("pk")
    finished = do_each(left, lambda run: run_continue(run=run).state == ImportState.DONE, is_atomic=False)
    result = Refresh(finished=finished.done, failed=unread.failed + finished.failed)
    for source in CalendarSource.objects.due(moment):
        try:
            done = source_refresh(source=source)
        except FetchFailed:
            result.failed += 1
        except Exception:  # one calendar must not stop the others, whatever is wrong with it
            logger.exception("Could not refresh calendar %s", source.pk)
            source_fail(source=source, problem="failed")
            result.failed += 1
        else:
            result.read += done is not None
            result.unchanged += done is None
    return result


def source_refresh(*, source: CalendarSource) -> ImportRun | None:
    """Look at a calendar and take over what is new and changed; returns ``None`` when it is as it was.

    Raises ``FetchFailed`` when it cannot be had or read; that is counted, and told when it goes on.
    """
    if not source_hold(source=source):
        return None
    try:
        fetched = source_fetch(source=source, conditional=True)
    finally:
        source_let_go(source=source)
    if fetched is None:
        return None
    run = run_create(source=source, content=fetched.body, is_nightly=True)
    if run.state == ImportState.FAILED:
        source_fail(source=source, problem=run.problem)
        raise FetchFailed(run.problem)
    chosen = run.items.filter(proposal__in=BY_NIGHT).values_list("pk", flat=True)
    done = run_start(run=run, choices=dict.fromkeys(chosen, ImportChoice.TAKE.value))
    _note_read(source, fetched)
    return done


def source_fetch(*, source: CalendarSource, conditional: bool = False) -> Fetched | None:
    """Return what is at the address of a calendar; ``None`` when its server says that it is as it was.

    Raises ``FetchFailed``, and counts it.
    """
    headers = {}
    is_recent = source.read_at is not None and source.read_at > timezone.now() - WHOLE_EVERY
    if conditional and is_recent:
        known = {"If-None-Match": source.etag, "If-Modified-Since": source.last_modified}
        headers = {name: value for name, value in known.items() if value}
    try:
        fetched = fetch(source.url, headers=headers, accept=ACCEPT)
    except FetchFailed as error:
        source_fail(source=source, problem=error.code)
        raise
    if fetched.status == 304:
        CalendarSource.objects.filter(pk=source.pk).update(failures=0, problem="", next_try_at=None)
        return None
    return fetched


@transaction.atomic
def source_fail(*, source: CalendarSource, problem: str) -> None:
    """Count that a calendar could not be read, leave it in peace for a while, and tell its owner the third time."""
    row = CalendarSource.objects.select_for_update(of=("self",)).select_related("owner").get(pk=source.pk)
    row.failures = min(row.failures + 1, 1000)
    row.problem, row.next_try_at = problem, moment_after(row.failures, timezone.now())
    row.save(update_fields=["failures", "problem", "next_try_at"])
    if row.failures == TOLD_AFTER and row.owner is not None and row.owner.is_active:
        notice_send(
            kind=NoticeKind.ORGANISER,
            matter=f"calendar-source:{row.pk}",
            period=f"{timezone.localdate():%Y-%m-%d}",
            user=row.owner,
            write=lambda: _letter(row),
        )


def run_fetch(*, source: CalendarSource, user: object) -> ImportRun:
    """Fetch a calendar for somebody to look at; raises ``FetchFailed``."""
    fetched = source_fetch(source=source)
    assert fetched is not None
    # What its server calls this version is not kept: a night must still see what nobody took over after looking.
    CalendarSource.objects.filter(pk=source.pk).update(failures=0, problem="", next_try_at=None)
    return run_create(source=source, content=fetched.body, user=user)


def _read(run: ImportRun) -> None:
    run_read(run=run)


def _note_read(source: CalendarSource, fetched: Fetched) -> None:
    CalendarSource.objects.filter(pk=source.pk).update(
        etag=fetched.headers.get("etag", "")[:300],
        last_modified=fetched.headers.get("last-modified", "")[:100],
        read_at=timezone.now(),
        failures=0,
        problem="",
        next_try_at=None,
    )


def _letter(source: CalendarSource) -> Letter:
    return Letter(
        subject=_("The calendar “%(name)s” cannot be read") % {"name": source.name},
        paragraphs=(
            _("We tried three times: %(problem)s") % {"problem": problem_text(source.problem)},
            _("What was taken over before stays as it is. We keep trying, less and less often."),
        ),
        action=(_("Look at the calendar"), absolute_url(reverse("calendar_source", args=[source.pk]))),
    )
