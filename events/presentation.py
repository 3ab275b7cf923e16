"""What is shown of dates, and of an event: in a result row, on its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from events.enums import EventForm, ScheduleStatus
from home import wording
from home.badges import example_badges
from home.languages import content_languages
from search.documents import Period

if TYPE_CHECKING:
    from events.models import DatedPage, EventPage, Occurrence

FORM_ICONS = {EventForm.ON_SITE.value: "place", EventForm.ONLINE.value: "online", EventForm.HYBRID.value: "hybrid"}
Badge = dict[str, str]


@dataclass(frozen=True, slots=True)
class ShownDate:
    """One date as templates draw it.

    ``period`` has what the date tags ask (``starts_at``, ``ends_at``, ``all_day``, ``place``, ``form``);
    ``notice`` says what changed, empty when nothing did; ``previous`` is the text of the old start.
    """

    occurrence: "Occurrence"
    period: Period
    zone: str
    days: str
    times: str
    place: str
    badges: list[Badge]
    notice: str
    reason: str
    is_over: bool

    @property
    def is_cancelled(self) -> bool:
        """Return whether it does not take place, or not then."""
        return self.period.cancelled


def period_of(occurrence: "Occurrence") -> Period:
    """Return a date as search knows it; a postponed one does not take place then."""
    return Period(
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        all_day=occurrence.schedule.all_day,
        cancelled=occurrence.is_cancelled or occurrence.is_postponed,
        place=occurrence.venue.city if occurrence.venue else "",
        form=occurrence.form,
    )


def place_text(form: str, city: str) -> str:
    """Return where one takes part in a few words: "Utrecht", "Online", "Utrecht and online"."""
    if form == EventForm.ONLINE:
        return _("Online")
    return _("%(place)s and online") % {"place": city} if form == EventForm.HYBRID else city


def moved_text(occurrence: "Occurrence") -> str:
    """Return where a moved date comes from: "Moved from 1 December"; the time too when the day is the same."""
    previous = occurrence.previous_starts_local
    if previous is None:
        return _("Moved")
    text = wording.date_format(previous, "j F")
    if previous.date() == occurrence.first_day:
        text = wording.time_text(previous, previous, occurrence.schedule.zone)
    return _("Moved from %(date)s") % {"date": text}


def date_badges(occurrence: "Occurrence") -> list[Badge]:
    """Return what a reader must see at once about a date."""
    if occurrence.is_cancelled:
        return [{"label": _("Cancelled"), "tone": "bad"}]
    if occurrence.is_postponed:
        return [{"label": _("Postponed"), "tone": "warn"}]
    return [{"label": moved_text(occurrence), "tone": "info"}] if occurrence.is_moved else []


def card(page: "EventPage") -> dict[str, Any]:
    """Return what a result row draws beyond its next date, which search knows itself.

    The entry is written once and read for months, so nothing here may depend on today: with several dates
    only their number is told, and only what holds for all of them is a badge.
    """
    occurrences = page.occurrences
    meta = [{"icon": "event", "text": when_text(occurrences)}] if occurrences else []
    places = dict.fromkeys((o.form, period_of(o).place) for o in occurrences if o.form)
    if len(places) == 1:
        form, city = next(iter(places))
        meta.append({"icon": FORM_ICONS[form], "text": place_text(form, city)})
    return {
        "kind": page.get_kind_display(),
        "badges": [*example_badges(page.is_example), *common_badges(occurrences)],
        "meta": meta,
        "zone": page.schedule.zone if page.schedule else "",
    }


def when_text(occurrences: Sequence["Occurrence"]) -> str:
    """Return the day of the only date; of several, how many there are; nothing for none."""
    if len(occurrences) == 1:
        return _days(occurrences[0])
    count = len(occurrences)
    return ngettext("%(count)d date", "%(count)d dates", count) % {"count": count} if count else ""


def common_badges(occurrences: Sequence["Occurrence"]) -> list[Badge]:
    """Return what a reader must see at once and holds for all of these dates."""
    if len(occurrences) == 1:
        return date_badges(occurrences[0])
    if occurrences and all(occurrence.is_cancelled for occurrence in occurrences):
        return [{"label": _("Cancelled"), "tone": "bad"}]
    if any(occurrence.is_postponed for occurrence in occurrences):
        return [{"label": _("Postponed"), "tone": "warn"}]
    return []


def _days(occurrence: "Occurrence") -> str:
    return wording.days_text(occurrence.starts_at, occurrence.ends_at, occurrence.schedule.zone, weekday=False)


def shown_date(occurrence: "Occurrence") -> ShownDate:
    """Return one date as the page draws it."""
    schedule, period = occurrence.schedule, period_of(occurrence)
    return ShownDate(
        occurrence=occurrence,
        period=period,
        zone=schedule.zone,
        days=wording.days_text(period.starts_at, period.ends_at, schedule.zone),
        times=wording.time_text(period.starts_at, period.ends_at, schedule.zone, all_day=period.all_day),
        place=place_text(period.form, period.place),
        badges=date_badges(occurrence),
        notice=_notice(occurrence),
        reason=occurrence.shown_reason,
        is_over=occurrence.ends_at <= timezone.now(),
    )


def _notice(occurrence: "Occurrence") -> str:
    if occurrence.is_cancelled:
        return _("Cancelled")
    if occurrence.is_postponed:
        return _("Postponed: a new date follows")
    if occurrence.is_moved:
        return moved_text(occurrence)
    if occurrence.changed_at is not None:
        day = wording.day_text(wording.local_time(occurrence.changed_at).date())
        return _("Changed on %(date)s") % {"date": day}
    return ""


def zone_text(occurrence: "Occurrence") -> str:
    """Return the zone as a person knows it, with its distance to UTC then: "Europe/Amsterdam (UTC+1)"."""
    offset = occurrence.starts_local.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    utc = f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
    return f"{occurrence.schedule.zone.replace('_', ' ')} ({utc})"


def page_context(page: "EventPage", request: HttpRequest) -> dict[str, Any]:
    """Return the context of an event's page: ``dates_context``, ``speakers`` and ``organisations``."""
    return {
        **dates_context(page, request),
        "speakers": page.speakers_in_order,
        "organisations": page.organisers,
    }


