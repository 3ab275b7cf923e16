"""What is asked of the corpus: the seven kinds of search of the design's measurements, and a mixture of many."""

from dataclasses import dataclass

import numpy as np
from django.conf import settings

from hub.bench.corpus import SEED
from hub.bench.words import FUNCTION_WORDS, TOPIC_WORDS, lexicon
from search.engines import SearchEngine
from search.facets import get_facet
from search.normalise import normalise
from search.query import SearchQuery

HITS = 10
RARE_MATCHES = 50
COMMON_SHARE = 0.20
# How many words are tried for one that is as common as it should be.
TRIALS = 60
MIX = 120
# Facets of the mixture, with how many of their most used values are chosen from.
MIX_FACETS = {"type": 8, "building_block": 5, "application_area": 8, "tag": 40, "organisation": 40, "language": 2}
WITHOUT_TEXT = 0.20
ONE_WORD = 0.50


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of one corpus by name; ``text`` holds the names of those with words."""

    queries: dict[str, SearchQuery]
    matches: dict[str, int]

    @property
    def with_text(self) -> list[str]:
        """Return the names of the questions with words."""
        return [name for name, query in self.queries.items() if query.text.terms]


def ask(text: str = "", **filters: str) -> SearchQuery:
    """Return a query of ten hits with one value for each facet named."""
    chosen = {key: (value,) for key, value in filters.items()}
    return SearchQuery(text=normalise(text), filters=chosen, size=HITS, locale=settings.LANGUAGE_CODE)


def questions(engine: SearchEngine) -> Questions:
    """Return the seven questions, with words chosen by how many works they find."""
    block, area = _first("building_block"), _first("application_area")
    total = engine.search(ask()).total
    common = word_with(engine, round(COMMON_SHARE * total))
    second = word_with(engine, round(COMMON_SHARE * total / 2))
    rare = word_with(engine, RARE_MATCHES)
    queries = {
        "q1": ask(),
        "q2": ask(building_block=block, application_area=area),
        "q3": ask(rare),
        "q4": ask(common),
        "q5": ask(f"{common} {second}", building_block=block, application_area=area),
        "q6": ask(f"{common[:4]}*"),
        "q7": ask(building_block=block),
    }
    found = {name: engine.search(query.replace(filters={})).total for name, query in queries.items()}
    return Questions(queries, found)


def _first(facet: str) -> str:
    return next(iter(get_facet(facet).labels(settings.LANGUAGE_CODE)))


def word_with(engine: SearchEngine, matches: int) -> str:
    """Return the word that finds about so many works. Among evenly spread places of the list the nearest is taken."""
    words = lexicon(settings.LANGUAGE_CODE)
    first = len(FUNCTION_WORDS[settings.LANGUAGE_CODE].split())
    places = np.unique(np.geomspace(1, len(words) - first - 1, TRIALS).astype(int))
    distance = {}
    for place in places.tolist():
        total = engine.search(ask(words[first + place]).replace(size=0)).total
        distance[abs(np.log((total + 1) / (matches + 1)))] = words[first + place]
    return distance[min(distance)]


def mixture(count: int = MIX, *, seed: int = SEED) -> list[SearchQuery]:
    """Return many different questions: a fifth without text, half with one word, the others with two; 0-3 filters."""
    random = np.random.default_rng(seed)
    words = lexicon(settings.LANGUAGE_CODE)
    first = len(FUNCTION_WORDS[settings.LANGUAGE_CODE].split())
    values = {key: tuple(get_facet(key).labels(settings.LANGUAGE_CODE))[:size] for key, size in MIX_FACETS.items()}
    found: dict[str, SearchQuery] = {}
    while len(found) < count:
        kind = len(found) / count
        how_many = 0 if kind < WITHOUT_TEXT else 1 if kind < WITHOUT_TEXT + ONE_WORD else 2
        places = (TOPIC_WORDS * random.random(how_many) ** 2).astype(int).tolist()
        text = " ".join(words[first + place] for place in places)
        facets = random.choice(list(values), size=int(random.integers(0, 4)), replace=False).tolist()
        filters = {key: values[key][int(random.integers(len(values[key])))] for key in facets if values[key]}
        query = ask(text, **filters)
        found.setdefault(query.query_string(), query)
    return list(found.values())
