"""Models of the events app, one noun a file."""

from events.models.aftercare import Aftercare, AftercareDocument
from events.models.dated import DatedPage, dated_page_models
from events.models.desk import Arrival, DeskLogEntry, RegistrationMessage, RegistrationNote
from events.models.event import EventIndexPage, EventPage, EventSpeaker
from events.models.feedback import Feedback
from events.models.importing import CalendarSource, ImportedDate, ImportedEvent, ImportItem, ImportRun
from events.models.interest import Interest
from events.models.mailing import CalendarInvite, DateChange, Mailing
from events.models.registration import (
    KeptPlaces,
    Registration,
    RegistrationLogEntry,
    RegistrationQuestion,
    RegistrationTerms,
)
from events.models.schedule import Occurrence, Recurrence, Schedule
from events.models.subscription import CalendarSubscription
from events.models.template import EventTemplate
from events.models.venue import Venue

__all__ = [
    "Aftercare",
    "AftercareDocument",
    "Arrival",
    "CalendarInvite",
    "CalendarSource",
    "CalendarSubscription",
    "DateChange",
    "DatedPage",
    "DeskLogEntry",
    "EventIndexPage",
    "EventPage",
    "EventSpeaker",
    "EventTemplate",
    "Feedback",
    "ImportItem",
    "ImportRun",
    "ImportedDate",
    "ImportedEvent",
    "Interest",
    "KeptPlaces",
    "Mailing",
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
