"""The interface of a search engine: what every one of them answers alike.

``tests/search/test_engine_contract.py`` is this contract, written once and run on each engine.
"""

import abc
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.conf import settings

from search.exceptions import Reason
from search.query import SearchQuery
from search.results import CrossTable, Hit, RelatedWork, SearchResults, Suggestions

# How many of how many are done.
Progress = Callable[[int, int], None]


class SearchEngine(abc.ABC):
    """Answers queries over ``IndexEntry`` and follows its versions.

    - Text, audience, language and period narrow hits *and* counts.
    - Values within a facet are alternatives, facets among each other all hold; a facet's own selection
      does not narrow its own counts.
    - A work has every wanted word and none of the excluded ones. Only when nothing visible has all of three or more
      words, those that have most of them are found, and the results say so (``is_relaxed``).
    - The total is exact; a page past the end has no hits and the right total; order is stable.
    """

    name: str

    @property
    def is_warm(self) -> bool:
        """Return whether this process has what an answer needs; the first one takes longer where it has not."""
        return True

    @abc.abstractmethod
    def search(self, query: SearchQuery) -> SearchResults:
        """Return one page of hits with all facet counts; raises ``SearchUnavailable``."""

    def search_many(self, queries: Sequence[SearchQuery]) -> list[SearchResults]:
        """Return the answer to each of several searches, in order; as ``search``, in as few rounds as possible."""
        return [self.search(query) for query in queries]

    @abc.abstractmethod
    def near_words(self, word: str, query: SearchQuery) -> frozenset[str]:
        """Return words that look like one that finds nothing, as they stand in what the viewer may see.

        The filters and the words of ``query`` are not asked. The same words for whoever sees the same works.
        """

    @abc.abstractmethod
    def suggest(self, query: SearchQuery, *, size: int = 5) -> Suggestions:
        """Return what may be meant by the beginning that ``query.text`` is, from two letters on.

        At most ``size`` works, and ``size`` values of each facet with ``is_suggested``. Every word typed must be in the
        title or the label, the last one as the beginning of a word. Filters are not asked; audience, language and what
        is over are.
        """

    @abc.abstractmethod
    def related(self, work: UUID, query: SearchQuery, *, words: str = "", size: int = 4) -> list[RelatedWork]:
        """Return the works most like one, best first.

        By the facet values that both have, rare ones most, and by ``words``, those of its title. Only what the viewer
        of ``query`` may see, and nothing when that one is not visible itself; ``query.filters`` narrow, its text is
        not asked.
        """

    @abc.abstractmethod
    def alike(self, words: str, query: SearchQuery, *, size: int = 10) -> list[Hit]:
        """Return the works that have most of some words, rare words most, best first: for a text that is no work yet.

        Only what the viewer of ``query`` may see, what is over included; ``query.filters`` narrow, its text and period
        are not asked. Nothing while the engine has no words to compare.
        """

    @abc.abstractmethod
    def works(self, query: SearchQuery) -> list[UUID]:
        """Return the key of every work that matches, in order, whatever the page and size."""

    @abc.abstractmethod
    def cross_count(self, query: SearchQuery, row_facet: str, column_facet: str) -> CrossTable:
        """Return the counts of two facets crossed, under everything else that the query says."""

    @abc.abstractmethod
    def catch_up(self) -> None:
        """Follow the index to its current version; called after a commit, and harmless at any time."""

    @abc.abstractmethod
    def feed(self) -> str:
        """Bring everything that the engine keeps to the current version in this call, however long it takes.

        Returns what was done, in words for an operator. Raises ``SearchUnavailable``.
        """

    @abc.abstractmethod
    def rebuild(self, progress: Progress | None = None) -> None:
        """Throw away what the engine keeps of its own and make it anew, while searches go on.

        ``progress`` is told now and then how many entries of how many are done.
        """

    def warm_up(self) -> None:
        """Load now what the next answer would wait for, by answering in each language; raises ``SearchUnavailable``."""
        for code, _name in settings.LANGUAGES:
            self.search(SearchQuery(locale=code))

    @abc.abstractmethod
    def check_ready(self) -> Reason | None:
        """Return when the engine can answer; raises ``SearchUnavailable``.

        The reason is why another engine answers in its place: the site serves, and somebody should look.
        """

    # For the audit: each raises ``SearchUnavailable``

    @abc.abstractmethod
    def shown(self, tokens: frozenset[str], locale: str) -> Iterable[int]:
        """Return the key of every entry that a holder of tokens may find in a language of the interface."""

    @abc.abstractmethod
    def facet_values(self, keys: Sequence[int]) -> dict[int, frozenset[tuple[str, str]]]:
        """Return under which (facet, value) pairs some entries are counted, without those that are not there."""

    @abc.abstractmethod
    def repair(self, keys: Sequence[int]) -> None:
        """Make what the engine keeps of these entries anew, or remove it where there is no such entry."""
