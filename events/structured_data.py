"""Events, and dates of any kind, in the words of schema.org (JSON-LD)."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from events.enums import EventForm
from home.structured_data import CONTEXT, organisation, without_empty
from search.addresses import absolute_url

if TYPE_CHECKING:
    from events.models import DatedPage, EventPage, Occurrence, Venue

SCHEMA = f"{CONTEXT}/"
ATTENDANCE_MODES = {
    EventForm.ON_SITE.value: f"{SCHEMA}OfflineEventAttendanceMode",
    EventForm.ONLINE.value: f"{SCHEMA}OnlineEventAttendanceMode",
    EventForm.HYBRID.value: f"{SCHEMA}MixedEventAttendanceMode",
}


def event(page: "EventPage", request: HttpRequest) -> list[dict[str, Any]]:
    """Return one ``Event`` for each date of the page, the earliest first; several are one ``EventSeries``."""
    occurrences = page.occurrences
    common = _common(page, request)
    if len(occurrences) > 1:
        common["superEvent"] = _series(page, occurrences, request)
    return [{**common, **of_date(page, occurrence, request)} for occurrence in occurrences]


def _series(page: "EventPage", occurrences: "list[Occurrence]", request: HttpRequest) -> dict[str, Any]:
    url = page.get_full_url(request)
    return {
        "@type": "EventSeries",
        "@id": url,
        "name": page.title,
        "url": url,
        "startDate": _start(occurrences[0]),
        "endDate": max(_end(occurrence) for occurrence in occurrences),
    }


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
        described["image"] = absolute_url(picture["url"])
    described.update(_record(page))
    if page.price is not None:
        described["isAccessibleForFree"] = page.price == 0
        described["offers"] = offer(page, page.get_full_url(request) or "")
    return without_empty(described)


def _record(page: "EventPage") -> dict[str, Any]:
    """Return what is left of it: the recording, and the slides."""
    aftercare = page.aftercare
    if aftercare is None:
        return {}
    slides = [
        {"@type": "DigitalDocument", "name": document.title, "url": absolute_url(document.url)}
        for document in aftercare.published_documents
    ]
    url = aftercare.recording_url
    return {"recordedIn": {"@type": "CreativeWork", "url": url} if url else None, "subjectOf": slides}


def _start(occurrence: "Occurrence") -> str:
    is_day = occurrence.schedule.all_day
    return occurrence.first_day.isoformat() if is_day else occurrence.starts_local.isoformat()


def _end(occurrence: "Occurrence") -> str:
    # schema.org's endDate of a day is that day itself, unlike iCalendar's.
    return occurrence.last_day.isoformat() if occurrence.schedule.all_day else occurrence.ends_local.isoformat()


def offer(page: "DatedPage", url: str) -> dict[str, Any]:
    """Return the price as an ``Offer`` to be taken at ``url``; only for a page whose price is known."""
    return {"@type": "Offer", "price": str(page.price), "priceCurrency": page.currency, "url": url}


def of_date(page: "DatedPage", occurrence: "Occurrence", request: HttpRequest) -> dict[str, Any]:
    """Return the properties that an ``Event``, or a kind of it, has of one of its dates."""
    described: dict[str, Any] = {
        "@id": f"{page.get_full_url(request)}#{occurrence.uuid}",
        "startDate": _start(occurrence),
        "endDate": _end(occurrence),
        "eventStatus": SCHEMA + event_status(occurrence),
    }
    if occurrence.previous_starts_local is not None:
        previous = occurrence.previous_starts_local
        is_day = occurrence.schedule.all_day
        described["previousStartDate"] = previous.date().isoformat() if is_day else previous.isoformat()
    if occurrence.form:
        described["eventAttendanceMode"] = ATTENDANCE_MODES[occurrence.form]
        places = [place(occurrence.venue)] if occurrence.venue else []
        if occurrence.online_url:
            # Kept for who has a place, it is not for machines: the page says how to come by it.
            url = occurrence.public_online_url or page.get_full_url(request)
            places.append({"@type": "VirtualLocation", "url": url})
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
