"""From dates to calendar files: which dates, for whom, and what a calendar is told about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext as _
from wagtail.models import Page

from events.calendar import CONTENT_TYPE, CalendarItem, build_calendar
from events.exports import EVENT, calendar_types
from events.local_time import whole_days
from events.models.schedule import Occurrence
from search.addresses import absolute_url, host
from search.audience import user_tokens, visible_to
from search.engines import get_engine
from search.facets import get_facet
from search.hits import LABELS
from search.models import IndexEntry
from search.query import Interval, SearchQuery
from search.responses import digest, file_response

if TYPE_CHECKING:
    from events.models import DatedPage

# What a feed holds: what was recently, so that a late cancellation is seen, and what is planned.
DAYS_BACK: Final = 90
DAYS_AHEAD: Final = 548
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


def feed_items(request: HttpRequest, asked: SearchQuery) -> list[CalendarItem]:
    """Return the dates in the window of every work that matches and that this visitor may see.

    Asks the engine for the works and the pages for the visibility, because the engine may lag; about ten
    queries, whatever the number of works.
    """
    from events.models import dated_page_models  # noqa: PLC0415 - their calendar route imports this module

    first, last = window(asked.when)
    if first > last:
        return []
    days = Interval(first, last)
    query = asked.with_values("type", *calendar_types(asked)).replace(past=True, when=days)
    works = get_engine().works(query)
    pages = Page.objects.type(*dated_page_models()).filter(translation_key__in=works)
    pages = visible_to(pages, request.user)
    published = dict(pages.order_by().values_list("translation_key").annotate(Max("last_published_at")))
    start, end = whole_days(first, last, settings.TIME_ZONE)
    occurrences = Occurrence.objects.with_places().filter(schedule__work__in=published).overlapping(start, end)
    words = words_of(published, query.locale)
    return [item_of(o, words[o.schedule.work]) for o in occurrences if o.schedule.work in words]


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


def item_of(occurrence: Occurrence, words: WorkWords) -> CalendarItem:
    """Return one date as calendars know it."""
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
        description="\n\n".join(
            part for part in (occurrence.shown_reason, words.summary, occurrence.online_url) if part
        ),
        location=venue.address if venue else _("Online") if occurrence.online_url else "",
        geo=venue.coordinates if venue else None,
        online_url=occurrence.online_url,
        categories=words.categories,
        organizer=(", ".join(words.organisers) or settings.WAGTAIL_SITE_NAME, settings.DEFAULT_FROM_EMAIL),
    )


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
    request: HttpRequest, items: Iterable[CalendarItem], *, name: str, filename: str, url: str
) -> HttpResponse:
    """Answer with a calendar file; 304 when the client has it already.

    What a signed-in visitor gets is kept by no cache; the public file may be kept for five minutes.
    """
    body = build_calendar(items, name=name, host=host(), prodid=prodid(), url=url)
    response = HttpResponse(content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return file_response(request, response, lambda: body, etag=digest(body))


def page_calendar(request: HttpRequest, page: "DatedPage") -> HttpResponse:
    """Answer with all dates of one work; whoever gets here may see the page."""
    words = words_of_page(page)
    items: Sequence[CalendarItem] = [item_of(occurrence, words) for occurrence in page.occurrences]
    return calendar_response(request, items, name=page.title, filename=slugify(page.slug), url=words.url)


def feed_response(request: HttpRequest) -> HttpResponse:
    """Answer with the calendar of a search; raises ``SearchUnavailable`` when the engine does not answer."""
    asked = SearchQuery.from_params(
        request.GET, locale=get_language() or settings.LANGUAGE_CODE, tokens=user_tokens(request.user)
    )
    url = absolute_url(asked.with_values("type", *calendar_types(asked)).url)
    return calendar_response(request, feed_items(request, asked), name=feed_name(asked), filename="events", url=url)
