"""What this app stores about a person, for their own copy (``members.personal_data``)."""

from django.db.models import Q

from events.models import EventPage, Registration, RegistrationLogEntry
from members.models import User
from members.personal_data import Data, page_links, rows


def events_data(user: User) -> Data:
    """Return the events that name somebody, their registrations with what was decided, and what they did for others."""
    speaking = EventPage.objects.filter(speakers__contributor__user=user).order_by("pk").distinct()
    asked = EventPage.objects.filter(contact__user=user).order_by("pk")
    own = Registration.objects.filter(Q(user=user) | Q(email_key=user.email)).order_by("pk")
    deeds = RegistrationLogEntry.objects.filter(actor=user).exclude(registration__in=own)
    for_others = Registration.objects.filter(registered_by=user).exclude(pk__in=own).order_by("pk")
    return {
        "speaker_at": page_links(speaking),
        "contact_of_events": page_links(asked),
        "registrations": [_registration(row) for row in own],
        "registered_others": rows(for_others, "number", "created_at", "state"),
        "decided_about_registrations": rows(deeds, "registration__number", "step", "at"),
        "checked_in_others": rows(Registration.objects.filter(checked_in_by=user), "number", "checked_in_at"),
    }


def _registration(row: Registration) -> Data:
    own = rows(
        Registration.objects.filter(pk=row.pk),
        "number",
        "name",
        "email",
        "organisation__name",
        "organisation_name",
        "occurrence__starts_at",
        "taking_part",
        "state",
        "answers",
        "created_at",
        "checked_in_at",
    )
    return {**own[0], "log": rows(RegistrationLogEntry.objects.filter(registration=row), "step", "at", "facts")}
