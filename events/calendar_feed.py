"""From dates to calendar files: which dates, for whom, and what a calendar is told about them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext as _
from wagtail.models import Page

from events.calendar import CONTENT_TYPE, CalendarItem, Entry, build_calendar
from events.calendar_series import SeriesRule, entries_of
from events.enums import CalendarKind
from events.exports import EVENT, calendar_types
from events.joining import online_urls, organises
from events.local_time import whole_days
from events.models import CalendarSubscription, Occurrence, Recurrence, Registration
from search.addresses import absolute_url, host
from search.audience import user_tokens, visible_to
from search.engines import get_engine
from search.facets import get_facet
from search.hits import LABELS
from search.models import IndexEntry, IndexState
from search.query import Interval, SearchQuery
from search.responses import digest, file_response

if TYPE_CHECKING:
    from events.models import DatedPage

# What a feed holds: what was recently, so that a late cancellation is seen, and what is planned.
DAYS_BACK: Final = 90
DAYS_AHEAD: Final = 548
# How long the digest of a calendar is remembered, of the day and the stamp that it was made under.
KEPT_SECONDS: Final = 24 * 60 * 60
# Raise it when other things are written of the same rows, so that no digest of before is remembered for them.
REVISION: Final = 1
CATEGORY_FACETS: Final = ("building_block", "application_area")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkWords:
    """What a calendar tells of a work in one language."""

    title: str
    summary: str
    url: str
    categories: tuple[str, ...]
    organisers: tuple[str, ...]
    updated_at: datetime


def prodid() -> str:
    """Return what names this program in calendar files."""
    return f"-//{settings.WAGTAIL_SITE_NAME}//{host()}//{(get_language() or settings.LANGUAGE_CODE).upper()}"


def window(when: Interval | None, now: datetime | None = None) -> tuple[date, date]:
    """Return the first and the last day of which a feed holds the dates: the window, narrowed by what was asked.

    The first comes after the last when nothing is left.
    """
    today = timezone.localdate(now)
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    asked = when or Interval()
    return max(first, asked.first or first), min(last, asked.last or last)


def feed_entries(asked: SearchQuery, user: Any) -> list[Entry]:
    """Return the dates in the window of every work that matches and that this user (or nobody) may see.

    Asks the engine for the works and the pages for the visibility, because the engine may lag; about ten
    queries, whatever the number of works. Of what recurs all dates are there as soon as one is in the window, because
    it has one UID, which means the same in every calendar.
    """
    first, last = window(asked.when)
    if first > last:
        return []
    days = Interval(first, last)
    query = asked.with_values("type", *calendar_types(asked)).replace(past=True, when=days)
    published = _published(get_engine().works(query), user)
    start, end = whole_days(first, last, settings.TIME_ZONE)
    dates = Occurrence.objects.with_rules().filter(schedule__work__in=published)
    shown = list(dates.overlapping(start, end))
    rules = {row.recurrence_id for row in shown if row.recurrence_id}
    if rules:
        have = {row.pk for row in shown}
        shown += [row for row in dates.filter(recurrence__in=rules) if row.pk not in have]
    return entries(shown, words_of(published, query.locale), user)


def registered_entries(user: Any, locale: str) -> list[Entry]:
    """Return the dates in the window for which somebody has a place, with the addresses to take part online."""
    first, last = window(None)
    start, end = whole_days(first, last, settings.TIME_ZONE)
    places = set(Registration.objects.confirmed().of_user(user).values_list("schedule", "occurrence"))
    dates = Occurrence.objects.with_rules().filter(schedule__in={schedule for schedule, _date in places})
    mine = [
        row for row in dates.overlapping(start, end) if {(row.schedule_id, None), (row.schedule_id, row.pk)} & places
    ]
    published = _published({row.schedule.work for row in mine}, user)
    # Each date by itself: who comes to some of a series follows those, and not the series.
    return entries(mine, words_of(published, locale), user, is_whole=False)


def _published(works: Iterable[UUID], user: Any) -> dict[UUID, Any]:
    """Return of these works those that a user may see now, each with when it was last published."""
    from events.models import dated_page_models  # noqa: PLC0415 - their calendar route imports this module

    pages = Page.objects.type(*dated_page_models()).filter(translation_key__in=list(works))
    return dict(visible_to(pages, user).order_by().values_list("translation_key").annotate(Max("last_published_at")))


def entries(
    occurrences: Iterable[Occurrence],
    words: "Mapping[UUID, WorkWords]",
    user: Any,
    *,
    is_organiser: bool = False,
    is_whole: bool = True,
) -> list[Entry]:
    """Return dates as calendars know them, for this user, the earliest first.

    With ``is_whole`` all dates of each rule are among them, and become one entry that recurs.
    """
    rows = [row for row in occurrences if row.schedule.work in words]
    told = online_urls(rows, user, is_organiser=is_organiser)
    alone: list[Entry] = []
    by_rule: dict[Recurrence, list[tuple[Occurrence, CalendarItem]]] = defaultdict(list)
    for row in rows:
        item = item_of(row, words[row.schedule.work], online_url=told.get(row.pk, ""))
        if is_whole and row.recurrence and row.original_starts_at:
            by_rule[row.recurrence].append((row, item))
        else:
            alone.append(item)
    changes = _changes_of({row.schedule_id for dates in by_rule.values() for row, _item in dates})
    for recurrence, dates in by_rule.items():
        alone += entries_of(
            _rule_of(recurrence, dates, changes), [(row.original_starts_at or row.starts_at, i) for row, i in dates]
        )
    return sorted(alone, key=_starts)


def _starts(entry: Entry) -> datetime:
    return (entry if isinstance(entry, CalendarItem) else entry.master).starts_at


def _changes_of(schedules: Collection[int]) -> Counter[int]:
    """Return how many material changes the rules and the dates of schedules had: two queries, none for none.

    All of them count for whatever recurs in a schedule, because rows go from one rule to another when a series is
    split, and the SEQUENCE of an entry may never become lower (RFC 5545 section 3.8.7.4).
    """
    found: Counter[int] = Counter()
    for model in (Occurrence, Recurrence) if schedules else ():
        rows = model._default_manager.filter(schedule__in=schedules).order_by()
        found.update(dict(rows.values_list("schedule").annotate(Sum("sequence"))))
    return found


def _rule_of(
    recurrence: Recurrence, dates: Sequence[tuple[Occurrence, CalendarItem]], changes: Mapping[int, int]
) -> SeriesRule:
    schedule = dates[0][0].schedule
    return SeriesRule(
        uid=str(recurrence.uuid),
        rule=recurrence.rule,
        starts_at=datetime.combine(recurrence.first_day, recurrence.start_time or time.min),
        zone=schedule.zone,
        all_day=schedule.all_day,
        sequence=schedule.sequence + changes[schedule.pk],
        created_at=recurrence.created_at,
        updated_at=max(recurrence.updated_at, *(item.updated_at for _row, item in dates)),
    )


def words_of(published: dict[UUID, Any], locale: str) -> dict[UUID, WorkWords]:
    """Return the words of works that take place on dates, in one language, from the index: no page is loaded."""
    entries = IndexEntry.objects.filter(work__in=published, locale=locale, is_live=True)
    labels = {key: LABELS.current(get_facet(key), locale) for key in (*CATEGORY_FACETS, "organisation")}
    found = {}
    for entry in entries:
        if not entry.periods:
            # A course that one can start any time may have been on dates before.
            continue
        named = {
            key: tuple(label.label for value, label in known.items() if value in entry.values.get(key, ()))
            for key, known in labels.items()
        }
        found[entry.work] = WorkWords(
            title=entry.title,
            summary=entry.summary,
            url=absolute_url(entry.url),
            categories=tuple(name for key in CATEGORY_FACETS for name in named[key]),
            organisers=named["organisation"],
            updated_at=published[entry.work] or entry.published_at,
        )
    return found


def words_of_page(page: "DatedPage") -> WorkWords:
    """Return the words of one page."""
    terms = [*page.block_list, *page.area_list]
    return WorkWords(
        title=page.title,
        summary=page.summary,
        url=absolute_url(page.get_url() or ""),
        categories=tuple(term.name for term in terms),
        organisers=tuple(page.get_organiser_names()),
        updated_at=page.last_published_at or page.latest_revision_created_at or timezone.now(),
    )


def item_of(occurrence: Occurrence, words: WorkWords, *, online_url: str = "") -> CalendarItem:
    """Return one date as calendars know it; ``online_url`` is what its reader is told (``events.joining``)."""
    schedule, venue = occurrence.schedule, occurrence.venue
    return CalendarItem(
        uid=str(occurrence.uuid),
        sequence=occurrence.total_sequence,
        created_at=occurrence.created_at,
        updated_at=max(occurrence.updated_at, schedule.updated_at, words.updated_at),
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        zone=schedule.zone,
        all_day=schedule.all_day,
        is_cancelled=occurrence.is_cancelled,
        is_postponed=occurrence.is_postponed,
        title=words.title,
        url=words.url,
        description="\n\n".join(part for part in (occurrence.shown_reason, words.summary, online_url) if part),
        location=venue.address if venue else _("Online") if occurrence.online_url else "",
        geo=venue.coordinates if venue else None,
        online_url=online_url,
        categories=words.categories,
        organizer=organizer_of(words),
    )


def organizer_of(words: WorkWords) -> tuple[str, str]:
    """Return who holds it, and the address from which mail comes: programs take over what its own organiser sends."""
    # The setting may have a name before the address, which is no part of a mailto:.
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return ", ".join(words.organisers) or settings.WAGTAIL_SITE_NAME, address


def feed_name(asked: SearchQuery) -> str:
    """Return the name of a feed: the site's agenda, and what it was narrowed by.

    Only by vocabularies that are public themselves: that a tag or an organisation exists may be a secret.
    """
    chosen = [asked.text.text] if asked.text.text else []
    types = calendar_types(asked)
    shown = asked.with_values("type", *(types if types != (EVENT,) else ()))
    for key, values in shown.filters.items():
        facet = get_facet(key)
        if facet.is_closed:
            labels = facet.labels(asked.locale)
            chosen.extend(labels[value].label for value in values if value in labels)
    name = _("Agenda of %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
    return f"{name}: {', '.join(chosen)}" if chosen else name


def calendar_response(
    request: HttpRequest, entries: Iterable[Entry], *, name: str, filename: str, url: str
) -> HttpResponse:
    """Answer with a calendar file; 304 when the client has it already.

    What a signed-in visitor gets is kept by no cache; the public file may be kept for five minutes.
    """
    body = build_calendar(entries, name=name, host=host(), prodid=prodid(), url=url)
    return file_response(request, calendar_file(filename), lambda: body, etag=digest(body))


def calendar_file(filename: str) -> HttpResponse:
    """Return the answer to be filled with a calendar."""
    response = HttpResponse(content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return response


def page_calendar(request: HttpRequest, page: "DatedPage") -> HttpResponse:
    """Answer with all dates of one work; whoever gets here may see the page."""
    words = words_of_page(page)
    dates = list(Occurrence.objects.with_rules().for_work(page.translation_key))
    is_organiser = organises(page, dates, request.user)
    found = entries(dates, {page.translation_key: words}, request.user, is_organiser=is_organiser)
    return calendar_response(request, found, name=page.title, filename=slugify(page.slug), url=words.url)


def feed_response(request: HttpRequest) -> HttpResponse:
    """Answer with the calendar of a search; raises ``SearchUnavailable`` when the engine does not answer.

    What a visitor is told follows from the address, the day and the stamp of the index, which every change of a work or
    of its dates draws anew (docs/adr/0010): under these the digest of the file is remembered, so that who has the file
    already costs no more than to say so. The stamp itself is told nobody: private works change it as well.
    """
    language = get_language() or settings.LANGUAGE_CODE
    asked = SearchQuery.from_params(request.GET, locale=language, tokens=user_tokens(request.user))
    state = None if request.user.is_authenticated else IndexState.current()
    name, url = feed_name(asked), search_url(asked)
    if state is None:
        found = feed_entries(asked, request.user)
        return calendar_response(request, found, name=name, filename="events", url=url)
    day = timezone.localdate()
    told_by = f"{REVISION} {state[1]} {day} {language} {asked.query_string()} {host()}"
    key = f"events.ics:{hashlib.sha256(told_by.encode()).hexdigest()}"

    def make() -> bytes:
        body = build_calendar(feed_entries(asked, request.user), name=name, host=host(), prodid=prodid(), url=url)
        cache.set(key, digest(body), KEPT_SECONDS)
        return body

    known = cache.get(key)
    if known is not None:
        return file_response(request, calendar_file("events"), make, etag=known)
    body = make()
    return file_response(request, calendar_file("events"), lambda: body, etag=digest(body))


def subscription_response(request: HttpRequest, subscription: CalendarSubscription) -> HttpResponse:
    """Answer with a calendar that is followed: as its owner may see it now, whoever asks.

    Raises ``SearchUnavailable`` when the engine does not answer.
    """
    owner: Any = subscription.user or AnonymousUser()
    if subscription.kind == CalendarKind.REGISTRATIONS:
        found, url = registered_entries(owner, subscription.language), absolute_url(reverse("members:my_hub"))
    else:
        asked = subscription.asked(user_tokens(owner))
        found, url = feed_entries(asked, owner), search_url(asked)
    body = build_calendar(found, name=subscription.name, host=host(), prodid=prodid(), url=url)
    return file_response(request, calendar_file("events"), lambda: body, etag=digest(body))


def search_url(asked: SearchQuery) -> str:
    """Return the address of the search page that shows what a calendar is made of."""
    return absolute_url(asked.with_values("type", *calendar_types(asked)).url)
