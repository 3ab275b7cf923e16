"""Taking over one event: a new page, a change of what is here, a cancellation, or a link to what was here already."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from events import services
from events.enums import ImportChoice, ScheduleStatus
from events.importing.dates import DatesSync, date_write, dates_link, place_write
from events.importing.reading import Note, ReadEvent
from events.importing.values import (
    FIELDS,
    MIXED,
    WORDS,
    Place,
    current_values,
    place_of,
    shown_value,
    values_of,
    write_words,
)
from events.importing.words import FIELDS as FIELD_LABELS, cancelled_reason
from events.models import (
    CalendarSource,
    EventIndexPage,
    EventPage,
    ImportedDate,
    ImportedEvent,
    ImportItem,
    Schedule,
    Venue,
)
from home.services import publish_error_lines


def item_write(*, item: ImportItem, read: ReadEvent) -> list[Note]:
    """Do what was chosen for an event, in the transaction of the caller; returns what is to be said of it.

    The same again changes nothing. Raises ``ValidationError`` when the hub's own rules refuse it.
    """
    source, now = item.run.source, timezone.now()
    known = source.imported.select_for_update().filter(uid=read.uid).first()
    if known is not None and known.work is not None:
        return _event_update(known, read, now)
    if item.choice == ImportChoice.LINK and item.work is not None:
        return _event_link(item, read, known, now)
    return _event_create(item, read, known, now)


# --- New ------------------------------------------------------------------------------------------------


def _event_create(item: ImportItem, read: ReadEvent, known: ImportedEvent | None, now: datetime) -> list[Note]:
    source = item.run.source
    place = place_of(read, list(Venue.objects.all()))
    values = values_of(read, place, source.language)
    page = _page_create(source, item, values)
    event = _remember(known, source=source, uid=read.uid, work=page.translation_key, read=read, values=values, now=now)
    sync = DatesSync(event, read, place, now)
    sync.run()
    event.written = current_values(_fresh(page))
    event.save()
    item.work = page.translation_key
    return [*sync.notes, *(_publish(page) if source.publishes else [])]


def _page_create(source: CalendarSource, item: ImportItem, values: dict[str, str]) -> EventPage:
    locale = Locale.objects.get(language_code=source.language)
    parent = EventIndexPage.objects.filter(locale=locale).first()
    if parent is None:
        raise ValidationError(_("There is no agenda in that language."), code="agenda")
    page = EventPage(title=values["title"], kind=source.kind, live=False, locale=locale, owner=item.run.started_by)
    write_words(page, values)
    page.building_blocks = list(source.building_blocks.all())
    page.application_areas = list(source.application_areas.all())
    page.organisations = [source.organisation] if source.organisation else []
    parent.add_child(instance=page)
    page.save_revision(user=item.run.started_by, log_action=True)
    return page


def _publish(page: EventPage) -> list[Note]:
    fresh = _fresh(page)
    try:
        with transaction.atomic():
            fresh.get_latest_revision().publish()
    except ValidationError as error:
        return [("incomplete", " ".join(publish_error_lines(error)))]
    return []


def _remember(
    known: ImportedEvent | None,
    *,
    source: CalendarSource,
    uid: str,
    work: UUID,
    read: ReadEvent,
    values: object,
    now: datetime,
) -> ImportedEvent:
    event = known or ImportedEvent(source=source, uid=uid)
    event.work, event.sequence, event.read, event.seen_at = work, read.sequence, values, now
    event.save()
    return event


# --- It is that one --------------------------------------------------------------------------------------


def _event_link(item: ImportItem, read: ReadEvent, known: ImportedEvent | None, now: datetime) -> list[Note]:
    """Let a work that was here follow a calendar. What it says already is a person's, and stays."""
    source = item.run.source
    if item.work is None or not Page.objects.filter(translation_key=item.work).exists():
        raise ValidationError(_("That page was deleted in the meantime."), code="gone")
    values = values_of(read, place_of(read, list(Venue.objects.all())), source.language)
    event = _remember(known, source=source, uid=read.uid, work=item.work, read=read, values=values, now=now)
    dates_link(event=event, read=read)
    return []


# --- Changes --------------------------------------------------------------------------------------------


def _event_update(event: ImportedEvent, read: ReadEvent, now: datetime) -> list[Note]:
    event.sequence = max(event.sequence, read.sequence)
    schedule = Schedule.objects.filter(work=event.taken_work).first()
    if read.is_cancelled:
        _cancel(event, schedule)
        return []
    if event.is_cancelled and schedule is not None:
        if schedule.status == ScheduleStatus.CANCELLED:
            services.schedule_resume(schedule=schedule)
        event.is_cancelled = False
    place = place_of(read, list(Venue.objects.all()))
    notes = _fields_update(event, values_of(read, place, event.source.language), now)
    sync = DatesSync(event, read, place, now)
    sync.run()
    event.gone_at, event.seen_at = None, now
    event.save()
    return [*notes, *sync.notes]


def _cancel(event: ImportedEvent, schedule: Schedule | None) -> None:
    if schedule is not None and schedule.status != ScheduleStatus.CANCELLED:
        with translation.override(event.source.language):
            reason = cancelled_reason()
        services.schedule_cancel(schedule=schedule, reason=reason)
    event.is_cancelled = True
    event.save()


