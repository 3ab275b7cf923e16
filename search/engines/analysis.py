"""From text to the words that are compared: lower case, no accents, stems, and what is inside compounds."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.conf import settings
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from search.facets import get_facets
from search.language.compounds import MIN_PART, Splitter, read_words
from search.words import folded

STEMMERS = {"nl": "dutch", "en": "english"}
# The language whose compounds are split.
COMPOUNDING = "nl"
MAX_TOKEN_BYTES = 120
# Of so many words the analysis is remembered: the distinct words of most sites.
REMEMBERED = 32_768
# The analysis without stems: for beginnings of words, and for other spellings, from which a stem is too far.
WORDS = "words"
# Words as the analyzers see them: what is no letter and no digit separates.
WORD = re.compile(r"[^\W_]+")


@functools.cache
def analyzer(language: str) -> TextAnalyzer:
    """Return the analysis of a language; for ``WORDS``, and a language without a stemmer, whole words."""
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    builder = builder.filter(Filter.remove_long(MAX_TOKEN_BYTES)).filter(Filter.lowercase())
    # Folded before stemming, so that "coordinatie" and "coördinatie" have one stem.
    builder = builder.filter(Filter.ascii_fold())
    if language in STEMMERS:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.build()


def languages() -> list[str]:
    """Return the codes of the site's languages."""
    return [code for code, _name in settings.LANGUAGES]


@functools.lru_cache(maxsize=REMEMBERED)
def stem(language: str, word: str) -> str:
    """Return the stem of one word; the word itself when the analysis leaves nothing of it."""
    tokens = analyzer(language).analyze(word)
    return tokens[0] if tokens else word


def tokens_of(language: str, word: str) -> tuple[str, ...]:
    """Return the stems of something typed as one word: "AI-geletterdheid" is two."""
    return tuple(analyzer(language).analyze(word))


class Vocabulary:
    """The words that compounds are made of: the list of ``search.language``, and the site's own.

    ``own`` are those that only the site has: when they change, what is on disk was split otherwise.
    """

    def __init__(self, own: Iterable[str] = ()) -> None:
        listed = read_words()
        self.own = frozenset(own) - listed
        self.splitter = Splitter(listed | self.own, functools.partial(stem, COMPOUNDING))
        self._stems_inside = functools.lru_cache(maxsize=REMEMBERED)(self._stems_inside_uncached)
        # By the word as it is written, so that a text of words that are known already is not even folded.
        self._stems_of = functools.lru_cache(maxsize=REMEMBERED)(lambda word: self._stems_inside(folded(word)))

    @classmethod
    def current(cls) -> "Vocabulary":
        """Return the vocabulary of now; the same object while the site's words are the same."""
        own: set[str] = set()
        for facet in get_facets():
            # Open vocabularies grow with every work, also with those that are not for everybody.
            for label in facet.labels(COMPOUNDING).values() if facet.is_closed else ():
                own.update(word for word in WORD.findall(folded(label.label)) if len(word) >= MIN_PART)
        return _vocabulary(frozenset(own))

    def _stems_inside_uncached(self, word: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(stem(COMPOUNDING, part) for part in self.splitter.parts(word)))

    def stems_inside(self, word: str) -> tuple[str, ...]:
        """Return the stems of the words inside a (folded) compound."""
        return self._stems_inside(word)

    def parts_of(self, text: str) -> str:
        """Return the stems inside all compounds of a Dutch text, as often as they stand there."""
        return " ".join(part for word in WORD.findall(text) for part in self._stems_of(word))


@functools.lru_cache(maxsize=4)
def _vocabulary(own: frozenset[str]) -> Vocabulary:
    return Vocabulary(own)


def wanted_words(
    language: str, words: Sequence[str], prefixes: Sequence[str], vocabulary: Vocabulary
) -> Callable[[str], bool]:
    """Return what says of a word of a text whether it is one of those searched for: to mark it.

    A word is one by its stem, by a word inside it, or by how it begins.
    """
    stems = frozenset(_stems(language, words))
    beginnings = tuple(folded(prefix) for prefix in prefixes)
    seen: dict[str, bool] = {}

    def is_wanted(word: str) -> bool:
        if word not in seen:
            plain = folded(word)
            seen[word] = (
                stem(language, word) in stems
                or bool(beginnings and plain.startswith(beginnings))
                or (language == COMPOUNDING and not stems.isdisjoint(vocabulary.stems_inside(plain)))
            )
        return seen[word]

    return is_wanted


def _stems(language: str, words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from tokens_of(language, word)
