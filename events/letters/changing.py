"""The letter that says what became of dates that somebody has a place for, or waits for: old and new in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from events.enums import OccurrenceStatus, RegistrationState, ScheduleStatus
from events.invites import invitation, is_online
from events.letters.meeting import Meeting, date_text, joining_links, own_url
from events.models import Occurrence, Registration
from home import wording
from members.letters import Letter

Snapshot = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """One date as it was and as it is (``events.changes.snapshot``)."""

    occurrence: Occurrence
    before: Snapshot
    after: Snapshot

    @property
    def other_state(self) -> bool:
        """Return whether it does or does not take place, other than before."""
        return self.before["state"] != self.after["state"]

    @property
    def other_time(self) -> bool:
        """Return whether it is at another time."""
        return any(self.before[name] != self.after[name] for name in ("starts_at", "ends_at", "zone", "all_day"))

    def other_place(self, registration: Registration) -> bool:
        """Return whether somebody takes part elsewhere: at another venue, or at another address online."""
        name = "online_url" if is_online(registration, self.occurrence) else "place"
        return bool(self.before[name] != self.after[name] or self.before["form"] != self.after["form"])

    def concerns(self, registration: Registration) -> bool:
        """Return whether anything is different for somebody."""
        return self.other_state or self.other_time or self.other_place(registration)


def dates_changed(registrations: Sequence[Registration], changes: Sequence[Changed], meeting: Meeting) -> Letter:
    """Tell somebody what is different about the dates of their registrations, all in one letter.

    With the entry for their calendar when they have a place; who waits is told, and has nothing in a calendar.
    """
    registration = registrations[0]
    has_place = any(row.state == RegistrationState.CONFIRMED for row in registrations)
    occurrences = [changed.occurrence for changed in changes]
    reasons = dict.fromkeys(str(changed.after["reason"]) for changed in changes)
    takes_place = any(changed.after["state"] == OccurrenceStatus.SCHEDULED for changed in changes)
    return Letter(
        subject=meeting.about(_subject(registration, changes)),
        paragraphs=(
            *(sentence(registration, changed) for changed in changes),
            *(_("Why: %(reason)s") % {"reason": reason} for reason in reasons if reason),
            *_what_now(has_place=has_place, takes_place=takes_place),
        ),
        action=(_("See your registration"), own_url(registration)),
        links=joining_links(registration, [row for row in occurrences if not row.is_cancelled]) if has_place else (),
        calendar=invitation(registration, occurrences, meeting.words) if has_place else "",
    )


def sentence(registration: Registration, changed: Changed) -> str:
    """Return what is different about one date, in words."""
    before, after = changed.before, changed.after
    was = {"when": period(before)}
    if after["state"] == ScheduleStatus.CANCELLED:
        return _("%(when)s is cancelled.") % was
    if after["state"] == ScheduleStatus.POSTPONED:
        return _("%(when)s is postponed. A new date follows, and you keep your registration.") % was
    parts = []
    if changed.other_state:
        parts.append(_("It takes place after all: %(when)s.") % {"when": period(after)})
    elif changed.other_time:
        parts.append(_("Not %(when)s, but %(new)s.") % {**was, "new": period(after)})
    if changed.other_place(registration):
        parts.append(_place(registration, changed, names_date=not parts))
    return " ".join(parts)


def period(snapshot: Snapshot) -> str:
    """Return the days and times of a snapshot."""
    start, end = _moment(snapshot["starts_at"]), _moment(snapshot["ends_at"])
    return wording.period_text(start, end, snapshot["zone"], all_day=snapshot["all_day"])


def _place(registration: Registration, changed: Changed, *, names_date: bool) -> str:
    if is_online(registration, changed.occurrence):
        if changed.before["form"] == changed.after["form"]:
            text = _("There is another address at which you take part online.")
        else:
            text = _("You now take part online.")
    elif changed.after["place"]:
        text = _("The place is now %(place)s.") % {"place": changed.after["place"]}
    else:
        text = _("The place is not known yet.")
    return f"{date_text(changed.occurrence)}: {text}" if names_date else text


def _what_now(*, has_place: bool, takes_place: bool) -> list[str]:
    if not takes_place:
        return []
    if has_place:
        return [_("You keep your place. Can you not come then? Withdraw, and somebody else comes.")]
    return [_("Your registration stands as it was.")]


def _subject(registration: Registration, changes: Sequence[Changed]) -> str:
    """Return what happened in a few words, when it is one thing for all of these dates."""
    kinds = {_kind(registration, changed) for changed in changes}
    return kinds.pop() if len(kinds) == 1 else _("Your dates are changed: %(title)s")


def _kind(registration: Registration, changed: Changed) -> str:
    if changed.other_state:
        if changed.after["state"] == ScheduleStatus.CANCELLED:
            return _("Cancelled: %(title)s")
        if changed.after["state"] == ScheduleStatus.POSTPONED:
            return _("Postponed: %(title)s")
        return _("It takes place after all: %(title)s")
    if not changed.other_time:
        return _("Another place: %(title)s")
    return _("Another time and place: %(title)s") if changed.other_place(registration) else _("Another time: %(title)s")


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    assert moment is not None
    return moment
