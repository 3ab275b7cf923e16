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
from search.engines.analysis import Vocabulary
from search.engines.base import Progress, SearchEngine
from search.engines.buckets import FacetTables
from search.engines.crossing import cross_table
from search.engines.embedded.columns import to_keys, to_seconds
from search.engines.embedded.facets import FacetIndex, Snapshot, union
from search.engines.embedded.found import Found
from search.engines.embedded.likeness import Likeness
from search.engines.embedded.matches import Matcher, Matches
from search.engines.embedded.recent import Recent
from search.engines.embedded.suggesting import Suggester
from search.engines.embedded.text import TextIndex
from search.engines.embedded.titles import TitleOrder
from search.engines.likeness import NEAR_ENTRIES, related_works, slips_for, words_in
from search.engines.marking import marks_of
from search.engines.questions import RELAXED_WORDS
from search.engines.ranking import DAY
from search.exceptions import SearchUnavailable
from search.facets import get_facet, get_facets
from search.hits import LABELS, Labels, build_hit, load_entries
from search.marking import NO_MARK
from search.models import ABOUT, LOCALE, IndexEntry
from search.normalise import NO_WORDS
from search.query import SearchQuery
from search.results import CrossTable, Hit, RelatedWork, SearchResults, Suggestions
from search.synonyms import expansions

# So many searches are remembered with their counts; a bitmap and a few kilobytes each.
REMEMBERED_SEARCHES = 64
WORKS_AT_ONCE = 20_000


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
        marks = marks_of(query, listed, found.snapshot.stamp, self.vocabulary)
        unknown = self._unknown(found, query, labels)
        return SearchResults(
            query=query,
            total=len(found.hits),
            hits=[build_hit(entry, query, labels, now, marks.get(entry.pk, NO_MARK)) for entry in listed],
            facets=[
                self._tables.get(facet, query.locale, labels[facet.key], found.snapshot.stamp).result(
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

    def last_end(self, now: float) -> float:
        """Return the last moment up to now at which something was over (``Snapshot.last_end``), in POSIX seconds."""
        return self._facets.current().last_end(now)

    @property
    def is_warm(self) -> bool:
        """Return whether this process has its text index open, and so knows how rare words are."""
        return self._text.is_open

    def rarity(self, name: str, token: str) -> float:
        """Return how much a token of a field weighs for being rare among what everybody may see."""
        return self._text.rarity(name, token)

    def vocabulary(self) -> Vocabulary:
        """Return the words of which compounds are made."""
        return self._text.vocabulary

    def _counts(self, found: Found, facet: str, query: SearchQuery, labels: Mapping[str, Labels]) -> Any:
        counts = found.memory.get(facet)
        if counts is None:
            table = self._tables.get(get_facet(facet), query.locale, labels[facet], found.snapshot.stamp)
            ids = found.without(facet) if facet in found.selections else found.hits
            counts = found.memory[facet] = found.snapshot.counts(facet, table.values, ids)
        return counts

    def near_words(self, word: str, query: SearchQuery) -> frozenset[str]:
        """Return the words of the oldest visible entries that have one like it; one slip goes before two."""
        found = self._find(query.replace(text=NO_WORDS, filters={}, when=None))
        near = BitMap()
        for slips in slips_for(word):
            near = near or self._near(word, query.locale, found, slips)
        return words_in(near[:NEAR_ENTRIES])

    def _near(self, word: str, locale: str, found: Found, slips: int) -> BitMap:
        answer = self._text.ranked(
            lambda questions: questions.near(word, slips),
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
        labels = LABELS.all(query.locale, found.snapshot.stamp)
        return related_works(alike, query, labels, datetime.fromtimestamp(found.now, UTC))

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
        facets, labels = (row_facet, column_facet), LABELS.all(query.locale, found.snapshot.stamp)
        sides = {
            facet: {value: own for value in labels[facet] if (own := found.snapshot.bitmap(facet, value) & found.hits)}
            for facet in facets
        }
        cells = {
            (row, column): row_ids.intersection_cardinality(column_ids)
            for row, row_ids in sides[row_facet].items()
            for column, column_ids in sides[column_facet].items()
        }
        counts = {facet: {value: len(own) for value, own in side.items()} for facet, side in sides.items()}
        return cross_table(query, facets, labels, counts, cells, total=len(found.hits))

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

    # Following

    def catch_up(self) -> None:
        """Bring the text index to the current version; the facets follow at each search."""
        self._text.catch_up(self._facets.current())

    def feed(self) -> str:
        """Bring the text index to the current version, in this call."""
        snapshot = self._facets.current()
        self._text.catch_up(snapshot, wait=True)
        return f"The text index has version {snapshot.version}."

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the text index anew from the entries, in this call; that is one step, of which nothing is told."""
        self._text.forget()
        self.forget_answers()
        self._text.catch_up(self._facets.current(), wait=True)

    def forget_answers(self) -> None:
        """Answer every search anew, as if it had not been asked before."""
        self._matcher.forget()
        self._recent.clear()

    def warm_up(self) -> None:
        """Load bitmaps, counts and words."""
        super().warm_up()
        self.catch_up()

    def check_ready(self) -> None:
        """Return when both indexes are there, making what is missing; raises ``SearchUnavailable`` until then.

        Searches are answered before that as well, slower (``scan``).
        """
        if self._text.catch_up(self._facets.current()) != "current":
            raise SearchUnavailable("The text index is not there yet.")

    def shown(self, tokens: frozenset[str], locale: str) -> Iterable[int]:
        """Return the keys that the bitmaps show a viewer."""
        snapshot = self._facets.current()
        return snapshot.visible(tokens) & snapshot.bitmap(LOCALE, locale)

    def facet_values(self, keys: Sequence[int]) -> dict[int, frozenset[tuple[str, str]]]:
        """Return in which bitmaps of facets these entries are."""
        snapshot, asked = self._facets.current(), BitMap(keys)
        found: dict[int, set[tuple[str, str]]] = {key: set() for key in asked & snapshot.live}
        for facet in get_facets():
            for value in snapshot.values(facet.key):
                for key in snapshot.bitmap(facet.key, value) & asked:
                    found[key].add((facet.key, value))
        return {key: frozenset(values) for key, values in found.items()}

    def repair(self, keys: Sequence[int]) -> None:
        """Load everything anew: the bitmaps of this process, and the words of all of them."""
        self._facets.forget()
        self.rebuild()
