"""What this app stores about a person, for their own copy (``members.personal_data``)."""

from events.models import CalendarSource, EventPage, ImportRun
from members.models import User
from members.personal_data import Data, page_links, rows


def events_data(user: User) -> Data:
    """Return the events that name somebody as speaker or as contact person, and the calendars that they import."""
    speaking = EventPage.objects.filter(speakers__contributor__user=user).order_by("pk").distinct()
    asked = EventPage.objects.filter(contact__user=user).order_by("pk")
    calendars = CalendarSource.objects.filter(owner=user).order_by("pk")
    imports = ImportRun.objects.filter(started_by=user).order_by("pk")
    return {
        "calendars_elsewhere": rows(calendars, "name", "url", "created_at"),
        "imports": rows(imports, "source__name", "created_at"),
        "speaker_at": page_links(speaking),
        "contact_of_events": page_links(asked),
    }
