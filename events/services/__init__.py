"""The writes of schedules and their dates.

Every function checks first, raises ``ValidationError`` with a sentence for a person, then writes and indexes
the work in one transaction. A *material* change (start, end, place, status) raises the sequence by one, so
that calendars elsewhere take it over (RFC 5545 section 3.8.7.4); before a work is announced, which is
when its page is first published, a change is only a correction.
"""

from events.services.again import event_again, model_date, next_free_day
from events.services.dates import (
    occurrence_add,
    occurrence_cancel,
    occurrence_move,
    occurrence_restore,
    occurrence_skip,
    schedule_cancel,
    schedule_create,
    schedule_postpone,
    schedule_resume,
    schedule_revise,
)
from events.services.first import drafted_series, first_date_save, first_series_save
from events.services.recurrences import (
    SeriesDays,
    recurrence_create,
    recurrence_extend,
    recurrences_due,
    rule_of,
    series_days,
)
from events.services.rules import AS_IS, is_announced
from events.services.series import series_cancel, series_change, series_preview

__all__ = (
    "AS_IS",
    "SeriesDays",
    "drafted_series",
    "event_again",
    "first_date_save",
    "first_series_save",
    "is_announced",
    "model_date",
    "next_free_day",
    "occurrence_add",
    "occurrence_cancel",
    "occurrence_move",
    "occurrence_restore",
    "occurrence_skip",
    "recurrence_create",
    "recurrence_extend",
    "recurrences_due",
    "rule_of",
    "schedule_cancel",
    "schedule_create",
    "schedule_postpone",
    "schedule_resume",
    "schedule_revise",
    "series_cancel",
    "series_change",
    "series_days",
    "series_preview",
)
