"""What is shown of dates, and of an event: in a result row, on its page."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from events.enums import Availability, EventForm, ScheduleStatus
from events.recurrence import Rule
from events.recurrence_words import rule_text
from home import wording
from home.badges import example_badges
from home.languages import content_languages
from search.documents import Period

if TYPE_CHECKING:
    from events.models import DatedPage, EventPage, Occurrence

FORM_ICONS = {EventForm.ON_SITE.value: "place", EventForm.ONLINE.value: "online", EventForm.HYBRID.value: "hybrid"}
Badge = dict[str, str]
# What is told of places. That there are some is what one expects, and no news.
AVAILABILITY_TONES = {Availability.FEW: "warn", Availability.WAITING_LIST: "warn", Availability.FULL: "solid"}


@dataclass(frozen=True, slots=True)
class ShownDate:
    """One date as templates draw it.

    ``period`` has what the date tags ask (``starts_at``, ``ends_at``, ``all_day``, ``place``, ``form``);
    ``notice`` says what changed, empty when nothing did; ``previous`` is the start before it was moved, in words.
    """

    occurrence: "Occurrence"
    period: Period
    zone: str
    days: str
    times: str
    place: str
    badges: list[Badge]
    notice: str
    previous: str
    reason: str
    is_over: bool

    @property
    def is_cancelled(self) -> bool:
        """Return whether it does not take place, or not then."""
        return self.period.cancelled

    @property
    def form_label(self) -> str:
        """Return how one takes part, in a word; nothing when that is not known."""
        return str(EventForm(self.period.form).label) if self.period.form else ""


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


def previous_text(occurrence: "Occurrence") -> str:
    """Return the day and time at which a moved date was to start before; nothing for any other."""
    previous = occurrence.previous_starts_local
    if previous is None or not occurrence.is_moved:
        return ""
    day = wording.day_text(previous.date(), weekday=True)
    if occurrence.schedule.all_day:
        return day
    return f"{day}, {wording.time_text(previous, previous, occurrence.schedule.zone)}"


def availability_badges(occurrence: "Occurrence") -> list[Badge]:
    """Return what a reader must know of the places of a date that takes place; nothing when there are enough."""
    availability = Availability(occurrence.availability)
    if occurrence.is_cancelled or occurrence.is_postponed or availability not in AVAILABILITY_TONES:
        return []
    return [{"label": str(availability.label), "tone": AVAILABILITY_TONES[availability]}]


def states_of(occurrences: Sequence["Occurrence"]) -> dict[str, list[Badge]]:
    """Return the badges of each date that has some, by its start in UTC (ISO 8601), for its row in a list.

    A row shows those of the date it is about, as long as that is not over (``events.templatetags.event_tags``).
    """
    found = {
        occurrence.starts_at.astimezone(UTC).isoformat(): [*date_badges(occurrence), *availability_badges(occurrence)]
        for occurrence in occurrences
    }
    return {start: badges for start, badges in found.items() if badges}


def rule_texts(occurrences: Sequence["Occurrence"], *, on: date | None = None) -> list[str]:
    """Return how dates repeat, each rule as a sentence; with ``on`` only the rules that give dates from that day on.

    Asks the database only for dates that a rule gave. A rule that the form could not say (it came from elsewhere) has
    no sentence, and its dates are listed all the same.
    """
    if not any(occurrence.recurrence_id for occurrence in occurrences):
        return []
    found = []
    for row in occurrences[0].schedule.recurrences.all():
        if on is not None and row.until is not None and row.until < on:
            continue
        try:
            text = rule_text(dataclasses.replace(Rule.from_rrule(row.rule), until=row.until))
        except ValueError:
            continue
        found.append(text[:1].upper() + text[1:])
    return found


def record_badges(page: "DatedPage") -> list[Badge]:
    """Return what a row of results says of what came of it: that there is a recording, that there are slides."""
    aftercare = page.aftercare
    if aftercare is None:
        return []
    found = [_("With recording")] if aftercare.recording_url else []
    if aftercare.published_documents:
        found.append(_("With slides"))
    return [{"label": label, "tone": "ok"} for label in found]


def card(page: "EventPage") -> dict[str, Any]:
    """Return what a result row draws beyond its next date, which search knows itself.

    The entry is written once and read for months, so nothing here may depend on today: with several dates
    only their number is told, and only what holds for all of them is a badge. What is special about single dates
    is in ``states``.
    """
    occurrences = page.occurrences
    meta = [{"icon": "event", "text": when_text(occurrences)}] if occurrences else []
    places = dict.fromkeys((o.form, period_of(o).place) for o in occurrences if o.form)
    if len(places) == 1:
        form, city = next(iter(places))
        meta.append({"icon": FORM_ICONS[form], "text": place_text(form, city)})
    return {
        "kind": page.get_kind_display(),
        "badges": [*example_badges(page.is_example), *common_badges(occurrences), *record_badges(page)],
        "meta": meta,
        "states": states_of(occurrences),
        "series": next(iter(rule_texts(occurrences)[-1:]), ""),
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
    is_over = occurrence.ends_at <= timezone.now()
    return ShownDate(
        occurrence=occurrence,
        period=period,
        zone=schedule.zone,
        days=wording.days_text(period.starts_at, period.ends_at, schedule.zone),
        times=wording.time_text(period.starts_at, period.ends_at, schedule.zone, all_day=period.all_day),
        place=place_text(period.form, period.place),
        badges=[*date_badges(occurrence), *([] if is_over else availability_badges(occurrence))],
        notice=_notice(occurrence),
        previous=previous_text(occurrence),
        reason=occurrence.shown_reason,
        is_over=is_over,
    )


def _notice(occurrence: "Occurrence") -> str:
    if occurrence.is_cancelled:
        return _("Cancelled")
    if occurrence.is_postponed:
        return _("Postponed: a new date follows")
    if occurrence.is_moved:
        return moved_text(occurrence)
    if occurrence.availability in (Availability.WAITING_LIST, Availability.FULL):
        return str(Availability(occurrence.availability).label)
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
    """Return the context of an event's page.

    ``dates_context``, ``speakers`` and ``organisations``; ``takes_registrations``: whether the page has a part about
    registering (``events.registration.box``), which on a phone is far below what it is about.
    """
    schedule = page.schedule if page.is_dated else None
    return {
        **dates_context(page, request),
        "speakers": page.speakers_in_order,
        "organisations": page.organisers,
        "takes_registrations": getattr(schedule, "registration_terms", None) is not None,
    }


def dates_context(page: "DatedPage", request: HttpRequest) -> dict[str, Any]:
    """Return what every page with dates shows.

    ``dates``: ``ShownDate`` of every date, those to come first, also apart as ``upcoming_dates`` and ``past_dates``;
    ``rule_texts``: how they repeat; ``next_date``: the one to show on top, or ``None``; ``event_status`` and
    ``event_reason``: of all dates together ("scheduled", "postponed", "cancelled"); ``venues``; ``online_urls``, as far
    as this visitor is told them, and ``is_online_kept``: whether there are more; ``languages``: names of those of
    delivery; ``price_text``; ``zone_text``; ``calendar_url``, a file, and ``webcal_url``, a calendar to follow.
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
        "upcoming_dates": [shown for shown in dates if not shown.is_over],
        "rule_texts": rule_texts(page.occurrences, on=timezone.localdate()),
        "past_dates": [shown for shown in dates if shown.is_over],
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
