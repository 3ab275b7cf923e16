"""The writes of imports: reading a calendar, taking over its events one by one, and what a person decides about each.

An event is one transaction. A process that is killed leaves what it had finished and nothing half: whoever continues
finds each event either done or waiting (``run_continue``).
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import ImportChoice, ImportItemState, ImportProposal, ImportState
from events.importing import tasks
from events.importing.comparing import Comparer
from events.importing.entries import NotACalendar
from events.importing.items import item_write
from events.importing.reading import MAX_EVENTS, ReadCalendar, read_calendar
from events.models import CalendarSource, ImportedEvent, ImportItem, ImportRun

logger = logging.getLogger(__name__)

# Whoever holds a calendar and is not heard of for so long was killed.
HOLD: Final = timedelta(minutes=15)
# As much is done while somebody waits for the page; more is done by the worker.
MOST_AT_ONCE: Final = 20
MOST_BYTES_AT_ONCE: Final = 300_000
KEPT_RUNS: Final = 30


def run_create(*, source: CalendarSource, content: bytes, user: Any = None, is_nightly: bool = False) -> ImportRun:
    """Begin an import: keep what was fetched or given, and read it; a large one is read by the worker."""
    old = source.runs.exclude(state=ImportState.RUNNING).values_list("pk", flat=True)[KEPT_RUNS - 1 :]
    with transaction.atomic():
        ImportRun.objects.filter(pk__in=list(old)).delete()
        # What was being looked at is about an older calendar.
        source.runs.filter(state__in=(ImportState.READING, ImportState.PREVIEW)).update(
            state=ImportState.FAILED, content=b"", ended_at=timezone.now()
        )
        run = ImportRun.objects.create(source=source, content=content, started_by=user, is_nightly=is_nightly)
    if is_nightly or len(content) <= MOST_BYTES_AT_ONCE:
        run_read(run=run)
    else:
        tasks.read_calendar.enqueue(run.pk)
        run.refresh_from_db()
    return run


def run_read(*, run: ImportRun) -> ImportRun:
    """Compare what was read with what is here, for somebody to look at; once for each run."""
    try:
        comparison = Comparer(run.source, timezone.now(), is_nightly=run.is_nightly).compare(_read(run))
    except NotACalendar as error:
        return _run_end(run, ImportState.FAILED, error.code)
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.state == ImportState.READING:
            for item in comparison.items:
                item.run = locked
            ImportItem.objects.bulk_create(comparison.items, batch_size=500)
            locked.state, locked.counts = ImportState.PREVIEW, dict(comparison.counts)
            locked.save(update_fields=["state", "counts"])
    run.refresh_from_db()
    return run


def run_start(*, run: ImportRun, choices: Mapping[int, str]) -> ImportRun:
    """Do what somebody chose: item -> ``ImportChoice``. What is not named is left out, now and every night.

    Raises ``ValidationError`` when the run is not one to look at any more.
    """
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.state != ImportState.PREVIEW:
            raise ValidationError(_("This import was started or replaced already. Read the calendar again."))
        items = [item for item in locked.items.all() if item.is_doable]
        for item in items:
            item.choice = _allowed(item, choices.get(item.pk, ImportChoice.LEAVE))
        ImportItem.objects.bulk_update(items, ["choice"], batch_size=500)
        _leave_out(locked, [item for item in items if not item.choice])
        locked.state = ImportState.RUNNING
        locked.save(update_fields=["state"])
    if run.is_nightly or sum(bool(item.choice) for item in items) <= MOST_AT_ONCE:
        run_continue(run=locked)
    else:
        tasks.continue_import.enqueue(run.pk)
    run.refresh_from_db()
    return run


def run_continue(*, run: ImportRun) -> ImportRun:
    """Take over what was chosen and is not done yet, one event after the other; then note what is gone.

    Does nothing while somebody else holds the calendar.
    """
    if run.state != ImportState.RUNNING or not source_hold(source=run.source):
        return run
    try:
        calendar = _read(run)
        events = {event.uid: event for event in calendar.events}
        waiting = run.items.filter(state=ImportItemState.WAITING).exclude(choice=ImportChoice.LEAVE)
        for number, item in enumerate(waiting):
            if number % 50 == 49:
                _hold_on(run.source)
            item_apply(item=item, events=events)
        _note_seen(run, calendar)
        return _run_end(run, ImportState.DONE, "")
    finally:
        source_let_go(source=run.source)


def item_apply(*, item: ImportItem, events: Mapping[str, Any]) -> ImportItem:
    """Take over one event, in one transaction; what goes wrong is kept with it, and stops no other."""
    with transaction.atomic():
        locked = ImportItem.objects.select_for_update(of=("self",)).select_related("run__source").get(pk=item.pk)
        if locked.state != ImportItemState.WAITING:
            return locked
        try:
            with transaction.atomic():
                locked.notes = [*locked.notes, *item_write(item=locked, read=events[locked.uid])]
            locked.state = ImportItemState.DONE
        except ValidationError as error:
            locked.state = ImportItemState.FAILED
            locked.notes = [*locked.notes, ("refused", " ".join(error.messages))]
        except Exception:  # one event must not stop the others, whatever is wrong with it
            logger.exception("Could not import %s", locked.uid)
            locked.state = ImportItemState.FAILED
            locked.notes = [*locked.notes, ("failed", "")]
        locked.save()
    return locked


def source_hold(*, source: CalendarSource) -> bool:
    """Take a calendar for oneself; returns whether nobody else has it."""
    now = timezone.now()
    free = CalendarSource.objects.filter(pk=source.pk).exclude(busy_until__gt=now)
    return free.update(busy_until=now + HOLD) == 1


def source_let_go(*, source: CalendarSource) -> None:
    """Let others work on a calendar."""
    CalendarSource.objects.filter(pk=source.pk).update(busy_until=None)


def _hold_on(source: CalendarSource) -> None:
    CalendarSource.objects.filter(pk=source.pk).update(busy_until=timezone.now() + HOLD)


def _read(run: ImportRun) -> ReadCalendar:
    """Return the calendar of a run, the same each time: its days are counted from when the run began."""
    today = timezone.localdate(run.created_at)
    return read_calendar(bytes(run.content), zone=run.source.zone or settings.TIME_ZONE, today=today)


def _allowed(item: ImportItem, choice: str) -> str:
    allowed = [ImportChoice.TAKE.value]
    if item.proposal == ImportProposal.DUPLICATE:
        allowed.append(ImportChoice.LINK.value)
    return choice if choice in allowed else ImportChoice.LEAVE.value


def _leave_out(run: ImportRun, items: list[ImportItem]) -> None:
    """Remember new events that a person did not want, so that no night brings them; not what nobody looked at."""
    if run.is_nightly:
        return
    now = timezone.now()
    unwanted = [item for item in items if item.proposal in (ImportProposal.NEW, ImportProposal.DUPLICATE)]
    rows = [
        ImportedEvent(source=run.source, uid=item.uid, seen_at=now, read={"title": item.title}) for item in unwanted
    ]
    ImportedEvent.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


@transaction.atomic
def _note_seen(run: ImportRun, calendar: ReadCalendar) -> None:
    present = [event.uid for event in calendar.events] + [entry.uid for entry in calendar.unreadable]
    now = timezone.now()
    for start in range(0, min(len(present), 2 * MAX_EVENTS), 500):
        run.source.imported.filter(uid__in=present[start : start + 500]).update(seen_at=now, gone_at=None)
    gone = list(run.items.filter(proposal=ImportProposal.GONE).values_list("uid", flat=True))
    for start in range(0, len(gone), 500):
        run.source.imported.filter(uid__in=gone[start : start + 500], gone_at=None).update(gone_at=now)


def _run_end(run: ImportRun, state: ImportState, problem: str) -> ImportRun:
    run.state, run.problem, run.content, run.ended_at = state, problem, b"", timezone.now()
    run.save(update_fields=["state", "problem", "content", "ended_at"])
    return run


def moment_after(failures: int, now: datetime) -> datetime:
    """Return when a calendar is asked again that failed so often in a row: after 2, 4, 8 … hours, at most a week."""
    return now + timedelta(hours=min(2**failures, 7 * 24))
