"""The embedded engine: one search is one expression of set algebra.

``visible & locale & text & period`` is what the viewer could find; each facet's selection narrows it
further, and a facet's own counts leave its own selection out.
"""

import functools
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from pyroaring import BitMap

from search.engines.base import SearchEngine
from search.engines.embedded.facets import LOCALE, FacetIndex, Snapshot, to_seconds, union
from search.engines.embedded.text import Matches, TextIndex, languages, stems, tokenise
from search.facets import Facet, FacetLabel, get_facet, get_facets
from search.highlight import highlight
from search.hits import LABELS, Labels, build_hit, load_entries, make_bucket
from search.models import ABOUT, IndexEntry
from search.normalise import normalise
from search.query import SearchQuery
from search.results import CrossTable, FacetResult, RelatedWork, SearchResults, Suggestions
from search.words import begins, folded

# Of so many entries the words are read for another spelling: each of them has one.
NEAR_ENTRIES = 20
# In a word of so few letters two slips make another word.
SHORT_WORD = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The sets of one search: what facets count over, the selections, and what is hit."""

    snapshot: Snapshot
    now: float
    visible: BitMap
    base: BitMap
    selections: Mapping[str, BitMap]
    matches: Matches | None

    def without(self, facet: str) -> BitMap:
        """Return what is found when a facet's own selection does not count."""
        found = self.base
        for key, selected in self.selections.items():
            if key != facet:
                found = found & selected
        return found

    @property
    def hits(self) -> BitMap:
        """Return what is found under every selection."""
        return self.without("")


