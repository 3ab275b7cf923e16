"""Did you mean: another spelling of what was searched for, made of words that the viewer may see.

Words come from entries in the viewer's own reach and from nowhere else: not from what others searched for, and
not from the dictionary of the index, where the words of private works stand among those of public ones.
"""

import difflib
from collections.abc import Iterable

from search.engines.base import SearchEngine
from search.normalise import as_typed, normalise
from search.query import SearchQuery
from search.words import folded

# Each word that is not found costs a search of its own; a sentence is not a slip of the pen.
MAX_TERMS = 5
MIN_LETTERS = 4
# As difflib counts it: one letter wrong in five is 0.8, two in ten as well.
CUTOFF = 0.75


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the most similar of the words as it is written there, in lower case; "" when none is similar."""
    known = {folded(other): other.lower() for other in sorted(words)}
    close = difflib.get_close_matches(folded(word), known, n=1, cutoff=CUTOFF)
    return known[close[0]] if close else ""


def corrected(engine: SearchEngine, query: SearchQuery) -> SearchQuery | None:
    """Return a search that finds nothing as one that finds something; ``None`` when no spelling helps.

    Words that find something are kept, the others become the nearest that stands in what the viewer may see.
    The filters stay when they leave anything, else they are dropped.
    """
    parts = query.text.parts
    if not query.text.wanted or len(query.text.terms) > MAX_TERMS:
        return None
    bare = query.replace(filters={}, when=None, size=0)
    words = []
    for part in parts:
        spelt = as_typed(part)
        if not part.is_excluded and not engine.search(bare.replace(text=normalise(spelt))).total:
            # Of words together, or the beginning of one, it is not said which letter is wrong.
            word = "" if part.is_phrase or part.is_prefix else part.words[0]
            spelt = nearest(word, engine.near_words(word, bare)) if len(word) >= MIN_LETTERS else ""
        if not spelt:
            return None
        words.append(spelt)
    text = normalise(" ".join(words))
    if text.parts == parts:
        return None
    for candidate in (query.replace(text=text), query.replace(text=text, filters={}, when=None)):
        if engine.search(candidate.replace(size=0)).total:
            return candidate
    return None
