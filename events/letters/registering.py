"""The letters about one registration: what became of it, in the language of who reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from events.enums import RegistrationState, RegistrationStep
from events.invites import invitation
from events.letters.meeting import Meeting, account_url, joining_links, own_url, rows_of
from events.models import Registration, RegistrationLogEntry
from events.registration.links import confirm_url
from home import wording
from members.letters import Letter

WORDS = "words"


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter about a registration is made of: what happened, to whom, and of which work."""

    entry: RegistrationLogEntry
    registration: Registration
    meeting: Meeting

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return what the log noted of it (``events.registration.log``)."""
        facts: dict[str, Any] = self.entry.facts
        return facts

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return when and where."""
        return rows_of(self.registration, self.meeting.occurrences)

    @property
    def see(self) -> tuple[str, str]:
        """Return the way to the registration, where it can be changed and withdrawn."""
        return _("See your registration"), own_url(self.registration)

    def calendar(self, *, comes: bool = True) -> str:
        """Return what a mail program puts in the calendar, or takes out of it."""
        return invitation(self.registration, self.meeting.occurrences, self.meeting.words, comes=comes)


Write = Callable[[Told], Letter]


def confirm_address(told: Told) -> Letter:
    """Ask a guest whether the address is theirs: only then they have a place, or a turn."""
    return Letter(
        subject=told.meeting.about(_("Confirm your registration: %(title)s")),
        paragraphs=(
            _("You registered with this address. Confirm it, and we look for a place for you at once."),
            _("Was it not you? Do nothing. Without your confirmation nobody is registered."),
        ),
        rows=told.rows,
        action=(_("Confirm your registration"), confirm_url(told.registration)),
    )


def requested(told: Told) -> Letter:
    """Say that the organiser decides."""
    return Letter(
        subject=told.meeting.about(_("Your request is with the organiser: %(title)s")),
        paragraphs=(
            _("Thank you for your registration. The organiser decides who comes, and reads your request soon."),
            _("You hear from us as soon as there is an answer. You need not do anything until then."),
        ),
        rows=told.rows,
        action=told.see,
    )


def has_place(told: Told) -> Letter:
    """Welcome somebody, whom the organiser let in where they decide."""
    if told.registration.log_entries.filter(step=RegistrationStep.APPROVED).exists():
        return _welcome(told, _("You are welcome: %(title)s"), _("The organiser says yes: your place is certain."))
    return _welcome(told, _("You have a place: %(title)s"), _("Good that you come! Your place is certain."))


def took_offer(told: Told) -> Letter:
    """Welcome somebody from the waiting list."""
    return _welcome(
        told, _("The place is yours: %(title)s"), _("You took the place that came free. It is certain now.")
    )


def changed(told: Told) -> Letter:
    """Say what a registration is now."""
    has_place = told.registration.state == RegistrationState.CONFIRMED
    return Letter(
        subject=told.meeting.about(_("Your registration is changed: %(title)s")),
        paragraphs=(_("Your registration is changed. This is how it is now."),),
        rows=(*told.rows, (_("State"), str(told.registration.get_state_display()))),
        action=told.see,
        links=joining_links(told.registration, told.meeting.occurrences) if has_place else (),
        calendar=told.calendar() if has_place else "",
    )


def queued(told: Told) -> Letter:
    """Say where in the waiting list somebody is."""
    position = told.facts.get("position")
    where = _("It is full now, so you are on the waiting list.")
    if position:
        where = _("It is full now. You are number %(position)d on the waiting list.") % {"position": position}
    return Letter(
        subject=told.meeting.about(_("You are on the waiting list: %(title)s")),
        paragraphs=(
            where,
            _("When a place comes free for you, we offer it to you by mail. You keep your turn until then."),
            _("Can you not come after all? Withdraw, and somebody else moves up."),
        ),
        rows=told.rows,
        action=told.see,
    )


def offered(told: Told) -> Letter:
    """Offer a place, and say until when it stands."""
    return Letter(
        subject=told.meeting.about(_("A place is free for you: %(title)s")),
        paragraphs=(
            _("A place came free, and it is your turn. Do you still want to come?"),
            _until(told.facts.get("until")),
            _("If you do not take it, it goes to the next person on the list."),
        ),
        rows=told.rows,
        action=(_("Take the place, or leave it"), own_url(told.registration)),
    )


def expired(told: Told) -> Letter:
    """Say that an offer is over."""
    return Letter(
        subject=told.meeting.about(_("Your offer has ended: %(title)s")),
        paragraphs=(
            _("A place was free for you, and we did not hear from you in time. It goes to the next on the list."),
            _("Do you still want to come? Register again, and you join the end of the list."),
        ),
        rows=told.rows,
        action=(_("See the page"), told.meeting.words.url),
    )