def dates_context(page: "DatedPage", request: HttpRequest) -> dict[str, Any]:
    """Return what every page with dates shows.

    ``dates``: ``ShownDate`` of every date, those to come first; ``next_date``: the one to show on top, or
    ``None``; ``event_status`` and ``event_reason``: of all dates together ("scheduled", "postponed",
    "cancelled"); ``venues``; ``online_urls``, as far as this visitor is told them, and ``is_online_kept``: whether
    there are more; ``languages``: names of those of delivery; ``price_text``;
    ``zone_text``; ``calendar_url``, a file, and ``webcal_url``, a calendar to follow.
    """
    dates = sorted((shown_date(o) for o in page.occurrences), key=lambda shown: shown.is_over)
    schedule, first = page.schedule if page.is_dated else None, dates[0] if dates else None
    on_top = next((shown for shown in dates if not shown.is_over and not shown.is_cancelled), first)
    held, told, calendar_url = (
        page.held_occurrences,
        _told(page, request),
        (page.get_url(request) or "") + page.reverse_subpage("calendar"),
    )
    return {
        "dates": dates,
        "next_date": on_top,
        "event_status": schedule.status if schedule else ScheduleStatus.SCHEDULED.value,
        "event_reason": schedule.reason if schedule else "",
        "venues": list(dict.fromkeys(o.venue for o in held if o.venue)),
        "online_urls": list(dict.fromkeys(told[o.pk] for o in held if o.pk in told)),
        "is_online_kept": any(o.online_url and o.pk not in told for o in held),
        "languages": language_names(page.delivery_languages),
        "price_text": price_text(page),
        "zone_text": zone_text(on_top.occurrence) if on_top else "",
        "calendar_url": calendar_url,
        "webcal_url": f"webcal://{request.get_host()}{calendar_url}",
    }


def _told(page: "DatedPage", request: HttpRequest) -> Mapping[int, str]:
    from events.joining import online_urls, organises  # noqa: PLC0415 - it reads the models, which show themselves by this

    user, dates = getattr(request, "user", None), page.occurrences
    return online_urls(dates, user, is_organiser=organises(page, dates, user))


def language_names(codes: Iterable[str]) -> list[str]:
    """Return the names of languages, without those that the site does not know."""
    names = dict(content_languages())
    return [str(names[code]) for code in codes if code in names]


def price_text(page: "DatedPage") -> str:
    """Return the price in words: free, an amount, or nothing when it is not known."""
    if page.price is None:
        return ""
    return _("Free") if page.price == 0 else wording.money_text(page.price, page.currency)
