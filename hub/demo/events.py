"""Loads the demo's events: pages first, then their dates through the services that editors use."""

import functools
from datetime import time

from django.conf import settings

from events.models import EventIndexPage, EventPage, EventSpeaker
from hub.demo.data_files import read_folder
from hub.demo.dates import announce_dates, change_dates
from hub.demo.pages import Row, Vocabulary, classify, load_work, section, words
from members.models import WorkingGroup

EVENT_FACTS = ("kind", "price", "currency", "is_example")


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
            page = load_work(parent, EventPage, row, fill, functools.partial(announce_dates, row, vocabulary))
            change_dates(row, page)
            _restrict(page, row, groups)


def _programme_item(item: Row, language: str) -> Row:
    text = item.get("text", {})
    return {
        "time": time.fromisoformat(item["time"]) if item.get("time") else None,
        "title": item["title"].get(language) or item["title"]["nl"],
        "who": item.get("who", ""),
        "text": text.get(language) or text.get("nl", ""),
    }


def _restrict(page: EventPage, row: Row, groups: dict[str, WorkingGroup]) -> None:
    """Keep a working group's meeting for those with a seat in it."""
    if "restricted" in row:
        group = groups[row["restricted"].removeprefix("working-group:")]
        group.root_page_id = page.pk
        group.save()
