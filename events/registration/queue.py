"""Where people stand in the queue."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from events.enums import RegistrationStep
from events.models import Registration


@dataclass(frozen=True, slots=True)
class Queue:
    """Where somebody stands: first is 1, of how many; and how often somebody behind them got a place."""

    position: int
    length: int
    passed_over: int


def queue_of(registration: Registration) -> Queue:
    """Return where somebody stands who waits."""
    rows = Registration.objects.waiting().filter(
        schedule=registration.schedule_id,
        occurrence=registration.occurrence_id,
        taking_part=registration.taking_part,
    )
    return Queue(
        position=rows.filter(turn__lte=registration.turn).count(),
        length=rows.count(),
        passed_over=registration.log_entries.filter(step=RegistrationStep.PASSED_OVER).count(),
    )


def positions_of(registrations: Iterable[Registration]) -> dict[int, int]:
    """Return the place in their queues of several who wait, by key, in one query."""
    wanted = {row.pk: row.schedule_id for row in registrations}
    if not wanted:
        return {}
    lengths: dict[tuple[int, int | None, str], int] = defaultdict(int)
    found = {}
    waiting = Registration.objects.filter(schedule__in=set(wanted.values())).waiting()
    for pk, schedule, occurrence, way in waiting.values_list("pk", "schedule_id", "occurrence_id", "taking_part"):
        lengths[schedule, occurrence, way] += 1
        if pk in wanted:
            found[pk] = lengths[schedule, occurrence, way]
    return found
