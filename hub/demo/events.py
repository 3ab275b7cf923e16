"""Loads the demo's events: pages first, then their dates through the services that editors use."""

import functools
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from events.models import EventIndexPage, EventPage, EventSpeaker, Schedule
from events.services import occurrence_add, occurrence_cancel, occurrence_move, schedule_create
from hub.demo.data_files import day, moment, read_folder
from hub.demo.pages import Row, Vocabulary, classify, load_work, section, words
from members.models import WorkingGroup

EVENT_FACTS = ("kind", "price", "currency")


def load_events(vocabulary: Vocabulary, groups: dict[str, WorkingGroup]) -> None:
    """Load every event; a date that was moved or cancelled is first announced, then changed."""
    parent = section(EventIndexPage)

    def fill(page: EventPage, row: Row, language: str) -> None:
        words(page, row[language], "body")
        page.programme = [("item", _programme_item(item, language)) for item in row.get("programme", [])]
        if language != settings.LANGUAGE_CODE:
            for speaker, source in zip(page.speakers.all(), row.get("speakers", []), strict=True):
                speaker.role = source["role"]["en"]
            return
        for name in EVENT_FACTS:
            if name in row:
                setattr(page, name, row[name])
        page.delivery_languages = row["languages"]
        page.organisations = [vocabulary.organisations[slug] for slug in row["organisations"]]
        page.contact = vocabulary.contributors.get(row["contact"])
        classify(page, row, vocabulary)
        for speaker in row.get("speakers", []):
            contributor = vocabulary.contributors[speaker["contributor"]]
            page.speakers.add(EventSpeaker(contributor=contributor, role=speaker["role"]["nl"]))

    for row in read_folder("events"):
        if not EventPage.objects.filter(slug=row["slug"]).exists():
            page = load_work(parent, EventPage, row, fill, functools.partial(_dates, row, vocabulary))
            _changes(page, row)
            _restrict(page, row, groups)


def _programme_item(item: Row, language: str) -> Row:
    text = item.get("text", {})
    return {
        "time": time.fromisoformat(item["time"]) if item.get("time") else None,
        "title": item["title"].get(language) or item["title"]["nl"],
        "who": item.get("who", ""),
        "text": text.get(language) or text.get("nl", ""),
    }


def _span(row: Row, occurrence: Row, days: int) -> tuple[datetime, datetime]:
    """Return start and end (not included) of a date, starting ``days`` from today."""
    length = occurrence.get("last_days", occurrence["days"]) - occurrence["days"]
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


def _dates(row: Row, vocabulary: Vocabulary, page: EventPage) -> None:
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


def _changes(page: EventPage, row: Row) -> None:
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


def _restrict(page: EventPage, row: Row, groups: dict[str, WorkingGroup]) -> None:
    """Keep a working group's meeting for those with a seat in it."""
    if "restricted" in row:
        group = groups[row["restricted"].removeprefix("working-group:")]
        group.root_page_id = page.pk
        group.save()
