"""Gives two events of the demo their rhythm: one date becomes the first of a series, planned as editors do it."""

from datetime import timedelta

from events.enums import Frequency
from events.models import EventPage, EventTemplate, Occurrence, Schedule
from events.recurrence import LAST, Rule
from events.services import occurrence_cancel, occurrence_move, recurrence_create

MEETING, WORKSHOP = "werkgroepoverleg-data-delen", "algoritmeregister-invullen"
TEMPLATE_NAME = "Werkplaats op locatie"


def load_series() -> None:
    """Let a working group meet each month without end, and hold a workshop five times, one moved and one cancelled."""
    _repeat(MEETING, count=None)
    dates = _repeat(WORKSHOP, count=5)
    if dates:
        _change(dates)
    page = EventPage.objects.get(slug=WORKSHOP, locale__language_code="nl")
    EventTemplate.objects.get_or_create(page=page, defaults={"name": TEMPLATE_NAME})


def _repeat(slug: str, *, count: int | None) -> list[Occurrence]:
    """Repeat the last date of an event on the same weekday of each month; return its dates, none when that was done."""
    page = EventPage.objects.get(slug=slug, locale__language_code="nl")
    schedule = Schedule.objects.get(work=page.translation_key)
    first = schedule.occurrences.last()
    if first is None or schedule.recurrences.exists():
        return []
    day = first.first_day
    nth = (day.day - 1) // 7 + 1
    recurrence = recurrence_create(
        schedule=schedule,
        rule=Rule(
            frequency=Frequency.MONTHLY, weekdays=(day.weekday(),), nths=(nth if nth < 5 else LAST,), count=count
        ),
        first_day=day,
        start_time=first.starts_local.time(),
        end_time=first.ends_local.time(),
        venue=first.venue,
        online_url=first.online_url,
        capacity=first.capacity,
        online_capacity=first.online_capacity,
    )
    return list(recurrence.occurrences.all())


def _change(dates: list[Occurrence]) -> None:
    moved, cancelled = dates[2], dates[3]
    occurrence_move(
        occurrence=moved,
        starts_at=moved.starts_at + timedelta(days=1),
        ends_at=moved.ends_at + timedelta(days=1),
        venue=moved.venue,
        online_url=moved.online_url,
        capacity=moved.capacity,
        reason="Een dag later: de zaal was die dag niet vrij.",
    )
    occurrence_cancel(occurrence=cancelled, reason="Deze maand niet, de begeleider is op reis.")
