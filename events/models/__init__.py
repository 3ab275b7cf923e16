"""Models of the events app, one noun a file."""

from events.models.dated import DatedPage, dated_page_models
from events.models.desk import Arrival, DeskLogEntry, RegistrationMessage, RegistrationNote
from events.models.event import EventIndexPage, EventPage, EventSpeaker
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
    "Arrival",
    "DatedPage",
    "DeskLogEntry",
    "EventIndexPage",
    "EventPage",
    "EventSpeaker",
    "KeptPlaces",
    "Occurrence",
    "Recurrence",
    "Registration",
    "RegistrationLogEntry",
    "RegistrationMessage",
    "RegistrationNote",
    "RegistrationQuestion",
    "RegistrationTerms",
    "Schedule",
    "Venue",
    "dated_page_models",
]
