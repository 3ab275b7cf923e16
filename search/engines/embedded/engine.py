"""The embedded engine: one search is one expression of set algebra.

``visible & locale & text & period`` is what the viewer could find; each facet's selection narrows it
further, and a facet's own counts leave its own selection out.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pyroaring import BitMap

from search.documents import public_id
from search.engines.base import SearchEngine
from search.engines.embedded.analysis import WORD
from search.engines.embedded.columns import to_keys, to_seconds
from search.engines.embedded.counting import FacetTables
from search.engines.embedded.facets import FacetIndex, Snapshot, union
from search.engines.embedded.found import Found
from search.engines.embedded.likeness import Likeness
from search.engines.embedded.matches import Matcher, Matches
from search.engines.embedded.queries import demands, wanted_in
from search.engines.embedded.ranking import DAY
from search.engines.embedded.recent import Recent
from search.engines.embedded.suggesting import Suggester
from search.engines.embedded.text import TextIndex
from search.engines.embedded.titles import TitleOrder
from search.exceptions import SearchUnavailable
from search.facets import get_facet, get_facets
from search.hits import LABELS, Labels, build_hit, load_entries, load_texts, make_bucket
from search.marking import NO_MARK, Mark, mark_entries
from search.models import ABOUT, LOCALE, IndexEntry
from search.normalise import normalise
from search.query import SearchQuery
from search.results import CrossTable, Hit, RelatedWork, SearchResults, Suggestions
from search.synonyms import expansions

# Of so many entries the words are read for another spelling: each of them has one.
NEAR_ENTRIES = 20
# In a word of so few letters two slips make another word.
SHORT_WORD = 5
# So many searches are remembered with their counts; a bitmap and a few kilobytes each.
REMEMBERED_SEARCHES = 64
WORKS_AT_ONCE = 20_000
NO_WORDS = normalise("")
# A question of so many words that nothing meets whole may be met by most of them.
RELAXED_WORDS = 3


class EmbeddedEngine(SearchEngine):
    """Bitmaps over the database's own rows, and tantivy for words; no server, no lag."""

    name = "embedded"

    def __init__(self) -> None:
        self._facets = FacetIndex()
        self._text = TextIndex()
        self._matcher = Matcher(self._text)
        self._tables = FacetTables()
        self._titles = TitleOrder()
        self._suggester = Suggester(self._text)
        self._likeness = Likeness(self._text)
        self._recent: Recent[Found] = Recent(REMEMBERED_SEARCHES)

    # Reading

    def search(self, query: SearchQuery) -> SearchResults:
        """Return one page of hits with every facet's counts."""
        return self.search_many([query])[0]

    def search_many(self, queries: Sequence[SearchQuery]) -> list[SearchResults]:
        """Return the answers in order; the hits of all of them are one query of the database."""
        answers = [self._answer(query) for query in queries]
        entries = load_entries(key for _found, shown in answers for key in shown)
        return [
            self._results(query, found, shown, entries) for query, (found, shown) in zip(queries, answers, strict=True)
        ]

    def _answer(self, query: SearchQuery) -> tuple[Found, list[int]]:
        """Return the sets of a search, and the keys on its page of results, in order."""
        found = self._find(query)
        first = (query.page - 1) * query.size
        return found, self._ordered(found, query, first + query.size)[first:] if query.size else []

    def _results(
        self, query: SearchQuery, found: Found, shown: Sequence[int], entries: Mapping[int, IndexEntry]
    ) -> SearchResults:
        labels = LABELS.all(query.locale, found.snapshot.stamp)
        now = datetime.fromtimestamp(found.now, UTC)
        # What has gone since it was found is left out.
        listed = [entry for key in shown if (entry := entries.get(key))]
        marks = self._marks(query, listed, found.snapshot.stamp)
        unknown = self._unknown(found, query, labels)
        return SearchResults(
            query=query,
            total=len(found.hits),
            hits=[build_hit(entry, query, labels, now, marks.get(entry.pk, NO_MARK)) for entry in listed],
            facets=[
                self._tables.get(facet, query.locale, labels[facet.key], found.snapshot).result(
                    facet,
                    self._counts(found, facet.key, query, labels),
                    query.filters.get(facet.key, ()),
                    unknown.get(facet.key, ()),
                )
                for facet in get_facets()
            ],
            unknown=[(str(get_facet(key).label), value) for key, values in unknown.items() for value in values],
            past_total=found.past_total,
            is_relaxed=found.is_relaxed and bool(found.hits),
            engine=self.name,
        )

    def _counts(self, found: Found, facet: str, query: SearchQuery, labels: Mapping[str, Labels]) -> Any:
        counts = found.memory.get(facet)
        if counts is None:
            table = self._tables.get(get_facet(facet), query.locale, labels[facet], found.snapshot)
            ids = found.without(facet) if facet in found.selections else found.hits
            counts = found.memory[facet] = table.counts(ids)
        return counts

    def near_words(self, word: str, query: SearchQuery) -> frozenset[str]:
        """Return the words of the oldest visible entries that have one like it; one slip goes before two."""
        found = self._find(query.replace(text=NO_WORDS, filters={}, when=None))
        near = BitMap()
        for slips in (1,) if len(word) <= SHORT_WORD else (1, 2):
            near = near or self._near(word, query.locale, found, slips)
        return frozenset(word for text in load_texts(near[:NEAR_ENTRIES]) for word in WORD.findall(text))

    def _near(self, word: str, locale: str, found: Found, slips: int) -> BitMap:
        answer = self._text.ranked(
            lambda builder: builder.near(word, locale, slips),
            locale,
            found.snapshot,
            restricted=found.sees_more,
        )
        return BitMap() if answer is None else answer[0].ids & found.base

    def suggest(self, query: SearchQuery, *, size: int = 5) -> Suggestions:
        """Return works by their title and facet values by their label."""
        found = self._find(query.replace(text=NO_WORDS, filters={}, when=None))
        labels = LABELS.all(query.locale, found.snapshot.stamp)
        values = self._suggester.values(query, found.snapshot, found.base, labels, size)
        shown = self._suggester.works(query, found.snapshot, found.base, restricted=found.sees_more, size=size)
        entries, now = load_entries(shown), datetime.fromtimestamp(found.now, UTC)
        hits = [build_hit(entries[key], query, labels, now) for key in shown if key in entries]
        return Suggestions(query=query, hits=hits, values=values)

    def related(self, work: UUID, query: SearchQuery, *, words: str = "", size: int = 4) -> list[RelatedWork]:
        """Return the works that share most, by the rarity of what they share, and by their words."""
        found = self._find(query.replace(text=NO_WORDS, when=None))
        own = found.snapshot.columns.keys_of(public_id(work)) & found.visible
        if not own:
            return []
        alike = self._likeness.best(
            own[0], words, query.locale, found.snapshot, found.hits - own, restricted=found.sees_more, size=size
        )
        entries = load_entries(key for key, _shared, _words in alike)
        labels = LABELS.all(query.locale, found.snapshot.stamp)
        now = datetime.fromtimestamp(found.now, UTC)
        related = [
            RelatedWork(
                hit=build_hit(entries[key], query, labels, now),
                shared={
                    facet: buckets
                    for facet, values in shared.items()
                    if (
                        buckets := [
                            make_bucket(value, labels[facet][value]) for value in values if value in labels[facet]
                        ]
                    )
                },
                has_same_words=has_same_words,
            )
            for key, shared, has_same_words in alike
            if key in entries
        ]
        return [one for one in related if one.shared or one.has_same_words]

    def alike(self, words: str, query: SearchQuery, *, size: int = 10) -> list[Hit]:
        """Return the works whose words are most like these."""
        found = self._find(query.replace(text=NO_WORDS, when=None, past=True))
        keys = self._likeness.nearest(
            words, query.locale, found.snapshot, found.hits, restricted=found.sees_more, size=size
        )
        entries, labels = load_entries(keys), LABELS.all(query.locale, found.snapshot.stamp)
        now = datetime.fromtimestamp(found.now, UTC)
        return [build_hit(entries[key], query, labels, now) for key in keys if key in entries]

    def works(self, query: SearchQuery) -> list[UUID]:
        """Return every matching work in order."""
        found = self._find(query)
        ids = self._ordered(found, query, len(found.hits))
        works: dict[int, UUID] = {}
        # In pieces: a database takes only so many values in one question.
        for first in range(0, len(ids), WORKS_AT_ONCE):
            piece = ids[first : first + WORKS_AT_ONCE]
            works.update(IndexEntry.objects.filter(pk__in=piece).values_list("pk", "work"))
        return [works[key] for key in ids if key in works]

    def cross_count(self, query: SearchQuery, row_facet: str, column_facet: str) -> CrossTable:
        """Return the table of two facets; neither one's own selection narrows it."""
        found = self._find(query.with_values(row_facet).with_values(column_facet))
        ids = found.hits
        sides = []
        for key in (row_facet, column_facet):
            labels = LABELS.get(get_facet(key), query.locale, found.snapshot.stamp)
            own = {value: (found.snapshot.bitmap(key, value) & ids, label) for value, label in labels.items()}
            # An open vocabulary shows only what occurs: that a value exists may be a secret.
            shows_gaps = get_facet(key).is_closed
            sides.append({value: side for value, side in own.items() if side[0] or (shows_gaps and side[1].is_current)})
        rows, columns = sides
        counts = {
            (row, column): row_ids.intersection_cardinality(column_ids)
            for row, (row_ids, _label) in rows.items()
            for column, (column_ids, _other) in columns.items()
        }
        return CrossTable(
            query=query,
            row_facet=row_facet,
            column_facet=column_facet,
            rows=[make_bucket(value, label, len(own)) for value, (own, label) in rows.items()],
            columns=[make_bucket(value, label, len(own)) for value, (own, label) in columns.items()],
            counts=counts,
            total=len(ids),
        )

    # The sets of a search

    def _find(self, query: SearchQuery) -> Found:
        snapshot, now = self._facets.current(), time.time()
        filters = tuple((facet, values) for facet, values in query.filters.items() if values)
        asked = (query.locale, query.tokens, query.text, filters, query.when, query.past, query.about)
        key = (snapshot.stamp, snapshot.moment(now), now // DAY, asked)
        found = self._recent.get(key)
        if found is None:
            found, is_lasting = self._found(query, snapshot, now)
            if is_lasting:
                self._recent.put(key, found)
        return found

    def _found(self, query: SearchQuery, snapshot: Snapshot, now: float) -> tuple[Found, bool]:
        visible = snapshot.visible(query.tokens) & snapshot.bitmap(LOCALE, query.locale)
        base = visible
        if query.when:
            start, end = query.when.bounds()
            base = base & snapshot.within(to_seconds(start), to_seconds(end))
        if query.about:
            base = base & snapshot.bitmap(ABOUT, str(query.about))
        sees_more = not visible.issubset(snapshot.public)
        matches, is_lasting, is_relaxed = None, True, False
        if query.text.wanted:
            matches, is_lasting = self._matches(query, snapshot, now, restricted=sees_more)
            if not matches.ids.intersect(visible) and len(query.text.wanted) >= RELAXED_WORDS:
                is_relaxed = True
                matches, is_lasting = self._matches(query, snapshot, now, restricted=sees_more, is_relaxed=True)
            base = base & matches.ids
        elif query.text.text and not query.text.parts:
            # Something was typed and none of it is a word: that matches nothing, rather than everything.
            base = BitMap()
        if query.text.excluded:
            left_out, is_also = self._matcher.excluded(query.text, query.locale, snapshot, restricted=sees_more)
            base, is_lasting = base - left_out, is_lasting and is_also
        selections = {
            facet: union(snapshot.bitmap(facet, value) for value in values)
            for facet, values in query.filters.items()
            if values
        }
        past = BitMap() if query.past else base & snapshot.over(now)
        return Found(snapshot, now, visible, base - past, past, selections, matches, is_relaxed, {}), is_lasting

    def _matches(
        self, query: SearchQuery, snapshot: Snapshot, now: float, *, restricted: bool, is_relaxed: bool = False
    ) -> tuple[Matches, bool]:
        return self._matcher.matches(
            query.text,
            query.locale,
            snapshot,
            now=now,
            restricted=restricted,
            synonyms=expansions(snapshot.stamp),
            is_relaxed=is_relaxed,
        )

    def _ordered(self, found: Found, query: SearchQuery, limit: int) -> list[int]:
        """Return the keys of the first ``limit`` hits, in order."""
        sort = query.effective_sort
        key = f"order {sort}"
        kept: list[int] = found.memory.get(key, [])
        if len(kept) < min(limit, len(found.hits)):
            kept = found.memory[key] = self._in_order(found, sort, limit)
        return kept[:limit]

    def _in_order(self, found: Found, sort: str, limit: int) -> list[int]:
        columns, ids = found.snapshot.columns, found.hits
        if sort == "relevance" and found.matches:
            ranked = found.matches.ranked
            if len(ids) < ranked.size:
                ranked = ranked[columns.among(ranked, ids)]
            keys: list[int] = ranked[:limit].tolist()
            return keys
        if sort == "title":
            return self._titles.first(found.snapshot, to_keys(ids), limit)
        if sort == "soonest":
            return columns.soonest(ids, limit, found.now)
        return columns.newest(ids, limit)

    # What the viewer may know

    @staticmethod
    def _unknown(found: Found, query: SearchQuery, labels: Mapping[str, Labels]) -> dict[str, list[str]]:
        """Return the chosen values that do not exist as far as the viewer may know."""
        unknown: dict[str, list[str]] = {}
        for facet in get_facets():
            for value in query.filters.get(facet.key, ()):
                is_known = value in labels[facet.key] and (
                    facet.is_closed or found.visible.intersect(found.snapshot.bitmap(facet.key, value))
                )
                if not is_known:
                    unknown.setdefault(facet.key, []).append(value)
        return unknown

    def _marks(self, query: SearchQuery, entries: Sequence[IndexEntry], stamp: UUID | None) -> dict[int, Mark]:
        """Return what marks the words of the query in entries; nothing for a search without words."""
        if not query.text.wanted:
            return {}
        asked = demands(query.text.wanted, expansions(stamp))
        return mark_entries(entries, lambda language: wanted_in(language, asked, self._text.vocabulary))

    # Following

    def catch_up(self) -> None:
        """Bring the text index to the current version; the facets follow at each search."""
        self._text.catch_up(self._facets.current())

    def rebuild(self) -> None:
        """Make the text index anew from the entries, in this call."""
        self._text.forget()
        self.forget_answers()
        self._text.catch_up(self._facets.current(), wait=True)

    def forget_answers(self) -> None:
        """Answer every search anew, as if it had not been asked before."""
        self._matcher.forget()
        self._recent.clear()

    def check_ready(self) -> None:
        """Return when both indexes are there, making what is missing; raises ``SearchUnavailable`` until then.

        Searches are answered before that as well, slower (``scan``).
        """
        if self._text.catch_up(self._facets.current()) != "current":
            raise SearchUnavailable("The text index is not there yet.")

    def missing(self, keys: Iterable[int]) -> set[int]:
        """Return which live entries the facet index does not hold."""
        live = self._facets.current().live
        return {key for key in keys if key not in live}
