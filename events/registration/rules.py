"""When one can register, and for whom: asked while the schedule is locked, of what the database says then."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from events.enums import Obstacle, OccurrenceStatus, RegistrationState, RegistrationUnit, ScheduleStatus
from events.models import Occurrence, Registration, RegistrationTerms, Schedule
from events.registration.explaining import moment_text
from events.registration.pools import Pool, pool_of, terms_of
from events.registration.readers import may_read
from members.models import Organisation, User
from members.permissions import organisations_of
from search.audience import EVERYBODY, page_clauses, visible_to

NOT_FOUND = "not_found"
GONE_STATES = tuple(state for state in RegistrationState if not state.is_active)


def email_key_of(email: str) -> str:
    """Return an address as it is compared: case and surrounding space make no other person (threat D5)."""
    return User.objects.normalize_email(email)


def may_see(schedule: Schedule, user: Any) -> bool:
    """Return whether somebody (``None``: a guest) sees a page of the work; who does not cannot register (threat D9)."""
    pages = Page.objects.filter(translation_key=schedule.work)
    return visible_to(pages, user if user is not None else AnonymousUser()).exists()


def clauses_of(schedule: Schedule) -> frozenset[str]:
    """Return what the work asks of who sees it, public or not at this moment; nothing of nobody without a page."""
    page = Page.objects.filter(translation_key=schedule.work).order_by("-live", "pk").first()
    return page_clauses(page) if page is not None else EVERYBODY


def check_reads(registration: Registration, schedule: Schedule) -> None:
    """Raise ``ValidationError`` when the page was closed to somebody since they registered."""
    if not may_read(registration, clauses_of(schedule)):
        raise ValidationError(_("This is not open to you any more."), code="hidden")


def pool_to_register_for(schedule: Schedule, occurrence: Occurrence | None, user: Any) -> Pool:
    """Return for what one registers; raises ``ValidationError`` when that cannot be, whenever it is asked."""
    terms = terms_of(schedule)
    if terms is None or not may_see(schedule, user):
        raise ValidationError(_("There is no registration for this."), code=NOT_FOUND)
    is_series = terms.unit == RegistrationUnit.SERIES
    if is_series != (occurrence is None) or (occurrence is not None and occurrence.schedule_id != schedule.pk):
        raise ValidationError(_("Choose for which date you register."), code="unit")
    return pool_of(schedule, terms, occurrence)


def check_open(pool: Pool, now: datetime) -> None:
    """Raise ``ValidationError`` with the reason when nobody can register now."""
    check_held(pool, now)
    terms = pool.terms
    if not terms.is_open or (pool.closes_at is not None and pool.closes_at <= now):
        raise ValidationError(_("Registration is closed."), code="closed")
    if terms.opens_at is not None and terms.opens_at > now:
        moment = moment_text(terms.opens_at, pool.schedule.zone)
        raise ValidationError(_("Registration opens on %(moment)s."), code="not_open", params={"moment": moment})


def check_held(pool: Pool, now: datetime) -> None:
    """Raise ``ValidationError`` when it does not take place, or began already."""
    is_cancelled = pool.occurrence is not None and pool.occurrence.status == OccurrenceStatus.CANCELLED
    if is_cancelled or pool.schedule.status == ScheduleStatus.CANCELLED or not pool.dates:
        raise ValidationError(_("It is cancelled."), code="cancelled")
    if pool.schedule.status == ScheduleStatus.POSTPONED:
        raise ValidationError(_("It is postponed, and the new date is not known yet."), code="postponed")
    if pool.has_begun(now):
        raise ValidationError(_("It has begun already."), code="over")


def check_way(pool: Pool, taking_part: str) -> None:
    """Raise ``ValidationError`` when one cannot take part in this way."""
    if taking_part not in pool.ways:
        raise ValidationError({"taking_part": ValidationError(_("One cannot take part in that way."), code="way")})


def check_organisation(organisation: Organisation | None, user: Any) -> None:
    """Raise ``ValidationError`` when somebody does not speak for an organisation today: its places are not theirs."""
    if organisation is None:
        return
    if user is None or not organisations_of(user).filter(pk=organisation.pk).exists():
        raise ValidationError(
            {"organisation": ValidationError(_("Choose an organisation that you speak for."), code="organisation")}
        )


def check_guests(terms: RegistrationTerms, user: Any, registered_by: Any) -> None:
    """Raise ``ValidationError`` for who has no account, where one needs one."""
    if user is None and registered_by is None and not terms.allows_guests:
        raise ValidationError(_("Sign in to register: this is for members."), code="members_only")


def standing_registration(pool: Pool, email: str, user: Any = None) -> Registration | None:
    """Return the registration that somebody has already for this, by address or by account.

    One that counts goes before one whose address was never confirmed: anybody can type an address.
    """
    same = Q(email_key=email_key_of(email))
    if user is not None:
        same |= Q(user=user)
    rows = pool.registrations.active().filter(same).select_related("organisation", "user").order_by("pk")
    return min(rows, key=lambda row: row.state == RegistrationState.UNCONFIRMED, default=None)


def check_once(pool: Pool, registration: Registration) -> None:
    """Raise ``ValidationError`` when an account has another registration for this, made with an earlier address."""
    if registration.user is None:
        return
    others = pool.registrations.active().filter(user=registration.user).exclude(pk=registration.pk)
    if others.exists():
        message = _("You are registered already, with your account: sign in to see it.")
        raise ValidationError(message, code="registered")


def no_place(obstacle: Obstacle) -> ValidationError:
    """Return the refusal of a place, as somebody reads it who asked for one."""
    sentences = {
        Obstacle.FULL: _("There is no place left."),
        Obstacle.KEPT: _("The places that are left are kept for others for now."),
        Obstacle.ORGANISATION: _("Your organisation has as many places as one organisation may have."),
        Obstacle.HIDDEN: _("This is not open to you any more."),
    }
    return ValidationError(sentences[obstacle], code=obstacle.value)
