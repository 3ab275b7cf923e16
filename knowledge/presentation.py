"""What is shown of a course: in a result row, on its page."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from events import presentation as dates
from events.aftercare.reading import after_context
from home.wording import number_text
from knowledge.enums import Audience, CourseStart
from knowledge.structured_data import and_others
from search.documents import Period
from search.results import SearchResults

if TYPE_CHECKING:
    from knowledge.models import CoursePage

SOON: Final = timedelta(days=30)
Item = dict[str, str]


def audience_links(results: SearchResults) -> list[dict[str, Any]]:
    """Return ``label``, ``count``, ``url`` and ``is_current`` of each audience, in their order."""
    buckets = {bucket.value: bucket for bucket in results.facet("audience").buckets}
    return [
        {
            "label": buckets[value].label,
            "count": buckets[value].count,
            "url": results.query.with_values("audience", value).url,
            "is_current": buckets[value].is_selected,
        }
        for value in Audience.values
    ]


def card(page: "CoursePage") -> dict[str, Any]:
    """Return what a result row draws beyond its next date and where that is, which search knows itself.

    ``meta`` is the short line of a tile: when, how long, how much. ``facts`` is the longer one of a row,
    which has badges as well. Nothing may depend on today (``events.presentation.card``).
    """
    when, effort, price = start_text(page), hours_text(page.hours), dates.price_text(page)
    is_said = page.start == CourseStart.ANY_TIME or len(page.occurrences) == 1
    has_place = any(occurrence.form for occurrence in page.occurrences)
    return {
        "badges": [
            *page.example_badges(),
            *badges(page),
            *dates.common_badges(page.occurrences),
            *dates.record_badges(page),
        ],
        "meta": _items(event=when, clock=effort, price=price),
        "facts": _items(
            event="" if is_said else when,
            form="" if has_place else page.get_form_display(),
            chart=page.get_level_display(),
            clock=effort,
            price=price if page.price else "",
            organisation=and_others(page.provider_names),
        ),
        "states": dates.states_of(page.occurrences),
        "series": next(iter(dates.rule_texts(page.occurrences)[-1:]), ""),
        "zone": page.schedule.zone if page.is_dated and page.schedule else "",
    }


def _items(**texts: str) -> list[Item]:
    """Return what is known, by icon; some have none."""
    return [{"icon": "" if icon in ("form", "price") else icon, "text": text} for icon, text in texts.items() if text]


def badges(page: "CoursePage") -> list[Item]:
    """Return what makes a reader choose at once, whatever day it is."""
    found = [{"label": _("Free"), "tone": "ok"}] if page.price == 0 else []
    return [*found, {"label": _("Start any time"), "tone": ""}] if page.start == CourseStart.ANY_TIME else found


def start_text(page: "CoursePage") -> str:
    """Return when one can begin, as far as it does not depend on today."""
    if page.start == CourseStart.DATES:
        return dates.when_text(page.occurrences)
    return _("Start any time") if page.start == CourseStart.ANY_TIME else _("No date yet")


def hours_text(hours: Decimal | None) -> str:
    """Return the study load: "40 hours", "1.5 hours"; nothing when it is not known."""
    if hours is None:
        return ""
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2) % {"hours": number_text(hours)}


def starts_soon(period: Period | None) -> bool:
    """Return whether a date begins within the month, and takes place."""
    if period is None or period.cancelled:
        return False
    now = timezone.now()
    return now < period.starts_at <= now + SOON


def soon_badge(period: Period | None) -> Item | None:
    """Return the badge of a date that ``starts_soon``; ``None`` for any other."""
    return {"label": _("Starts soon"), "tone": "warn"} if starts_soon(period) else None


def page_context(page: "CoursePage", request: HttpRequest) -> dict[str, Any]:
    """Return the context of a course's page.

    That of its dates (``events.presentation.dates_context``); ``badges``; ``organisations``; ``audiences``;
    ``hours_text``; ``place_text``, where one can be, in a few words; ``enrol_url``: the website, or the address of a
    contact person who agreed.
    """
    shown = dates.dates_context(page, request)
    next_date = shown["next_date"]
    soon = soon_badge(next_date.period) if next_date else None
    return {
        **shown,
        **after_context(page, request),
        "badges": [*badges(page), *([soon] if soon else ()), *dates.common_badges(page.occurrences)],
        "organisations": page.organisation_list,
        "audiences": page.audience_labels,
        "hours_text": hours_text(page.hours),
        "place_text": place_text(page),
        "enrol_url": page.website or _mail(page),
    }


def place_text(page: "CoursePage") -> str:
    """Return the towns of its dates and whether one can be online: "Den Haag · Utrecht · Online"."""
    places = dict.fromkeys(dates.place_text(o.form, dates.period_of(o).place) for o in page.held_occurrences if o.form)
    return " · ".join(places)


def _mail(page: "CoursePage") -> str:
    contact = page.contact
    return f"mailto:{contact.email}" if contact and contact.is_public_contact and contact.email else ""
