"""What is told of a date while it is picked: what is in its way and why, the holidays, and better days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, gettext_lazy

from events.clashes import (
    SLOT_DAYS,
    Clash,
    DayOff,
    DaysOff,
    Nearness,
    Slot,
    Traits,
    clashes_of,
    free_slots,
)
from events.days_off import days_off
from events.models import Occurrence, Venue, dated_page_models
from events.planning.reads import Known, audience_field, others, placed, traits_of
from events.planning.shifting import Timed
from home import vocabulary, wording
from home.models import ApplicationArea, BuildingBlock, Term

# How many are told; the rest is counted.
TOLD = 6
NEARNESS = {
    Nearness.HOURS: gettext_lazy("At the same time"),
    Nearness.DAY: gettext_lazy("On the same day"),
    Nearness.WEEK: gettext_lazy("In the same week"),
}


@dataclass(frozen=True, slots=True)
class ToldClash:
    """One date in the way, in words: how near, what it is, when, and why it matters."""

    near: str
    title: str
    url: str
    when: str
    why: list[str]
    is_serious: bool
    is_draft: bool


@dataclass(frozen=True, slots=True)
class ToldSlot:
    """A better day, in words.

    ``first`` and ``last`` are its days on its own clock, ``query`` asks for it by the site's; ``note`` is what is still
    in the way.
    """

    first: date
    last: date
    query: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that is told of one date."""

    when: str
    clashes: list[ToldClash]
    more: int
    holidays: list[str]
    slots: list[ToldSlot]
    is_serious: bool

    @property
    def is_free(self) -> bool:
        """Return whether nothing is in the way."""
        return not self.clashes and not self.holidays


def tell(*, user: Any, timed: Timed, traits: Traits, except_work: UUID | None = None) -> Told:
    """Return what is told to somebody of a date: only of what they see in the editor or on the site."""
    span = timed.span
    margin = timedelta(days=SLOT_DAYS + 7)
    first, last = span.first - margin, span.last + margin
    planned = others(user, first, last, except_work=except_work)
    off = days_off(first, last, traits.region)
    clashes = clashes_of(span, traits, planned)
    slots = free_slots(traits, planned, off, today=timezone.localdate(), shifted=timed.later)
    holidays = _holidays(span.days, off)
    return Told(
        when=wording.period_text(timed.starts_at, timed.ends_at, timed.zone, all_day=timed.all_day),
        clashes=[_clash(clash) for clash in clashes[:TOLD]],
        more=max(0, len(clashes) - TOLD),
        holidays=holidays,
        slots=[_slot(slot, timed, off) for slot in slots],
        is_serious=any(clash.is_serious for clash in clashes) or bool(holidays),
    )


def tell_of(occurrence: Occurrence, timed: Timed, user: Any) -> Told:
    """Return what is told of a date that is there already, when it would be at another time."""
    work = occurrence.schedule.work
    traits = placed(traits_of([work])[work], occurrence.venue)
    return tell(user=user, timed=timed, traits=traits, except_work=work)


def chosen_traits(
    *, blocks: Iterable[str], areas: Iterable[str], audiences: Iterable[str], venue: Venue | None
) -> Traits:
    """Return the traits that a form holds: keys of terms, and values of audiences."""
    own = Traits(_slugs(BuildingBlock, blocks), _slugs(ApplicationArea, areas), frozenset(audiences))
    return placed(own, venue)


def _slugs(model: type[Term], keys: Iterable[str]) -> frozenset[str]:
    chosen = set(keys)
    return frozenset(slug for slug, term in vocabulary.by_slug(model).items() if str(term.pk) in chosen)


def _clash(clash: Clash) -> ToldClash:
    known: Known = clash.other.about
    occurrence, page, schedule = known.occurrence, known.page, known.occurrence.schedule
    return ToldClash(
        near=str(NEARNESS[clash.nearness]),
        title=known.title,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if known.in_editor else page.get_url() or "",
        when=wording.period_text(occurrence.starts_at, occurrence.ends_at, schedule.zone, all_day=schedule.all_day),
        why=_why(clash, occurrence.venue),
        is_serious=clash.is_serious,
        is_draft=not page.live,
    )


def _why(clash: Clash, venue: Venue | None) -> list[str]:
    """Return what the two share, the gravest first."""
    found = [_("the same venue: %(venue)s") % {"venue": venue}] if clash.same_venue else []
    language = get_language() or ""
    for slugs, model in ((clash.areas, ApplicationArea), (clash.blocks, BuildingBlock)):
        found += [term.name_in(language) for slug, term in vocabulary.by_slug(model).items() if slug in slugs]
    found += _audience_labels(clash.audiences)
    if clash.same_region and venue is not None and not clash.same_venue:
        found.append(_("the same region: %(region)s") % {"region": venue.region})
    return found


def _audience_labels(values: Iterable[str]) -> list[str]:
    fields = (field for model in dated_page_models() if (field := audience_field(model)) is not None)
    return list(dict.fromkeys(label for field in fields for label in field.labels_of(list(values))))


def _holidays(days: Iterable[date], off: DaysOff) -> list[str]:
    """Return a sentence for each holiday among the days, public ones first, in the order of the calendar."""
    found = dict.fromkeys(sorted((o for day in days for o in off.get(day, ())), key=lambda o: o.is_school))
    return [_holiday(day_off) for day_off in found]


def _holiday(off: DayOff) -> str:
    if not off.is_school:
        return _("Public holiday: %(name)s") % {"name": off.name}
    if not off.regions:
        return _("School holiday: %(name)s") % {"name": off.name}
    return _("School holiday: %(name)s (%(regions)s)") % {"name": off.name, "regions": ", ".join(off.regions)}


def _slot(slot: Slot, timed: Timed, off: DaysOff) -> ToldSlot:
    moved = timed.moved_to(timed.starts_local.date() + (slot.span.first - timed.span.first))
    last = wording.last_moment(moved.starts_local, moved.ends_local).date()
    start = wording.local_time(moved.starts_at)
    worst = slot.clashes[0] if slot.clashes else None
    parts = [f"{NEARNESS[worst.nearness]}: {worst.other.about.title}"] if worst else []
    parts += _holidays(slot.span.days, off)
    return ToldSlot(
        first=moved.starts_local.date(),
        last=last,
        query=urlencode({"day": moved.span.first, **({} if timed.all_day else {"time": f"{start:%H:%M}"})}),
        label=wording.period_text(moved.starts_at, moved.ends_at, timed.zone, all_day=timed.all_day),
        note="; ".join(parts) or _("nothing in the way"),
    )
