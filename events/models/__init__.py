"""Models of the events app, one noun a file."""

from events.models.dated import DatedPage, dated_page_models
from events.models.event import EventIndexPage, EventPage, EventSpeaker
from events.models.importing import CalendarSource, ImportedDate, ImportedEvent, ImportItem, ImportRun
from events.models.registration import (
    KeptPlaces,
    Registration,
    RegistrationLogEntry,
    RegistrationQuestion,
    RegistrationTerms,
)
from events.models.schedule import Occurrence, Recurrence, Schedule
from events.models.venue import Venue

__all__ = [
    "CalendarSource",
    "DatedPage",
    "EventIndexPage",
    "EventPage",
    "EventSpeaker",
    "ImportItem",
    "ImportRun",
    "ImportedDate",
    "ImportedEvent",
    "KeptPlaces",
    "Occurrence",
    "Recurrence",
    "Registration",
    "RegistrationLogEntry",
    "RegistrationQuestion",
    "RegistrationTerms",
    "Schedule",
    "Venue",
    "dated_page_models",
]
