"""The dates of an imported event: taken over through the services of dates, left alone where a person changed them."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from events import services
from events.importing.reading import Note, ReadDate, ReadEvent
from events.importing.values import Place
from events.importing.words import cancelled_reason
from events.models import ImportedDate, ImportedEvent, Occurrence, Schedule
from home import wording


@dataclass(slots=True)
class DatesSync:
    """Brings the dates of one event in line with a calendar. ``notes`` is what is to be said of it."""

    event: ImportedEvent
    read: ReadEvent
    place: Place
    now: datetime
    notes: list[Note] = field(default_factory=list)

    def run(self) -> None:
        """Write what changed; raises ``ValidationError`` when a service refuses it."""
        schedule = Schedule.objects.filter(work=self.event.taken_work).first()
        if schedule is not None and schedule.all_day != self.read.all_day:
            self.notes.append(("all_day", ""))
            return
        rows = self._rows()
        wanted = {found.key: found for found in self.read.dates}
        for key, found in wanted.items():
            row = rows.pop(key, None)
            if row is None:
                self._add(found)
            elif (row.starts_at, row.ends_at, row.is_cancelled) != (
                found.starts_at,
                found.ends_at,
                found.is_cancelled,
            ):
                row.starts_at, row.ends_at, row.is_cancelled = found.starts_at, found.ends_at, found.is_cancelled
                self._change(row)
        for row in rows.values():
            # The event is there, and no longer on this date: that is how a calendar says so (EXDATE, or another rule).
            if row.ends_at > self.now and not row.is_cancelled:
                row.is_cancelled = True
                self._change(row)

    def _rows(self) -> dict[str, ImportedDate]:
        """Return the known dates by key. One date that became a series, or the other way around, stays that date."""
        rows = {row.key: row for row in self.event.dates.select_related("occurrence__schedule")}
        keys = {found.key for found in self.read.dates}
        for found in self.read.dates:
            if found.key in rows:
                continue
            same = [row for row in rows.values() if row.key not in keys and "" in (row.key, found.key)]
            match = next((row for row in same if row.starts_at == found.starts_at), None)
            if match is not None:
                rows[found.key] = rows.pop(match.key)
                match.key = found.key
                match.save(update_fields=["key"])
        return rows

    def _add(self, found: ReadDate) -> None:
        if found.is_cancelled or found.ends_at <= self.now:
            return
        schedule = Schedule.objects.filter(work=self.event.taken_work).first()
        if schedule is None:
            schedule = services.schedule_create(
                work=self.event.taken_work,
                zone=self.read.zone,
                all_day=self.read.all_day,
                starts_at=found.starts_at,
                ends_at=found.ends_at,
                venue=self.place.venue,
                online_url=self.place.online_url,
            )
            occurrence = schedule.occurrences.get()
        else:
            occurrence = services.occurrence_add(
                schedule=schedule,
                starts_at=found.starts_at,
                ends_at=found.ends_at,
                venue=self.place.venue,
                online_url=self.place.online_url,
            )
        ImportedDate.objects.create(
            event=self.event,
            key=found.key,
            occurrence=occurrence,
            starts_at=found.starts_at,
            ends_at=found.ends_at,
            written_starts_at=found.starts_at,
            written_ends_at=found.ends_at,
        )

    def _change(self, row: ImportedDate) -> None:
        if row.is_locked:
            row.is_offered = True
            row.save()
            self.notes.append(("date_locked", day_of(row, self.read.zone)))
            return
        date_write(row=row, language=self.event.source.language)


def date_write(*, row: ImportedDate, language: str) -> None:
    """Make a date here what the calendar says of it, whoever made it what it is; raises ``ValidationError``.

    ``language`` is that of the reason that visitors read.
    """
    occurrence = row.occurrence
    assert occurrence is not None
    if row.is_cancelled and not occurrence.is_cancelled:
        with translation.override(language):
            occurrence = services.occurrence_cancel(occurrence=occurrence, reason=cancelled_reason())
    if not row.is_cancelled:
        if occurrence.is_cancelled:
            occurrence = services.occurrence_restore(occurrence=occurrence)
        if (occurrence.starts_at, occurrence.ends_at) != (row.starts_at, row.ends_at):
            occurrence = services.occurrence_move(
                occurrence=occurrence,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                venue=occurrence.venue,
                online_url=occurrence.online_url,
                capacity=occurrence.capacity,
            )
    row.occurrence = occurrence
    row.written_starts_at, row.written_ends_at = occurrence.starts_at, occurrence.ends_at
    row.written_cancelled, row.is_offered = occurrence.is_cancelled, False
    row.save()


def place_write(*, event: ImportedEvent, place: Place, now: datetime) -> None:
    """Give the dates that are still to come, and take place, another place; raises ``ValidationError``."""
    for row in Occurrence.objects.for_work(event.taken_work).upcoming(now).select_related("schedule"):
        if not row.is_cancelled and Place(row.venue, row.online_url).value != place.value:
            services.occurrence_move(
                occurrence=row,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                venue=place.venue,
                online_url=place.online_url,
                capacity=row.capacity,
            )


def dates_link(*, event: ImportedEvent, read: ReadEvent) -> None:
    """Note which dates of a work that was here already are those of a calendar; a person made them."""
    rows = {row.starts_at: row for row in Occurrence.objects.for_work(event.taken_work)}
    for found in read.dates:
        occurrence = rows.get(found.starts_at)
        is_same = occurrence is not None and (occurrence.ends_at, occurrence.is_cancelled) == (
            found.ends_at,
            found.is_cancelled,
        )
        ImportedDate.objects.create(
            event=event,
            key=found.key,
            occurrence=occurrence,
            starts_at=found.starts_at,
            ends_at=found.ends_at,
            is_cancelled=found.is_cancelled,
            # The same as in the calendar: it may follow from now on.
            written_starts_at=found.starts_at if is_same else None,
            written_ends_at=found.ends_at if is_same else None,
            written_cancelled=found.is_cancelled,
        )


def day_of(row: ImportedDate, zone: str) -> str:
    """Return the day of a date, on the clocks of its zone."""
    return wording.day_text(row.starts_at.astimezone(ZoneInfo(zone)).date())
