"""What this app stores about a person, for their own copy (``members.personal_data``)."""

from django.db.models import Q

from events.models import EventPage, Interest
from members.models import User
from members.personal_data import Data, page_links, rows


def events_data(user: User) -> Data:
    """Return the events that name somebody as speaker or as contact person, and to what they would come."""
    speaking = EventPage.objects.filter(speakers__contributor__user=user).order_by("pk").distinct()
    asked = EventPage.objects.filter(contact__user=user).order_by("pk")
    interest = Interest.objects.filter(Q(user=user) | Q(email=user.email))
    return {
        "speaker_at": page_links(speaking),
        "contact_of_events": page_links(asked),
        "would_come_to": rows(interest, "work", "region__code", "form", "created_at", "told_at"),
    }
