"""Why a registration is as it is, in sentences made of its log: for who registered, and for the organiser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _, ngettext

from events.enums import Obstacle, RegistrationState, RegistrationStep, TakingPart
from events.models import Registration, RegistrationLogEntry
from events.registration.log import WORDS
from home import wording
from members.enums import OrganisationKind

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """One entry of the log: when, and what was decided on which facts."""

    at: datetime
    sentence: str
    words: str

    def __str__(self) -> str:
        return f"{moment_text(self.at)}: {self.sentence}"


def explain(registration: Registration) -> list[Explained]:
    """Return what happened to a registration and why, earliest first, in the active language."""
    entries = RegistrationLogEntry.objects.filter(registration=registration)
    return [
        Explained(at=entry.at, sentence=sentence_of(entry), words=str(entry.facts.get(WORDS, ""))) for entry in entries
    ]


def sentence_of(entry: RegistrationLogEntry) -> str:
    """Return an entry of the log as a sentence."""
    return _SENTENCES[RegistrationStep(entry.step)](entry.facts)


def obstacle_text(facts: Facts) -> str:
    """Return why there was no place: "no place was left (5 of 5 taken)"."""
    obstacle = facts.get("obstacle")
    if obstacle == Obstacle.ORGANISATION:
        return ngettext(
            "the organisation had its place (at most %(cap)d)",
            "the organisation had its places (at most %(cap)d)",
            int(facts["cap"]),
        ) % {"cap": facts["cap"]}
    if obstacle == Obstacle.HIDDEN:
        return _("the page is not open to them any more")
    if obstacle == Obstacle.KEPT:
        kinds = ", ".join(str(OrganisationKind(kind).label).lower() for kind in facts["kept"])
        return _("the places that were left are kept for: %(kinds)s") % {"kinds": kinds}
    return _("no place was left (%(taken)s)") % {"taken": _taken(facts)}


def _taken(facts: Facts) -> str:
    if facts.get("capacity") is None:
        return _("%(taken)d taken, without limit") % {"taken": facts["taken"]}
    return _("%(taken)d of %(capacity)d taken") % {"taken": facts["taken"], "capacity": facts["capacity"]}


def _way(value: str) -> str:
    return str(TakingPart(value).label).lower()


def moment_text(moment: datetime, zone: str = "") -> str:
    """Return a moment: "12 November 2026 at 13:30", "12 november 2026 om 13.30 uur".

    On the clock of a zone, which is named when it is not that of the site.
    """
    day = wording.day_text(wording.local_time(moment, zone).date())
    return _("%(day)s at %(time)s") % {"day": day, "time": wording.time_text(moment, moment, zone)}


def _made(facts: Facts) -> str:
    if facts.get("again"):
        return _("Registered once more, which changed nothing.")
    if facts.get("state") == RegistrationState.UNCONFIRMED:
        return _("Registered; the address had to be confirmed first.")
    if facts.get("state") == RegistrationState.REQUESTED:
        return _("Registered; the organiser decides.")
    return _("Registered.")


def _confirmed_address(facts: Facts) -> str:
    if facts.get("state") == RegistrationState.REQUESTED:
        return _("Confirmed the address; the organiser decides.")
    return _("Confirmed the address.")


def _got_place(facts: Facts) -> str:
    return _("Got a place %(way)s (%(taken)s).") % {"way": _way(facts["taking_part"]), "taken": _taken(facts)}


def _queued(facts: Facts) -> str:
    return _("Put on the waiting list %(way)s as number %(position)d: %(why)s.") % {
        "way": _way(facts["taking_part"]),
        "position": facts["position"],
        "why": obstacle_text(facts),
    }


def _passed_over(facts: Facts) -> str:
    return _("A place went to somebody later in the queue: %(why)s. The turn is kept.") % {"why": obstacle_text(facts)}


def _offered(facts: Facts) -> str:
    return _("A place %(way)s was offered until %(until)s.") % {
        "way": _way(facts["taking_part"]),
        "until": moment_text(datetime.fromisoformat(facts["until"])),
    }


def _let_expire(facts: Facts) -> str:
    return _("The offer was not taken before %(until)s and went to who was next.") % {
        "until": moment_text(datetime.fromisoformat(facts["until"]))
    }


def _changed(facts: Facts) -> str:
    if "to" in facts:
        return _("Changed from %(before)s to %(after)s.") % {"before": _way(facts["from"]), "after": _way(facts["to"])}
    if "to_day" in facts:
        before, after = (wording.day_text(date.fromisoformat(facts[name])) for name in ("from_day", "to_day"))
        return _("Moved from %(before)s to %(after)s.") % {"before": before, "after": after}
    return _("Changed what was filled in.")


def _withdrew(facts: Facts) -> str:
    return _("Refused the offer and left.") if facts.get("refused_offer") else _("Withdrawn.")


_SENTENCES: Mapping[RegistrationStep, Callable[[Facts], str]] = {
    RegistrationStep.MADE: _made,
    RegistrationStep.CONFIRMED_ADDRESS: _confirmed_address,
    RegistrationStep.GOT_PLACE: _got_place,
    RegistrationStep.QUEUED: _queued,
    RegistrationStep.PASSED_OVER: _passed_over,
    RegistrationStep.OFFERED: _offered,
    RegistrationStep.TOOK_OFFER: lambda facts: _("Took the offer."),
    RegistrationStep.LET_EXPIRE: _let_expire,
    RegistrationStep.APPROVED: lambda facts: _("Approved by the organiser."),
    RegistrationStep.DECLINED: lambda facts: _("Declined by the organiser."),
    RegistrationStep.CHANGED: _changed,
    RegistrationStep.WITHDREW: _withdrew,
    RegistrationStep.CHECKED_IN: lambda facts: _("Arrived."),
    RegistrationStep.CHECKED_OUT: lambda facts: _("The arrival was taken back."),
    RegistrationStep.ERASED: lambda facts: _("The personal data was removed."),
}
