"""From the parts of a question to a query of tantivy: pure, and built from objects.

Never from a query string: there is no syntax that could be broken.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tantivy import Occur, Query, Schema

from search.engines.embedded.analysis import COMPOUNDING, WORDS, Vocabulary, languages, tokens_of, wanted_words
from search.engines.embedded.ranking import WEIGHTS
from search.language.stopwords import is_stop_word
from search.marking import IsWanted, Wanted
from search.normalise import TextPart
from search.words import folded

FIELDS = ("title", "summary", "body", "other", "attached")
PARTS = ("title_parts", "parts")
TITLE_WORDS = "title_words"

# The folded words of an expression, and the expressions that count for it as well.
Synonyms = Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]
# How much a term (field, token) of this index weighs in another one's statistics.
Balance = Callable[[str, str], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a work must meet: one part of a question, or several that are one expression with synonyms."""

    parts: tuple[TextPart, ...]
    synonyms: tuple[tuple[str, ...], ...] = ()


def demands(parts: Sequence[TextPart], synonyms: Synonyms) -> list[Demand]:
    """Return what a work must meet: without words that say nothing, with the synonyms of the longest expressions."""
    longest = max(map(len, synonyms), default=0)
    found: list[Demand] = []
    position = 0
    while position < len(parts):
        taken = 1
        others: Sequence[tuple[str, ...]] = ()
        for length in range(min(longest, len(parts) - position), 0, -1):
            group = parts[position : position + length]
            if any(part.is_prefix for part in group) or (length > 1 and any(part.is_phrase for part in group)):
                continue
            expression = tuple(folded(word) for part in group for word in part.words)
            if expression in synonyms:
                taken, others = length, synonyms[expression]
                break
        found.append(Demand(tuple(parts[position : position + taken]), tuple(others)))
        position += taken
    telling = [demand for demand in found if not _says_nothing(demand)]
    return telling or found


def _says_nothing(demand: Demand) -> bool:
    if demand.synonyms or len(demand.parts) > 1:
        return False
    (part,) = demand.parts
    return not part.is_phrase and not part.is_prefix and is_stop_word(part.words[0])


def inverse_frequency(documents: int, with_term: int) -> float:
    """Return BM25's weight of a term that so many of the documents have (Robertson and Spärck Jones, as in Lucene)."""
    return math.log(1.0 + (documents - with_term + 0.5) / (with_term + 0.5))


def _as_it_is(name: str, token: str) -> tuple[float, float]:
    return 1.0, 1.0


