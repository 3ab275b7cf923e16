"""Which command runs when: the one list, which the scheduler follows and docs/operations.md explains.

Each command may run twice, beside itself and beside the worker, and may be killed: the next run does the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.utils import timezone

MINUTES: Final = timedelta(minutes=5)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(weeks=1)
SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A command and its turns: every ``period``, and for a day or a week at ``at`` on the site's clock.

    ``limit`` is how long a run may take before it is ended, because what hangs would stop everything behind it.
    """

    command: str
    period: timedelta
    arguments: tuple[str, ...] = ()
    at: time = time(0)
    limit: timedelta = timedelta(minutes=15)

    def turn(self, moment: datetime) -> datetime:
        """Return the last turn at a moment or before it; a week's turn is on Sunday."""
        if self.period < DAY:
            return moment - (moment - datetime(1970, 1, 1, tzinfo=UTC)) % self.period
        zone = timezone.get_default_timezone()
        day = moment.astimezone(zone).date()
        while True:
            found = datetime.combine(day, self.at, zone)
            if found <= moment and (self.period < WEEK or day.weekday() == SUNDAY):
                return found
            day -= DAY

    def is_due(self, last_start: datetime | None, moment: datetime) -> bool:
        """Return whether its turn came since it was last started."""
        return last_start is None or last_start < self.turn(moment)

    def is_overdue(self, last_success: datetime | None, moment: datetime) -> bool:
        """Return whether it did not succeed since the turn before the last one."""
        before = self.turn(self.turn(moment) - timedelta(microseconds=1))
        return last_success is None or last_success < before


# In this order where several are due. The nights' work begins when the clocks neither skip nor repeat an hour.
TABLE: Final = (
    Entry("publish_scheduled", MINUTES),
    Entry("settle_registrations", MINUTES),
    Entry("send_event_mails", MINUTES),
    Entry("send_mail", MINUTES),
    Entry("feed_search_index", MINUTES, limit=HOUR),
    Entry("follow_events", HOUR),
    Entry("extract_attachments", HOUR, ("--minutes", "10")),
    Entry("remind_reviewers", DAY, at=time(7)),
    Entry("ask_still_correct", DAY, at=time(7)),
    Entry("plan_dates", DAY, at=time(3, 30)),
    Entry("refresh_calendars", DAY, at=time(3, 30), limit=HOUR),
    Entry("prune_calendars", DAY, at=time(3, 30)),
    Entry("prune_attachments", DAY, at=time(3, 30)),
    Entry("clearsessions", DAY, at=time(3, 30)),
    Entry("audit_search_index", DAY, at=time(4), limit=HOUR),
    # Who signed in from where is kept as long as the words of mail.
    Entry("axes_reset_logs", WEEK, ("--age", "90"), at=time(4)),
    Entry("prune_db_task_results", WEEK, at=time(4)),
    Entry("prune_search_insight", WEEK, at=time(4)),
)


def lanes(table: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Return what runs beside each other: what comes every few minutes and is soon done, and all else.

    So that publication and mail wait for nothing that takes an hour.
    """
    quick = [entry for entry in table if entry.period < HOUR and entry.limit < HOUR]
    return quick, [entry for entry in table if entry not in quick]
