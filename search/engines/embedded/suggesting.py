"""What may be meant by what somebody is typing: titles from the text index, labels from the vocabularies."""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap

from search.engines.embedded.facets import Snapshot
from search.engines.embedded.text import TextIndex
from search.engines.suggesting import LabelSuggester, best_titles, best_values, typed_words
from search.hits import Labels
from search.models import IndexEntry
from search.query import SearchQuery
from search.results import Bucket
from search.words import begins

# Of so many titles the newest are asked first; more when most of them are not for the viewer.
FIRST_TRY = 40
NEXT_TRY = 16


class Suggester:
    """Suggests what the viewer may see, and nothing that finds nothing."""

    def __init__(self, text: TextIndex) -> None:
        self._text = text
        self._labels = LabelSuggester()

    def values(
        self, query: SearchQuery, snapshot: Snapshot, base: BitMap, labels: Mapping[str, Labels], size: int
    ) -> list[tuple[str, Bucket]]:
        """Return up to ``size`` values of each facet, those that find most first."""
        candidates = self._labels.candidates(query, snapshot.stamp, labels)
        counts = {term: base.intersection_cardinality(snapshot.bitmap(*term)) for term in candidates}
        return best_values(counts, labels, size)

    def works(self, query: SearchQuery, snapshot: Snapshot, base: BitMap, *, restricted: bool, size: int) -> list[int]:
        """Return the keys of up to ``size`` entries by their titles: the newest, those that begin so first."""
        words = typed_words(query)
        limit = FIRST_TRY
        while words:
            found = self._text.newest(
                lambda questions: questions.titled(words),
                query.locale,
                snapshot,
                restricted=restricted,
                limit=limit,
            )
            if found is None:
                return self._scanned(words, query.locale, base, size)
            visible = [key for key in dict.fromkeys(found) if key in base]
            if len(visible) >= size or len(found) < limit:
                return best_titles(visible, words, size)
            limit *= NEXT_TRY
        return []

    @staticmethod
    def _scanned(words: Sequence[str], locale: str, base: BitMap, size: int) -> list[int]:
        titles = IndexEntry.objects.filter(is_live=True, locale=locale, title__icontains=words[-1])
        rows = titles.order_by("-published_at", "public_id").values_list("pk", "title")
        return [key for key, title in rows if key in base and begins(title, words)][:size]
