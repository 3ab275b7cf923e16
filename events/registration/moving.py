"""Putting somebody on another date: a place is left on one and taken on the other, under one lock."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import RegistrationState, RegistrationStep, RegistrationUnit
from events.models import Occurrence, Registration
from events.registration import places, rules
from events.registration.log import log
from events.registration.pools import pool_of, terms_of

MOVABLE = (RegistrationState.REQUESTED, RegistrationState.WAITING, RegistrationState.CONFIRMED)


def registration_move(
    *, registration: Registration, occurrence: Occurrence, actor: Any = None, now: datetime | None = None
) -> Registration:
    """Put somebody on another date of the same work; what they leave is offered to who is next there.

    Who has a place needs one on the other date, those who wait there going first; who waits or asks does so there, in
    the turn that they have. Raises ``ValidationError`` when that cannot be.
    """
    with places.places_held(registration.schedule) as locked:
        now = now or timezone.now()
        rows = Registration.objects.select_for_update(of=("self",)).select_related("organisation", "occurrence")
        row = rows.get(pk=registration.pk)
        terms = terms_of(locked)
        if terms is None or terms.unit == RegistrationUnit.SERIES or occurrence.schedule_id != locked.pk:
            raise ValidationError(_("There is no other date to go to."), code="unit")
        if row.state not in MOVABLE or row.occurrence is None:
            raise ValidationError(_("Only who has a place, waits or asks can go to another date."), code="state")
        if row.occurrence.pk == occurrence.pk:
            return row
        before, after = pool_of(locked, terms, row.occurrence), pool_of(locked, terms, occurrence)
        rules.check_held(after, now)
        rules.check_way(after, row.taking_part)
        if rules.standing_registration(after, row.email, row.user) is not None:
            raise ValidationError(_("This person is registered for that date already."), code="registered")
        if row.state == RegistrationState.CONFIRMED:
            places.pool_settle(after, now)
            obstacle = places.room_in(after, row.taking_part, now).obstacle(row)
            if obstacle is not None:
                raise ValidationError(_("There is no place for them on that date."), code=obstacle.value)
            row.sequence += 1
        facts = {
            "fields": ["occurrence"],
            "from_day": row.occurrence.first_day.isoformat(),
            "to_day": occurrence.first_day.isoformat(),
        }
        row.occurrence = after.occurrence
        row.save()
        log(row, RegistrationStep.CHANGED, actor=actor, now=now, **facts)
        for pool in (before, after):
            places.pool_settle(pool, now)
        row.refresh_from_db()
        return row
