"""What recognises the words of a search in the works that it found; the same for every engine."""

from collections.abc import Callable, Sequence
from uuid import UUID

from search.engines.analysis import Vocabulary, wanted_words
from search.engines.questions import Demand, demands
from search.marking import IsWanted, Mark, Wanted, mark_entries
from search.models import IndexEntry
from search.query import SearchQuery
from search.synonyms import expansions


def marks_of(
    query: SearchQuery, entries: Sequence[IndexEntry], stamp: UUID | None, vocabulary: Callable[[], Vocabulary]
) -> dict[int, Mark]:
    """Return what marks the words of a search in entries, by their keys; nothing for a search without words.

    ``vocabulary`` gives the words of which compounds are made, where a text is marked.
    """
    if not query.text.wanted:
        return {}
    asked = demands(query.text.wanted, expansions(stamp))
    return mark_entries(entries, lambda language: wanted_in(language, asked, vocabulary()))


def wanted_in(language: str, asked: Sequence[Demand], vocabulary: Vocabulary) -> Wanted:
    """Return what recognises the words of demands in a text: each apart, an expression with its synonyms together."""
    groups: list[tuple[IsWanted, Sequence[str]]] = []
    for demand in asked:
        words = [word for part in demand.parts if not part.is_prefix for word in part.words]
        prefixes = [part.words[0] for part in demand.parts if part.is_prefix]
        if demand.synonyms:
            words += [word for others in demand.synonyms for word in others]
            groups.append((wanted_words(language, words, prefixes, vocabulary), [*words, *prefixes]))
            continue
        groups += [(wanted_words(language, [word], (), vocabulary), [word]) for word in words]
        groups += [(wanted_words(language, (), [prefix], vocabulary), [prefix]) for prefix in prefixes]
    return Wanted.of(groups)
