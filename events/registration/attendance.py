"""Who was there: noting an arrival and taking it back, from several telephones and long after the fact.

A telephone without a line keeps what it noted, with the moment, and sends it later, perhaps twice. So everything here
gives the same end whatever the order and however often: all moments are kept, and what holds follows from them
(docs/adr/0027). The earliest counts, and what was noted before an arrival was taken back does not bring it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import RegistrationState, RegistrationStep
from events.models import Arrival, Occurrence, Registration
from events.registration.log import log
from home import wording
from members.models import User

# The door opens, and a telephone's clock is believed, from this long before the start.
EARLY: Final = timedelta(hours=12)
IN: Final = "in"
OUT: Final = "out"
# Nobody goes in and out more often by mistake; what is older cannot change anything any more.
MOMENTS_KEPT: Final = 50


class Outcome(StrEnum):
    """What became of noting an arrival."""

    ARRIVED = "arrived"
    ALREADY = "already"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What became of it, and the arrival as it stands."""

    outcome: Outcome
    arrival: Arrival


@transaction.atomic
def check_in(
    *,
    registration: Registration,
    occurrence: Occurrence,
    actor: User | None,
    at: datetime | None = None,
    now: datetime | None = None,
) -> CheckIn:
    """Note that somebody is there on one date, since ``at`` (now without it).

    Once: who is there already stays there, since the earliest moment that anybody noted. Raises ``ValidationError``
    with what to do when this person has no place on this date.
    """
    now = now or timezone.now()
    row = _lock(registration)
    check_may_enter(row, occurrence, now=now)
    moment = _believed(at, occurrence, now)
    arrival = _note(row, occurrence, moment, IN, actor)
    if arrival.arrived_at is None:
        return CheckIn(Outcome.TAKEN_BACK, arrival)
    return CheckIn(Outcome.ARRIVED if arrival.arrived_at == moment else Outcome.ALREADY, arrival)


@transaction.atomic
def check_out(
    *,
    registration: Registration,
    occurrence: Occurrence,
    actor: User | None,
    at: datetime | None = None,
    now: datetime | None = None,
) -> Arrival:
    """Take back what was noted until ``at`` (now without it), also what a telephone sends only later.

    An arrival that is noted after that moment stays. Raises ``ValidationError`` for a date of another event.
    """
    row = _lock(registration)
    if row.schedule_id != occurrence.schedule_id:
        raise ValidationError(_("This registration is for another event."), code="other-event")
    return _note(row, occurrence, _believed(at, occurrence, now or timezone.now()), OUT, actor)


def check_may_enter(registration: Registration, occurrence: Occurrence, *, now: datetime) -> None:
    """Raise ``ValidationError``, in words for who stands at the door, when somebody has no place on a date."""
    if registration.schedule_id != occurrence.schedule_id:
        raise ValidationError(_("This registration is for another event."), code="other-event")
    if registration.occurrence_id not in (None, occurrence.pk) and registration.occurrence is not None:
        day = wording.day_text(registration.occurrence.first_day, weekday=True)
        message = _("This registration is for %(day)s. Move it to this date first, when there is a place.")
        raise ValidationError(message, code="other-date", params={"day": day})
    if registration.state != RegistrationState.CONFIRMED:
        raise ValidationError(refusal(registration), code=registration.state)
    if occurrence.is_cancelled or occurrence.is_postponed:
        raise ValidationError(_("This date does not take place."), code="cancelled")
    if now < occurrence.starts_at - EARLY:
        message = _("This date is on %(day)s. One can check in from twelve hours before the start.")
        day = wording.day_text(occurrence.first_day, weekday=True)
        raise ValidationError(message, code="early", params={"day": day})


def refusal(registration: Registration) -> str:
    """Return why somebody without a place does not come in, and what the organiser can do about it."""
    texts = {
        RegistrationState.UNCONFIRMED: _("The e-mail address was never confirmed, so there is no place for them."),
        RegistrationState.REQUESTED: _("This registration waits for your approval. Approve it first."),
        RegistrationState.WAITING: _("They are on the waiting list and have no place yet."),
        RegistrationState.OFFERED: _("A place is offered and not taken yet: it is taken by the link in their mail."),
        RegistrationState.DECLINED: _("This registration was declined."),
        RegistrationState.EXPIRED: _("The place that was offered was not taken in time, and went to somebody else."),
        RegistrationState.WITHDRAWN: _("They withdrew. They can register again while there are places."),
    }
    return texts[RegistrationState(registration.state)]


def _lock(registration: Registration) -> Registration:
    """Return the registration as it is now; another telephone waits until this transaction ends."""
    return Registration.objects.select_for_update().get(pk=registration.pk)


def _believed(at: datetime | None, occurrence: Occurrence, now: datetime) -> datetime:
    """Return what a telephone's clock says, as far as it can be: an arrival and its end alike, so that it has one."""
    return max(occurrence.starts_at - EARLY, min(at or now, now))


def _note(row: Registration, occurrence: Occurrence, moment: datetime, what: str, actor: User | None) -> Arrival:
    """Add a moment to what is known of a date, and log it when that changed whether somebody is there."""
    arrival, _is_new = Arrival.objects.get_or_create(registration=row, occurrence=occurrence)
    before = arrival.arrived_at
    known = {(at, kind) for at, kind in arrival.moments} | {(moment.astimezone(UTC).isoformat(), what)}
    arrival.moments = sorted(known)[-MOMENTS_KEPT:]
    arrival.arrived_at = _follows(arrival.moments)
    if arrival.arrived_at != before:
        arrival.noted_by = actor
    arrival.save()
    if (arrival.arrived_at is None) != (before is None):
        step = RegistrationStep.CHECKED_OUT if arrival.arrived_at is None else RegistrationStep.CHECKED_IN
        log(row, step, actor=actor, occurrence=occurrence.pk, moment=moment.isoformat())
    _count(row, actor)
    return arrival


def _follows(moments: Sequence[Sequence[str]]) -> datetime | None:
    """Return the earliest *in* after the latest *out*; ``None`` when there is none."""
    read = [(datetime.fromisoformat(at), kind) for at, kind in moments]
    last_out = max((at for at, kind in read if kind == OUT), default=None)
    return min((at for at, kind in read if kind == IN and (last_out is None or at > last_out)), default=None)


def _count(row: Registration, actor: User | None) -> None:
    """Keep with the registration when the person first arrived anywhere, for lists of all dates."""
    first = row.arrivals.here().aggregate(first=Min("arrived_at"))["first"]
    if row.checked_in_at != first:
        row.checked_in_at, row.checked_in_by = first, actor if first else None
        row.save(update_fields=["checked_in_at", "checked_in_by", "updated_at"])
