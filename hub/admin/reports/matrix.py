"""What there is in each cell of the matrix, and where there is nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.filters import LocaleFilter, WagtailFilterSet
from wagtail.models import Page

from home import vocabulary
from home.languages import content_languages
from home.models import ApplicationArea, BuildingBlock
from hub.admin import kinds, listings, reads
from hub.admin.filters import NO_TERM
from hub.admin.kinds import Kind
from hub.admin.reports.base import RowReportView


@dataclass(frozen=True, slots=True)
class Line:
    """One term of an axis, or the place for what has none."""

    slug: str
    name: str


@dataclass
class Cell:
    """How many pages lie on one crossing, live and draft, and the lists that show them."""

    kind: str
    block: Line
    area: Line
    live: int
    drafts: int
    live_url: str
    drafts_url: str

    @property
    def is_gap(self) -> bool:
        """Whether readers find nothing here; what has no place is no gap when it is empty."""
        return not self.live and NO_TERM not in (self.block.slug, self.area.slug)


@dataclass
class Table:
    """The matrix of one kind of work, or of all of them."""

    label: str
    areas: Sequence[Line]
    rows: list[tuple[Line, list[Cell]]] = field(default_factory=list)

    @property
    def gaps(self) -> int:
        """The number of crossings on which readers find nothing."""
        return sum(cell.is_gap for _block, cells in self.rows for cell in cells)


def classified_kinds() -> list[Kind]:
    """Return the kinds of work that lie on the matrix."""
    return [kind for kind in kinds.kinds() if kind.is_classified]


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in classified_kinds()]


class MatrixFilterSet(WagtailFilterSet):
    """One kind of work, and one language."""

    type = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"), choices=_kind_choices, empty_label=gettext_lazy("All"), widget=forms.RadioSelect
    )
    locale = LocaleFilter(
        label=gettext_lazy("Language"),
        choices=content_languages,
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Page
        fields: list[str] = []


Counts = dict[tuple[str, str], tuple[int, int]]


def counts(kind: Kind, user: Any, language: str) -> Counts:
    """Return (live, drafts) of each crossing, (block, area), in one query; "none" for the place of no term."""
    pages = kind.model.objects.filter(pk__in=reads.explorable(user).values("pk"))
    if language:
        pages = pages.filter(locale__language_code=language)
    rows = pages.order_by().values_list("building_blocks__slug", "application_areas__slug")
    counted = rows.annotate(
        live_pages=Count("pk", filter=Q(live=True), distinct=True),
        draft_pages=Count("pk", filter=Q(live=False, expired=False), distinct=True),
    )
    return {(block or NO_TERM, area or NO_TERM): (live, drafts) for block, area, live, drafts in counted}


def summed(every: Iterable[Counts]) -> Counts:
    """Return the counts of several kinds together; a work is of one kind."""
    total: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in every:
        for place, (live, drafts) in one.items():
            total[place] = (total[place][0] + live, total[place][1] + drafts)
    return total


def lines(model: type[Any], used: Iterable[str]) -> list[Line]:
    """Return the terms of an axis that are current or used, and the place of no term when that is used."""
    used = set(used)
    terms = vocabulary.by_slug(model).values()
    found = [Line(term.slug, term.name) for term in terms if not term.is_retired or term.slug in used]
    return [*found, Line(NO_TERM, _("None"))] if NO_TERM in used else found


def table(label: str, key: str, url: str, found: Counts, language: str) -> Table:
    """Return the matrix of counts, each with the lists of the pages that it counts."""
    blocks = lines(BuildingBlock, (block for block, _area in found))
    areas = lines(ApplicationArea, (area for _block, area in found))
    made = Table(label, areas)
    for block in blocks:
        cells = []
        for area in areas:
            live, drafts = found.get((block.slug, area.slug), (0, 0))
            place = {"building_block": block.slug, "application_area": area.slug}
            if language:
                place["locale"] = language
            live_url = f"{url}?{urlencode({**place, 'state': ['live', 'changed']}, doseq=True)}"
            drafts_url = f"{url}?{urlencode({**place, 'state': 'draft'})}"
            cells.append(Cell(key, block, area, live, drafts, live_url, drafts_url))
        made.rows.append((block, cells))
    return made


class MatrixReport(RowReportView):
    """A table of building blocks and application areas for each kind of work, and one of all together."""

    name = "report_matrix"
    slug = "matrix"
    page_title = gettext_lazy("Content on the matrix")  # type: ignore[assignment]
    header_icon = "hub-matrix"
    results_template_name = "hub/admin/reports/matrix_results.html"
    filterset_class = MatrixFilterSet
    paginate_by = None  # type: ignore[assignment]
    export = {
        "kind": gettext_lazy("Type"),
        "block.name": gettext_lazy("Building block"),
        "area.name": gettext_lazy("Application area"),
        "live": gettext_lazy("Live"),
        "drafts": gettext_lazy("Drafts"),
    }

    def get_rows(self, chosen: dict[str, Any]) -> list[Table]:
        """Return the tables: all kinds together, then each, or the one that was asked for."""
        language = chosen.get("locale") or ""
        wanted = [kind for kind in classified_kinds() if chosen.get("type") in (None, "", kind.key)]
        found = {kind: counts(kind, self.request.user, language) for kind in wanted}
        each = [table(kind.label, kind.label, kind.list_url, found[kind], language) for kind in wanted]
        if len(wanted) < 2:
            return each
        total = summed(found.values())
        return [table(_("Everything"), _("Everything"), listings.everything_url(), total, language), *each]

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Export a row for each crossing of each kind; the sums can be made from them."""
        single = queryset[1:] if len(queryset) > 1 else queryset
        cells = [cell for one in single for _block, row in one.rows for cell in row]
        return super().as_spreadsheet(cells, spreadsheet_format)
