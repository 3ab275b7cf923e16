"""Named reads of the members app.

``current(on=...)`` means everywhere: started, and not ended; the last day counts. ``on`` defaults to today
in the site's time zone. Rights are asked through these at each request and never copied anywhere, so they
stop the day after the last one without anybody doing anything.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from members.enums import ClaimState, OrganisationRole, ParticipationLevel

if TYPE_CHECKING:
    from members.models import (  # noqa: F401
        Contact,
        Contributor,
        Invitation,
        Organisation,
        OrganisationClaim,
        Participation,
        Seat,
        WorkingGroup,
    )

ModelT_co = TypeVar("ModelT_co", bound=models.Model, covariant=True)


def current_on(on: date | None = None, prefix: str = "") -> Q:
    """Return the condition that a dated row, reached through ``prefix``, holds on a day."""
    day = on or timezone.localdate()
    not_ended = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})
    return Q(**{f"{prefix}starts_on__lte": day}) & not_ended


class DatedQuerySet(models.QuerySet[ModelT_co]):
    """Rows with a first and perhaps a last day."""

    def current(self, on: date | None = None) -> Self:
        """Return the rows that hold on a day."""
        return self.filter(current_on(on))

    def overlapping(self, starts_on: date, ends_on: date | None) -> Self:
        """Return the rows that share at least one day with ``starts_on`` to ``ends_on`` (``None``: for ever)."""
        rows = self.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return rows if ends_on is None else rows.filter(starts_on__lte=ends_on)


class ContactQuerySet(DatedQuerySet["Contact"]):
    """Who speaks for which organisation."""

    def administrators(self, on: date | None = None) -> Self:
        """Return the current administrators."""
        return self.current(on).filter(role=OrganisationRole.ADMINISTRATOR)

    def people_of(self, organisation: "Organisation") -> Self:
        """Return who speaks for an organisation today, administrators first, then by name; one query."""
        order = models.Case(
            *(models.When(role=role, then=place) for place, role in enumerate(OrganisationRole)),
            output_field=models.IntegerField(),
        )
        people = self.current().filter(organisation=organisation).select_related("user")
        return people.order_by(order, "user__name", "pk")


class ClaimQuerySet(models.QuerySet["OrganisationClaim"]):
    """Claims on organisations."""

    def pending(self) -> Self:
        """Return those that wait for an answer."""
        return self.filter(state=ClaimState.PENDING)


class ParticipationQuerySet(DatedQuerySet["Participation"]):
    """Periods in which organisations take part."""

    def collective_of(self, association: "Organisation", on: date | None = None) -> Self:
        """Return the current collective participations through one sector association."""
        return self.current(on).filter(association=association)


class SeatQuerySet(DatedQuerySet["Seat"]):
    """Seats in working groups."""

    def effective(self, on: date | None = None) -> Self:
        """Return the current seats whose holder still speaks for a participating organisation.

        A seat gives nothing by itself: the coalition's action agenda admits only organisations at level
        *participate* to working groups, so the right ends with the organisation's participation or with
        the person's being its contact, whichever comes first.
        """
        from members.models import Contact  # noqa: PLC0415 - models import this module

        contacts = Contact.objects.current(on).filter(
            current_on(on, "organisation__participations__"),
            user=OuterRef("user"),
            organisation__participations__level=ParticipationLevel.PARTICIPATE,
        )
        return self.current(on).filter(Exists(contacts))

    def organisations(self, on: date | None = None) -> list[tuple[str, str, str]]:
        """Return (slug of the group, slug and name of the organisation) for which these seats count on a day.

        Each pair once, by name. It tells which organisations are in a group, never who.
        """
        organisation = "user__contacts__organisation"
        # One filter call, so that contact and participation are asked of the same organisation.
        rows = self.current(on).filter(
            current_on(on, "user__contacts__"),
            current_on(on, f"{organisation}__participations__"),
            **{f"{organisation}__participations__level": ParticipationLevel.PARTICIPATE},
        )
        names = ("working_group__slug", f"{organisation}__slug", f"{organisation}__name")
        return list(rows.order_by(f"{organisation}__name").values_list(*names).distinct())


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Member organisations."""

    def participating(self, level: str | None = None, on: date | None = None) -> Self:
        """Return the organisations that take part on a day, at one level or at any."""
        # One filter call, so that level and dates are asked of the same row.
        conditions: dict[str, Any] = {"participations__level": level} if level else {}
        return self.filter(current_on(on, "participations__"), **conditions).distinct()

    def with_level(self, on: date | None = None) -> Self:
        """Add at which level each takes part on a day, as ``level``; ``None`` for who does not."""
        from members.models import Participation  # noqa: PLC0415 - models import this module

        own = Participation.objects.current(on).filter(organisation=OuterRef("pk"))
        return self.annotate(level=models.Subquery(own.values("level")[:1]))


class WorkingGroupQuerySet(models.QuerySet["WorkingGroup"]):
    """Working groups."""

    def with_terms(self) -> Self:
        """Return the groups with what their names need, in a fixed number of queries."""
        return self.select_related("building_block", "application_area").prefetch_related(
            "building_block__texts", "application_area__texts"
        )

    def of_organisation(self, organisation: "Organisation", on: date | None = None) -> Self:
        """Return the groups in which the organisation's people have a seat on a day that counts for it."""
        from members.models import Contact, Seat  # noqa: PLC0415 - models import this module

        # A seat counts for the organisation that takes part, not for another one of the same person.
        contacts = Contact.objects.current(on).filter(
            current_on(on, "organisation__participations__"),
            organisation=organisation,
            organisation__participations__level=ParticipationLevel.PARTICIPATE,
        )
        seats = Seat.objects.current(on).filter(working_group=OuterRef("pk"), user__in=contacts.values("user"))
        return self.filter(Exists(seats))


class ContributorQuerySet(models.QuerySet["Contributor"]):
    """People who are credited."""

    def public_contacts(self) -> Self:
        """Return those who agreed to be shown as the person to ask."""
        return self.filter(is_public_contact=True)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def pending(self) -> Self:
        """Return those that were neither accepted nor withdrawn; they may be past their day."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self, at: datetime | None = None) -> Self:
        """Return those that can be accepted."""
        return self.pending().filter(expires_at__gt=at or timezone.now())

    def of_organisation(self, organisation: "Organisation") -> Self:
        """Return those that still wait, or have passed their day, with who invited: for its people to look after."""
        return self.pending().filter(organisation=organisation).select_related("invited_by")