def declined(told: Told) -> Letter:
    """Say no, with the organiser's words."""
    return Letter(
        subject=told.meeting.about(_("No place this time: %(title)s")),
        paragraphs=(
            _("Thank you for your registration. Unfortunately the organiser has no place for you this time."),
            *((_("The organiser writes:"),) if told.facts.get(WORDS) else ()),
        ),
        quote=str(told.facts.get(WORDS, "")),
        rows=told.rows,
        calendar=told.calendar(comes=False),
    )


def withdrew(told: Told) -> Letter:
    """Confirm that somebody does not come; say so when another person withdrew it."""
    entry, registration = told.entry, told.registration
    by_other = entry.actor_id is not None and entry.actor_id not in (
        registration.user_id,
        registration.registered_by_id,
    )
    words = str(told.facts.get(WORDS, ""))
    if by_other:
        subject = _("Your registration was withdrawn: %(title)s")
        paragraphs = [_("The organiser withdrew your registration. You are not expected any more.")]
        paragraphs += [_("The organiser writes:")] if words else []
    else:
        subject = _("You are no longer registered: %(title)s")
        paragraphs = [_("You withdrew, so you are not expected any more. Thank you for telling us.")]
        if told.facts.get("refused_offer"):
            paragraphs = [_("You left the place to somebody else. Thank you for telling us.")]
    return Letter(
        subject=told.meeting.about(subject),
        paragraphs=tuple(paragraphs),
        quote=words if by_other else "",
        rows=told.rows,
        action=(_("See the page"), told.meeting.words.url),
        calendar=told.calendar(comes=False),
    )


def registered_already(told: Told) -> Letter:
    """Say how it is with the registration that somebody has already."""
    registration = told.registration
    has_place = registration.state == RegistrationState.CONFIRMED
    return Letter(
        subject=told.meeting.about(_("You were registered already: %(title)s")),
        paragraphs=(_("You registered once more. Nothing changed: this is how it is."),),
        rows=(*told.rows, (_("State"), str(registration.get_state_display()))),
        action=told.see,
        links=joining_links(registration, told.meeting.occurrences) if has_place else (),
    )


def copy_for_registrant(told: Told) -> Letter:
    """Tell somebody what became of the registration that they made for a colleague."""
    registration = told.registration
    return Letter(
        subject=told.meeting.about(_("You registered a colleague: %(title)s")),
        paragraphs=(
            _("This is a copy for you: you registered %(name)s. They have this in a mail of their own.")
            % {"name": registration.name},
        ),
        rows=(
            (_("Name"), registration.name),
            *told.rows,
            (_("State"), str(registration.get_state_display())),
        ),
        action=(_("See the registration"), account_url(registration)),
    )


def by_colleague(letter: Letter, registration: Registration) -> Letter:
    """Return a letter that says first who registered the reader."""
    by = registration.registered_by
    if by is None:
        return letter
    first = _("%(name)s registered you.") % {"name": by.name or by.email}
    return replace(letter, paragraphs=(first, *letter.paragraphs))


def offer_ends(registration: Registration, meeting: Meeting) -> Letter:
    """Remind somebody of an offer that is nearly over."""
    return Letter(
        subject=meeting.about(_("Your offer ends soon: %(title)s")),
        paragraphs=(
            _("A place is still free for you, and we have not heard from you yet."),
            _until(registration.offer_expires_at),
            _("If you do not take it, it goes to the next person on the list."),
        ),
        rows=rows_of(registration, meeting.occurrences),
        action=(_("Take the place, or leave it"), own_url(registration)),
    )


def _welcome(told: Told, subject: str, first: str) -> Letter:
    return Letter(
        subject=told.meeting.about(subject),
        paragraphs=(
            first,
            _("Can you not come after all? Withdraw, and your place goes to somebody else."),
        ),
        rows=told.rows,
        action=told.see,
        links=joining_links(told.registration, told.meeting.occurrences),
        calendar=told.calendar(),
    )


def _until(moment: str | datetime | None) -> str:
    """Return until when an offer stands, as the log or the row has it."""
    end = parse_datetime(moment) if isinstance(moment, str) else moment
    if end is None or timezone.is_naive(end):
        return _("Answer soon: the offer does not stand for long.")
    return _("It is yours when you take it before %(moment)s.") % {"moment": wording.deadline_text(end)}


LETTERS: Mapping[RegistrationStep, Write] = {
    RegistrationStep.GOT_PLACE: has_place,
    RegistrationStep.QUEUED: queued,
    RegistrationStep.OFFERED: offered,
    RegistrationStep.TOOK_OFFER: took_offer,
    RegistrationStep.LET_EXPIRE: expired,
    RegistrationStep.DECLINED: declined,
    RegistrationStep.CHANGED: changed,
    RegistrationStep.WITHDREW: withdrew,
}
