"""The list as a file: a row for each registration, a column for each question; what is sensitive only when asked for.

Cells are never formulas (threat C27, ``search.spreadsheets``). Every file is written down with who took it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from events.desk.access import Desk
from events.desk.answers import answer_text, question_text, questions_of
from events.desk.drawing import date_text
from events.desk.query import DeskQuery, DeskRow, desk_rows, rows_of
from events.enums import DeskAct, QuestionKind
from events.models import DeskLogEntry, RegistrationQuestion
from search.spreadsheets import Column, Table, Value

SHOWN_IN_LOG = 20


def export_table(desk: Desk, query: DeskQuery, *, with_sensitive: bool) -> Table:
    """Return what a list asks for as a table: all pages of it. Four queries, whatever the number of rows."""
    questions = [each for each in questions_of(desk) if with_sensitive or not QuestionKind(each.kind).is_sensitive]
    rows = rows_of(desk, desk_rows(desk, query))
    return Table(_("Registrations"), _columns(questions), [_row(desk, row, questions) for row in rows])


@transaction.atomic
def export_log(*, desk: Desk, act: DeskAct, query: DeskQuery, rows: int, with_sensitive: bool = False) -> DeskLogEntry:
    """Note that somebody took a file of people: which list, how many rows, and whether sensitive answers are in it."""
    facts: Mapping[str, Any] = {"selection": query.params, "rows": rows, "with_sensitive": with_sensitive}
    return DeskLogEntry.objects.create(schedule=desk.schedule, act=act, actor=desk.user, facts=facts)


def exports_of(desk: Desk) -> Sequence[DeskLogEntry]:
    """Return the files that were taken last, the newest first."""
    return list(desk.schedule.desk_log_entries.select_related("actor")[:SHOWN_IN_LOG])


def _columns(questions: Sequence[RegistrationQuestion]) -> list[Column]:
    return [
        Column(_("Registration number"), 12),
        Column(_("Name"), 28),
        Column(_("E-mail address"), 32),
        Column(_("Organisation"), 28),
        Column(_("Date"), 36),
        Column(_("Takes part"), 12),
        Column(_("State"), 18),
        Column(_("Language"), 10),
        Column(_("Registered"), 16),
        Column(_("Arrived"), 16),
        *(Column(question_text(question), 30) for question in questions),
    ]


def _row(desk: Desk, row: DeskRow, questions: Sequence[RegistrationQuestion]) -> list[Value]:
    registration = row.registration
    return [
        registration.number,
        registration.name,
        registration.email,
        row.organisation,
        date_text(row.date) if row.date is not None else _("All dates"),
        registration.get_taking_part_display(),
        registration.get_state_display(),
        registration.language,
        _on_the_clock(registration.created_at, desk.schedule.tz),
        _on_the_clock(row.arrived_at, desk.schedule.tz),
        *(answer_text(question, registration.answers) for question in questions),
    ]


def _on_the_clock(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return a moment on the clock of the event, without its zone: a workbook has none."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment is not None else None
