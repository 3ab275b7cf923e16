"""The writes of registrations.

Each of them locks the schedule first (``events.registration.places``), so that what it decides about places holds: all
others wait. It raises ``ValidationError`` with a sentence for a person, and then nothing has changed. What was decided
is in the log of the registration, and whom it concerns is told in the same transaction.

``now`` is the moment that counts; without it, that at which the lock was got. ``actor`` is the account that does it;
nobody for who came by a signed link.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Obstacle, RegistrationState, RegistrationStep
from events.models import Occurrence, Registration, Schedule
from events.registration import places, rules
from events.registration.answers import MAX_NAME, answers_check, one_line, questions_of
from events.registration.log import WORDS, log
from events.registration.numbers import free_number
from events.registration.persons import Person, account_of, name_of, person_of
from events.registration.pools import Pool
from events.registration.terms import (
    kept_places_set,
    question_add,
    question_change,
    question_move,
    question_retire,
    terms_set,
)
from events.registration.upkeep import offers_expire, registrations_erase
from members.models import Organisation, User

# All writes of registrations have one address, though they are in three modules.
__all__ = [
    "kept_places_set",
    "offers_expire",
    "question_add",
    "question_change",
    "question_move",
    "question_retire",
    "registration_approve",
    "registration_change",
    "registration_confirm_address",
    "registration_decline",
    "registration_make",
    "registration_refuse_offer",
    "registration_take_offer",
    "registration_withdraw",
    "registrations_erase",
    "terms_set",
]

# Somebody who asks again is written to again, but not with every click.
AGAIN_AFTER: Final = timedelta(minutes=10)


def registration_make(
    *,
    schedule: Schedule,
    occurrence: Occurrence | None,
    name: str,
    email: str,
    taking_part: str,
    language: str,
    user: User | None = None,
    registered_by: User | None = None,
    organisation: Organisation | None = None,
    organisation_name: str = "",
    answers: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Registration:
    """Register somebody for a date, or for all without one, and give them a place or a turn in the queue.

    ``user`` registers themselves; ``registered_by`` registers a colleague of ``organisation``; with neither it is a
    guest, who takes nothing until the address is confirmed. Who is registered already is returned as they are: that is
    no error, and nobody but they themselves is told. Raises ``ValidationError`` when one cannot register (its ``code``
    is ``not_found`` for what the person may not see), or what was filled in is not right.
    """
    if registered_by is not None and organisation is None:
        message = _("Choose the organisation for which your colleague comes.")
        raise ValidationError({"organisation": ValidationError(message, code="organisation")})
    person = person_of(
        name=name,
        email=email,
        user=user,
        registered_by=registered_by,
        organisation=organisation,
        organisation_name=organisation_name,
    )
    with places.places_held(schedule) as locked:
        now = now or timezone.now()
        pool = rules.pool_to_register_for(locked, occurrence, person.answers_for)
        rules.check_open(pool, now)
        rules.check_guests(pool.terms, user, registered_by)
        rules.check_way(pool, taking_part)
        rules.check_organisation(organisation, person.answers_for)
        values = {
            "name": person.name,
            "organisation": organisation,
            "organisation_name": "" if organisation else person.organisation_name,
            "taking_part": taking_part,
            "language": language,
            "answers": answers_check(questions_of(pool.terms), answers or {}),
        }
        if user is None or registered_by is not None:
            # Said to everybody alike, before it is looked up whether the address is registered.
            _check_not_full(pool, taking_part, now)
        standing = rules.standing_registration(pool, person.email, person.user)
        if standing is None:
            standing = Registration(
                schedule=locked, occurrence=pool.occurrence, email=person.email, number=free_number(), turn=0
            )
        elif standing.state != RegistrationState.UNCONFIRMED:
            _join_account(standing, person)
            _ask_again(standing, person, now)
            return standing
        return _register(pool, standing, person, values, now)


def registration_confirm_address(*, registration: Registration, now: datetime | None = None) -> Registration:
    """Give a guest who followed the signed link a place or a turn; harmless when that was done already.

    Raises ``ValidationError`` when one can no longer register, or has a registration by their account.
    """
    with places.places_held(registration.schedule) as locked:
        now = now or timezone.now()
        row = _locked_row(registration, locked)
        if row.state != RegistrationState.UNCONFIRMED:
            return row
        pool = rules.pool_to_register_for(locked, row.occurrence, None)
        rules.check_open(pool, now)
        rules.check_way(pool, row.taking_part)
        row.user = row.user or account_of(row.email)
        rules.check_once(pool, row)
        _begin(pool, row)
        log(row, RegistrationStep.CONFIRMED_ADDRESS, now=now, state=row.state)
        _seek_place(pool, row, now)
        return row


def registration_take_offer(
    *, registration: Registration, actor: Any = None, now: datetime | None = None
) -> Registration:
    """Take the place that is offered.

    Raises ``ValidationError`` when the offer is over, there is none, or the page was closed to this person.
    """
    with places.places_held(registration.schedule) as locked:
        now = now or timezone.now()
        row = _locked_row(registration, locked)
        if row.state == RegistrationState.CONFIRMED:
            return row
        if row.state != RegistrationState.OFFERED or (row.offer_expires_at and row.offer_expires_at <= now):
            raise ValidationError(_("This offer is over: the place went to who is next."), code="expired")
        pool = places.pool_for(row, locked)
        if pool is not None:
            rules.check_held(pool, now)
        rules.check_reads(row, locked)
        row.state, row.offer_expires_at = RegistrationState.CONFIRMED, None
        row.save()
        log(row, RegistrationStep.TOOK_OFFER, actor=actor, now=now)
        return row


def registration_refuse_offer(
    *, registration: Registration, actor: Any = None, now: datetime | None = None
) -> Registration:
    """Leave the place that is offered to who is next, and the queue. Raises ``ValidationError`` without an offer."""
    with places.places_held(registration.schedule) as locked:
        now = now or timezone.now()
        row = _locked_row(registration, locked)
        if row.state == RegistrationState.WITHDRAWN:
            return row
        if row.state != RegistrationState.OFFERED:
            raise ValidationError(_("There is no offer to refuse."), code="no_offer")
        return _leave(row, RegistrationState.WITHDRAWN, now, actor=actor, refused_offer=True)


def registration_withdraw(
    *, registration: Registration, actor: Any = None, reason: str = "", now: datetime | None = None
) -> Registration:
    """Withdraw somebody, and give the place to who is next; harmless when it was done already.

    Raises ``ValidationError`` when it is over.
    """
    with places.places_held(registration.schedule) as locked:
        now = now or timezone.now()
        row = _locked_row(registration, locked)
        if not RegistrationState(row.state).is_active:
            return row
        pool = places.pool_for(row, locked)
        if pool is not None and pool.ends_at is not None and pool.ends_at <= now:
            raise ValidationError(_("It is over already."), code="over")
        words = {WORDS: reason.strip()} if reason.strip() else {}
        return _leave(row, RegistrationState.WITHDRAWN, now, actor=actor, **words)


def registration_change(
    *,
    registration: Registration,
    actor: Any = None,
    taking_part: str | None = None,
    answers: Mapping[str, Any] | None = None,
    name: str | None = None,
    organisation_name: str | None = None,
    now: datetime | None = None,
) -> Registration:
    """Change what somebody filled in; what is ``None`` stays. The name of an organisation only where it was typed.

    Another way of taking part is another place: who has one keeps it unless there is one there, and who waits begins
    at the end of the other queue. Raises ``ValidationError`` when that cannot be, or what was filled in is not right.
    """
    with places.places_held(registration.schedule) as locked:
        now = now or timezone.now()
        row = _locked_row(registration, locked)
        pool = places.pool_for(row, locked)
        if pool is None or not RegistrationState(row.state).is_active:
            raise ValidationError(_("This registration does not stand any more."), code="inactive")
        rules.check_held(pool, now)
        values: dict[str, Any] = {}
        if name is not None:
            values["name"] = name_of(name)
        if organisation_name is not None and row.organisation is None:
            values["organisation_name"] = one_line(organisation_name)[:MAX_NAME]
        if answers is not None:
            values["answers"] = answers_check(questions_of(pool.terms), answers)
        if taking_part is not None and taking_part != row.taking_part:
            rules.check_way(pool, taking_part)
            values["taking_part"] = taking_part
        return _change(pool, row, values, actor, now)


def registration_approve(*, registration: Registration, actor: Any, now: datetime | None = None) -> Registration:
    """Let somebody in who asked for it: to a place, or to the queue in the turn in which they asked.

    Raises ``ValidationError`` when nothing is asked, it does not take place, or there is neither place nor queue.
    """
    with places.places_held(registration.schedule) as locked:
        now = now or timezone.now()
        row = _locked_row(registration, locked)
        pool = places.pool_for(row, locked)
        if pool is None or row.state != RegistrationState.REQUESTED:
            raise ValidationError(_("There is nothing to approve."), code="state")
        rules.check_held(pool, now)
        row.state = RegistrationState.WAITING
        row.save()
        log(row, RegistrationStep.APPROVED, actor=actor, now=now)
        _seek_place(pool, row, now)
        return row


def registration_decline(
    *, registration: Registration, actor: Any, reason: str, now: datetime | None = None
) -> Registration:
    """Refuse somebody, also who has a place, and say why. Raises ``ValidationError`` without a reason."""
    if not reason.strip():
        raise ValidationError(_("Say why: the person reads it."), code="reason")
    with places.places_held(registration.schedule) as locked:
        now = now or timezone.now()
        row = _locked_row(registration, locked)
        if row.state in (RegistrationState.UNCONFIRMED, *rules.GONE_STATES):
            raise ValidationError(_("This registration does not stand any more."), code="state")
        return _leave(row, RegistrationState.DECLINED, now, actor=actor, **{WORDS: reason.strip()})


# --- What they have in common ---------------------------------------------------------------------------


def _register(pool: Pool, row: Registration, person: Person, values: Mapping[str, Any], now: datetime) -> Registration:
    """Write a new registration, or one whose address nobody confirmed: what was typed last holds."""
    for name, value in values.items():
        setattr(row, name, value)
    row.user, row.registered_by, row.email_key = person.user, person.registered_by, rules.email_key_of(row.email)
    is_new = row.pk is None
    if person.is_known:
        _begin(pool, row)
    else:
        row.state = RegistrationState.UNCONFIRMED
        row.save()
    if is_new or person.is_known:
        log(row, RegistrationStep.MADE, actor=person.answers_for, now=now, state=row.state)
    else:
        _ask_again(row, person, now)
    if person.is_known:
        _seek_place(pool, row, now)
    return row


def _begin(pool: Pool, row: Registration) -> None:
    """Draw the turn, and let somebody ask for approval or wait for a place."""
    row.turn = _next_turn(pool)
    row.state = RegistrationState.REQUESTED if pool.terms.requires_approval else RegistrationState.WAITING
    row.save()


def _seek_place(pool: Pool, row: Registration, now: datetime) -> None:
    """Give who begins to wait a place when there is one for them; otherwise they stand in the queue."""
    if row.state != RegistrationState.WAITING:
        return
    places.pool_settle(pool, now, newcomer=row)
    if row.state != RegistrationState.WAITING:
        return
    room = places.room_in(pool, row.taking_part, now)
    obstacle = room.obstacle(row)
    if obstacle is not None and not pool.terms.has_waiting_list:
        raise rules.no_place(obstacle)
    position = pool.registrations.waiting().filter(taking_part=row.taking_part, turn__lte=row.turn).count()
    facts = {**room.facts(obstacle), "position": position, "taking_part": row.taking_part}
    log(row, RegistrationStep.QUEUED, now=now, **facts)


def _leave(
    row: Registration, state: RegistrationState, now: datetime, *, actor: Any = None, **facts: Any
) -> Registration:
    """End a registration, and offer what it leaves to who is next."""
    before = row.state
    if before == RegistrationState.CONFIRMED:
        row.sequence += 1
    row.state, row.offer_expires_at = state, None
    row.save()
    step = RegistrationStep.DECLINED if state == RegistrationState.DECLINED else RegistrationStep.WITHDREW
    log(row, step, actor=actor, now=now, state=before, **facts)
    pool = places.pool_for(row, row.schedule)
    if pool is not None:
        places.pool_settle(pool, now)
    return row


def _change(pool: Pool, row: Registration, values: dict[str, Any], actor: Any, now: datetime) -> Registration:
    before = {name: getattr(row, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    facts: dict[str, Any] = {"fields": sorted(changed)}
    if "taking_part" in changed:
        facts |= {"from": before["taking_part"], "to": row.taking_part}
        row.sequence += 1
        if row.state == RegistrationState.WAITING:
            row.turn = _next_turn(pool)
    if RegistrationState(row.state).takes_place and {"taking_part", "organisation_name"} & set(changed):
        _check_place(pool, row, now)
    row.save()
    log(row, RegistrationStep.CHANGED, actor=actor, now=now, **facts)
    if "taking_part" in changed and row.state == RegistrationState.WAITING:
        _seek_place(pool, row, now)
    # What was left may be for somebody else.
    places.pool_settle(pool, now)
    return row


def _check_place(pool: Pool, row: Registration, now: datetime) -> None:
    """Refuse a change of who has a place where there would be none for them, those who wait there going first."""
    places.pool_settle(pool, now)
    obstacle = places.room_in(pool, row.taking_part, now, without=row).obstacle(row)
    if obstacle is not None:
        raise rules.no_place(obstacle)


def _check_not_full(pool: Pool, taking_part: str, now: datetime) -> None:
    if not pool.terms.has_waiting_list and places.room_in(pool, taking_part, now).is_full:
        raise rules.no_place(Obstacle.FULL)


def _ask_again(standing: Registration, person: Person, now: datetime) -> None:
    """Let a guest who registers twice, or somebody that a colleague does, know by mail how it is with the first."""
    if person.user is not None and person.registered_by is None:
        return
    lately = standing.log_entries.filter(step=RegistrationStep.MADE, at__gt=now - AGAIN_AFTER)
    if not lately.exists():
        log(standing, RegistrationStep.MADE, actor=person.answers_for, now=now, state=standing.state, again=True)


def _join_account(standing: Registration, person: Person) -> None:
    """Let a guest who has an account with this address by now find their registration there."""
    if standing.user is None and person.user is not None and standing.email_key == person.email:
        standing.user = person.user
        standing.save(update_fields=["user", "updated_at"])


def _locked_row(registration: Registration, locked: Schedule) -> Registration:
    """Return a registration as it is now; its schedule is the one that is locked."""
    row = Registration.objects.select_related("occurrence", "organisation", "user").get(pk=registration.pk)
    if row.erased_at is not None:
        raise ValidationError(_("This registration does not stand any more."), code="erased")
    row.schedule = locked
    return row


def _next_turn(pool: Pool) -> int:
    """Return the turn after all others: nobody else draws one while the schedule is locked."""
    last: int | None = Registration.objects.filter(schedule=pool.schedule).aggregate(last=Max("turn"))["last"]
    return (last or 0) + 1
