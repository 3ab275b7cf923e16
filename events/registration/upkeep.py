"""What time does to registrations: offers run out, kept places come free, personal data goes."""

import logging
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import Q
from django.utils import timezone

from events.enums import RegistrationState, RegistrationStep, ScheduleStatus
from events.models import Registration, RegistrationLogEntry, Schedule
from events.registration.log import WORDS
from events.registration.places import places_held, places_settle
from members.models import User

logger = logging.getLogger(__name__)

# Who does not confirm an address in this time may never have typed it: nothing of it is kept.
UNCONFIRMED_DAYS: Final = 3


class Outcome(NamedTuple):
    """How many were done, and how many could not be: those are in the log of the process, and are tried again."""

    done: int
    failed: int


def offers_expire(*, now: datetime | None = None) -> Outcome:
    """Settle the places of everything that is still to come; one that fails does not stop the others."""
    now = now or timezone.now()
    rows = Schedule.objects.filter(registration_terms__isnull=False, occurrences__ends_at__gt=now).distinct()
    done = failed = 0
    for schedule in rows.order_by("pk"):
        try:
            places_settle(schedule=schedule, now=now)
        except Exception:
            logger.exception("The places of schedule %s could not be settled.", schedule.pk)
            failed += 1
        else:
            done += 1
    return Outcome(done, failed)


def registrations_erase(*, now: datetime | None = None) -> Outcome:
    """Remove what tells who registered, some days after it was over (``retention_days``), and what nobody confirmed.

    The rows stay, and count; so does the log, without what people typed. What is postponed keeps everything, as it is
    still to come.
    """
    now = now or timezone.now()
    done = failed = 0
    for schedule in Schedule.objects.filter(registrations__erased_at=None, registrations__isnull=False).distinct():
        try:
            done += _erase(schedule, now)
        except Exception:
            logger.exception("Registrations of schedule %s could not be erased.", schedule.pk)
            failed += 1
    return Outcome(done, failed)


def registrations_end(*, user: User) -> None:
    """Withdraw somebody who deletes their account from everything that is to come, and remove who they were.

    Nobody is written to: there is nobody any more. Each place goes to who is next.
    """
    own = Registration.objects.filter(Q(user=user) | Q(email_key=user.email), erased_at=None)
    for schedule in Schedule.objects.filter(pk__in=own.values("schedule")).order_by("pk"):
        with places_held(schedule) as locked:
            now = timezone.now()
            for row in own.filter(schedule=locked):
                if RegistrationState(row.state).is_active:
                    RegistrationLogEntry.objects.create(
                        registration=row, step=RegistrationStep.WITHDREW, at=now, facts={"state": row.state}
                    )
                    row.state, row.offer_expires_at = RegistrationState.WITHDRAWN, None
                _forget(row, now)
            places_settle(schedule=locked, now=now)


def _erase(schedule: Schedule, now: datetime) -> int:
    with places_held(schedule) as locked:
        rows = Registration.objects.filter(schedule=locked, erased_at=None)
        forgotten = rows.filter(
            state=RegistrationState.UNCONFIRMED, updated_at__lte=now - timedelta(days=UNCONFIRMED_DAYS)
        )
        number = forgotten.count()
        forgotten.delete()
        ends = dict(locked.occurrences.values_list("pk", "ends_at"))
        if locked.status == ScheduleStatus.POSTPONED or not ends or not hasattr(locked, "registration_terms"):
            return number
        until = now - timedelta(days=locked.registration_terms.retention_days)
        for row in rows:
            if (ends[row.occurrence_id] if row.occurrence_id else max(ends.values())) <= until:
                _forget(row, now)
                number += 1
        return number


def _forget(row: Registration, now: datetime) -> None:
    row.name = row.email = row.email_key = row.organisation_name = ""
    row.user = row.registered_by = row.checked_in_by = None
    row.answers = {}
    row.erased_at = now
    row.save()
    for entry in RegistrationLogEntry.objects.filter(registration=row):
        entry.actor = None
        entry.facts = {name: value for name, value in entry.facts.items() if name != WORDS}
        entry.save(update_fields=["actor", "facts"])
    RegistrationLogEntry.objects.create(registration=row, step=RegistrationStep.ERASED, at=now)
