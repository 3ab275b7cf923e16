"""The landing page of a term, as a list of sections that the apps contribute (``HUB_LANDING_SECTIONS``).

A section knows what it shows of a corner, and whether there is anything to show. The page draws the title of
each, the way to all of it, and a menu of what is there; the section's template draws what lies beneath.
"""

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast, runtime_checkable

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from home import matrix
from home.corner import corner_of
from home.models.terms import Term
from home.wording import number_text

ROW_SIZE = 3
SectionContext = dict[str, Any]


@runtime_checkable
class LandingSection(Protocol):
    """A part of a landing page.

    ``slug`` is its anchor, the same in every language; ``template`` draws what is under its title, from
    ``section``; ``is_half`` lets two in a row stand side by side.
    """

    slug: str
    template: str
    is_half: bool

    def get_context(self, request: HttpRequest, term: Term) -> SectionContext | None:
        """Return what the section shows this visitor; ``None`` when there is nothing to show.

        ``title`` is always there. Optional: ``label``, a shorter word for the menu; ``count``; ``more_url``
        and ``more``, the way to all of it; ``head``, facts (icon, text, url) for the top of the page. The
        rest is for the template. What the visitor may not see must not be in it.
        """


@dataclass(frozen=True, kw_only=True)
class WorksSection:
    """The first works of a corner with some facet values, and the way to the others.

    Without any it is left out, unless it has an ``invitation``: a gap that somebody could fill.
    """

    slug: str
    title: str | Promise
    filters: Mapping[str, tuple[str, ...]]
    template: str = "home/includes/section_rows.html"
    sort: str = "newest"
    size: int = ROW_SIZE
    is_half: bool = False
    label: str | Promise = ""
    invitation: str | Promise = ""

    def get_context(self, request: HttpRequest, term: Term) -> SectionContext | None:
        """Return ``shelf`` and ``invitation``."""
        shelf = corner_of(request, term).shelf(self.filters, sort=self.sort, size=self.size)
        if not shelf.total and not self.invitation:
            return None
        context = {
            "title": str(self.title),
            "label": str(self.label or self.title),
            "count": shelf.total,
            "shelf": shelf,
            "invitation": str(self.invitation),
        }
        return {**context, **more_link(shelf.total, shelf.url)} if shelf.total > self.size else context


@dataclass(frozen=True)
class CrossingsSection:
    """The term's own row or column of the matrix, drawn as in the matrix itself."""

    slug: str = "crossings"
    template: str = "home/includes/crossings.html"
    is_half: bool = False

    def get_context(self, request: HttpRequest, term: Term) -> SectionContext | None:
        """Return ``table``: the matrix with one row or one column."""
        table = matrix.line_of(request, term)
        if not table.rows or not table.columns:
            return None
        counted = corner_of(request, term)
        by_area = term.facet_key == matrix.ROWS
        context = {
            "title": _("By application area") if by_area else _("By building block"),
            "table": table,
            "gaps": [cell.column.label if by_area else cell.row.label for cell in table.gaps],
        }
        total = counted.counted.total
        return {**context, **more_link(total, counted.query.url)} if total else context


@dataclass(frozen=True)
class AboutSection:
    """What the term means, in the words of its editors."""

    slug: str = "about"
    template: str = "home/includes/section_about.html"
    is_half: bool = True

    def get_context(self, request: HttpRequest, term: Term) -> SectionContext | None:
        """Return ``text``, rich text in the active language."""
        return {"title": _("What this is about"), "label": _("About"), "text": term.body} if term.body else None


def more_link(total: int, url: str) -> SectionContext:
    """Return the link of a section to the search that lists all of it."""
    text = ngettext("Show the %(total)s result", "Show all %(total)s results", total)
    return {"more": text % {"total": number_text(total)}, "more_url": url}


crossings_section = CrossingsSection()
about_section = AboutSection()
latest_section = WorksSection(
    slug="latest",
    title=gettext_lazy("Latest best practices"),
    label=gettext_lazy("Best practices"),
    filters={"type": ("best-practice",)},
    template="home/includes/section_cards.html",
    invitation=gettext_lazy("Nobody has shared a best practice here yet."),
)


@functools.cache
def _load(dotted: tuple[str, ...]) -> tuple[LandingSection, ...]:
    return tuple(cast(LandingSection, import_string(path)) for path in dotted)


def get_landing_sections() -> tuple[LandingSection, ...]:
    """Return the sections of ``HUB_LANDING_SECTIONS`` (dotted paths to instances), in order."""
    return _load(tuple(settings.HUB_LANDING_SECTIONS))


def section_contexts(request: HttpRequest, term: Term, only: Collection[str] = ()) -> list[SectionContext]:
    """Return the sections that have something to show, in order; with ``only``, those with these slugs."""
    found: list[SectionContext] = []
    for section in get_landing_sections():
        context = section.get_context(request, term) if not only or section.slug in only else None
        if context is not None:
            own = {"slug": section.slug, "template": section.template, "is_half": section.is_half}
            found.append({**own, "label": context["title"], **context})
    corner_of(request, term).fill()
    return found


def section_rows(sections: list[SectionContext]) -> list[list[SectionContext]]:
    """Return the sections by row: two halves that follow each other share one."""
    rows: list[list[SectionContext]] = []
    for section in sections:
        if section["is_half"] and rows and len(rows[-1]) == 1 and rows[-1][0]["is_half"]:
            rows[-1].append(section)
        else:
            rows.append([section])
    return rows


def head_facts(sections: list[SectionContext]) -> list[Mapping[str, str]]:
    """Return what the sections say on top of the page: icon, text and, perhaps, url of each fact."""
    return [fact for section in sections for fact in section.get("head", ())]
