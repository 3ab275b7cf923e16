"""What is asked of the words of works, as every engine understands it: a tree, pure, and built from objects.

Never from a query string: there is no syntax that could be broken. An engine turns the tree into its own queries
(``engines/embedded/queries.py``, ``engines/elasticsearch/queries.py``), so that all of them find the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from search.engines.analysis import COMPOUNDING, WORDS, Vocabulary, languages, tokens_of
from search.engines.ranking import WEIGHTS
from search.language.stopwords import is_stop_word
from search.normalise import TextPart
from search.words import folded

FIELDS = ("title", "summary", "body", "other", "attached")
PARTS = ("title_parts", "parts")
TITLE_WORDS = "title_words"
# A question of so many words that nothing meets whole may be met by most of them.
RELAXED_WORDS = 3

# The folded words of an expression, and the expressions that count for it as well.
Synonyms = Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Term:
    """One token in one field."""

    name: str
    token: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that follow each other in one field."""

    name: str
    tokens: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Begins:
    """A token that begins so; every one counts the same."""

    name: str
    token: str


@dataclass(frozen=True, slots=True)
class Near:
    """A token at most so many slips (1 or 2) from this one: a letter more, less, other, or two the wrong way round."""

    name: str
    token: str
    slips: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of them; of nothing, nothing."""

    parts: tuple["Question", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least so many of them; of nothing, nothing."""

    parts: tuple["Question", ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Weighed:
    """As the question, for so much of its score; ``is_flat``: for so much, whatever its score."""

    question: "Question"
    weight: float
    is_flat: bool = False


Question = Term | Phrase | Begins | Near | AllOf | AnyOf | Weighed
NOTHING = AnyOf(())


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


@dataclass(frozen=True, slots=True)
class Questions:
    """Puts questions: knows how compounds are split, and the synonyms of editors."""

    vocabulary: Vocabulary
    synonyms: Synonyms = field(default_factory=dict)

    def all_of(self, parts: Sequence[TextPart]) -> Question:
        """Return what finds the works that meet every part somewhere."""
        return AllOf(tuple(self._demand(demand) for demand in demands(parts, self.synonyms)))

    def most_of(self, parts: Sequence[TextPart]) -> Question:
        """Return what finds the works that meet two of three demands, for a question that nothing meets whole."""
        found = tuple(self._demand(demand) for demand in demands(parts, self.synonyms))
        return AnyOf(found, least=-(-2 * len(found) // 3))

    def any_of(self, parts: Sequence[TextPart]) -> Question:
        """Return what finds the works that meet one of the parts as it is typed: what is to be left out."""
        return AnyOf(tuple(self._part(part, is_exact=True) for part in parts))

    def like(self, words: Sequence[str]) -> Question:
        """Return what finds the works that have any of the words, ranked by how many and how rare."""
        return AnyOf(tuple(self._word(word, is_exact=True) for word in words))

    def near(self, word: str, slips: int) -> Question:
        """Return what finds the works with a word at most so many slips (1 or 2) from this one."""
        tokens = tokens_of(WORDS, word)
        return Near(WORDS, tokens[0], slips) if tokens else NOTHING

    def titled(self, words: Sequence[str]) -> Question:
        """Return what finds the works whose title has all the words, the last as the beginning of one."""
        tokens = [token for word in words for token in tokens_of(WORDS, word)]
        whole = (Term(TITLE_WORDS, token) for token in tokens[:-1])
        return AllOf((*whole, *(Begins(TITLE_WORDS, token) for token in tokens[-1:])))

    def _demand(self, demand: Demand) -> Question:
        own = tuple(self._part(part) for part in demand.parts)
        if not demand.synonyms:
            return own[0]
        others = (self._part(TextPart(words, is_phrase=len(words) > 1)) for words in demand.synonyms)
        return AnyOf((AllOf(own), *(Weighed(other, WEIGHTS["synonym"]) for other in others)))

    def _part(self, part: TextPart, *, is_exact: bool = False) -> Question:
        if part.is_prefix:
            return _prefix(part.words[0])
        if part.is_phrase:
            return AnyOf(tuple(_in_fields({language: _tokens(language, part.words) for language in languages()})))
        return self._word(part.words[0], is_exact=is_exact)

    def _word(self, word: str, *, is_exact: bool = False) -> Question:
        """Return the question for a word in any field; unless exact, also inside a compound, and a compound in two."""
        tokens = {language: tokens_of(language, word) for language in languages()}
        found = list(_in_fields(tokens))
        own = tokens.get(COMPOUNDING, ())
        if not is_exact and len(own) == 1:
            found += [Term(name, own[0], WEIGHTS[name]) for name in PARTS]
            pair = self.vocabulary.splitter.pair(folded(word))
            if pair:
                both = AllOf(tuple(self._word(part, is_exact=True) for part in pair))
                found.append(Weighed(both, WEIGHTS["split"]))
        return AnyOf(tuple(found))


def _in_fields(tokens: Mapping[str, Sequence[str]]) -> Iterable[Question]:
    for language, found in tokens.items():
        for name in FIELDS if found else ():
            if len(found) == 1:
                yield Term(f"{name}_{language}", found[0], WEIGHTS[name])
            else:
                yield Phrase(f"{name}_{language}", tuple(found), WEIGHTS[name])


def _prefix(word: str) -> Question:
    *whole, last = tokens_of(WORDS, word) or [""]
    if not last:
        return NOTHING
    before: tuple[Question, ...] = tuple(Term(WORDS, token) for token in whole)
    return Weighed(AllOf((*before, Begins(WORDS, last))), WEIGHTS["prefix"], is_flat=True)


def _tokens(language: str, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(token for word in words for token in tokens_of(language, word))
