"""Models of the events app, one noun a file."""

from events.models.dated import DatedPage, dated_page_models
from events.models.event import EventIndexPage, EventPage, EventSpeaker
from events.models.schedule import Occurrence, Schedule
from events.models.venue import Venue

__all__ = [
    "DatedPage",
    "EventIndexPage",
    "EventPage",
    "EventSpeaker",
    "Occurrence",
    "Schedule",
    "Venue",
    "dated_page_models",
]
