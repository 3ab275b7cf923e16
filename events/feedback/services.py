"""The writes of feedback, and when it can be given."""

from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import OccurrenceStatus, ScheduleStatus
from events.feedback.links import answer_key
from events.models import Feedback, Registration, Schedule

# How long after the end one can answer.
OPEN_FOR: Final = timedelta(days=30)


def end_of(registration: Registration) -> datetime | None:
    """Return when what somebody registered for ended, or ends; ``None`` when it does not take place."""
    schedule = registration.schedule
    if schedule.status != ScheduleStatus.SCHEDULED:
        return None
    dates = schedule.occurrences.exclude(status=OccurrenceStatus.CANCELLED)
    if registration.occurrence_id is not None:
        dates = dates.filter(pk=registration.occurrence_id)
    end: datetime | None = dates.aggregate(end=Max("ends_at"))["end"]
    return end


def is_open(registration: Registration, now: datetime | None = None) -> bool:
    """Return whether somebody can say how it was: from the end on, for a month."""
    now, end = now or timezone.now(), end_of(registration)
    return end is not None and end <= now <= end + OPEN_FOR


@transaction.atomic
def feedback_give(
    *, registration: Registration, score: int, good: str, better: str, name: str, language: str
) -> Feedback:
    """Record how it was for somebody; a second answer by the same link takes the place of the first.

    Raises ``ValidationError`` when it is not over yet, did not take place, or was over too long ago.
    """
    if not is_open(registration):
        raise ValidationError(_("You can say how it was in the month after it took place."), code="closed")
    values = {
        "score": score,
        "good": good.strip(),
        "better": better.strip(),
        "name": " ".join(name.split()),
        "language": language,
    }
    feedback, _is_new = Feedback.objects.update_or_create(
        answer_key=answer_key(registration),
        defaults=values,
        create_defaults={**values, "schedule": registration.schedule, "occurrence": registration.occurrence},
    )
    return feedback


def feedback_names_erase(*, now: datetime | None = None) -> int:
    """Remove names as many days after what they are about as the conditions say; returns how many.

    That is the date, or the last one for what is about all of them: as with the registrations themselves, or the names
    of a series without an end would stay. The answers stay: without a name they are nobody's.
    """
    now = now or timezone.now()
    erased = 0
    named = Feedback.objects.exclude(name="")
    for schedule in Schedule.objects.filter(pk__in=named.values("schedule")).select_related("registration_terms"):
        rows = named.filter(schedule=schedule)
        terms = getattr(schedule, "registration_terms", None)
        if terms is not None:
            rows = rows.filter(_over_by(schedule, now - timedelta(days=terms.retention_days)))
        erased += rows.update(name="")
    return erased


def _over_by(schedule: Schedule, moment: datetime) -> Q:
    """Return the condition that what an answer of a schedule is about was over by a moment."""
    over = Q(occurrence__ends_at__lte=moment)
    return over if schedule.occurrences.filter(ends_at__gt=moment).exists() else over | Q(occurrence=None)
