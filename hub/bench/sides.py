"""The engines side by side: the same questions, asked of each in turns, one question after the other.

The first time a question is asked and the times after it are kept apart, because both engines remember: the embedded
one which works a search found, Elasticsearch the counts of a search and the sets of a filter.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from hub.bench import gates
from hub.bench.elastic import Plain
from hub.bench.gates import Gate
from hub.bench.measuring import forget_matches
from hub.bench.questions import ask, mixture
from hub.bench.served import TimedServer
from hub.bench.timing import Times, once
from hub.bench.words import FUNCTION_WORDS, lexicon
from search.engines import SearchEngine, make_engine
from search.engines.elasticsearch.connection import alias, feed_client
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.normalise import normalise
from search.query import SearchQuery

BROWSE = "facet clicks without words"
WORDS = "words"
FILTERED = "words and facets"
# What the plain search is asked as well; the others its documentation does not have.
MIXED = (BROWSE, WORDS, FILTERED)
DEEP_PAGE = 50
EACH = 20
RUNS = 5
# What is kept of each question: milliseconds.
FIRST, AGAIN = "embedded, first time", "embedded, again"
SERVED_FIRST, SERVED, TOOK = "Elasticsearch, first time", "Elasticsearch, again", "took"
OVER, PROCESSOR = "wall − took", "processor of a round"
PLAIN, PLAIN_OVER = "plain FacetedSearch, again", "its wall − took"
COLUMNS = (FIRST, AGAIN, SERVED_FIRST, SERVED, TOOK, OVER, PROCESSOR, PLAIN, PLAIN_OVER)

Ask = Callable[[SearchEngine, SearchQuery], Any]
# Milliseconds of each question by column.
Measured = Mapping[str, Sequence[float]]


class Engines:
    """Both engines of this process on one database, and the plain search where it is compared."""

    def __init__(self, plain: Plain | None = None) -> None:
        self.embedded = make_engine("embedded")
        self.server = TimedServer()
        self.elasticsearch = ElasticsearchEngine(server=self.server)
        self.plain = plain

    def forget(self) -> None:
        """Let the next question be one that nobody asked before."""
        forget_matches(self.embedded)
        feed_client().indices.clear_cache(index=alias())


@dataclass(frozen=True, slots=True)
class Kind:
    """Questions of one kind, and how an engine is asked them."""

    name: str
    queries: Sequence[SearchQuery]
    ask: Ask

    @property
    def is_plain(self) -> bool:
        """Return whether the plain search is asked as well."""
        return self.name in MIXED


def kinds() -> list[Kind]:
    """Return the kinds of questions that are measured, ``EACH`` of every kind at most."""
    mixed = mixture()
    browse = [query for query in mixed if not query.text.terms]
    words = [query for query in mixed if query.text.terms and not query.filters]
    filtered = [query for query in mixed if query.text.terms and query.filters]
    deep = [replace(query, page=DEEP_PAGE) for query in (*browse[: EACH // 2], *words[: EACH // 2])]
    found = {
        BROWSE: (browse, _search),
        WORDS: (words, _search),
        FILTERED: (filtered, _search),
        f"page {DEEP_PAGE}": (deep, _search),
        "soonest first": ([query.replace(sort="soonest") for query in browse], _search),
        "by title": ([query.replace(sort="title") for query in browse], _search),
        "matrix": (browse, _cross),
        "suggestions": (_beginnings(), _suggest),
    }
    return [Kind(name, queries[:EACH], ask) for name, (queries, ask) in found.items()]


def _search(engine: SearchEngine, query: SearchQuery) -> Any:
    return engine.search(query)


def _cross(engine: SearchEngine, query: SearchQuery) -> Any:
    return engine.cross_count(query, *settings.HUB_MATRIX)


def _suggest(engine: SearchEngine, query: SearchQuery) -> Any:
    return engine.suggest(query)


def _beginnings() -> list[SearchQuery]:
    language = settings.LANGUAGE_CODE
    words = [word for word in lexicon(language)[len(FUNCTION_WORDS[language].split()) :] if len(word) >= 5]
    return [ask().replace(text=normalise(words[place * 7][: 2 + place % 4])) for place in range(EACH)]


def take_turns(engines: Engines, kind: Kind, runs: int = RUNS) -> Measured:
    """Return the milliseconds of each column; raises ``SearchUnavailable`` when the server does not answer."""
    found: dict[str, list[float]] = {name: [] for name in COLUMNS}
    engines.forget()
    for query in kind.queries:
        for run in range(runs + 1):
            for name, taken in _turn(engines, kind, query, is_first=not run):
                found[name].append(taken)
    return {name: times for name, times in found.items() if times}


def _turn(engines: Engines, kind: Kind, query: SearchQuery, *, is_first: bool) -> Iterator[tuple[str, float]]:
    """Ask every engine once; yield what is kept of it."""
    yield FIRST if is_first else AGAIN, once(lambda: kind.ask(engines.embedded, query))
    yield SERVED_FIRST if is_first else SERVED, once(lambda: kind.ask(engines.elasticsearch, query))
    rounds = engines.server.taken()
    if not is_first:
        yield from ((TOOK, rounds.took), (OVER, rounds.over), (PROCESSOR, rounds.processor))
    if engines.plain and kind.is_plain:
        answers: list[Any] = []
        plain = engines.plain
        wall = once(lambda: answers.append(plain.ask(query)))
        if not is_first:
            yield from ((PLAIN, wall), (PLAIN_OVER, wall - answers[0].took))


def ratios(measured: Mapping[str, Measured]) -> Iterator[Gate]:
    """Yield the gates of what took turns, by kind of question."""
    ours, plain = (Times.of([taken for kind in MIXED for taken in measured[kind][name]]) for name in (FIRST, PLAIN))
    name = f"{ours.runs} questions, embedded, for the first time"
    yield gates.share_of(f"{name}, median", ours.median, plain.median, gates.ELASTICSEARCH_MEDIAN)
    yield gates.share_of(f"{name}, p95", ours.p95, plain.p95, gates.ELASTICSEARCH_P95)
    browse = {name: Times.of(taken) for name, taken in measured[BROWSE].items()}
    name = f"{BROWSE}, Elasticsearch, again, median"
    yield gates.share_of(name, browse[SERVED].median, browse[PLAIN].median, gates.SERVED_OF_PLAIN)
    note = f"processor {browse[PROCESSOR].median:.2f} ms; the plain search {browse[PLAIN_OVER].median:.2f} ms"
    yield gates.at_most("a round with Elasticsearch, wall − took", browse[OVER].median, gates.OVER_TOOK_MS, note=note)


def table(measured: Mapping[str, Measured]) -> str:
    """Return the medians and the 95th percentiles in milliseconds as a table in Markdown."""
    lines = [f"| median / p95 ms | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for kind, taken in measured.items():
        cells = [_cell(Times.of(taken[name])) if name in taken else "" for name in COLUMNS]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(times: Times) -> str:
    return f"{times.median:.1f} / {times.p95:.1f}"