def _fields_update(event: ImportedEvent, values: dict[str, str], now: datetime) -> list[Note]:
    """Write the fields that the calendar changed and no person did; offer the others."""
    changed = [name for name, value in values.items() if value != event.read.get(name)]
    event.read = values
    page = page_of(event)
    if page is None or not changed:
        return []
    locked = [name for name in changed if name in locked_fields(event, page)]
    notes: list[Note] = [("locked", name) for name in locked]
    if is_worked_on(page) and any(name in WORDS and name not in locked for name in changed):
        locked += [name for name in changed if name in WORDS and name not in locked]
        notes.append(("busy", ""))
    event.offered = sorted({*event.offered, *locked} - ({*changed} - {*locked}))
    fields_write(event=event, page=page, names=[name for name in changed if name not in locked], now=now)
    return notes


def page_of(event: ImportedEvent) -> EventPage | None:
    """Return the newest version of the page whose words came from a calendar: that in the calendar's language."""
    pages = EventPage.objects.filter(translation_key=event.taken_work)
    page = pages.filter(locale__language_code=event.source.language).first() or pages.first()
    return page.get_latest_revision_as_object() if page is not None else None


def locked_fields(event: ImportedEvent, page: EventPage) -> list[str]:
    """Return the fields that a person wrote: what is there is not what an import put there."""
    now = current_values(page)
    return [name for name, value in now.items() if event.written.get(name) != value]


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A field as a calendar says it and as it is here, and whether it is left alone or offered."""

    name: str
    label: str
    there: str
    here: str
    is_locked: bool
    is_offered: bool


def compared_fields(event: ImportedEvent, page: EventPage) -> list[ComparedField]:
    """Return the fields of an event on both sides."""
    here, locked = current_values(page), locked_fields(event, page)
    return [
        ComparedField(
            name=name,
            label=str(FIELD_LABELS[name]),
            there=shown_value(name, event.read.get(name, "")),
            here=_("different dates are at different places") if here[name] == MIXED else shown_value(name, here[name]),
            is_locked=name in locked,
            is_offered=name in event.offered,
        )
        for name in FIELDS
    ]


def is_worked_on(page: EventPage) -> bool:
    """Return whether somebody has the words of a page in hand: locked, under review, or changed and not published."""
    return bool(page.locked or page.workflow_in_progress or (page.live and page.has_unpublished_changes))


def fields_write(*, event: ImportedEvent, page: EventPage, names: list[str], now: datetime) -> None:
    """Put fields of the calendar on a page, which is published when it is; and remember what was written."""
    words = {name: event.read[name] for name in names if name in WORDS}
    if words:
        write_words(page, words)
        if not page.live:
            # As the editor does: the row of a draft has its newest words too.
            page.save()
        revision = page.save_revision(log_action=True)
        if page.live:
            revision.publish()
    if "place" in names:
        place_write(event=event, place=Place.from_value(event.read["place"]), now=now)
    after = current_values(_fresh(page))
    event.written = {**event.written, **{name: after[name] for name in names}}
    event.save()


def _fresh(page: EventPage) -> EventPage:
    """Return a page as it is read from the database, newest version: what an editor will see."""
    fresh: EventPage = EventPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return fresh


# --- What a person decides ---------------------------------------------------------------------------------


@transaction.atomic
def field_take(*, event: ImportedEvent, name: str) -> None:
    """Put what the calendar says in the place of what a person wrote; it follows the calendar from then on.

    Raises ``ValidationError`` when somebody works on the page.
    """
    locked = ImportedEvent.objects.select_for_update().get(pk=event.pk)
    page = page_of(locked)
    if page is None or name not in locked.read:
        raise ValidationError(_("That page was deleted in the meantime."), code="gone")
    if name in WORDS and is_worked_on(page):
        raise ValidationError(
            _("Somebody works on the page, or it is under review. Try again afterwards."), code="busy"
        )
    locked.offered = [other for other in locked.offered if other != name]
    fields_write(event=locked, page=page, names=[name], now=timezone.now())


@transaction.atomic
def field_keep(*, event: ImportedEvent, name: str) -> None:
    """Keep what a person wrote, and stop offering what the calendar says now."""
    locked = ImportedEvent.objects.select_for_update().get(pk=event.pk)
    locked.offered = [other for other in locked.offered if other != name]
    locked.save(update_fields=["offered"])


@transaction.atomic
def date_take(*, date: ImportedDate) -> None:
    """Make a date here what the calendar says of it; raises ``ValidationError`` when that cannot be."""
    locked = ImportedDate.objects.select_for_update(of=("self",)).select_related("event__source").get(pk=date.pk)
    if locked.occurrence is None:
        raise ValidationError(_("This date was taken away here. Add it to the page when it takes place."), code="gone")
    date_write(row=locked, language=locked.event.source.language)


@transaction.atomic
def date_keep(*, date: ImportedDate) -> None:
    """Keep a date as a person made it, and stop offering what the calendar says now."""
    ImportedDate.objects.filter(pk=date.pk).update(is_offered=False)
