"""What may be meant by what somebody is typing, counted and found by the server."""

from datetime import UTC, datetime

from search.engines.elasticsearch import queries
from search.engines.elasticsearch.answers import counts_of, keys_of
from search.engines.elasticsearch.asking import Asking
from search.engines.suggesting import LabelSuggester, best_titles, best_values, typed_words
from search.hits import LABELS, build_hit, load_entries
from search.normalise import NO_WORDS
from search.query import SearchQuery
from search.results import Suggestions

# Of so many titles, the newest, those that begin as typed go first.
TITLES = 40


class Suggester:
    """Suggests what the viewer may see, and nothing that finds nothing; one round."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._labels = LabelSuggester()

    def suggest(self, query: SearchQuery, *, size: int) -> Suggestions:
        """Return up to ``size`` works, and as many values of each facet."""
        moment, words = self._asking.begin(), typed_words(query)
        if not words:
            return Suggestions(query=query)
        labels = LABELS.all(query.locale, moment.version.stamp)
        values: dict[str, list[str]] = {}
        for facet, value in self._labels.candidates(query, moment.version.stamp, labels):
            values.setdefault(facet, []).append(value)
        condition = queries.found(self._asking.asked(query.replace(text=NO_WORDS, filters={}, when=None), moment))
        titled = self._asking.body(self._asking.questions(moment).titled(words))
        by_title = {**condition, "filter": [*condition["filter"], titled]}
        counted, newest = self._asking.server.ask(
            moment.version, [queries.values_request(condition, values), queries.newest_request(by_title, TITLES)]
        )
        counts = {
            (facet, value): count
            for facet, found in counted.get("aggregations", {}).items()
            for value, count in counts_of(found).items()
        }
        shown = best_titles(keys_of(newest), words, size)
        entries, now = load_entries(shown), datetime.fromtimestamp(moment.now, UTC)
        hits = [build_hit(entries[key], query, labels, now) for key in shown if key in entries]
        return Suggestions(query=query, hits=hits, values=best_values(counts, labels, size))
