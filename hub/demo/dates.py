"""Loads dates through the services that editors use: announced first, then moved or cancelled."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events.models import DatedPage, Schedule
from events.services import occurrence_add, occurrence_cancel, occurrence_move, schedule_create
from hub.demo.data_files import day, moment
from hub.demo.pages import Row, Vocabulary


def _span(row: Row, occurrence: Row, days: int) -> tuple[datetime, datetime]:
    """Return start and end (not included) of a date, starting ``days`` from today or on the working day after it."""
    length = occurrence.get("last_days", occurrence["days"]) - occurrence["days"]
    days += (0, 0, 0, 0, 0, 2, 1)[day(days).weekday()]
    if occurrence.get("all_day"):
        zone = ZoneInfo(row["zone"])
        last = day(days + length) + timedelta(days=1)
        return datetime.combine(day(days), time.min, zone), datetime.combine(last, time.min, zone)
    start = moment(days, occurrence["start"], row["zone"])
    return start, moment(days + length, occurrence["end"], row["zone"])


def _place(occurrence: Row, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "venue": vocabulary.venues.get(occurrence["venue"]),
        "online_url": occurrence["online_url"],
        "capacity": occurrence.get("capacity"),
    }


def announce_dates(row: Row, vocabulary: Vocabulary, page: DatedPage) -> None:
    """Give a page the dates of its file as they were first announced."""
    schedule: Schedule | None = None
    for occurrence in row["occurrences"]:
        start, end = _span(row, occurrence, occurrence.get("moved_from_days", occurrence["days"]))
        place = _place(occurrence, vocabulary)
        if schedule is None:
            schedule = schedule_create(
                work=page.translation_key,
                zone=row["zone"],
                all_day=bool(occurrence.get("all_day")),
                starts_at=start,
                ends_at=end,
                **place,
            )
        else:
            occurrence_add(schedule=schedule, starts_at=start, ends_at=end, **place)


def change_dates(row: Row, page: DatedPage) -> None:
    """Move and cancel what has been announced, with the reason."""
    rows = list(Schedule.objects.get(work=page.translation_key).occurrences.order_by("pk"))
    for stored, occurrence in zip(rows, row["occurrences"], strict=True):
        reason = occurrence.get("reason", {}).get("nl", "")
        if "moved_from_days" in occurrence:
            start, end = _span(row, occurrence, occurrence["days"])
            occurrence_move(
                occurrence=stored,
                starts_at=start,
                ends_at=end,
                venue=stored.venue,
                online_url=stored.online_url,
                capacity=stored.capacity,
                reason=reason,
            )
        if occurrence["status"] == "cancelled":
            occurrence_cancel(occurrence=stored, reason=reason)
