"""The door: who is expected on a date, what was scanned or typed, and what telephones send when the line is back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from events.desk.access import Desk
from events.desk.query import arrived_text, organisation_of, registrations_of
from events.enums import RegistrationState
from events.models import Arrival, Occurrence, Registration
from events.registration.attendance import Outcome, check_in, check_out, refusal
from events.registration.tickets import Purpose, is_signed, ticket_read

MAX_SENT: Final = 500
MAX_FOUND: Final = 20
# Who is told at the door: everybody but who was never more than an address.
AT_THE_DOOR: Final = tuple(state for state in RegistrationState if state != RegistrationState.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Found:
    """What a ticket or a number leads to; ``problem`` says why it leads nowhere."""

    registration: Registration | None
    problem: str = ""


def find_by_ticket(desk: Desk, text: str) -> Found:
    """Return the registration of a ticket, an address with one, or a number alone.

    A signature that is there must be ours; a number alone is enough, because the organiser sees who it is.
    """
    number, signature = ticket_read(text)
    rows = Registration.objects.filter(schedule=desk.schedule, number__iexact=number)
    registration = rows.select_related("organisation", "occurrence__schedule").first() if number else None
    if registration is None:
        return Found(None, _("This code is not of a registration for this event."))
    if signature and not is_signed(registration, signature, Purpose.CHECK_IN):
        return Found(None, _("This code was not made by us. Ask for the name."))
    return Found(registration)


def find_by_name(desk: Desk, date: Occurrence, text: str) -> list[Registration]:
    """Return who on this date has these letters in the name or in that of the organisation, at most twenty."""
    rows = registrations_of(desk, date).filter(state__in=AT_THE_DOOR).select_related("organisation")
    found = rows.filter(name__icontains=text) | rows.filter(organisation__name__icontains=text)
    return list(found.order_by("name", "pk")[:MAX_FOUND])


def expected(desk: Desk, date: Occurrence) -> list[dict[str, Any]]:
    """Return who is known at the door of a date, as the page keeps it: number, name, organisation, state, arrival.

    Two queries. Nothing else about anybody leaves the hub.
    """
    arrivals = {row.registration_id: row.arrived_at for row in date.arrivals.here()}
    rows = registrations_of(desk, date).filter(state__in=AT_THE_DOOR, erased_at=None).select_related("organisation")
    return [
        {
            "uuid": str(row.uuid),
            "number": row.number,
            "name": row.name,
            "organisation": organisation_of(row),
            "where": row.get_taking_part_display(),
            "refused": "" if row.state == RegistrationState.CONFIRMED else refusal(row),
            "arrived": arrived_text(arrivals.get(row.pk), desk.schedule.zone),
        }
        for row in rows.order_by("name", "pk")
    ]


def receive(desk: Desk, date: Occurrence, items: Any) -> list[dict[str, str]]:
    """Do what a telephone noted, each by itself: one that is refused never stops the rest.

    Each item has ``key`` (drawn by the telephone), ``what`` (``in`` or ``out``), ``code`` (what was scanned or typed)
    and ``at`` (ISO 8601). The answer has the key, what became of it, and a sentence. Sent twice it is done once.
    Raises ``ValidationError`` for what is no list of these.
    """
    if not isinstance(items, list) or len(items) > MAX_SENT:
        raise ValidationError(_("This is not a list of arrivals."), code="list")
    return [_received(desk, date, item) for item in items if isinstance(item, dict)]


def _received(desk: Desk, date: Occurrence, item: Mapping[str, Any]) -> dict[str, str]:
    answer = {"key": str(item.get("key", ""))[:64]}
    found = find_by_ticket(desk, str(item.get("code", ""))[:300])
    if found.registration is None:
        return {**answer, "outcome": "unknown", "text": found.problem}
    registration = found.registration
    answer |= {"number": registration.number, "name": registration.name}
    at = _moment(item.get("at"))
    try:
        if item.get("what") == "out":
            check_out(registration=registration, occurrence=date, actor=desk.user, at=at)
            text = _("%(name)s is noted as not arrived.") % {"name": registration}
            return {**answer, "outcome": "out", "text": text}
        outcome, text = let_in(desk, date, registration, at=at)
    except ValidationError as error:
        return {**answer, "outcome": "refused", "text": f"{registration}: {' '.join(error.messages)}"}
    return {**answer, "outcome": outcome, "text": text}


def let_in(
    desk: Desk, date: Occurrence, registration: Registration, *, at: datetime | None = None
) -> tuple[Outcome, str]:
    """Note an arrival; returns what became of it and the sentence for who stands at the door.

    Raises ``ValidationError`` as ``check_in``.
    """
    done = check_in(registration=registration, occurrence=date, actor=desk.user, at=at)
    return done.outcome, _told(done.outcome, registration, done.arrival, desk.schedule.zone)


def _told(outcome: Outcome, registration: Registration, arrival: Arrival, zone: str) -> str:
    facts = {"name": registration, "time": arrived_text(arrival.arrived_at, zone)}
    if outcome == Outcome.ALREADY:
        return _("%(name)s arrived already, at %(time)s.") % facts
    if outcome == Outcome.TAKEN_BACK:
        return _("The arrival of %(name)s was taken back after this. Check them in again if they are here.") % facts
    return _("Welcome, %(name)s.") % facts


def _moment(value: Any) -> datetime | None:
    """Return a moment that a telephone sent; ``None``, which is now, for what is none."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def arrived_numbers(desk: Desk, date: Occurrence) -> dict[str, str]:
    """Return who is there, by number, with the time: what telephones at the same door agree about."""
    rows = date.arrivals.here().values_list("registration__number", "arrived_at")
    return {number: arrived_text(moment, desk.schedule.zone) for number, moment in rows}