@dataclass(frozen=True, slots=True)
class QueryBuilder:
    """Builds the queries of one index: its schema, how compounds are split, and how its terms are balanced."""

    schema: Schema
    vocabulary: Vocabulary
    synonyms: Synonyms = field(default_factory=dict)
    balance: Balance = _as_it_is

    def all_of(self, parts: Sequence[TextPart], locale: str) -> Query:
        """Return the query for the entries of an interface language that meet every part somewhere."""
        found = [(Occur.Must, self._demand(demand)) for demand in demands(parts, self.synonyms)]
        return Query.boolean_query([(Occur.Must, self._in_locale(locale)), *found])

    def most_of(self, parts: Sequence[TextPart], locale: str) -> Query:
        """Return the query for entries that meet two of three demands, for a question that nothing meets whole."""
        found = [(Occur.Should, self._demand(demand)) for demand in demands(parts, self.synonyms)]
        least = -(-2 * len(found) // 3)
        return Query.boolean_query(
            [(Occur.Must, self._in_locale(locale)), (Occur.Must, Query.boolean_query(found, least))]
        )

    def any_of(self, parts: Sequence[TextPart], locale: str) -> Query:
        """Return the query for the entries that meet one of the parts as it is typed: what is to be left out."""
        found = [(Occur.Should, self._part(part, is_exact=True)) for part in parts]
        return Query.boolean_query(
            [(Occur.Must, self._in_locale(locale)), (Occur.Must, Query.boolean_query(found or _NOTHING))]
        )

    def like(self, words: Sequence[str], locale: str) -> Query:
        """Return the query for entries that have any of the words, ranked by how many and how rare."""
        found = [(Occur.Should, self._word(word, is_exact=True)) for word in words]
        return Query.boolean_query(
            [(Occur.Must, self._in_locale(locale)), (Occur.Must, Query.boolean_query(found or _NOTHING))]
        )

    def near(self, word: str, locale: str, slips: int) -> Query:
        """Return the query for entries with a word at most so many slips (1 or 2) from this one."""
        tokens = tokens_of(WORDS, word)
        like = Query.fuzzy_term_query(self.schema, WORDS, tokens[0], distance=slips) if tokens else Query.empty_query()
        return Query.boolean_query([(Occur.Must, self._in_locale(locale)), (Occur.Must, like)])

    def titled(self, words: Sequence[str], locale: str) -> Query:
        """Return the query for entries whose title has all the words, the last as the beginning of one."""
        tokens = [token for word in words for token in tokens_of(WORDS, word)]
        found = [(Occur.Must, Query.term_query(self.schema, TITLE_WORDS, token, "basic")) for token in tokens[:-1]]
        found += [(Occur.Must, self._beginning(TITLE_WORDS, token)) for token in tokens[-1:]]
        return Query.boolean_query([(Occur.Must, self._in_locale(locale)), *(found or _NOTHING)])

    def _in_locale(self, locale: str) -> Query:
        return Query.const_score_query(Query.term_query(self.schema, "locale", locale, "basic"), 0.0)

    def _demand(self, demand: Demand) -> Query:
        own = [self._part(part) for part in demand.parts]
        if not demand.synonyms:
            return own[0]
        together = Query.boolean_query([(Occur.Must, query) for query in own])
        others = (self._part(TextPart(words, is_phrase=len(words) > 1)) for words in demand.synonyms)
        weighed = [(Occur.Should, Query.boost_query(other, WEIGHTS["synonym"])) for other in others]
        return Query.boolean_query([(Occur.Should, together), *weighed])

    def _part(self, part: TextPart, *, is_exact: bool = False) -> Query:
        if part.is_prefix:
            return self._prefix(part.words[0])
        if part.is_phrase:
            tokens = {language: _tokens(language, part.words) for language in languages()}
            return _any(self._in_fields(tokens))
        return self._word(part.words[0], is_exact=is_exact)

    def _word(self, word: str, *, is_exact: bool = False) -> Query:
        """Return the query for a word in any field; unless exact, also inside a compound, and a compound in two."""
        tokens = {language: tokens_of(language, word) for language in languages()}
        found = self._in_fields(tokens)
        own = tokens.get(COMPOUNDING, ())
        if not is_exact and len(own) == 1:
            found += [self._term(name, own[0], WEIGHTS[name]) for name in PARTS]
            pair = self.vocabulary.splitter.pair(folded(word))
            if pair:
                both = [(Occur.Must, self._word(part, is_exact=True)) for part in pair]
                found.append(Query.boost_query(Query.boolean_query(both), WEIGHTS["split"]))
        return _any(found)

    def _in_fields(self, tokens: Mapping[str, Sequence[str]]) -> list[Query]:
        return [
            self._term(f"{name}_{language}", found[0], WEIGHTS[name])
            if len(found) == 1
            else self._phrase(f"{name}_{language}", found, WEIGHTS[name])
            for language, found in tokens.items()
            if found
            for name in FIELDS
        ]

    def _term(self, name: str, token: str, weight: float) -> Query:
        wanted, own = self.balance(name, token)
        return Query.boost_query(Query.term_query(self.schema, name, token), weight * wanted / own)

    def _phrase(self, name: str, tokens: Sequence[str], weight: float) -> Query:
        wanted, own = (sum(side) for side in zip(*(self.balance(name, token) for token in tokens), strict=True))
        return Query.boost_query(Query.phrase_query(self.schema, name, list(tokens)), weight * wanted / own)

    def _prefix(self, word: str) -> Query:
        *whole, last = tokens_of(WORDS, word) or [""]
        if not last:
            return Query.empty_query()
        found = [(Occur.Must, Query.term_query(self.schema, WORDS, token, "basic")) for token in whole]
        return Query.const_score_query(
            Query.boolean_query([*found, (Occur.Must, self._beginning(WORDS, last))]), WEIGHTS["prefix"]
        )

    def _beginning(self, name: str, token: str) -> Query:
        return Query.fuzzy_term_query(self.schema, name, token, distance=0, prefix=True)


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


_NOTHING = [(Occur.Must, Query.empty_query())]


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries] or _NOTHING)


def _tokens(language: str, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(token for word in words for token in tokens_of(language, word))
