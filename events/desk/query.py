"""The list of registrations: narrowed, sorted and in pages, with what one must know of each at a glance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from urllib.parse import urlencode

from django.core.paginator import Page as Chunk, Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from events.desk.access import Desk
from events.enums import ACTIVE_STATES, RegistrationState, TakingPart
from events.models import Arrival, Occurrence, Registration
from events.registration.querysets import RegistrationQuerySet
from home import wording
from members.models import Organisation

PAGE_SIZE: Final = 50
MAX_TEXT: Final = 100
STATE_TONES: Final[Mapping[str, str]] = {
    RegistrationState.CONFIRMED: "ok",
    RegistrationState.OFFERED: "info",
    RegistrationState.REQUESTED: "warn",
    RegistrationState.WAITING: "info",
    RegistrationState.DECLINED: "bad",
}


class Standing(TextChoices):
    """Kinds of states that one looks for together."""

    ACTIVE = "active", _("All that stand")
    ALL = "all", _("All, also withdrawn and declined")


class Arrived(TextChoices):
    """Whether somebody was there."""

    YES = "yes", _("Arrived")
    NO = "no", _("Not arrived")


class Order(TextChoices):
    """In which order they are listed."""

    NAME = "name", _("By name")
    TURN = "turn", _("In the order of registering")
    NEWEST = "newest", _("Newest first")
    ORGANISATION = "organisation", _("By organisation")


STATES: Final = (*Standing.choices, *RegistrationState.choices)
_ORDERS: Final[Mapping[str, tuple[Any, ...]]] = {
    Order.NAME: (Lower("name"), "pk"),
    Order.TURN: ("turn", "pk"),
    Order.NEWEST: ("-created_at", "-pk"),
    Order.ORGANISATION: (Lower("organisation__name").asc(nulls_last=True), Lower("organisation_name"), "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskQuery:
    """What of the list is asked; a value that does not exist is as if it was not asked."""

    date: str = ""
    state: str = Standing.ACTIVE.value
    where: str = ""
    organisation: int | None = None
    arrived: str = ""
    text: str = ""
    order: str = Order.NAME.value
    page: int = field(default=1, compare=False)

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        """Return the query of an address."""
        page, organisation = params.get("page", ""), params.get("organisation", "")
        return cls(
            date=params.get("date", "")[:36],
            state=_known(params.get("state"), dict(STATES)) or Standing.ACTIVE.value,
            where=_known(params.get("where"), dict(TakingPart.choices)),
            organisation=int(organisation) if organisation.isdecimal() and len(organisation) < 12 else None,
            arrived=_known(params.get("arrived"), dict(Arrived.choices)),
            text=params.get("q", "").replace("\x00", "").strip()[:MAX_TEXT],
            order=_known(params.get("sort"), dict(Order.choices)) or Order.NAME.value,
            page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        )

    @property
    def params(self) -> dict[str, str]:
        """Return what an address of the same list has, without the page and what is so by default."""
        given = {
            "date": self.date,
            "state": "" if self.state == Standing.ACTIVE else self.state,
            "where": self.where,
            "organisation": str(self.organisation or ""),
            "arrived": self.arrived,
            "q": self.text,
            "sort": "" if self.order == Order.NAME else self.order,
        }
        return {name: value for name, value in given.items() if value}

    @property
    def encoded(self) -> str:
        """Return the same as it stands in an address."""
        return urlencode(self.params)


def _known(value: str | None, choices: Mapping[str, Any]) -> str:
    return value if value is not None and value in choices else ""


def registrations_of(desk: Desk, date: Occurrence | None) -> RegistrationQuerySet:
    """Return the registrations of a work, or those for one date: for that date alone and for all dates together."""
    rows = Registration.objects.filter(schedule=desk.schedule)
    return rows if date is None else rows.filter(Q(occurrence=date) | Q(occurrence=None))


def desk_rows(desk: Desk, query: DeskQuery) -> QuerySet[Registration]:
    """Return what a list asks for, each with ``arrived_at``: on the date asked, else on any."""
    date = desk.find_date(query.date)
    rows = registrations_of(desk, date).select_related("organisation")
    arrivals = Arrival.objects.here().filter(registration=OuterRef("pk"))
    if date is not None:
        arrivals = arrivals.filter(occurrence=date)
    rows = rows.annotate(arrived_at=Subquery(arrivals.order_by("arrived_at").values("arrived_at")[:1]))
    return rows.filter(_asked(query)).order_by(*_ORDERS[query.order])


def _asked(query: DeskQuery) -> Q:
    found = Q()
    if query.state == Standing.ACTIVE:
        found &= Q(state__in=ACTIVE_STATES)
    elif query.state != Standing.ALL:
        found &= Q(state=query.state)
    if query.where:
        found &= Q(taking_part=query.where)
    if query.organisation is not None:
        found &= Q(organisation=query.organisation)
    if query.arrived:
        found &= Q(arrived_at__isnull=query.arrived == Arrived.NO)
    return found & _with_text(query.text) if query.text else found


def _with_text(text: str) -> Q:
    named = Q(name__icontains=text) | Q(email__icontains=text) | Q(number__iexact=text)
    return named | Q(organisation__name__icontains=text) | Q(organisation_name__icontains=text)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A registration as the list shows it."""

    registration: Registration
    date: Occurrence | None
    badge: Mapping[str, str]
    organisation: str
    arrived_at: datetime | None
    arrived_text: str


def desk_page(desk: Desk, query: DeskQuery) -> "Chunk[Registration]":
    """Return one page of a list; the last one when it has fewer."""
    return Paginator(desk_rows(desk, query), PAGE_SIZE).get_page(query.page)


def rows_of(desk: Desk, registrations: Iterable[Registration]) -> list[DeskRow]:
    """Return what rows show of registrations that ``desk_rows`` found, without a query."""
    dates = {date.pk: date for date in desk.dates}
    zone, with_day = desk.schedule.zone, len(desk.dates) > 1
    return [_row(registration, dates, zone, with_day=with_day) for registration in registrations]


def arrived_text(moment: datetime | None, zone: str, *, with_day: bool = False) -> str:
    """Return when somebody arrived on the clock of the event, with the day where there are several."""
    if moment is None:
        return ""
    local = wording.local_time(moment, zone)
    clock = wording.clock_text(local.time())
    return f"{local.day} {wording.short_month(local.date())} {clock}" if with_day else clock


def _row(registration: Registration, dates: Mapping[int, Occurrence], zone: str, *, with_day: bool) -> DeskRow:
    arrived_at = getattr(registration, "arrived_at", None)
    return DeskRow(
        registration=registration,
        date=dates.get(registration.occurrence_id or 0),
        badge=state_badge(registration),
        organisation=organisation_of(registration),
        arrived_at=arrived_at,
        arrived_text=arrived_text(arrived_at, zone, with_day=with_day),
    )


def state_badge(registration: Registration) -> dict[str, str]:
    """Return the state of a registration as a badge."""
    return {"label": registration.get_state_display(), "tone": STATE_TONES.get(registration.state, "")}


def organisation_of(registration: Registration) -> str:
    """Return for which organisation somebody comes: one that the hub knows, or what they typed."""
    known = registration.organisation
    return known.name if known is not None else registration.organisation_name


def organisations_of_list(desk: Desk) -> QuerySet[Organisation]:
    """Return the organisations by which a list is narrowed: those of which somebody registered."""
    return Organisation.objects.filter(registrations__schedule=desk.schedule).distinct().order_by("name")
