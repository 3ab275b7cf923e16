"""What a change of several dates comes down to, in sentences: what the editor reads before it happens."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _, ngettext

from events.services.series_plan import DateChange, SeriesPlan
from home import wording

# So many days are named; of more only the number is told.
NAMED = 6


def plan_sentences(plan: SeriesPlan) -> list[str]:
    """Return what will happen, in the order in which it matters; that nothing does when that is so."""
    tz = ZoneInfo(plan.zone)
    sentences = [*_moved(plan, tz), *_surplus(plan), *_added(plan, tz), *_elsewhere(plan), *_kept(plan)]
    if plan.zone != plan.schedule.zone:
        sentences.append(_("All dates are in the time zone %(zone)s from now on.") % {"zone": plan.zone})
    return sentences or [_("Nothing changes.")]


def _moved(plan: SeriesPlan, tz: ZoneInfo) -> list[str]:
    clocks: dict[tuple[str, str], int] = {}
    other_days: list[DateChange] = []
    for change in plan.moved:
        before, after = change.row.starts_local, change.starts_at.astimezone(tz)
        if before.date() != after.date():
            other_days.append(change)
            continue
        key = (_clocks(before, change.row.ends_local), _clocks(after, change.ends_at.astimezone(tz)))
        clocks[key] = clocks.get(key, 0) + 1
    found = [
        ngettext(
            "%(number)d date moves from %(before)s to %(after)s.",
            "%(number)d dates move from %(before)s to %(after)s.",
            number,
        )
        % {"number": number, "before": before, "after": after}
        for (before, after), number in clocks.items()
    ]
    if other_days:
        number, first = len(other_days), other_days[0]
        found.append(
            ngettext(
                "%(number)d date gets another day: %(before)s becomes %(after)s.",
                "%(number)d dates get another day; the first, %(before)s, becomes %(after)s.",
                number,
            )
            % {
                "number": number,
                "before": wording.day_text(first.row.first_day, weekday=True),
                "after": wording.day_text(first.starts_at.astimezone(tz).date(), weekday=True),
            }
        )
    return found


def _surplus(plan: SeriesPlan) -> list[str]:
    held = [row.first_day for row in plan.surplus if not row.is_cancelled]
    if not held:
        return []
    if plan.is_announced:
        text = ngettext(
            "%(number)d date has no day any more and is cancelled: %(days)s.",
            "%(number)d dates have no day any more and are cancelled: %(days)s.",
            len(held),
        )
    else:
        text = ngettext(
            "%(number)d date has no day any more and goes: %(days)s.",
            "%(number)d dates have no day any more and go: %(days)s.",
            len(held),
        )
    return [text % {"number": len(held), "days": _days(held)}]


def _added(plan: SeriesPlan, tz: ZoneInfo) -> list[str]:
    days = [starts_at.astimezone(tz).date() for starts_at, _ends_at in plan.added]
    if not days:
        return []
    text = ngettext("%(number)d date is added: %(days)s.", "%(number)d dates are added: %(days)s.", len(days))
    return [text % {"number": len(days), "days": _days(days)}]


def _elsewhere(plan: SeriesPlan) -> list[str]:
    places = sum(change.is_other_place for change in plan.changes)
    numbers = sum(change.is_other_capacity for change in plan.changes)
    found = []
    if places:
        text = ngettext("%(number)d date gets another place.", "%(number)d dates get another place.", places)
        found.append(text % {"number": places})
    if numbers:
        text = ngettext(
            "%(number)d date gets another number of places.",
            "%(number)d dates get another number of places.",
            numbers,
        )
        found.append(text % {"number": numbers})
    return found


def _kept(plan: SeriesPlan) -> list[str]:
    days = [change.row.first_day for change in plan.kept_by_hand]
    if not days:
        return []
    text = ngettext(
        "%(number)d date that was changed by hand keeps that: %(days)s.",
        "%(number)d dates that were changed by hand keep that: %(days)s.",
        len(days),
    )
    return [text % {"number": len(days), "days": _days(days)}]


def _clocks(starts: datetime, ends: datetime) -> str:
    return f"{wording.clock_text(starts.time())}–{wording.clock_text(ends.time())}"


def _days(days: Iterable[date]) -> str:
    ordered = sorted(days)
    named = "; ".join(wording.day_text(day) for day in ordered[:NAMED])
    return f"{named}; …" if len(ordered) > NAMED else named