class EmbeddedEngine(SearchEngine):
    """Bitmaps over the database's own rows, and tantivy for words; no server, no lag."""

    name = "embedded"

    def __init__(self) -> None:
        self._facets = FacetIndex()
        self._text = TextIndex()

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
        return found, self._ordered(found, found.hits, query)[first : first + query.size] if query.size else []

    def _results(
        self, query: SearchQuery, found: Found, shown: Sequence[int], entries: Mapping[int, IndexEntry]
    ) -> SearchResults:
        ids = found.hits
        labels = LABELS.all(query.locale, found.snapshot.stamp)
        now, marked = datetime.fromtimestamp(found.now, UTC), self._marker(query)
        return SearchResults(
            query=query,
            total=len(ids),
            # What has gone since it was found is left out.
            hits=[build_hit(e, query, labels, now, marked(e)) for key in shown if (e := entries.get(key))],
            facets=[self._facet_result(facet, found, query, labels[facet.key]) for facet in get_facets()],
            unknown=self._unknown(found, query, labels),
            past_total=0 if ids or query.past else len(self._find(query.replace(past=True)).hits),
            engine=self.name,
        )

    def near_words(self, word: str, query: SearchQuery) -> frozenset[str]:
        """Return the words of the oldest visible entries that have one like it; one slip goes before two."""
        found = self._find(query.replace(text=normalise(""), filters={}, when=None))
        near = BitMap()
        for slips in (1,) if len(word) <= SHORT_WORD else (1, 2):
            near = near or self._text.near(word, query.locale, found.snapshot, slips) & found.base
        words: set[str] = set()
        for entry in load_entries(near[:NEAR_ENTRIES]).values():
            texts = [(entry.language, " ".join((entry.title, entry.summary, entry.body))), *entry.other_words.items()]
            for language, text in texts:
                words.update(text[start:end] for _stem, start, end in tokenise(language, text))
        return frozenset(words)

    def suggest(self, query: SearchQuery, *, size: int = 5) -> Suggestions:
        """Return works by their title and facet values by their label."""
        words = [folded(word) for word in query.text.terms]
        found = self._find(query.replace(text=normalise(""), filters={}, when=None))
        if not words:
            return Suggestions(query=query)
        labels = LABELS.all(query.locale, found.snapshot.stamp)
        values = []
        for facet in get_facets():
            for value, label in labels[facet.key].items() if facet.is_suggested else ():
                count = len(found.base & found.snapshot.bitmap(facet.key, value))
                if count and begins(label.label, words):
                    values.append((facet.key, make_bucket(value, label, count)))
        values.sort(key=lambda pair: (-pair[1].count, pair[1].label))
        titles = IndexEntry.objects.filter(pk__in=found.base).values_list("pk", "title")
        shown = [key for key, title in titles if begins(title, words)][:size]
        entries = load_entries(shown)
        now = datetime.fromtimestamp(found.now, UTC)
        hits = [build_hit(entries[key], query, labels, now) for key in shown if key in entries]
        return Suggestions(query=query, hits=hits, values=values[:size])

    def related(self, work: UUID, query: SearchQuery, *, size: int = 4) -> list[RelatedWork]:
        """Return the works that share most, by the rarity of what they share."""
        found = self._find(query.replace(text=normalise(""), when=None))
        own = IndexEntry.objects.filter(work=work, locale=query.locale, is_live=True).first()
        if own is None or own.pk not in found.visible:
            return []
        candidates = found.hits - BitMap([own.pk])
        scores: dict[int, float] = {}
        shared: dict[int, dict[str, list[str]]] = {}
        for facet in get_facets():
            for value in own.values.get(facet.key, ()) if facet.kinship else ():
                alike = found.snapshot.bitmap(facet.key, value) & candidates
                for key in alike:
                    scores[key] = scores.get(key, 0.0) + facet.kinship * math.log(1 + len(candidates) / len(alike))
                    shared.setdefault(key, {}).setdefault(facet.key, []).append(value)
        best = sorted(scores, key=lambda key: (-round(scores[key], 6), found.snapshot.facts[key].key))[:size]
        entries, labels = load_entries(best), LABELS.all(query.locale, found.snapshot.stamp)
        now = datetime.fromtimestamp(found.now, UTC)
        return [
            RelatedWork(
                hit=build_hit(entries[key], query, labels, now),
                shared={
                    facet: [make_bucket(value, labels[facet][value]) for value in values if value in labels[facet]]
                    for facet, values in shared[key].items()
                },
            )
            for key in best
            if key in entries
        ]

    def works(self, query: SearchQuery) -> list[UUID]:
        """Return every matching work in order."""
        found = self._find(query)
        ids = self._ordered(found, found.hits, query)
        works = dict(IndexEntry.objects.filter(pk__in=ids).values_list("pk", "work"))
        return [works[key] for key in ids if key in works]

    def cross_count(self, query: SearchQuery, row_facet: str, column_facet: str) -> CrossTable:
        """Return the table of two facets; neither one's own selection narrows it."""
        found = self._find(query.with_values(row_facet).with_values(column_facet))
        ids = found.hits
        sides = []
        for key in (row_facet, column_facet):
            labels = LABELS.get(get_facet(key), query.locale, found.snapshot.stamp)
            own = {value: (found.snapshot.bitmap(key, value) & ids, label) for value, label in labels.items()}
            sides.append({value: side for value, side in own.items() if side[0] or side[1].is_current})
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

    def _find(self, query: SearchQuery) -> Found:
        snapshot = self._facets.current()
        now = time.time()
        visible = snapshot.visible(query.tokens) & snapshot.bitmap(LOCALE, query.locale)
        base = visible
        if not query.past:
            base = base - snapshot.over(now)
        if query.when:
            start, end = query.when.bounds()
            base = base & snapshot.within(to_seconds(start), to_seconds(end))
        if query.about:
            base = base & snapshot.bitmap(ABOUT, str(query.about))
        matches = None
        if query.text.terms:
            matches = self._text.match(query.text.terms, query.locale, snapshot)
            base = base & matches.ids
        elif query.text.text and not query.text.parts:
            # Something was typed and none of it is a word: that matches nothing, rather than everything.
            base = BitMap()
        selections = {
            facet: union(snapshot.bitmap(facet, value) for value in values)
            for facet, values in query.filters.items()
            if values
        }
        return Found(snapshot, now, visible, base, selections, matches)

    def _ordered(self, found: Found, ids: BitMap, query: SearchQuery) -> list[int]:
        facts = found.snapshot.facts
        sort = query.effective_sort
        if sort == "relevance" and found.matches:
            ranked = [(-round(score, 4), facts[key].key, key) for key, score in found.matches.ranked if key in ids]
            return [key for _score, _name, key in sorted(ranked)]
        keys = sorted(ids, key=lambda key: facts[key].key)
        if sort == "title":
            return sorted(keys, key=lambda key: facts[key].title)
        if sort == "soonest":
            # What has no date to come follows what has, the most recent first.
            upcoming = {key: facts[key].next_moment(found.now) for key in keys}
            dated = sorted((start, facts[key].key, key) for key, start in upcoming.items() if start is not None)
            undated = [key for key in keys if upcoming[key] is None]
            undated.sort(key=lambda key: facts[key].date(found.now), reverse=True)
            return [key for _start, _name, key in dated] + undated
        return sorted(keys, key=lambda key: facts[key].published, reverse=True)

    # Facets

    def _facet_result(self, facet: Facet, found: Found, query: SearchQuery, labels: Labels) -> FacetResult:
        selected = query.filters.get(facet.key, ())
        ids = found.without(facet.key)
        buckets = []
        for value in found.snapshot.values(facet.key):
            count = ids.intersection_cardinality(found.snapshot.bitmap(facet.key, value))
            if count and value in labels:
                buckets.append(make_bucket(value, labels[value], count, is_selected=value in selected))
        shown = {bucket.value for bucket in buckets}
        # At zero: what was chosen always, and the whole of a vocabulary that is public itself.
        gaps = (
            [value for value, label in labels.items() if label.is_current]
            if facet.is_closed and facet.shows_gaps
            else []
        )
        for value in dict.fromkeys([*selected, *gaps]):
            if value not in shown:
                label = labels[value] if self._is_known(facet, value, found, labels) else FacetLabel(value)
                buckets.append(make_bucket(value, label, 0, is_selected=value in selected))
        buckets.sort(key=lambda bucket: (-bucket.count, bucket.label.casefold(), bucket.value))
        return FacetResult(facet.key, str(facet.label), buckets)

    def _is_known(self, facet: Facet, value: str, found: Found, labels: Labels) -> bool:
        """Return whether the viewer may know that a value exists."""
        if value not in labels:
            return False
        return facet.is_closed or bool(found.visible & found.snapshot.bitmap(facet.key, value))

    def _unknown(self, found: Found, query: SearchQuery, labels: Mapping[str, Labels]) -> list[tuple[str, str]]:
        return [
            (str(facet.label), value)
            for facet in get_facets()
            for value in query.filters.get(facet.key, ())
            if not self._is_known(facet, value, found, labels[facet.key])
        ]

    def _marker(self, query: SearchQuery) -> Callable[[IndexEntry], str]:
        """Return what marks the words of the query in an entry."""
        if not query.text.terms:
            return lambda entry: ""
        wanted = {language: stems(language, query.text.terms) for language in languages()}
        return lambda entry: highlight(
            (entry.summary, entry.body),
            wanted.get(entry.language, frozenset()),
            functools.partial(tokenise, entry.language),
        )

    # Following

    def catch_up(self) -> None:
        """Bring the text index to the current version; the facets follow at each search."""
        self._text.catch_up(self._facets.current())

    def rebuild(self) -> None:
        """Make the text index anew from the entries."""
        self._text.forget()
        self.catch_up()

    def check_ready(self) -> None:
        """Return when both indexes are there, making what is missing; nothing remembered counts."""
        self._text.catch_up(self._facets.current())

    def missing(self, keys: Iterable[int]) -> set[int]:
        """Return which live entries the facet index does not hold."""
        return set(keys) - self._facets.current().facts.keys()
