"""What time does to registrations: offers run out, kept places come free, personal data goes."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from events.enums import RegistrationState, RegistrationStep, ScheduleStatus
from events.jobs import Outcome, do_each
from events.models import Registration, RegistrationLogEntry, Schedule
from events.registration.log import WORDS
from events.registration.places import places_held, places_settle
from members.models import User

# Who does not confirm an address in this time may never have typed it: nothing of it is kept.
UNCONFIRMED_DAYS: Final = 3


def offers_expire(*, now: datetime | None = None) -> Outcome:
    """Settle the places of everything that is still to come; one that fails does not stop the others."""
    now = now or timezone.now()
    rows = Schedule.objects.filter(registration_terms__isnull=False, occurrences__ends_at__gt=now).distinct()
    return do_each(rows.order_by("pk"), lambda schedule: places_settle(schedule=schedule, now=now))


def registrations_erase(*, now: datetime | None = None) -> Outcome:
    """Remove what tells who registered, some days after it was over (``retention_days``), and what nobody confirmed.

    The rows stay, and count; so does the log, without what people typed. What is postponed keeps everything, as it is
    still to come.
    """
    moment = now or timezone.now()
    rows = Schedule.objects.filter(registrations__erased_at=None, registrations__isnull=False).distinct()
    return do_each(rows, lambda schedule: _erase(schedule, moment))


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
    row.notes.all().delete()
    for entry in RegistrationLogEntry.objects.filter(registration=row):
        entry.actor = None
        entry.facts = {name: value for name, value in entry.facts.items() if name != WORDS}
        entry.save(update_fields=["actor", "facts"])
    RegistrationLogEntry.objects.create(registration=row, step=RegistrationStep.ERASED, at=now)
