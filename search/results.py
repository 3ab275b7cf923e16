"""What a search answers: plain values, drawn by templates and written by the API."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, overload
from uuid import UUID

from django.utils.translation import gettext as _

from search.documents import Period
from search.query import SearchQuery

STEPS = 5


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value of a facet with the number of works that have it."""

    value: str
    label: str
    count: int = 0
    is_selected: bool = False
    icon: str = ""
    dye: str = ""


class LazyBuckets(Sequence[Bucket]):
    """Buckets that are made when they are looked at: of a thousand organisations a page shows five."""

    def __init__(self, length: int, make: Callable[[int], Bucket]) -> None:
        self._made: list[Bucket | None] = [None] * length
        self._make = make

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, index: int) -> Bucket: ...

    @overload
    def __getitem__(self, index: slice) -> list[Bucket]: ...

    def __getitem__(self, index: int | slice) -> Bucket | list[Bucket]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        found = self._made[index]
        if found is None:
            found = self._made[index] = self._make(range(len(self))[index])
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))


@dataclass(frozen=True, slots=True)
class FacetResult:
    """A facet's buckets, by count and then label; counted with the facet's own selection removed.

    ``places`` are those of the chosen values among the buckets, for whoever knows them.
    """

    key: str
    label: str
    buckets: Sequence[Bucket]
    places: tuple[int, ...] | None = None

    @property
    def selected(self) -> list[Bucket]:
        """Return the chosen values."""
        if self.places is not None:
            return [self.buckets[place] for place in self.places]
        return [bucket for bucket in self.buckets if bucket.is_selected]


@dataclass(frozen=True, slots=True)
class FoundIn:
    """The document in which words of a question stand that the page itself has not, and where in it.

    ``kind`` and ``label`` are those of ``search.documents.Part``; ``highlight`` is safe HTML.
    """

    title: str
    address: str
    kind: str
    label: str
    highlight: str

    @property
    def url(self) -> str:
        """Return the address of the document; of a PDF that of the page (RFC 8118, section 3)."""
        return f"{self.address}#page={self.label}" if self.kind == "page" else self.address

    @property
    def place(self) -> str:
        """Return where in the document, in words; empty where there is nothing to name it by."""
        if not self.label:
            return ""
        texts = {"page": _("page %(label)s"), "slide": _("slide %(label)s"), "heading": _("under “%(label)s”")}
        return texts[self.kind] % {"label": self.label}

    @property
    def named(self) -> str:
        """Return document and place as a plain text."""
        return _("In “%(title)s”") % {"title": self.title} + (f", {self.place}" if self.place else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One work in a list of results.

    ``labels`` maps a facet key to the buckets (value and label) that the work has. ``period`` is the next
    date, else the last one; ``date`` is its start, else the first publication (decision 11). ``deadline`` is
    when it stops being of use, for what has no dates. ``found_in`` is the document that has words which the page
    has not.
    """

    key: str
    work: UUID
    public_id: str
    page_id: int
    type: str
    type_label: str
    type_icon: str
    title: str
    summary: str
    highlight: str
    url: str
    language: str
    is_other_language: bool
    published_at: datetime
    date: datetime
    period: Period | None
    labels: Mapping[str, list[Bucket]]
    card: Mapping[str, Any]
    deadline: datetime | None = None
    found_in: FoundIn | None = None

    @property
    def values(self) -> dict[str, list[str]]:
        """Return the slugs of each facet."""
        return {key: [bucket.value for bucket in buckets] for key, buckets in self.labels.items()}

    @property
    def starts_at(self) -> datetime | None:
        """Return when its next date starts."""
        return self.period.starts_at if self.period else None

    @property
    def ends_at(self) -> datetime | None:
        """Return when its next date ends."""
        return self.period.ends_at if self.period else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """The answer to one query; ``unknown`` lists chosen values that no vocabulary knows."""

    query: SearchQuery
    total: int
    hits: list[Hit]
    facets: list[FacetResult]
    unknown: list[tuple[str, str]] = field(default_factory=list)
    # Works that only ``past=1`` would add.
    past_total: int = 0
    # Nothing that the viewer may see has all of the words: these have most of them.
    is_relaxed: bool = False
    engine: str = ""

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one; a query of size 0 asks for the counts alone."""
        return max(1, -(-self.total // self.query.size)) if self.query.size else 1

    def facet(self, key: str) -> FacetResult:
        """Return one facet's result; raises ``KeyError`` when it is not there."""
        for facet in self.facets:
            if facet.key == key:
                return facet
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What may be meant by what somebody is typing: works by their title, values of facets by their label.

    Each bucket counts what the search for that value finds; one that finds nothing is not there.
    """

    query: SearchQuery
    hits: list[Hit] = field(default_factory=list)
    values: list[tuple[str, Bucket]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedWork:
    """A work that is like another, and why: the values of facets that both have, and whether their words agree."""

    hit: Hit
    shared: Mapping[str, list[Bucket]]
    has_same_words: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row crosses a column: the works that have both, and the search that lists them."""

    row: Bucket
    column: Bucket
    count: int
    step: int
    url: str


@dataclass(frozen=True)
class CrossTable:
    """Two facets crossed. A work counts once in each cell it touches; totals are distinct counts."""

    query: SearchQuery
    row_facet: str
    column_facet: str
    rows: list[Bucket]
    columns: list[Bucket]
    counts: Mapping[tuple[str, str], int]
    total: int

    def cell_query(self, row: str, column: str) -> SearchQuery:
        """Return the search whose total is the cell's count."""
        return self.query.with_values(self.row_facet, row).with_values(self.column_facet, column)

    @cached_property
    def lines(self) -> list[tuple[Bucket, list[Cell]]]:
        """Return each row with its cells in the order of the columns."""
        return [(row, [self._cell(row, column) for column in self.columns]) for row in self.rows]

    def _cell(self, row: Bucket, column: Bucket) -> Cell:
        count = self.counts.get((row.value, column.value), 0)
        return Cell(row, column, count, self.step_of(count), self.cell_query(row.value, column.value).url)

    @cached_property
    def step_bounds(self) -> list[int]:
        """Return the highest count of each of the five steps: quintiles of the cells that are not empty."""
        filled = sorted(count for count in self.counts.values() if count)
        if not filled:
            return []
        bounds = [filled[min(len(filled) - 1, -(-len(filled) * step // STEPS) - 1)] for step in range(1, STEPS)]
        return [*bounds, filled[-1]]

    def step_of(self, count: int) -> int:
        """Return how thick the thread of a count is: 0 for nothing, then 1 to 5."""
        if not count:
            return 0
        return next(step for step, bound in enumerate(self.step_bounds, start=1) if count <= bound)

    @cached_property
    def legend(self) -> list[tuple[int, int, int]]:
        """Return ``(step, lowest, highest)`` for each step that occurs."""
        found: dict[int, list[int]] = {}
        for count in sorted(count for count in self.counts.values() if count):
            found.setdefault(self.step_of(count), []).append(count)
        return [(step, counts[0], counts[-1]) for step, counts in sorted(found.items())]

    @property
    def gaps(self) -> list[Cell]:
        """Return the crossings that no work touches, row by row."""
        return [cell for cell in self if not cell.count]

    def __iter__(self) -> Iterator[Cell]:
        for _row, cells in self.lines:
            yield from cells
