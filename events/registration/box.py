"""What the page of a work says about registering."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Availability
from events.models import DatedPage, RegistrationTerms
from events.registration.explaining import moment_text
from events.registration.forms import needs_form
from events.registration.reading import Choice, choices_of

# One's own registrations beyond these are in My hub.
OWN_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that one can register for: its button, and a badge about its places."""

    choice: Choice
    url: str
    label: str
    badge: dict[str, str] | None
    is_one_click: bool


@dataclass(frozen=True, slots=True)
class Box:
    """What is shown: what one registered for and the first that is open, how many more there are, the conditions.

    All dates are beside it on the page already, so they are not told twice.
    """

    rows: list[Row]
    more: int
    shows_dates: bool
    conditions: list[str]


def registration_box(page: DatedPage, user: Any) -> Box | None:
    """Return what the page says about registering; ``None`` where one does not register here, or all is over.

    How many places are left exactly, and how many wait, is read at once by who is signed in. Others get the page from
    memory, where such a number would be wrong a moment later: they read the word (``Occurrence.availability``), which
    the places service changes together with the index, and the numbers beside the form.
    """
    schedule = page.schedule if page.is_dated else None
    terms: RegistrationTerms | None = getattr(schedule, "registration_terms", None)
    if schedule is None or terms is None:
        return None
    choices = choices_of(schedule, terms, user, timezone.now(), counts=user.is_authenticated)
    if not choices:
        return None
    shown = _first(choices)
    one_click = user.is_authenticated and not needs_form(choices[0].pool, user)
    return Box(
        rows=[_row(page, choice, is_one_click=one_click) for choice in shown],
        more=len(choices) - len(shown),
        shows_dates=len(choices) > 1,
        conditions=_conditions(terms, shown[-1]),
    )


def _first(choices: list[Choice]) -> list[Choice]:
    own = [choice for choice in choices if choice.own][:OWN_SHOWN]
    others = [choice for choice in choices if not choice.own]
    if not others:
        return own
    return [*own, next((choice for choice in others if choice.is_open), others[0])]


def _row(page: DatedPage, choice: Choice, *, is_one_click: bool) -> Row:
    occurrence = choice.pool.occurrence
    address = (
        reverse("registrations:date", args=[page.public_id, occurrence.uuid])
        if occurrence
        else reverse("registrations:all", args=[page.public_id])
    )
    label = _("Join the waiting list") if choice.joins_queue else _("Register")
    return Row(choice, address, label, _badge(choice), is_one_click)


def _badge(choice: Choice) -> dict[str, str] | None:
    """Return what is told of the places, where that is more than that there are."""
    date = choice.pool.occurrence or (choice.pool.dates[0] if choice.pool.dates else None)
    tones = {Availability.FEW: "info", Availability.WAITING_LIST: "warn", Availability.FULL: "warn"}
    if date is None or date.availability not in tones:
        return None
    availability = Availability(date.availability)
    return {"label": str(availability.label), "tone": tones[availability]}


def _conditions(terms: RegistrationTerms, choice: Choice) -> list[str]:
    texts = []
    if choice.is_open and choice.pool.closes_at is not None:
        moment = moment_text(choice.pool.closes_at, choice.pool.schedule.zone)
        texts.append(_("You can register until %(moment)s.") % {"moment": moment})
    if choice.pool.occurrence is None:
        texts.append(_("You register for all dates together."))
    if terms.requires_approval:
        texts.append(_("The organiser decides about each registration."))
    if not terms.allows_guests:
        texts.append(_("Only for members: sign in first."))
    return texts
