"""The contract of a search engine done naively: loops over records, one at a time, with no index of any kind.

Slow and plain on purpose: what an engine answers is compared with this (``test_engine_properties.py``), so this must be
right at a glance. It says nothing of stems, compounds, synonyms and stop words: a word is found where exactly that word
stands. Tests therefore ask with the made-up words of ``tests.search.strategies``, with which no language does anything.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from search.audience import satisfies
from search.documents import Period, SearchDocument, public_id
from search.facets import Facet, FacetLabel, get_facet, get_facets
from search.models import ABOUT, AUDIENCE, IndexEntry
from search.normalise import TextPart
from search.query import SearchQuery

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Record:
    """A work as it is found in one language of the interface; ``texts`` are its fields, each apart."""

    work: UUID
    locale: str
    language: str
    title: str
    texts: tuple[str, ...]
    published_at: datetime
    deadline: datetime | None
    periods: tuple[Period, ...]
    values: Mapping[str, frozenset[str]]
    clauses: frozenset[str]
    about: frozenset[str]

    @property
    def public_id(self) -> str:
        return public_id(self.work)

    def words(self) -> set[str]:
        return {word for text in self.texts for word in words_of(text)}


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def records_of(documents: Mapping[str, SearchDocument]) -> list[Record]:
    """Return the records of one work from its documents by language of the interface."""
    texts = {document.locale: document.words for document in documents.values()}
    attached = {
        locale: ["\n".join(found.texts) for found in document.attachments] for locale, document in documents.items()
    }
    return [
        Record(
            work=document.work,
            locale=locale,
            language=document.locale,
            title=document.title,
            texts=(
                document.title,
                document.summary,
                document.body,
                *(text for language, text in texts.items() if language != document.locale),
                *attached[locale],
            ),
            published_at=document.published_at,
            deadline=document.deadline,
            periods=document.periods,
            values={
                **{key: frozenset(values) for key, values in document.facets.items()},
                "type": frozenset({document.type}),
                "language": frozenset(document.languages or ()),
            },
            clauses=document.audience,
            about=frozenset(map(str, document.about)),
        )
        for locale, document in documents.items()
    ]


def records_in_database() -> list[Record]:
    """Return the records of the entries that the database has now."""
    found = []
    for entry in IndexEntry.objects.defer(None).filter(is_live=True).prefetch_related("terms"):
        values: dict[str, set[str]] = {}
        for term in entry.terms.all():
            values.setdefault(term.facet, set()).add(term.value)
        found.append(
            Record(
                work=entry.work,
                locale=entry.locale,
                language=entry.language,
                title=entry.title,
                texts=(
                    entry.title,
                    entry.summary,
                    entry.body,
                    *entry.other_words.values(),
                    *("\n".join(found.texts) for found in entry.get_attachments()),
                ),
                published_at=entry.published_at,
                deadline=entry.deadline,
                periods=entry.get_periods(),
                values={key: frozenset(own) for key, own in values.items()},
                clauses=frozenset(values.get(AUDIENCE, ())),
                about=frozenset(values.get(ABOUT, ())),
            )
        )
    return found


@dataclass(frozen=True)
class Counted:
    """A facet with its values in order: (value, count, is selected)."""

    key: str
    buckets: list[tuple[str, int, bool]]


@dataclass(frozen=True)
class Table:
    """Two facets crossed: (value, count) of rows and columns, and the cells that are not empty."""

    rows: list[tuple[str, int]]
    columns: list[tuple[str, int]]
    cells: dict[tuple[str, str], int]
    total: int


class Reference:
    """Answers queries over records, at one moment."""

    def __init__(self, records: Iterable[Record], now: datetime) -> None:
        self.records = list(records)
        self.now = now
        self._labels: dict[tuple[str, str], Mapping[str, FacetLabel]] = {}

    def labels(self, facet: Facet, locale: str) -> Mapping[str, FacetLabel]:
        """Return a facet's words, read once."""
        if (facet.key, locale) not in self._labels:
            self._labels[facet.key, locale] = facet.labels(locale)
        return self._labels[facet.key, locale]

    # What is found

    def visible(self, query: SearchQuery) -> list[Record]:
        """Return what the viewer may know of in this language: every clause met, and at least one clause there."""
        return [
            record
            for record in self.records
            if record.locale == query.locale
            and record.clauses
            and all(satisfies(query.tokens, clause) for clause in record.clauses)
        ]

    def found(self, query: SearchQuery, *, without: str = "") -> list[Record]:
        """Return what matches, in no order; ``without`` names a facet whose selection is not asked."""
        least = self._least(query)
        return [
            record
            for record in self.visible(query)
            if (query.past or not self.is_over(record))
            and self._is_in_period(record, query)
            and (query.about is None or str(query.about) in record.about)
            and self._has_words(record, query, least)
            and all(
                not record.values.get(facet, frozenset()).isdisjoint(chosen)
                for facet, chosen in query.filters.items()
                if chosen and facet != without
            )
        ]

    def works(self, query: SearchQuery) -> set[UUID]:
        """Return the works that match."""
        return {record.work for record in self.found(query)}

    def total(self, query: SearchQuery) -> int:
        """Return how many works match."""
        return len(self.works(query))

    def past_total(self, query: SearchQuery) -> int:
        """Return how many works only ``past=1`` would add."""
        return self.total(query.replace(past=True)) - self.total(query)

    def is_over(self, record: Record) -> bool:
        """Return whether its last date has ended or, for what has no dates, its deadline has passed."""
        if record.periods:
            return max(period.ends_at for period in record.periods) <= self.now
        return record.deadline is not None and record.deadline <= self.now

    def _is_in_period(self, record: Record, query: SearchQuery) -> bool:
        if query.when is None:
            return True
        start, end = query.when.bounds()
        if not record.periods:
            return (start is None or start <= record.published_at) and (end is None or record.published_at < end)
        return any(
            (end is None or period.starts_at < end) and (start is None or period.ends_at > start)
            for period in record.periods
        )

    def is_relaxed(self, query: SearchQuery) -> bool:
        """Return whether most of the words are enough: there are three or more, and nothing visible has them all."""
        wanted = query.text.wanted
        return len(wanted) >= 3 and not any(
            all(meets(record, part) for part in wanted) for record in self.visible(query)
        )

    def _least(self, query: SearchQuery) -> int:
        """Return how many of the wanted parts must be met: all, or two of three."""
        wanted = len(query.text.wanted)
        return -(-2 * wanted // 3) if self.is_relaxed(query) else wanted

    def _has_words(self, record: Record, query: SearchQuery, least: int) -> bool:
        if query.text.text and not query.text.parts:
            return False
        met = sum(meets(record, part) for part in query.text.wanted)
        return met >= least and not any(meets(record, part) for part in query.text.excluded)

    # In which order

    def ordered(self, query: SearchQuery) -> list[UUID] | None:
        """Return the works that match in their order; ``None`` by relevance, of which only the engine knows."""
        found = sorted(self.found(query), key=lambda record: record.public_id)
        sort = query.effective_sort
        if sort == "relevance":
            return None
        if sort == "title":
            found.sort(key=lambda record: record.title.casefold())
        elif sort == "newest":
            found.sort(key=lambda record: record.published_at, reverse=True)
        else:
            undated = [record for record in found if self.next_moment(record) is None]
            undated.sort(key=self._last_date, reverse=True)
            dated = [record for record in found if self.next_moment(record) is not None]
            dated.sort(key=self.next_moment)  # type: ignore[arg-type]
            found = dated + undated
        return [record.work for record in found]

    def next_moment(self, record: Record) -> datetime | None:
        """Return the start of its next date or, without dates, its deadline to come."""
        if record.periods:
            coming = [period for period in record.periods if period.ends_at > self.now]
            held = [period for period in coming if not period.cancelled]
            return next((period.starts_at for period in held or coming), None)
        return record.deadline if record.deadline and record.deadline > self.now else None

    def _last_date(self, record: Record) -> datetime:
        return record.periods[-1].starts_at if record.periods else record.published_at

    # What is counted

    def facets(self, query: SearchQuery) -> list[Counted]:
        """Return every facet with the values that are shown, counted without the facet's own selection."""
        return [Counted(facet.key, self._buckets(facet, query)) for facet in get_facets()]

    def _buckets(self, facet: Facet, query: SearchQuery) -> list[tuple[str, int, bool]]:
        labels = self.labels(facet, query.locale)
        selected = query.filters.get(facet.key, ())
        counts = self._counts(facet, self.found(query, without=facet.key), labels)
        gaps = [value for value, label in labels.items() if facet.is_closed and facet.shows_gaps and label.is_current]
        for value in (*selected, *gaps):
            counts.setdefault(value, 0)

        def order(value: str) -> tuple[int, str, str]:
            label = labels[value].label if self._is_known(facet, value, query) else value
            return -counts[value], label.casefold(), value

        return [(value, counts[value], value in selected) for value in sorted(counts, key=order)]

    def _counts(self, facet: Facet, found: Sequence[Record], labels: Iterable[str]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for value in labels:
            works = {record.work for record in found if value in record.values.get(facet.key, ())}
            if works:
                counts[value] = len(works)
        return counts

    def _is_known(self, facet: Facet, value: str, query: SearchQuery) -> bool:
        """Return whether the viewer may know of a value: of a public vocabulary, or on something visible."""
        if value not in self.labels(facet, query.locale):
            return False
        return facet.is_closed or any(value in record.values.get(facet.key, ()) for record in self.visible(query))

    def unknown(self, query: SearchQuery) -> list[tuple[str, str]]:
        """Return the chosen values that the viewer is told not to exist."""
        return [
            (str(facet.label), value)
            for facet in get_facets()
            for value in query.filters.get(facet.key, ())
            if not self._is_known(facet, value, query)
        ]

    def cross_count(self, query: SearchQuery, row_facet: str, column_facet: str) -> Table:
        """Return two facets crossed; the selection of neither is asked."""
        found = self.found(query.with_values(row_facet).with_values(column_facet))
        sides = []
        for key in (row_facet, column_facet):
            labels = self.labels(get_facet(key), query.locale)
            counts = self._counts(get_facet(key), found, labels)
            shown = [value for value, label in labels.items() if label.is_current or value in counts]
            sides.append([(value, counts.get(value, 0)) for value in shown])
        cells: dict[tuple[str, str], int] = {}
        for record in found:
            for row in record.values.get(row_facet, ()):
                for column in record.values.get(column_facet, ()):
                    cells[row, column] = cells.get((row, column), 0) + 1
        known = {(row, column) for row, _count in sides[0] for column, _other in sides[1]}
        return Table(*sides, {cell: count for cell, count in cells.items() if cell in known}, len(found))


def meets(record: Record, part: TextPart) -> bool:
    """Return whether one field of a record has a word, the beginning of one, or words that follow each other."""
    wanted = tuple(word.casefold() for word in part.words)
    for text in record.texts:
        words = words_of(text)
        if part.is_prefix and any(word.startswith(wanted[0]) for word in words):
            return True
        if any(tuple(words[at : at + len(wanted)]) == wanted for at in range(len(words))) and not part.is_prefix:
            return True
    return False
