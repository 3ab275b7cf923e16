"""The writes of the organiser about dates: how many places each has, and who gets the address to take part online."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _

from events.enums import JoinAccess
from events.models import Occurrence, Schedule
from events.registration.places import places_held, places_settle
from events.registration.terms import MOST_PLACES
from search.indexing import index_work


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePlaces:
    """The places of one date; empty is without limit."""

    capacity: int | None
    online_capacity: int | None


def date_places_set(*, schedule: Schedule, places: Mapping[Occurrence, DatePlaces]) -> None:
    """Set how many places dates have. More are offered to who waits at once; fewer send nobody away.

    Not a material change of the date: calendars say nothing of places (RFC 5545 section 3.8.7.4). Raises
    ``ValidationError`` for a date of another work, or a number below one or beyond a million.
    """
    for occurrence, values in places.items():
        if occurrence.schedule_id != schedule.pk:
            raise ValidationError(_("That date is of another event."), code="date")
        for number in (values.capacity, values.online_capacity):
            if number is not None:
                MinValueValidator(1)(number)
                MaxValueValidator(MOST_PLACES)(number)
    with places_held(schedule) as locked:
        for occurrence, values in places.items():
            row = locked.occurrences.get(pk=occurrence.pk)
            row.capacity, row.online_capacity = values.capacity, values.online_capacity
            row.save(update_fields=["capacity", "online_capacity", "updated_at"])
        places_settle(schedule=locked)
        index_work(locked.work)


def join_access_set(*, schedule: Schedule, access: str) -> Schedule:
    """Set who gets the address to take part online. Raises ``ValidationError`` for what is no answer to that."""
    if access not in JoinAccess.values:
        raise ValidationError(_("Choose who gets the address."), code="access")
    with places_held(schedule) as locked:
        locked.join_access = access
        locked.save(update_fields=["join_access", "updated_at"])
        index_work(locked.work)
        return locked
