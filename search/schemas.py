"""The shapes of the API's answers (docs/architecture.md, "API"); they also make the OpenAPI document."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema


class FoundIn(Schema):
    """The document that has words which the page itself has not.

    ``kind`` says what ``label`` names: a ``page`` or ``slide`` by its number, or the ``heading`` that the words stand
    under, empty before the first one. ``highlight`` is HTML with ``mark``.
    """

    title: str
    url: str
    kind: Literal["page", "slide", "heading"]
    label: str
    highlight: str


class Item(Schema):
    """One work in a list of results. Slugs are language-neutral; times carry their offset.

    ``found_in`` only where words were searched for and a document has them instead of the page.
    """

    id: str
    type: str
    title: str
    summary: str
    highlight: str
    url: str
    language: str
    building_blocks: list[str]
    application_areas: list[str]
    organisations: list[str]
    tags: list[str]
    date: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    found_in: FoundIn | None


class Value(Schema):
    """A facet value with its number of works."""

    value: str
    label: str
    count: int
    selected: bool


class FacetValues(Schema):
    """A facet: counted with its own selection removed."""

    label: str
    values: list[Value]


class Meta(Schema):
    """What was asked and how much there is; ``relaxed``: nothing has all of the words, these have most of them."""

    total: int
    page: int
    size: int
    sort: str
    query: dict[str, Any]
    engine: str
    relaxed: bool


class SearchAnswer(Schema):
    """The answer of ``/api/v1/search/``."""

    meta: Meta
    items: list[Item]
    facets: dict[str, FacetValues]
    links: dict[str, str | None]


class MatrixCell(Schema):
    """A crossing: its count, and the search that lists the works."""

    row: str
    column: str
    count: int
    url: str


class MatrixTerm(Schema):
    """A row or column with its distinct number of works."""

    value: str
    label: str
    count: int


class MatrixAnswer(Schema):
    """The answer of ``/api/v1/matrix/``. A work counts once in each cell it touches."""

    row_facet: str
    column_facet: str
    total: int
    rows: list[MatrixTerm]
    columns: list[MatrixTerm]
    cells: list[MatrixCell]


class WorkAnswer(Schema):
    """The answer of ``/api/v1/works/<id>/``: the item, and the structured data of its page."""

    item: Item
    translations: dict[str, str]
    structured_data: list[dict[str, Any]]


class Problem(Schema):
    """Why a request was not answered, in a sentence."""

    detail: str


class Refusal(Problem):
    """A request that was not understood: a message for each key, and the keys that are known."""

    problems: dict[str, str]
    known: list[str]
