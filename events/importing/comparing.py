"""What an import would do: each event of a calendar beside what is here already."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final
from uuid import UUID

from wagtail.models import Page

from events.enums import ImportProposal
from events.importing.reading import ReadCalendar, ReadEvent, Unreadable
from events.importing.values import place_of, values_of
from events.models import CalendarSource, ImportedDate, ImportedEvent, ImportItem, Occurrence, Venue

# Two calendars seldom agree on when the doors open.
NEARBY: Final = timedelta(hours=2)
ALIKE: Final = 0.75
# Shorter titles say too little to be found inside another.
TELLING: Final = 8


@dataclass(slots=True)
class Comparison:
    """The events of a calendar about which there is something to say, and how many there are of the others."""

    items: list[ImportItem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Comparer:
    """Compares one calendar with the site. Reads what it needs in a handful of queries, whatever the size."""

    def __init__(self, source: CalendarSource, now: datetime, *, is_nightly: bool) -> None:
        self.source, self.now, self.is_nightly = source, now, is_nightly
        self.known = {event.uid: event for event in source.imported.prefetch_related("dates")}
        works = [event.work for event in self.known.values() if event.work]
        self.standing = set(Page.objects.filter(translation_key__in=works).values_list("translation_key", flat=True))

    def compare(self, calendar: ReadCalendar) -> Comparison:
        """Return what is proposed, in the order of the calendar."""
        result = Comparison()
        for read in calendar.events:
            self._event(result, read)
        result.items += [self._unreadable(entry) for entry in calendar.unreadable]
        if calendar.is_whole:
            present = {read.uid for read in calendar.events} | {entry.uid for entry in calendar.unreadable}
            result.items += [self._gone(event) for event in self._missing(present)]
        return result

    def _event(self, result: Comparison, read: ReadEvent) -> None:
        known = self.known.get(read.uid)
        if known is not None and known.work is not None:
            self._known_event(result, known, read)
        elif known is not None and self.is_nightly:
            result.counts["left_out"] += 1
        elif read.is_cancelled or not any(found.ends_at > self.now for found in read.dates):
            result.counts["over"] += 1
        else:
            work = self.same_work(read)
            proposal = ImportProposal.NEW if work is None else ImportProposal.DUPLICATE
            result.items.append(self._item(read, proposal, work))

    def _known_event(self, result: Comparison, known: ImportedEvent, read: ReadEvent) -> None:
        if known.work not in self.standing:
            result.counts["deleted"] += 1
        elif read.sequence < known.sequence:
            # An older copy than was seen before (RFC 5546 section 2.1.5).
            result.counts["same"] += 1
        elif read.is_cancelled != known.is_cancelled:
            proposal = ImportProposal.CANCELLED if read.is_cancelled else ImportProposal.CHANGED
            result.items.append(self._item(read, proposal, known.work))
        elif not read.is_cancelled and self.has_changed(known, read):
            result.items.append(self._item(read, ImportProposal.CHANGED, known.work))
        else:
            result.counts["same"] += 1

    def has_changed(self, known: ImportedEvent, read: ReadEvent) -> bool:
        """Return whether a calendar says something else of an event than it did."""
        place = place_of(read, self.venues)
        if values_of(read, place, self.source.language) != known.read:
            return True
        then = {date.key: (date.starts_at, date.ends_at, date.is_cancelled) for date in known.dates.all()}
        now = {found.key: (found.starts_at, found.ends_at, found.is_cancelled) for found in read.dates}
        is_new = any(now[key][1] > self.now and not now[key][2] for key in now.keys() - then.keys())
        is_gone = any(then[key][1] > self.now and not then[key][2] for key in then.keys() - now.keys())
        return is_new or is_gone or any(now[key] != then[key] for key in now.keys() & then.keys())

    def _missing(self, present: set[str]) -> Iterable[ImportedEvent]:
        for event in self.known.values():
            dates: Iterable[ImportedDate] = event.dates.all()
            is_to_come = any(date.ends_at > self.now and not date.is_cancelled for date in dates)
            if event.uid not in present and event.work in self.standing and is_to_come and not event.is_cancelled:
                yield event

    # --- What is here already -------------------------------------------------------------------------

    def same_work(self, read: ReadEvent) -> UUID | None:
        """Return the work that an event may be: one of our own, or one at about the time with about the title."""
        name = read.uid.partition("@")[0]
        if name in self._own:
            return self._own[name]
        upcoming = [found.starts_at for found in read.dates if found.ends_at > self.now]
        for starts_at in upcoming[:1]:
            begin = bisect_left(self._starts, starts_at - NEARBY)
            for moment, work, online_url in self._dates[begin:]:
                if moment > starts_at + NEARBY:
                    break
                is_same_address = bool(read.online_url) and read.online_url == online_url and moment == starts_at
                if is_same_address or any(_alike(read.title, title) for title in self._titles.get(work, ())):
                    return work
        return None

    @cached_property
    def venues(self) -> list[Venue]:
        """The venues that are known here."""
        return list(Venue.objects.all())

    @cached_property
    def _dates(self) -> list[tuple[datetime, UUID, str]]:
        own = {event.work for event in self.known.values()}
        rows = Occurrence.objects.upcoming(self.now).order_by("starts_at")
        found = rows.values_list("starts_at", "schedule__work", "online_url")
        return [row for row in found if row[1] not in own]

    @cached_property
    def _starts(self) -> list[datetime]:
        return [moment for moment, _work, _url in self._dates]

    @cached_property
    def _titles(self) -> dict[UUID, list[str]]:
        titles: dict[UUID, list[str]] = {}
        dated = Occurrence.objects.upcoming(self.now).values("schedule__work")
        for work, title in Page.objects.filter(translation_key__in=dated).values_list("translation_key", "draft_title"):
            titles.setdefault(work, []).append(title)
        return titles

    @cached_property
    def _own(self) -> dict[str, UUID]:
        """Our own events, by what their UID begins with (``events.calendar``): a calendar that was ours comes back."""
        rows = Occurrence.objects.upcoming(self.now)
        return {str(uuid): work for uuid, work in rows.values_list("uuid", "schedule__work")}

    # --- Items ----------------------------------------------------------------------------------------

    def _item(self, read: ReadEvent, proposal: ImportProposal, work: UUID | None) -> ImportItem:
        upcoming = [found.starts_at for found in read.dates if found.ends_at > self.now]
        return ImportItem(
            uid=read.uid,
            title=read.title,
            starts_at=upcoming[0] if upcoming else (read.dates[-1].starts_at if read.dates else None),
            proposal=proposal,
            work=work,
            notes=list(read.notes),
        )

    @staticmethod
    def _unreadable(entry: Unreadable) -> ImportItem:
        notes = list(entry.notes)
        return ImportItem(uid=entry.uid, title=entry.title, proposal=ImportProposal.UNREADABLE, notes=notes)

    @staticmethod
    def _gone(event: ImportedEvent) -> ImportItem:
        return ImportItem(uid=event.uid, title=str(event)[:255], proposal=ImportProposal.GONE, work=event.work)


def _alike(first: str, second: str) -> bool:
    one, other = sorted((_plain(first), _plain(second)), key=len)
    if len(one) >= TELLING and one in other:
        return True
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def _plain(title: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in title.casefold()).split())
