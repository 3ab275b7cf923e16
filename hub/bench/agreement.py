"""Whether two engines answer alike, on random searches of the works of this database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.utils import timezone

from hub.bench.words import TOPIC_WORDS, lexicon, zipf
from search.audience import EVERYBODY, EVERYTHING, SIGNED_IN
from search.engines import SearchEngine
from search.facets import get_facets
from search.models import IndexEntry
from search.normalise import MIN_PREFIX, as_typed, normalise
from search.query import SORTS, Interval, SearchQuery
from search.results import FacetResult, SearchResults

SIZES: Final = (0, 1, 10, 20)
# A value of a facet that nobody has.
NO_VALUE: Final = "nobody-has-this"
ABSENT_WORD: Final = "zzzxq"
# So many of a facet's values are chosen from: a rare one finds nothing together with anything else.
VALUES: Final = 40
# How often a search has so many words, and filters on so many facets.
HOW_MANY_WORDS: Final = (0.25, 0.35, 0.25, 0.10, 0.05)
HOW_MANY_FACETS: Final = (0.40, 0.35, 0.17, 0.08)
WITH_PERIOD: Final = 0.25
# How often a value is one that the work has.
OF_THE_WORK: Final = 0.8
DAYS_AWAY: Final = 300

Pick = Callable[[], str]


class Searches:
    """Draws one search after another: the same ones with the same seed on the same works."""

    def __init__(self, seed: int, clause: str) -> None:
        """Prepare; ``clause`` is the audience of what is restricted (``group:1``)."""
        self._random = np.random.default_rng(seed)
        self._today = timezone.localdate()
        member = EVERYBODY | {SIGNED_IN}
        self._viewers = [*[EVERYBODY] * 4, member, member, *[member | {clause}] * 3, member | {EVERYTHING}, frozenset()]
        self._values = {
            facet.key: [*list(facet.labels(settings.LANGUAGE_CODE))[:VALUES], NO_VALUE] for facet in get_facets()
        }
        self._keys = list(IndexEntry.objects.filter(is_live=True).order_by("pk").values_list("pk", flat=True))

    def draw(self, count: int) -> Iterator[SearchQuery]:
        """Yield so many searches."""
        for _number in range(count):
            yield self._search()

    def _search(self) -> SearchQuery:
        # Somebody means a work, mostly: at random, hardly any search of several demands would find one.
        meant = IndexEntry.objects.get(pk=self._one(self._keys))
        words = " ".join(self._part(meant) for _word in range(self._number(HOW_MANY_WORDS)))
        return SearchQuery(
            text=normalise(words),
            filters=self._filters(meant),
            when=self._interval() if self._random.random() < WITH_PERIOD else None,
            past=self._is_heads(),
            sort=self._one(["", "", *SORTS]),
            page=self._one([1, 1, 2, 3]),
            size=self._one(SIZES),
            locale=meant.locale,
            tokens=self._one(self._viewers),
        )

    def _part(self, meant: IndexEntry) -> str:
        """Return a word or another demand, as somebody types it."""
        written = [as_typed(part).strip('-"*') for part in normalise(self._text(meant)).parts] or [ABSENT_WORD]
        word, phrase = partial(self._one, written), partial(self._phrase, written)
        common, rare = partial(self._common_word, meant.locale), partial(self._rare_word, meant.locale)
        kinds: Sequence[Pick] = [
            word, word, word, common, common, rare, phrase, lambda: f"{self._start(word())}*", lambda: word().upper(),
            lambda: f"-{rare()}", lambda: f"-{common()}", lambda: f"-{phrase()}", lambda: word() + common(),
            lambda: ABSENT_WORD,
        ]  # fmt: skip
        return self._one(kinds)()

    def _text(self, entry: IndexEntry) -> str:
        return str(getattr(entry, self._one(["title", "summary", "body"])))

    def _common_word(self, locale: str) -> str:
        words = lexicon(locale)
        return words[int(np.searchsorted(zipf(len(words)), self._random.random(), side="right"))]

    def _rare_word(self, locale: str) -> str:
        words = lexicon(locale)
        return words[int(self._random.integers(TOPIC_WORDS, len(words)))]

    def _phrase(self, written: Sequence[str]) -> str:
        first = int(self._random.integers(max(1, len(written) - 2)))
        return f'"{" ".join(written[first : first + int(self._random.integers(2, 4))])}"'

    def _start(self, word: str) -> str:
        return word[: int(self._random.integers(MIN_PREFIX, 7))]

    def _filters(self, meant: IndexEntry) -> dict[str, tuple[str, ...]]:
        own = [key for key, values in meant.values.items() if values and key in self._values]
        found = {}
        for _facet in range(self._number(HOW_MANY_FACETS)):
            is_own = bool(own) and self._random.random() < OF_THE_WORK
            key = self._one(own if is_own else list(self._values))
            first = self._one(meant.values[key] if is_own else self._values[key])
            found[key] = tuple(dict.fromkeys([first, self._one(self._values[key])][: self._one([1, 2])]))
        return found

    def _interval(self) -> Interval:
        first, last = sorted(self._today + timedelta(days=self._days_away()) for _side in range(2))
        sides: list[tuple[date | None, date | None]] = [(first, last), (first, None), (None, last)]
        return Interval(*self._one(sides))

    def _days_away(self) -> int:
        return int(self._random.integers(-DAYS_AWAY, DAYS_AWAY))

    def _number(self, shares: Sequence[float]) -> int:
        return int(np.searchsorted(np.cumsum(shares)[:-1], self._random.random(), side="right"))

    def _is_heads(self) -> bool:
        return bool(self._random.random() < 0.5)

    def _one(self, among: Sequence[Any]) -> Any:
        return among[int(self._random.integers(len(among)))]


def differences(query: SearchQuery, one: SearchEngine, other: SearchEngine) -> dict[str, tuple[Any, Any]]:
    """Return what two engines answer otherwise, by name, with what each says; nothing when they agree.

    Scores may differ in their last digits, so that the order of relevance is not compared; any other order is.
    """
    first, second = (_facts(engine, query) for engine in (one, other))
    return {name: (first[name], second[name]) for name in first if first[name] != second[name]}


def _facts(engine: SearchEngine, query: SearchQuery) -> Mapping[str, Any]:
    results, works = engine.search(query), engine.works(query)
    is_ranked = query.effective_sort == "relevance"
    return {
        "total": results.total,
        "past": results.past_total,
        "relaxed": results.is_relaxed,
        "unknown": results.unknown,
        "works": set(works),
        "each once": len(works) == len(set(works)) == results.total,
        "order": [] if is_ranked else works,
        "hits": _page(results, is_ranked=is_ranked),
        **{f"facet {facet.key}": _counts(facet) for facet in results.facets},
    }


def _page(results: SearchResults, *, is_ranked: bool) -> Any:
    return len(results.hits) if is_ranked else [hit.work for hit in results.hits]


def _counts(facet: FacetResult) -> list[tuple[str, int, bool]]:
    return [(bucket.value, bucket.count, bucket.is_selected) for bucket in facet.buckets]


def told(query: SearchQuery, found: Mapping[str, tuple[Any, Any]]) -> str:
    """Return a search and what was answered otherwise, in a few lines."""
    lines = [f"{query.url} as {', '.join(sorted(query.tokens)) or 'nobody'}"]
    for name, (one, other) in found.items():
        if isinstance(one, set):
            lines.append(f"  {name}: {len(one - other)} of the first only, {len(other - one)} of the second only")
        else:
            lines.append(f"  {name}: {one!r:.200} / {other!r:.200}")
    return "\n".join(lines)
