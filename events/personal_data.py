"""What this app stores about a person, for their own copy (``members.personal_data``)."""

from django.db.models import Q

from events.feedback.links import answer_key
from events.models import (
    CalendarSubscription,
    EventPage,
    Feedback,
    Interest,
    Registration,
    RegistrationLogEntry,
)
from members.models import User
from members.personal_data import Data, page_links, rows


def events_data(user: User) -> Data:
    """Return the events that name somebody, their registrations with what was decided, and what they did for others.

    The calendars that they follow are told without the secret addresses: a copy of one's data is sent around.
    """
    calendars = CalendarSubscription.objects.filter(user=user)
    speaking = EventPage.objects.filter(speakers__contributor__user=user).order_by("pk").distinct()
    asked = EventPage.objects.filter(contact__user=user).order_by("pk")
    own = Registration.objects.filter(Q(user=user) | Q(email_key=user.email)).order_by("pk")
    deeds = RegistrationLogEntry.objects.filter(actor=user).exclude(registration__in=own)
    for_others = Registration.objects.filter(registered_by=user).exclude(pk__in=own).order_by("pk")
    interest = Interest.objects.filter(Q(user=user) | Q(email=user.email)).order_by("pk")
    keys = [answer_key(row) for row in own]
    return {
        "speaker_at": page_links(speaking),
        "contact_of_events": page_links(asked),
        "calendars": rows(calendars, "kind", "name", "query", "language", "created_at", "last_used_on", "revoked_at"),
        "registrations": [_registration(row) for row in own],
        "registered_others": rows(for_others, "number", "created_at", "state"),
        "decided_about_registrations": rows(deeds, "registration__number", "step", "at"),
        "feedback": rows(Feedback.objects.filter(answer_key__in=keys), "score", "good", "better", "name", "created_at"),
        "would_come_to": rows(interest, "work", "region__code", "form", "created_at", "told_at"),
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
