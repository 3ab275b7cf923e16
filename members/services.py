"""The writes of the members app.

The rules are those of the coalition's action agenda, "taking part"; the amounts and limits are content
(``ParticipationTerms``). Every function checks first, raises ``ValidationError`` with a sentence for a person
when a rule forbids it, and then writes in one transaction.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from members.enums import FeeReduction, OrganisationKind, ParticipationLevel, SeatRole
from members.models import Contact, Organisation, Participation, ParticipationTerms, Seat, User, WorkingGroup

# Those who may be exempted when they cannot pay ("taking part": startups, education, civil society).
MAY_BE_EXEMPT = frozenset({OrganisationKind.STARTUP, OrganisationKind.EDUCATION, OrganisationKind.NGO})
# Those who may take part collectively ("taking part": ten or more SMEs of one sector).
MAY_BE_COLLECTIVE = frozenset({OrganisationKind.SME})
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationPlan:
    """What starting a participation comes down to: the row to write, and the row at level inform it ends."""

    participation: Participation
    replaces: Participation | None


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the last day of that month when it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def fee_of(
    *, terms: ParticipationTerms, level: str, is_large: bool = False, reduction: str = FeeReduction.NONE
) -> Decimal:
    """Return the fee a year. ``is_large``: turnover above ``terms.large_turnover``."""
    if level == ParticipationLevel.INFORM:
        return terms.fee_inform
    if reduction == FeeReduction.EXEMPT:
        return Decimal(0)
    fee = terms.fee_large if is_large else terms.fee_participate
    if reduction == FeeReduction.COLLECTIVE:
        return (fee * (100 - terms.collective_discount) / 100).quantize(CENT)
    return fee


def participation_plan(
    *,
    organisation: Organisation,
    level: str,
    starts_on: date,
    ends_on: date | None = None,
    is_large: bool = False,
    reduction: str = FeeReduction.NONE,
    association: Organisation | None = None,
    reason: str = "",
    joining: int = 1,
) -> ParticipationPlan:
    """Return what ``participation_start`` would write; raises ``ValidationError`` when a rule forbids it.

    ``joining`` is the number of organisations that join a collective together.
    """
    terms = ParticipationTerms.load()
    if level == ParticipationLevel.INFORM:
        ends_on = _inform_until(organisation, starts_on, ends_on, reduction, terms)
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError(_("The last day cannot be before the first."), code="dates")
    _check_reduction(
        organisation=organisation,
        reduction=reduction,
        association=association,
        reason=reason,
        is_large=is_large,
        starts_on=starts_on,
        joining=joining,
        terms=terms,
    )
    replaces = _replaced_by(organisation, level, starts_on, ends_on)
    return ParticipationPlan(
        participation=Participation(
            organisation=organisation,
            level=level,
            starts_on=starts_on,
            ends_on=ends_on,
            fee=fee_of(terms=terms, level=level, is_large=is_large, reduction=reduction),
            deduction=_deduction(organisation, level, reduction),
            currency=terms.currency,
            reduction=reduction,
            association=association,
            reason=reason.strip(),
        ),
        replaces=replaces,
    )


@transaction.atomic
def participation_start(
    *,
    organisation: Organisation,
    level: str,
    starts_on: date,
    ends_on: date | None = None,
    is_large: bool = False,
    reduction: str = FeeReduction.NONE,
    association: Organisation | None = None,
    reason: str = "",
) -> Participation:
    """Let an organisation take part from ``starts_on``; moving up from level inform ends that the day before.

    Level inform is for newcomers and ends by itself after ``terms.inform_months`` at most. Its fee is
    deducted once from level participate. Raises ``ValidationError`` when a rule forbids it.
    """
    # The lock makes two desks that click at once take turns: the second sees what the first wrote.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    plan = participation_plan(
        organisation=organisation,
        level=level,
        starts_on=starts_on,
        ends_on=ends_on,
        is_large=is_large,
        reduction=reduction,
        association=association,
        reason=reason,
    )
    return _write_plan(plan)


@transaction.atomic
def participation_start_collective(
    *, organisations: Iterable[Organisation], association: Organisation, starts_on: date
) -> list[Participation]:
    """Let SMEs of one sector take part together, through their association and at its discount.

    Raises ``ValidationError`` when they are, with those that are in it already, fewer than
    ``terms.collective_minimum``, or when a rule forbids it for one of them.
    """
    joining = {organisation.pk: organisation for organisation in organisations}
    locked = list(Organisation.objects.select_for_update().filter(pk__in=joining).order_by("pk"))
    plans = [
        participation_plan(
            organisation=organisation,
            level=ParticipationLevel.PARTICIPATE,
            starts_on=starts_on,
            reduction=FeeReduction.COLLECTIVE,
            association=association,
            joining=len(locked),
        )
        for organisation in locked
    ]
    if not plans:
        raise ValidationError(_("Choose the organisations that join."), code="collective")
    return [_write_plan(plan) for plan in plans]


def participation_end_check(*, participation: Participation, ends_on: date) -> None:
    """Raise ``ValidationError`` for an end before it began, or after the end that it already has."""
    if ends_on < participation.starts_on:
        raise ValidationError(_("The last day cannot be before the first."), code="dates")
    if participation.ends_on is not None and ends_on > participation.ends_on:
        raise ValidationError(_("It ends before that day already. Start a new participation instead."), code="dates")


def participation_end(*, participation: Participation, ends_on: date, reason: str = "") -> Participation:
    """Let a participation end after ``ends_on``, its last day; rights end with it by themselves.

    Raises ``ValidationError`` as ``participation_end_check``.
    """
    participation_end_check(participation=participation, ends_on=ends_on)
    participation.ends_on = ends_on
    if reason.strip():
        participation.reason = "\n".join(part for part in (participation.reason, reason.strip()) if part)
    participation.save(update_fields=["ends_on", "reason"])
    return participation


def seat_check(
    *,
    user: User,
    working_group: WorkingGroup,
    starts_on: date,
    ends_on: date | None = None,
) -> None:
    """Raise ``ValidationError`` when this person cannot have a seat in this group from that day.

    Only people who speak for an organisation at level participate can ("taking part": level inform gives
    no working groups).
    """
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError(_("The last day cannot be before the first."), code="dates")
    organisations = Contact.objects.current(starts_on).filter(user=user).values("organisation")
    at_level = Organisation.objects.participating(ParticipationLevel.PARTICIPATE, on=starts_on)
    if not at_level.filter(pk__in=organisations).exists():
        raise ValidationError(
            _("%(user)s is not on that day a contact of an organisation at level participate."),
            code="level",
            params={"user": user},
        )
    others = Seat.objects.filter(user=user, working_group=working_group).overlapping(starts_on, ends_on)
    if others.exists():
        raise ValidationError(
            _("%(user)s already has a seat in this working group in that period."), code="twice", params={"user": user}
        )


@transaction.atomic
def seat_assign(
    *,
    user: User,
    working_group: WorkingGroup,
    role: str = SeatRole.MEMBER,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Seat:
    """Give somebody a seat in a working group, from today unless told otherwise.

    Raises ``ValidationError`` when the person does not speak for an organisation at level participate, or
    has a seat there in that period already.
    """
    User.objects.select_for_update().get(pk=user.pk)
    first = starts_on or timezone.localdate()
    seat_check(user=user, working_group=working_group, starts_on=first, ends_on=ends_on)
    return Seat.objects.create(user=user, working_group=working_group, role=role, starts_on=first, ends_on=ends_on)


def seat_end(*, seat: Seat, ends_on: date) -> Seat:
    """Let a seat end after ``ends_on``; raises ``ValidationError`` for a day before it began."""
    if ends_on < seat.starts_on:
        raise ValidationError(_("The last day cannot be before the first."), code="dates")
    if seat.ends_on is not None and ends_on > seat.ends_on:
        raise ValidationError(_("It ends before that day already. Assign a new seat instead."), code="dates")
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    return seat


def _write_plan(plan: ParticipationPlan) -> Participation:
    if plan.replaces is not None:
        plan.replaces.save(update_fields=["ends_on"])
    plan.participation.save()
    return plan.participation


def _inform_until(
    organisation: Organisation, starts_on: date, ends_on: date | None, reduction: str, terms: ParticipationTerms
) -> date:
    """Return the last day at level inform; it is for newcomers, at its own fee, and for a limited time."""
    if reduction != FeeReduction.NONE:
        raise ValidationError(_("There is no reduction at level inform."), code="reduction")
    if organisation.participations.exists():
        raise ValidationError(
            _("Level inform is for newcomers, and %(organisation)s has taken part before."),
            code="newcomer",
            params={"organisation": organisation},
        )
    limit = add_months(starts_on, terms.inform_months) - timedelta(days=1)
    if ends_on is not None and ends_on > limit:
        raise ValidationError(
            ngettext(
                "Level inform lasts at most %(months)d month.",
                "Level inform lasts at most %(months)d months.",
                terms.inform_months,
            ),
            code="inform_limit",
            params={"months": terms.inform_months},
        )
    return ends_on or limit


def _check_reduction(
    *,
    organisation: Organisation,
    reduction: str,
    association: Organisation | None,
    reason: str,
    is_large: bool,
    starts_on: date,
    joining: int,
    terms: ParticipationTerms,
) -> None:
    if reduction != FeeReduction.COLLECTIVE and association is not None:
        raise ValidationError(_("Only a collective participation is through an association."), code="association")
    if reduction == FeeReduction.NONE:
        return
    if is_large:
        raise ValidationError(_("There is no reduction for a large organisation."), code="reduction")
    if reduction == FeeReduction.EXEMPT:
        if organisation.kind not in MAY_BE_EXEMPT:
            raise ValidationError(_("Only startups, education and civil society can be exempted."), code="exempt_kind")
        if not reason.strip():
            raise ValidationError(_("Say why it is exempt and what it offers in kind."), code="exempt_reason")
        return
    _check_collective(organisation, association, starts_on, joining, terms)


def _check_collective(
    organisation: Organisation,
    association: Organisation | None,
    starts_on: date,
    joining: int,
    terms: ParticipationTerms,
) -> None:
    if association is None or association.kind != OrganisationKind.SECTOR_ASSOCIATION:
        raise ValidationError(_("Choose the sector association through which it takes part."), code="association")
    if organisation.kind not in MAY_BE_COLLECTIVE:
        raise ValidationError(
            _("Only small and medium-sized enterprises can take part collectively, not %(organisation)s."),
            code="collective_kind",
            params={"organisation": organisation},
        )
    together = Participation.objects.collective_of(association, on=starts_on).count() + joining
    if together < terms.collective_minimum:
        raise ValidationError(
            _("A collective needs at least %(minimum)d organisations, and this makes %(number)d."),
            code="collective_size",
            params={"minimum": terms.collective_minimum, "number": together},
        )


def _replaced_by(organisation: Organisation, level: str, starts_on: date, ends_on: date | None) -> Participation | None:
    """Return the row at level inform that moving up ends the day before, with that day filled in, not saved."""
    overlapping = list(organisation.participations.overlapping(starts_on, ends_on))
    if not overlapping:
        return None
    row = overlapping[0]
    is_moving_up = (
        len(overlapping) == 1
        and level == ParticipationLevel.PARTICIPATE
        and row.level == ParticipationLevel.INFORM
        and row.starts_on < starts_on
    )
    if not is_moving_up:
        raise ValidationError(
            _("%(organisation)s already takes part in that period."),
            code="overlap",
            params={"organisation": organisation},
        )
    row.ends_on = starts_on - timedelta(days=1)
    return row


def _deduction(organisation: Organisation, level: str, reduction: str) -> Decimal:
    """Return what moving up takes off the first year: the fee of level inform, and only the first time."""
    earlier = list(organisation.participations.order_by("-starts_on"))
    is_first_move = bool(earlier) and all(row.level == ParticipationLevel.INFORM for row in earlier)
    if level != ParticipationLevel.PARTICIPATE or reduction == FeeReduction.EXEMPT or not is_first_move:
        return Decimal(0)
    return earlier[0].fee
