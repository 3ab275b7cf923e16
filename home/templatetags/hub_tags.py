"""Tags and filters of every template: pictures, words, dates, data for machines, the other language."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from home import covers, wording
from home.enums import Dye
from home.viewer import viewer
from search.audience import is_file_visible
from search.forms import FacetGroup, search_context
from search.results import SearchResults

register = template.Library()

SPRITE: Final = "icons/icons.svg"
# The selvedge on top of every page has one thread of each of the first dyes.
SELVEDGE_DYES: Final = 5
# Columns and rows of a cover for each place it is shown in.
COVER_SIZES: Final = {"row": (20, 14), "card": (32, 13), "head": (28, 18), "landing": (30, 22)}
# What would end a script element, or break a parser that reads JSON as JavaScript.
JSON_ESCAPES: Final = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


# --- Pictures -----------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw the line icon ``i-<name>`` of the sprite. Decorative: a word always stands beside it."""
    return format_html(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#i-{}"></use></svg>', static(SPRITE), name
    )


@register.simple_tag
def shape(name: str, dye: str = "") -> SafeString:
    """Draw the filled shape ``g-<name>`` of a term in its dye; nothing for a term without a shape."""
    if not name:
        return mark_safe("")
    return format_html(
        '<svg class="g{}" aria-hidden="true" focusable="false"><use href="{}#g-{}"></use></svg>',
        f" dye-{dye}" if dye else "",
        static(SPRITE),
        name,
    )


def draw_cloth(cloth: covers.Cloth, css_class: str, fit: str) -> SafeString:
    """Return the SVG of a cloth. Threads are slugs and numbers only, but they are escaped all the same."""
    paths = format_html_join("", '<path class="{}" d="{}"/>', ((t.name, t.path) for t in cloth.threads))
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="{} slice" aria-hidden="true" focusable="false">'
        "{}</svg>",
        css_class,
        cloth.width,
        cloth.height,
        fit,
        paths,
    )


class CoverFacts(NamedTuple):
    """What a cover follows from: three slugs, the dye and the weave of the building block; "" for none."""

    block: str
    area: str
    slug: str
    dye: str
    weave: str


@lru_cache(maxsize=2048)
def draw_cover(facts: CoverFacts, size: str) -> SafeString:
    """Return the SVG of a page's cover; about 600 bytes, so 2,048 of them cost little more than a megabyte."""
    columns, rows = COVER_SIZES[size]
    cloth = covers.weave_cover(
        block=facts.block, area=facts.area, slug=facts.slug, weave=facts.weave, columns=columns, rows=rows
    )
    return draw_cloth(cloth, f"cover dye-{facts.dye or 'none'}", "xMidYMid")


@register.simple_tag
def cover(facts: Mapping[str, str] | None, size: str = "row") -> SafeString:
    """Draw the woven cover for ``{"block", "area", "slug", "dye", "weave"}``; missing keys count as "".

    ``size`` is one of "row", "card", "head", "landing". Decorative: hidden from assistive technology.
    """
    given = facts or {}
    return draw_cover(CoverFacts(*(str(given.get(key) or "") for key in CoverFacts._fields)), size)


@register.simple_tag
def term_cover(term: Any, axis: str, size: str = "card") -> SafeString:
    """Draw the cloth of a term itself: ``axis`` is "block" for a building block, "area" for an area."""
    block, area = (term.slug, "") if axis == "block" else ("", term.slug)
    return draw_cover(CoverFacts(block, area, term.slug, term.dye, term.weave), size)


@lru_cache(maxsize=1)
def draw_loose() -> SafeString:
    """Return the SVG of the loose threads, in the dyes of the selvedge."""
    return draw_cloth(covers.weave_loose(Dye.values[:SELVEDGE_DYES]), "cloth", "xMaxYMid")


@register.simple_tag
def loose_cloth() -> SafeString:
    """Draw loose threads that become a cloth, for a page that has nothing else to show. Decorative."""
    return draw_loose()


# --- Words, dates and numbers ---------------------------------------------------------------------------


@register.filter
def shy(text: object, code: str = "") -> str:
    """Let long words break: soft hyphens in words of fourteen letters and more, for headings and table heads.

    The argument is the language of the text; the active language by default.
    """
    return wording.hyphenate(str(text or ""), code)


@register.filter
def short_day(value: date | datetime) -> str:
    """Write a date in little room: 4 dec 2026, or 4 Dec 2026."""
    local = wording.local_time(value) if isinstance(value, datetime) else value
    return f"{local.day} {wording.short_month(local)} {local.year}"


