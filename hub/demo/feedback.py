"""Loads what people say of an evening of last week: they registered for it then, and answered afterwards."""

from datetime import timedelta

from django.utils import timezone

from events.enums import TakingPart
from events.feedback.services import feedback_give
from events.models import EventPage, Feedback, Schedule
from events.registration.services import registration_confirm_address, registration_make
from events.registration.terms import terms_set
from hub.demo.data_files import read

# How long before the evening they registered.
EARLIER = timedelta(days=14)


def load_feedback() -> None:
    """Let guests register for a past event as they did then, and say how it was; once."""
    data = read("feedback")
    page = EventPage.objects.filter(slug=data["event"], locale__language_code="nl").first()
    schedule = Schedule.objects.for_work(page.translation_key) if page is not None else None
    if schedule is None or Feedback.objects.filter(schedule=schedule).exists():
        return
    terms_set(schedule=schedule)
    occurrence = schedule.occurrences.all()[0]
    then = min(occurrence.starts_at, timezone.now()) - EARLIER
    for row in data["answer"]:
        registration = registration_make(
            schedule=schedule,
            occurrence=occurrence,
            name=row["name"],
            email=row["email"],
            taking_part=TakingPart.ON_SITE,
            language="nl",
            now=then,
        )
        registration = registration_confirm_address(registration=registration, now=then)
        feedback_give(
            registration=registration,
            score=row["score"],
            good=row["good"],
            better=row["better"],
            name=row["name"] if row["known"] else "",
            language="nl",
        )
