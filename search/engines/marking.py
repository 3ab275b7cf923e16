"""What marks the words of a search in the works that it found; the same for every engine."""

from collections.abc import Callable
from uuid import UUID

from search.engines.analysis import Vocabulary, wanted_words
from search.engines.questions import demands
from search.highlight import highlight
from search.models import IndexEntry
from search.query import SearchQuery
from search.synonyms import expansions


def marker(query: SearchQuery, stamp: UUID | None, vocabulary: Callable[[], Vocabulary]) -> Callable[[IndexEntry], str]:
    """Return what gives the piece of an entry that shows why it was found, its words marked; "" without words.

    ``vocabulary`` gives the words of which compounds are made, where a text is marked.
    """
    if not query.text.wanted:
        return lambda entry: ""
    asked = demands(query.text.wanted, expansions(stamp))
    parts = [part for demand in asked for part in demand.parts]
    words = [word for part in parts if not part.is_prefix for word in part.words]
    words += [word for demand in asked for others in demand.synonyms for word in others]
    prefixes = [part.words[0] for part in parts if part.is_prefix]
    wanted: dict[str, Callable[[str], bool]] = {}

    def mark(entry: IndexEntry) -> str:
        language = entry.language
        if language not in wanted:
            wanted[language] = wanted_words(language, words, prefixes, vocabulary())
        return highlight((entry.summary, entry.body), wanted[language])

    return mark
