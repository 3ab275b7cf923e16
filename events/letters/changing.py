"""The letter that says what became of dates that somebody has a place for, or waits for: old and new in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from events.changes import NOT_THERE, Snapshot, is_different
from events.enums import RegistrationState, ScheduleStatus
from events.invites import invitation_to, is_online
from events.letters.meeting import Meeting, date_text, joining_links, own_url
from events.models import Occurrence, Registration
from home import wording
from members.letters import Letter


@dataclass(frozen=True, slots=True)
class Changed:
    """One date as it was and as it is (``events.changes.snapshot``), for somebody with this registration for it."""

    registration: Registration
    occurrence: Occurrence
    before: Snapshot
    after: Snapshot

    @property
    def is_new(self) -> bool:
        """Return whether it was added, for who registered for all dates together."""
        return self.before == NOT_THERE

    @property
    def other_state(self) -> bool:
        """Return whether it does or does not take place, other than before."""
        return self.before["state"] != self.after["state"]

    @property
    def other_time(self) -> bool:
        """Return whether it is at another time."""
        return any(self.before[name] != self.after[name] for name in ("starts_at", "ends_at", "zone", "all_day"))

    @property
    def other_place(self) -> bool:
        """Return whether they take part elsewhere: at another venue, or at another address online."""
        name = "online_url" if is_online(self.registration, self.occurrence) else "place"
        return bool(self.before[name] != self.after[name] or self.before["form"] != self.after["form"])

    @property
    def is_different(self) -> bool:
        """Return whether anything is different for them."""
        if self.is_new:
            return is_different(self.before, self.after)
        return self.other_state or self.other_time or self.other_place

    @property
    def has_place(self) -> bool:
        """Return whether they have a place on this date, and do not wait for one."""
        return self.registration.state == RegistrationState.CONFIRMED


def dates_changed(changes: Sequence[Changed], meeting: Meeting) -> Letter:
    """Tell somebody what is different about the dates of their registrations, all in one letter.

    With the entry for their calendar of the dates that they have a place on; who waits has nothing in a calendar.
    """
    reasons = dict.fromkeys(str(changed.after["reason"]) for changed in changes)
    held = [changed for changed in changes if changed.has_place]
    links = [
        link for changed in held if not changed.occurrence.is_cancelled
        for link in joining_links(changed.registration, [changed.occurrence])
    ]  # fmt: skip
    return Letter(
        subject=meeting.about(_subject(changes)),
        paragraphs=(
            *(sentence(changed) for changed in changes),
            *(_("Why: %(reason)s") % {"reason": reason} for reason in reasons if reason),
            *_what_now(changes),
        ),
        action=(_("See your registration"), own_url(changes[0].registration)),
        links=tuple(dict.fromkeys(links)),
        calendar=invitation_to([(changed.registration, changed.occurrence) for changed in held], meeting.words),
    )


def sentence(changed: Changed) -> str:
    """Return what is different about one date, in words."""
    before, after = changed.before, changed.after
    if changed.is_new:
        return _("There is one more date: %(when)s.") % {"when": period(after)}
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
    if changed.other_place:
        parts.append(_place(changed, names_date=not parts))
    return " ".join(parts)


def period(snapshot: Snapshot) -> str:
    """Return the days and times of a snapshot."""
    start, end = _moment(snapshot["starts_at"]), _moment(snapshot["ends_at"])
    return wording.period_text(start, end, snapshot["zone"], all_day=snapshot["all_day"])


def _place(changed: Changed, *, names_date: bool) -> str:
    if is_online(changed.registration, changed.occurrence):
        if changed.before["form"] == changed.after["form"]:
            text = _("There is another address at which you take part online.")
        else:
            text = _("You now take part online.")
    elif changed.after["place"]:
        text = _("The place is now %(place)s.") % {"place": changed.after["place"]}
    else:
        text = _("The place is not known yet.")
    if not names_date:
        return text
    return _("%(when)s: %(text)s") % {"when": date_text(changed.occurrence), "text": text}


def _what_now(changes: Sequence[Changed]) -> list[str]:
    held = [changed for changed in changes if changed.after["state"] == ScheduleStatus.SCHEDULED]
    if not held:
        return []
    if any(changed.has_place for changed in held):
        return [_("You keep your place. Can you not come then? Withdraw, and somebody else comes.")]
    return [_("Your registration stands as it was.")]


def _subject(changes: Sequence[Changed]) -> str:
    """Return what happened in a few words, when it is one thing for all of these dates."""
    kinds = {_kind(changed) for changed in changes}
    return kinds.pop() if len(kinds) == 1 else _("Your dates are changed: %(title)s")


def _kind(changed: Changed) -> str:
    if changed.is_new:
        return _("More dates: %(title)s")
    if changed.other_state:
        if changed.after["state"] == ScheduleStatus.CANCELLED:
            return _("Cancelled: %(title)s")
        if changed.after["state"] == ScheduleStatus.POSTPONED:
            return _("Postponed: %(title)s")
        return _("It takes place after all: %(title)s")
    if not changed.other_time:
        return _("Another place: %(title)s")
    return _("Another time and place: %(title)s") if changed.other_place else _("Another time: %(title)s")


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    assert moment is not None
    return moment
