"""What people share the places of: one date, or all dates of a work together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.enums import RegistrationUnit, ScheduleStatus, TakingPart
from events.models import Occurrence, Registration, RegistrationTerms, Schedule
from events.registration.querysets import RegistrationQuerySet


@dataclass(frozen=True, slots=True)
class Pool:
    """One date with its own places, or, without ``occurrence``, all ``dates`` with the places of the conditions.

    ``dates`` are those that take place, earliest first; there are none when nothing does.
    """

    schedule: Schedule
    terms: RegistrationTerms
    occurrence: Occurrence | None
    dates: tuple[Occurrence, ...]

    @property
    def key(self) -> int | None:
        """Return the key of its date; ``None`` for all dates together."""
        return self.occurrence.pk if self.occurrence else None

    @property
    def is_held(self) -> bool:
        """Return whether it takes place on a date that is known."""
        return bool(self.dates) and self.schedule.status == ScheduleStatus.SCHEDULED

    @property
    def begins_at(self) -> datetime | None:
        """Return the first start, ``None`` when nothing takes place."""
        return self.dates[0].starts_at if self.dates else None

    @property
    def ends_at(self) -> datetime | None:
        """Return the last end, not included; ``None`` when nothing takes place."""
        return max(date.ends_at for date in self.dates) if self.dates else None

    @property
    def closes_at(self) -> datetime | None:
        """Return from when on nobody can register any more; ``None`` when nothing takes place."""
        return self.begins_at - timedelta(hours=self.terms.closes_before) if self.begins_at else None

    @property
    def ways(self) -> tuple[TakingPart, ...]:
        """Return how one can take part; on site when neither a venue nor an address online is known yet."""
        dates = self.dates or ((self.occurrence,) if self.occurrence else ())
        online = any(date.online_url for date in dates)
        if any(date.venue_id for date in dates) or not online:
            return (TakingPart.ON_SITE, TakingPart.ONLINE) if online else (TakingPart.ON_SITE,)
        return (TakingPart.ONLINE,)

    @property
    def registrations(self) -> RegistrationQuerySet:
        """Return the registrations for it, of any state."""
        return Registration.objects.filter(schedule=self.schedule, occurrence=self.occurrence)

    def capacity(self, taking_part: str) -> int | None:
        """Return how many can take part in this way; ``None`` is without limit."""
        source = self.occurrence or self.terms
        return source.capacity if taking_part == TakingPart.ON_SITE else source.online_capacity

    def has_begun(self, now: datetime) -> bool:
        """Return whether its first date began."""
        return self.begins_at is not None and self.begins_at <= now


def terms_of(schedule: Schedule) -> RegistrationTerms | None:
    """Return the conditions of registration as they are now; ``None`` when one does not register here."""
    return RegistrationTerms.objects.filter(schedule=schedule).prefetch_related("kept_places").first()


def pool_of(schedule: Schedule, terms: RegistrationTerms, occurrence: Occurrence | None) -> Pool:
    """Return the pool of a date, or of all dates without one, as the database has them now."""
    if occurrence is None:
        rows = schedule.occurrences.order_by("starts_at", "pk")
        return _pool(schedule, terms, None, rows)
    row = schedule.occurrences.get(pk=occurrence.pk)
    return _pool(schedule, terms, row, [row])


def pools_of(schedule: Schedule, terms: RegistrationTerms, dates: Iterable[Occurrence]) -> list[Pool]:
    """Return the pools of a schedule whose dates were read already: one for each, or one for all together."""
    dates = list(dates)
    if terms.unit == RegistrationUnit.SERIES:
        return [_pool(schedule, terms, None, dates)]
    return [_pool(schedule, terms, date, [date]) for date in dates]


def _pool(
    schedule: Schedule, terms: RegistrationTerms, occurrence: Occurrence | None, dates: Iterable[Occurrence]
) -> Pool:
    held = []
    for date in dates:
        # The row that was locked says whether all of it takes place, whatever copy a date came with.
        date.schedule = schedule
        if not date.is_cancelled:
            held.append(date)
    return Pool(schedule, terms, occurrence, tuple(held))
