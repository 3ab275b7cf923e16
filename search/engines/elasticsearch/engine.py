"""The engine that asks Elasticsearch: counts, hits and what the viewer may know of in one round."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from search.engines.base import Progress, SearchEngine
from search.engines.buckets import FacetTables
from search.engines.crossing import cross_table
from search.engines.elasticsearch import auditing, feeding, lifecycle, queries
from search.engines.elasticsearch.answers import cells_of, hits_of
from search.engines.elasticsearch.asking import Asking, Moment
from search.engines.elasticsearch.exchange import Exchange
from search.engines.elasticsearch.likeness import Likeness
from search.engines.elasticsearch.server import Server
from search.engines.elasticsearch.suggesting import Suggester
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.marking import marks_of
from search.exceptions import SearchUnavailable
from search.facets import get_facet, get_facets
from search.hits import LABELS, build_hit, load_entries
from search.marking import NO_MARK
from search.models import IndexEntry
from search.query import SearchQuery
from search.results import CrossTable, Hit, RelatedWork, SearchResults, Suggestions

# The server gives so many results at a time when all of them are asked for.
WORKS_AT_ONCE = 10_000


class ElasticsearchEngine(SearchEngine):
    """Asks a server that is fed from the database; what it cannot vouch for, it does not answer."""

    name = "elasticsearch"

    def __init__(self, local: EmbeddedEngine | None = None, server: Server | None = None) -> None:
        self._server = server or Server()
        self._asking = Asking(local or EmbeddedEngine(), self._server)
        self._tables = FacetTables()
        self._suggester = Suggester(self._asking)
        self._likeness = Likeness(self._asking)

    # Reading

    def search(self, query: SearchQuery) -> SearchResults:
        """Return one page of hits with every facet's counts."""
        return self.search_many([query])[0]

    def search_many(self, queries: Sequence[SearchQuery]) -> list[SearchResults]:
        """Return the answers in order, in one round; in more where something may be found with fewer of its words."""
        if not queries:
            return []
        moment = self._asking.begin()
        exchanges = self._answered(queries, moment)
        entries = load_entries(key for exchange in exchanges for key in exchange.keys)
        return [self._results(exchange, moment, entries) for exchange in exchanges]

    def _answered(self, asked: Sequence[SearchQuery], moment: Moment) -> list[Exchange]:
        exchanges = [Exchange(self._asking.asked(query, moment)) for query in asked]
        self._ask(moment, exchanges)
        doubtful = [place for place, exchange in enumerate(exchanges) if exchange.may_be_relaxed]
        if doubtful:
            requests = [queries.any_request(exchanges[place].asked) for place in doubtful]
            answers = self._server.ask(moment.version, requests)
            hopeless = [
                place for place, answer in zip(doubtful, answers, strict=True) if not answer["hits"]["total"]["value"]
            ]
            for place in hopeless:
                query = exchanges[place].query
                exchanges[place] = Exchange(self._asking.asked(query, moment, is_relaxed=True), is_relaxed=True)
            self._ask(moment, [exchanges[place] for place in hopeless])
        return exchanges

    def _ask(self, moment: Moment, exchanges: Sequence[Exchange]) -> None:
        """Ask everything of several searches in one round."""
        names = [(exchange, name) for exchange in exchanges for name in exchange.requests]
        answers = self._server.ask(moment.version, [one.requests[name] for one, name in names]) if names else []
        for (exchange, name), answer in zip(names, answers, strict=True):
            exchange.answers[name] = answer

    def _results(self, exchange: Exchange, moment: Moment, entries: Mapping[int, IndexEntry]) -> SearchResults:
        query, stamp = exchange.query, moment.version.stamp
        labels, now = LABELS.all(query.locale, stamp), datetime.fromtimestamp(moment.now, UTC)
        unknown = exchange.unknown(labels)
        # What has gone since it was found is left out.
        shown = [entries[key] for key in exchange.keys if key in entries]
        marks = marks_of(query, shown, stamp, partial(self._asking.vocabulary, moment))
        facets = []
        for facet in get_facets():
            table = self._tables.get(facet, query.locale, labels[facet.key], stamp)
            counts = table.counts(exchange.counts(facet.key))
            chosen = query.filters.get(facet.key, ())
            facets.append(table.result(facet, counts, chosen, unknown.get(facet.key, ())))
        return SearchResults(
            query=query,
            total=exchange.total,
            hits=[build_hit(entry, query, labels, now, marks.get(entry.pk, NO_MARK)) for entry in shown],
            facets=facets,
            unknown=[(str(get_facet(key).label), value) for key, values in unknown.items() for value in values],
            past_total=exchange.past_total,
            is_relaxed=exchange.is_relaxed and exchange.total > 0,
            engine=self.name,
        )

    def works(self, query: SearchQuery) -> list[UUID]:
        """Return every matching work in order."""
        moment = self._asking.begin()
        (exchange,) = self._answered([query.replace(size=0)], moment)
        works: list[UUID] = []
        after = None
        # In pieces, all of one version: each round says of which it is.
        while len(works) < exchange.total:
            request = queries.works_request(exchange.asked, size=WORKS_AT_ONCE, after=after)
            (answer,) = self._server.ask(moment.version, [request])
            hits = hits_of(answer)
            if not hits:
                raise SearchUnavailable("The server has fewer works than it counted.")
            works.extend(UUID(hit["fields"]["work"][0]) for hit in hits)
            after = hits[-1]["sort"]
        return works

    def cross_count(self, query: SearchQuery, row_facet: str, column_facet: str) -> CrossTable:
        """Return the table of two facets; neither one's own selection narrows it."""
        moment = self._asking.begin()
        bare = query.with_values(row_facet).with_values(column_facet).replace(size=0)
        (exchange,) = self._answered([bare], moment)
        request = queries.cross_request(exchange.asked, row_facet, column_facet)
        (answer,) = self._server.ask(moment.version, [request])
        return cross_table(
            query,
            (row_facet, column_facet),
            LABELS.all(query.locale, moment.version.stamp),
            {facet: exchange.counts(facet) for facet in (row_facet, column_facet)},
            cells_of(answer["aggregations"][row_facet], column_facet),
            total=exchange.total,
        )

    def near_words(self, word: str, query: SearchQuery) -> frozenset[str]:
        """Return the words of the oldest visible entries that have one like it; one slip goes before two."""
        return self._likeness.near_words(word, query)

    def suggest(self, query: SearchQuery, *, size: int = 5) -> Suggestions:
        """Return works by their title and facet values by their label."""
        return self._suggester.suggest(query, size=size)

    def related(self, work: UUID, query: SearchQuery, *, words: str = "", size: int = 4) -> list[RelatedWork]:
        """Return the works that share most, by the rarity of what they share, and by their words."""
        return self._likeness.related(work, query, words=words, size=size)

    def alike(self, words: str, query: SearchQuery, *, size: int = 10) -> list[Hit]:
        """Return the works whose words are most like these."""
        return self._likeness.alike(words, query, size=size)

    # Following

    def catch_up(self) -> None:
        """Feed the index to the current version, in this call."""
        feeding.drain()

    def feed(self) -> str:
        """Feed the index to the current version, and remove the indices that nobody asks."""
        fed, removed = feeding.drain(), lifecycle.sweep()
        told = f"The index of Elasticsearch: {fed.outcome}, version {fed.version}, {fed.written} entries written."
        return f"{told} Removed: {', '.join(removed)}." if removed else told

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the index anew, while the old one is asked; one that is being made already is waited for."""
        lifecycle.rebuild(wait=True, progress=progress)

    def check_ready(self) -> None:
        """Return when the index has the version that was fed to it, the latest or not; raises ``SearchUnavailable``."""
        self._server.ask(self._server.fed(), [])

    def shown(self, tokens: frozenset[str], locale: str) -> Iterable[int]:
        """Return the keys that the conditions of every search show a viewer."""
        asked = self._asking.asked(SearchQuery(locale=locale, tokens=tokens), self._asking.begin())
        return auditing.read_keys({"filter": queries.visible(asked)})

    def facet_values(self, keys: Sequence[int]) -> dict[int, frozenset[tuple[str, str]]]:
        """Return under which values the documents of these entries are counted."""
        return auditing.read_facet_values(keys)

    def repair(self, keys: Sequence[int]) -> None:
        """Write these entries to the index again, or make it anew when they are many."""
        feeding.repair(keys)
