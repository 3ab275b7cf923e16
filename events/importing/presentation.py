"""What the screens of imports show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from wagtail.models import Page

from events.enums import ImportProposal
from events.importing.words import note_texts
from events.models import ImportedDate, ImportedEvent, ImportItem, ImportRun, Schedule
from home import wording


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A row of an import: the event, when it is, what is to be said of it, and the page that it is about."""

    item: ImportItem
    when: str
    notes: list[str]
    page: Page | None


@dataclass(frozen=True, slots=True)
class Section:
    """The events with one proposal."""

    proposal: ImportProposal
    explanation: str
    rows: list[ShownItem]


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An imported event in the list of its calendar."""

    event: ImportedEvent
    page: Page | None
    is_asking: bool


@dataclass(frozen=True, slots=True)
class ShownDate:
    """A date as a calendar says it and as it is here."""

    row: ImportedDate
    there: str
    here: str


def run_sections(run: ImportRun) -> list[Section]:
    """Return the events of an import by what is proposed; two queries, whatever their number."""
    rows = list(run.items.all())
    pages = pages_of(row.work for row in rows)
    zone = run.source.zone
    found = []
    for proposal in ImportProposal:
        shown = [
            ShownItem(row, moment_text(row.starts_at, zone), note_texts(row.notes), pages.get(row.work))
            for row in rows
            if row.proposal == proposal
        ]
        if shown:
            found.append(Section(proposal, _explanation(proposal), shown))
    return found


def event_rows(events: Sequence[Any] | Any) -> list[ShownEvent]:
    """Return imported events, which say in ``is_asking`` whether anything is offered, with their pages."""
    rows = list(events)
    pages = pages_of(row.work for row in rows)
    return [ShownEvent(row, pages.get(row.work), row.is_asking) for row in rows]


def shown_dates(event: ImportedEvent) -> list[ShownDate]:
    """Return the dates of an event on both sides, on the clocks of its zone."""
    schedule = Schedule.objects.filter(work=event.taken_work).first()
    zone = schedule.zone if schedule else event.source.zone
    all_day = bool(schedule and schedule.all_day)
    return [
        ShownDate(
            row,
            period_text(row.starts_at, row.ends_at, zone, all_day=all_day, is_cancelled=row.is_cancelled),
            period_text(
                row.occurrence.starts_at,
                row.occurrence.ends_at,
                zone,
                all_day=all_day,
                is_cancelled=row.occurrence.is_cancelled,
            )
            if row.occurrence
            else _("taken away"),
        )
        for row in event.dates.select_related("occurrence__schedule")
    ]


def pages_of(works: Iterable[UUID | None]) -> dict[UUID | None, Page]:
    """Return a page of each work, by work."""
    found: Any = Page.objects.filter(translation_key__in={work for work in works if work}).order_by("-pk")
    return {page.translation_key: page for page in found}


def moment_text(moment: datetime | None, zone: str) -> str:
    """Return a start for people: "12 november 2026, 13.30 uur"."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{wording.day_text(local.date())}, {wording.time_text(moment, moment, zone)}"


def period_text(starts_at: datetime, ends_at: datetime, zone: str, *, all_day: bool, is_cancelled: bool) -> str:
    """Return a date for people: its day and times, and whether it is cancelled."""
    day = wording.day_text(starts_at.astimezone(ZoneInfo(zone)).date())
    text = f"{day}, {wording.time_text(starts_at, ends_at, zone, all_day=all_day)}"
    return _("%(when)s (cancelled)") % {"when": text} if is_cancelled else text


def _explanation(proposal: ImportProposal) -> str:
    return {
        ImportProposal.NEW: _("They become pages. What you do not tick is left out from now on."),
        ImportProposal.CHANGED: _("What you changed yourself stays as it is; you are told what the calendar says."),
        ImportProposal.CANCELLED: _("The calendar says that they do not take place."),
        ImportProposal.DUPLICATE: _("There is something at about that time with about that title."),
        ImportProposal.GONE: _("They are not cancelled: only you can know whether they still take place."),
        ImportProposal.UNREADABLE: _("They are left out. Whoever makes the calendar can repair them."),
    }[proposal]
