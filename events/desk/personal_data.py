"""What the desk stores about a person, for their own copy (``members.personal_data``)."""

from events.models import Arrival, DeskLogEntry, RegistrationMessage, RegistrationNote
from members.models import User
from members.personal_data import Data, rows


def desk_data(user: User) -> Data:
    """Return where somebody arrived and what was noted about them, and what they did as an organiser."""
    own = {"registration__user": user}
    arrivals = Arrival.objects.here().filter(**own)
    return {
        "arrivals": rows(arrivals, "registration__number", "occurrence__starts_at", "arrived_at"),
        "notes_about_registrations": rows(
            RegistrationNote.objects.filter(**own), "registration__number", "text", "created_at"
        ),
        "arrivals_noted": rows(Arrival.objects.filter(noted_by=user), "registration__number", "arrived_at"),
        "notes_written": rows(RegistrationNote.objects.filter(author=user), "text", "created_at"),
        "messages_to_registrants": rows(
            RegistrationMessage.objects.filter(author=user), "subjects", "texts", "created_at", "sent_at"
        ),
        "files_taken": rows(DeskLogEntry.objects.filter(actor=user), "act", "at", "facts"),
    }