@register.filter
def shy_narrow(text: object) -> str:
    """Let words break that a narrow column of a table cannot hold, from nine letters on."""
    return wording.hyphenate(str(text or ""), is_narrow=True)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date in full: 12 november 2026; nothing for no date."""
    if not value:
        return ""
    return wording.day_text(wording.local_time(value) if isinstance(value, datetime) else value)


@register.filter
def clock(value: time | None) -> str:
    """Write a time of day without its unit, as in the first column of a programme: 13.30 or 13:30."""
    return "" if value is None else wording.clock_text(value)


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """Write a number with the separators of the language; nothing for no number."""
    return "" if value is None else wording.number_text(value)


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """Write an amount with the sign of its currency; nothing for no amount."""
    return "" if amount is None else wording.money_text(amount, currency)


@register.filter
def host(url: str) -> str:
    """Return the host name of an address, as the text of a link: example.org.

    Without ``www.``, which tells nobody anything and makes a button of a long name break on a phone.
    """
    return urlsplit(url).netloc.removeprefix("www.") or url


@register.simple_tag
def period_days(period: Any, zone: str = "") -> str:
    """Write the day or days of a period (``starts_at``, ``ends_at``)."""
    return wording.days_text(period.starts_at, period.ends_at, zone)


@register.simple_tag
def period_times(period: Any, zone: str = "") -> str:
    """Write the times of a period (``starts_at``, ``ends_at``, ``all_day``)."""
    return wording.time_text(period.starts_at, period.ends_at, zone, all_day=bool(getattr(period, "all_day", False)))


@register.simple_tag
def period_text(period: Any, zone: str = "", all_day: bool = False) -> str:
    """Write the days and times of a period in one line."""
    whole_days = all_day or bool(getattr(period, "all_day", False))
    return wording.period_text(period.starts_at, period.ends_at, zone, all_day=whole_days)


@register.inclusion_tag("components/date.html")
def date_tile(period: Any, zone: str = "") -> dict[str, str]:
    """Draw the date of an event as a tile: day, month, and the weekday or the last day of a longer period."""
    all_day = bool(getattr(period, "all_day", False))
    first = wording.local_time(period.starts_at, zone).date()
    last = wording.local_time(wording.last_moment(period.starts_at, period.ends_at), zone).date()
    note = date_format(first, "l")
    if last != first:
        note = _("to %(day)s") % {"day": f"{last.day} {wording.short_month(last)}"}
    year = "" if first.year == wording.this_year() else f" {first.year}"
    return {
        "attribute": wording.moment_attribute(period.starts_at, zone, all_day=all_day),
        "day": str(first.day),
        "month": wording.short_month(first) + year,
        "note": note,
    }


@register.simple_tag
def moment(value: datetime, zone: str = "", all_day: bool = False) -> str:
    """Write the value of ``<time datetime>``."""
    return wording.moment_attribute(value, zone, all_day=all_day)


# --- Choosing what is drawn ------------------------------------------------------------------------------


@register.filter
def hit_templates(hit: Any) -> tuple[str, str]:
    """Return the templates that can draw a hit, its type's own first: for ``{% include %}``."""
    return (f"search/includes/hit--{hit.type}.html", "search/includes/hit.html")


@register.filter
def ladder(choices: Iterable[Any], current: str) -> list[dict[str, Any]]:
    """Return the steps of a ladder from members of an enumeration: label, and whether done or current."""
    steps = list(choices)
    reached = next((rank for rank, step in enumerate(steps) if step.value == current), -1)
    return [
        {"label": step.label, "is_done": rank < reached, "is_current": rank == reached}
        for rank, step in enumerate(steps)
    ]


@register.simple_tag
def more_terms(hit: Any, shown: int) -> int:
    """Return how many building blocks and areas a hit has beyond the first ``shown`` of each."""
    axes = (hit.labels.get("building_block", ()), hit.labels.get("application_area", ()))
    return sum(max(0, len(terms) - shown) for terms in axes)


@register.simple_tag
def to_ask(person: Any) -> list[Any]:
    """Return a list of the contact person, when there is one who agreed to be asked; else an empty one."""
    return [person] if person and person.is_public_contact else []


@register.filter
def any_example(goals: Iterable[Any]) -> bool:
    """Return whether the countings of any of these goals are invented."""
    return any(goal.is_example for goal in goals)


@register.filter
def offers_choice(facet: FacetGroup) -> bool:
    """Return whether any value of a facet can be chosen or let go."""
    return any(bucket.count or bucket.is_selected for bucket in (*facet.visible, *facet.more))


@register.simple_tag
def search_controls(results: SearchResults, fixed: str = "") -> dict[str, Any]:
    """Return facets, chips and pages of results that a page lists which is about one facet's value."""
    return search_context(results, fixed)


@register.simple_tag
def term_fields(facet: str, term: Any) -> list[tuple[str, str]]:
    """Return the hidden field that makes a search form search within a term."""
    return [(facet, term.slug)]


@register.filter
def labelled(cells: Iterable[str], labels: Iterable[str]) -> list[tuple[str, str]]:
    """Return (label, cell) for each cell of a table's row; a cell too many has no label."""
    return [(label, cell) for cell, label in zip_longest(cells, labels, fillvalue="")]


@register.filter
def may_be_seen(file: Any) -> bool:
    """Return whether the visitor may see an image or document: even its name is in its address."""
    return file is not None and is_file_visible(file, viewer())


# --- Data for machines -----------------------------------------------------------------------------------


@register.simple_tag
def json_ld(data: Mapping[str, Any] | None) -> SafeString:
    """Write structured data (schema.org) as a data block, which a browser never runs.

    ``<``, ``>`` and ``&`` become JSON escapes, so that no text can end the element; the data stays the same.
    """
    if not data:
        return mark_safe("")
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(JSON_ESCAPES)
    # Nothing in the text can end the element or start another: see JSON_ESCAPES.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def control(field: BoundField) -> SafeString:
    """Return the control of a form field in the look of the hub; Django names its hint and its error."""
    return field.as_widget(attrs={"class": "input"})
