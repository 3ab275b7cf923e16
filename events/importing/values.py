"""The fields of an event as the import compares and writes them: title, summary, text and place, each as plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from events.importing.reading import ReadEvent
from events.models import EventPage, Schedule, Venue
from home.text import plain_text
from home.validators import validate_web_url

FIELDS: Final = ("title", "summary", "body", "place")
WORDS: Final = ("title", "summary", "body")
MAX_SUMMARY: Final = 300
# Between the venue and the address online in the value of a place; neither can hold it.
SEPARATOR: Final = "\n"
# The dates are at several places.
MIXED: Final = "*"
_ADDRESS: Final = re.compile(r"(https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a date is: a venue that is known here, an address online, both or neither."""

    venue: Venue | None = None
    online_url: str = ""

    @property
    def value(self) -> str:
        """The place as it is compared and kept."""
        return f"{self.venue.pk if self.venue else ''}{SEPARATOR}{self.online_url}"

    @classmethod
    def from_value(cls, value: str) -> "Place":
        """Return the place of what ``value`` gave; a venue that was deleted since is none."""
        key, _separator, online_url = value.partition(SEPARATOR)
        return cls(Venue.objects.filter(pk=int(key)).first() if key else None, online_url)

    def __str__(self) -> str:
        return ", ".join(str(part) for part in (self.venue, self.online_url) if part)


def place_of(event: ReadEvent, venues: list[Venue]) -> Place:
    """Return where an event is. A venue is recognised by its name at the start; nothing is made of other words."""
    wanted = _flat(event.place).casefold()
    named = [venue for venue in venues if wanted and wanted.startswith(venue.name.casefold())]
    in_city = [venue for venue in named if venue.city.casefold() in wanted] or named
    return Place(in_city[0] if len(in_city) == 1 else None, event.online_url)


def values_of(event: ReadEvent, place: Place, language: str) -> dict[str, str]:
    """Return what a calendar says, by field. What has no field of its own stands beneath the text."""
    first, _separator, rest = event.text.partition("\n")
    is_short = len(first) <= MAX_SUMMARY
    lines = [rest.strip() if is_short else event.text]
    with translation.override(language):
        if event.place and place.venue is None:
            lines.append(_("Place: %(place)s") % {"place": event.place})
        if event.url:
            lines.append(_("More information: %(url)s") % {"url": event.url})
    return {
        "title": event.title,
        "summary": first if is_short else _cut(first),
        "body": "\n\n".join(line for line in lines if line),
        "place": place.value,
    }


def current_values(page: EventPage) -> dict[str, str]:
    """Return what is on a page and its dates now, in the form in which it is compared."""
    return {
        "title": _flat(page.title),
        "summary": _flat(page.summary),
        "body": _flat(plain_text(page.body)),
        "place": _place_now(page.translation_key),
    }


def _place_now(work: UUID) -> str:
    schedule = Schedule.objects.for_work(work)
    rows = [row for row in schedule.occurrences.all() if not row.is_cancelled] if schedule else []
    places = {Place(row.venue, row.online_url).value for row in rows}
    # Dates at several places are a person's work; no calendar gives that.
    return places.pop() if len(places) == 1 else (MIXED if places else Place().value)


def write_words(page: EventPage, values: Mapping[str, str]) -> None:
    """Put words on a page that is saved afterwards; fields that are not named stay as they are."""
    if "title" in values:
        page.title = page.draft_title = values["title"]
    if "summary" in values:
        page.summary = values["summary"]
    if "body" in values:
        page.body = [("paragraph", RichText(to_rich_text(values["body"])))] if values["body"] else []


def to_rich_text(text: str) -> str:
    """Return plain text as rich text: paragraphs, lines and links to the web. All else is escaped."""
    parts = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join(f"<p>{'<br/>'.join(_linked(line) for line in part.splitlines())}</p>" for part in parts)


def shown_value(name: str, value: str) -> str:
    """Return a value for people."""
    return str(Place.from_value(value)) if name == "place" else value


def _linked(line: str) -> str:
    parts: list[Any] = _ADDRESS.split(line)
    return "".join(_link(part) if number % 2 else escape(part) for number, part in enumerate(parts))


def _link(address: str) -> str:
    try:
        validate_web_url(address)
    except ValidationError:
        return escape(address)
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _cut(text: str) -> str:
    """Return the beginning of a text, ended at a word."""
    return f"{text[: MAX_SUMMARY - 1].rpartition(' ')[0] or text[: MAX_SUMMARY - 1]}…"


def _flat(text: str) -> str:
    return " ".join(text.split())
