"""What this app stores about a person, for their own copy (``members.personal_data``)."""

from events.models import EventPage
from members.models import User
from members.personal_data import Data, page_links


def events_data(user: User) -> Data:
    """Return the events that name somebody as speaker or as contact person."""
    speaking = EventPage.objects.filter(speakers__contributor__user=user).order_by("pk").distinct()
    asked = EventPage.objects.filter(contact__user=user).order_by("pk")
    return {"speaker_at": page_links(speaking), "contact_of_events": page_links(asked)}
