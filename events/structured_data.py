"""Events in the words of schema.org (JSON-LD)."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from events.enums import EventForm
from home.structured_data import CONTEXT
from members.structured_data import organisation

if TYPE_CHECKING:
    from events.models import EventPage, Occurrence, Venue

SCHEMA = f"{CONTEXT}/"
ATTENDANCE_MODES = {
    EventForm.ON_SITE.value: f"{SCHEMA}OfflineEventAttendanceMode",
    EventForm.ONLINE.value: f"{SCHEMA}OnlineEventAttendanceMode",
    EventForm.HYBRID.value: f"{SCHEMA}MixedEventAttendanceMode",
}
# The addresses of the sections in which each axis has its landing pages.


def event(page: "EventPage", request: HttpRequest) -> list[dict[str, Any]]:
    """Return one ``Event`` for each date of the page, the earliest first."""
    occurrences = page.occurrences
    common = _common(page, request)
    return [{**common, **_of_date(page, occurrence, request)} for occurrence in occurrences]


def _common(page: "EventPage", request: HttpRequest) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "url": page.get_full_url(request),
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.delivery_languages,
        "organizer": [organisation(row) for row in page.organisers],
        "performer": [{"@type": "Person", "name": row.contributor.name} for row in page.speakers_in_order],
        "about": page.get_about(request),
    }
    picture = page.get_card_image()
    if picture:
        described["image"] = request.build_absolute_uri(picture["url"])
    if page.price is not None:
        described["isAccessibleForFree"] = page.price == 0
        described["offers"] = {
            "@type": "Offer",
            "price": str(page.price),
            "priceCurrency": page.currency,
            "url": page.get_full_url(request),
        }
    return {key: value for key, value in described.items() if value not in ("", None, [])}


def _of_date(page: "EventPage", occurrence: "Occurrence", request: HttpRequest) -> dict[str, Any]:
    all_day = occurrence.schedule.all_day
    starts, ends = occurrence.starts_local, occurrence.ends_local
    described: dict[str, Any] = {
        "@id": f"{page.get_full_url(request)}#{occurrence.uuid}",
        "startDate": occurrence.first_day.isoformat() if all_day else starts.isoformat(),
        # schema.org's endDate of a day is that day itself, unlike iCalendar's.
        "endDate": occurrence.last_day.isoformat() if all_day else ends.isoformat(),
        "eventStatus": SCHEMA + event_status(occurrence),
    }
    if occurrence.previous_starts_local is not None:
        previous = occurrence.previous_starts_local
        described["previousStartDate"] = previous.date().isoformat() if all_day else previous.isoformat()
    if occurrence.form:
        described["eventAttendanceMode"] = ATTENDANCE_MODES[occurrence.form]
        places = [place(occurrence.venue)] if occurrence.venue else []
        if occurrence.online_url:
            places.append({"@type": "VirtualLocation", "url": occurrence.online_url})
        described["location"] = places if len(places) > 1 else places[0]
    if occurrence.capacity is not None:
        described["maximumAttendeeCapacity"] = occurrence.capacity
    return described


def event_status(occurrence: "Occurrence") -> str:
    """Return the ``EventStatusType`` of a date."""
    if occurrence.is_cancelled:
        return "EventCancelled"
    if occurrence.is_postponed:
        return "EventPostponed"
    return "EventRescheduled" if occurrence.is_moved else "EventScheduled"


def place(venue: "Venue") -> dict[str, Any]:
    """Return a venue as a ``Place``."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.street,
        "postalCode": venue.postal_code,
        "addressLocality": venue.city,
        "addressRegion": venue.region.name if venue.region else "",
    }
    described: dict[str, Any] = {
        "@type": "Place",
        "name": venue.name,
        "address": {key: value for key, value in address.items() if value},
    }
    if venue.coordinates is not None:
        latitude, longitude = venue.coordinates
        described["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return described
