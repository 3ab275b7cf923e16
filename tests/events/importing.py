"""Calendars to import: as text, the way other programs write them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from events.enums import EventKind, ImportChoice
from events.importing import services
from events.importing.reading import read_calendar
from events.models import CalendarSource, EventPage, ImportedEvent
from tests.factories.members import UserFactory

ZONE = "Europe/Amsterdam"
TODAY = date(2026, 11, 27)
AMSTERDAM = ZoneInfo(ZONE)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def vevent(uid="een@elders", title="Kennismaking met AI", start="20270112T133000", end="20270112T170000", **more):
    """Return a VEVENT; ``start`` with a zone is ``(zone, text)``; a further property ``None`` is left out."""
    lines = {"UID": uid, "DTSTAMP": "20261101T000000Z", "SUMMARY": title, "DTSTART": start, "DTEND": end, **more}
    text = ["BEGIN:VEVENT"]
    for name, value in lines.items():
        for single in value if isinstance(value, list) else [value]:
            if isinstance(single, tuple):
                text.append(f"{name};{single[0]}:{single[1]}")
            elif single is not None:
                text.append(f"{name.replace('_', '-')}:{single}")
    return "\r\n".join([*text, "END:VEVENT"])


def vcalendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//elders//NL", *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def read(*events, zone=ZONE, today=TODAY):
    return read_calendar(vcalendar(*events), zone=zone, today=today)


def make_source(**values):
    defaults = {"name": "Agenda elders", "url": "", "kind": EventKind.WORKSHOP, "owner": UserFactory(language="en")}
    return CalendarSource.objects.create(**{**defaults, **values})


def look(source, *events, **options):
    """Read a calendar; return the import, for somebody to look at."""
    return services.run_create(source=source, content=vcalendar(*events), user=source.owner, **options)


def take_over(source, *events, choice=ImportChoice.TAKE.value):
    """Read a calendar and take all of it over, as if everything were ticked; return the import."""
    run = look(source, *events)
    return services.run_start(run=run, choices={item.pk: choice for item in run.items.all()})


def imported(source, uid="een@elders"):
    return ImportedEvent.objects.get(source=source, uid=uid)


def page_of(source, uid="een@elders"):
    return EventPage.objects.get(translation_key=imported(source, uid).work)


def proposals(run):
    return [(item.uid, item.proposal) for item in run.items.all()]


def notes(run):
    return [tuple(note) for item in run.items.all() for note in item.notes]
