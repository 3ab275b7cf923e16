"""From a question (``engines/questions.py``) to a query of tantivy: pure, and built from objects."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query, Schema

from search.engines.analysis import WORDS
from search.engines.questions import (
    TITLE_WORDS,
    AllOf,
    AnyOf,
    Begins,
    Near,
    Phrase,
    Question,
    Term,
    Weighed,
)

# How much a term (field, token) weighs in another index's statistics, and in its own.
Balance = Callable[[str, str], tuple[float, float]]


def inverse_frequency(documents: int, with_term: int) -> float:
    """Return BM25's weight of a term that so many of the documents have (Robertson and Spärck Jones, as in Lucene)."""
    return math.log(1.0 + (documents - with_term + 0.5) / (with_term + 0.5))


def as_it_is(name: str, token: str) -> tuple[float, float]:
    """Return that a term weighs what it weighs: the balance of an index that is asked by itself."""
    return 1.0, 1.0


@dataclass(frozen=True, slots=True)
class QueryBuilder:
    """Builds the queries of one index: its schema, and how its terms are balanced."""

    schema: Schema
    balance: Balance = as_it_is

    def query(self, question: Question, locale: str) -> Query:
        """Return the query for the entries of an interface language that a question finds."""
        in_locale = Query.const_score_query(Query.term_query(self.schema, "locale", locale, "basic"), 0.0)
        return Query.boolean_query([(Occur.Must, in_locale), (Occur.Must, self._query(question))])

    def _query(self, question: Question) -> Query:  # noqa: PLR0911 - one for each kind of question
        match question:
            case Term(name=name, token=token) if name in (WORDS, TITLE_WORDS):
                return Query.term_query(self.schema, name, token, "basic")
            case Term(name=name, token=token, weight=weight):
                return self._weighed(Query.term_query(self.schema, name, token), weight, name, [token])
            case Phrase(name=name, tokens=tokens, weight=weight):
                return self._weighed(Query.phrase_query(self.schema, name, list(tokens)), weight, name, tokens)
            case Begins(name=name, token=token):
                return Query.fuzzy_term_query(self.schema, name, token, distance=0, prefix=True)
            case Near(name=name, token=token, slips=slips):
                return Query.fuzzy_term_query(self.schema, name, token, distance=slips)
            case Weighed(question=inner, weight=weight, is_flat=is_flat):
                wrap = Query.const_score_query if is_flat else Query.boost_query
                return wrap(self._query(inner), weight)
            case AllOf(parts=parts):
                return _all([self._query(part) for part in parts])
            case AnyOf(parts=parts, least=least):
                found = [(Occur.Should, self._query(part)) for part in parts]
                return Query.boolean_query(found, least) if found else Query.empty_query()

    def _weighed(self, query: Query, weight: float, name: str, tokens: Sequence[str]) -> Query:
        wanted, own = (sum(side) for side in zip(*(self.balance(name, token) for token in tokens), strict=True))
        return Query.boost_query(query, weight * wanted / own)


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries]) if queries else Query.empty_query()
