"""Moving dates from the calendar, and taking that back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.changes import changes_note
from events.models import Occurrence
from events.services import is_announced, occurrence_move
from events.services.rules import check_free, count, lock, said_reason
from search.indexing import index_work


class ChangedMeanwhileError(ValidationError):
    """Somebody else changed the date since it was looked at. Nothing is written."""

    def __init__(self) -> None:
        message = _("Somebody else changed this date in the meantime. Nothing was changed by you.")
        super().__init__(message, code="changed_meanwhile")


@dataclass(frozen=True, slots=True)
class Before:
    """A date as it was before it was moved, and the count that the move left: all that is needed to take it back."""

    uuid: str
    starts_at: datetime
    ends_at: datetime
    status: str
    reason: str
    previous_starts_at: datetime | None
    moved_starts_at: datetime
    sequence: int

    @classmethod
    def of(cls, before: Occurrence, after: Occurrence) -> Self:
        """Return what must be remembered of a move."""
        return cls(
            uuid=str(before.uuid),
            starts_at=before.starts_at,
            ends_at=before.ends_at,
            status=before.status,
            reason=before.reason,
            previous_starts_at=before.previous_starts_at,
            moved_starts_at=after.starts_at,
            sequence=after.sequence,
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as a session keeps it."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in values.items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what ``as_json`` made."""
        moments = {
            name: datetime.fromisoformat(stored[name])
            for name in ("starts_at", "ends_at", "previous_starts_at", "moved_starts_at")
            if stored[name]
        }
        return cls(**{**stored, **moments})


@transaction.atomic
def date_shift(
    *, occurrence: Occurrence, seen: datetime, starts_at: datetime, ends_at: datetime, reason: str = ""
) -> tuple[Occurrence, Before]:
    """Move one date to another time; place and places stay. Return it, and what takes the move back.

    ``seen`` is its start as the editor saw it: raises ``ChangedMeanwhileError`` when it is another one by now. Of a
    date that people know of it must be said why. Raises ``ValidationError`` as ``occurrence_move`` as well.
    """
    locked = lock(occurrence.schedule)
    row = locked.occurrences.select_related("schedule", "venue").get(pk=occurrence.pk)
    if row.starts_at != seen:
        raise ChangedMeanwhileError
    if is_announced(locked.work):
        reason = said_reason(reason)
    moved = occurrence_move(
        occurrence=row,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=row.venue,
        online_url=row.online_url,
        capacity=row.capacity,
        reason=reason,
    )
    return moved, Before.of(row, moved)


@transaction.atomic
def date_put_back(*, occurrence: Occurrence, before: Before) -> Occurrence:
    """Take a move back: start, end, status and reason are as they were.

    It is a change like any other, and counted (RFC 5546 section 2.1.4: a later version has a higher SEQUENCE), as the
    moved date may be in calendars already. Raises ``ChangedMeanwhileError`` when it was changed since, and
    ``ValidationError`` when another date starts then by now.
    """
    locked = lock(occurrence.schedule)
    row = locked.occurrences.select_related("schedule").get(pk=occurrence.pk)
    if (row.starts_at, row.sequence) != (before.moved_starts_at, before.sequence) or row.is_cancelled:
        raise ChangedMeanwhileError
    if before.starts_at != row.starts_at:
        check_free(locked, before.starts_at)
    if is_announced(locked.work):
        changes_note([row])
        count(row)
    row.starts_at, row.ends_at, row.status = before.starts_at, before.ends_at, before.status
    row.reason, row.previous_starts_at = before.reason, before.previous_starts_at
    row.save()
    index_work(locked.work)
    return row
