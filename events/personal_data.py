"""What this app stores about a person, for their own copy (``members.personal_data``)."""

from events.models import CalendarSubscription, EventPage
from members.models import User
from members.personal_data import Data, page_links, rows


def events_data(user: User) -> Data:
    """Return the events that name somebody as speaker or as contact person, and the calendars that they follow.

    Without the secret addresses: a copy of one's data is sent around.
    """
    calendars = CalendarSubscription.objects.filter(user=user)
    speaking = EventPage.objects.filter(speakers__contributor__user=user).order_by("pk").distinct()
    asked = EventPage.objects.filter(contact__user=user).order_by("pk")
    return {
        "speaker_at": page_links(speaking),
        "contact_of_events": page_links(asked),
        "calendars": rows(calendars, "kind", "name", "query", "language", "created_at", "last_used_on", "revoked_at"),
    }
