"""A calendar of somebody else in the demo: three drafts that came from it, of which an editor changed one."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from events.enums import EventKind, ImportChoice
from events.importing import services
from events.models import CalendarSource, EventPage
from members.models import Organisation

NAME: Final = "Agenda van Regio Rivierenland (voorbeeld)"
# Days from now, title, from, until, place, text; the last one is what the calendar says at a second reading.
EVENTS: Final = (
    (33, "Inloopspreekuur AI voor mkb", "150000", "170000", "Kantoor Kop van de Haven", "Loop binnen met je vraag."),
    (47, "Lezing: AI in het waterbeheer", "193000", "213000", "Stadsbibliotheek, zaal 2", "Over sensoren en dijken."),
    (61, "Werksessie energie besparen met data", "100000", "160000", "Online", "Neem een eigen dataset mee."),
)
CHANGED: Final = (1, "Lezing: AI in het waterbeheer (andere zaal)")
OUR_TITLE: Final = "Avondlezing over AI en water"


def load_imports(organisations: dict[str, Organisation]) -> None:
    """Import the calendar twice, with an editor's change in between; nothing when it is there."""
    if CalendarSource.objects.filter(name=NAME).exists():
        return
    organisation = next(iter(organisations.values()), None)
    source = CalendarSource.objects.create(
        name=NAME, kind=EventKind.LECTURE, organisation=organisation, is_active=False
    )
    _take_over(source, [row[1] for row in EVENTS])
    page = EventPage.objects.get(title=EVENTS[CHANGED[0]][1])
    page.title = page.draft_title = OUR_TITLE
    page.save()
    page.save_revision()
    _take_over(source, [CHANGED[1] if number == CHANGED[0] else row[1] for number, row in enumerate(EVENTS)])


def _take_over(source: CalendarSource, titles: list[str]) -> None:
    run = services.run_create(source=source, content=_calendar(titles))
    items = run.items.values_list("pk", flat=True)
    services.run_start(run=run, choices=dict.fromkeys(items, ImportChoice.TAKE.value))


def _calendar(titles: list[str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Regio Rivierenland//voorbeeld//NL"]
    for number, (days, _title, start, end, place, text) in enumerate(EVENTS):
        day = f"{timezone.localdate() + timedelta(days=days):%Y%m%d}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:voorbeeld-{number}@rivierenland.example",
            f"DTSTART:{day}T{start}",
            f"DTEND:{day}T{end}",
            f"SUMMARY:{titles[number]}",
            f"LOCATION:{place}",
            f"DESCRIPTION:{text}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
