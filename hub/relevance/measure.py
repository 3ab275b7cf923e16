"""Runs judged searches on an engine, as an anonymous visitor, and measures what it puts first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from uuid import UUID

from django.conf import settings

from hub.relevance import metrics
from hub.relevance.judgments import NOTHING, TYPO, Judgment, named_works
from search.engines import SearchEngine
from search.models import IndexEntry
from search.normalise import normalise
from search.query import DEFAULT_SIZE, SearchQuery
from search.spelling import corrected

Keys = Mapping[UUID, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one judged search found: the works in order, and whether another spelling was offered instead."""

    judgment: Judgment
    found: Sequence[str]
    total: int
    spelling: str = ""

    @property
    def ndcg(self) -> float:
        """Return nDCG@10."""
        return metrics.ndcg(self.found, self.judgment.grades)

    @property
    def recall(self) -> float:
        """Return recall@20."""
        return metrics.recall(self.found, self.judgment.grades)

    @property
    def reciprocal_rank(self) -> float:
        """Return 1 over the place of the first wanted work."""
        return metrics.reciprocal_rank(self.found, self.judgment.grades)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The averages of several searches; ``None`` where none of them can be measured so."""

    searches: int
    ndcg: float | None
    recall: float | None
    reciprocal_rank: float | None
    # Of the searches with works that are wanted: which part finds nothing, and which part of all those is
    # offered another spelling then.
    nothing: float | None
    corrected: float | None


def work_keys() -> dict[UUID, str]:
    """Return the name of every work in the index: its address below the language."""
    entries = IndexEntry.objects.filter(is_live=True, locale=settings.LANGUAGE_CODE).values_list("work", "url")
    return {work: url.strip("/").partition("/")[2] for work, url in entries}


def unfindable(engine: SearchEngine, judgments: Sequence[Judgment], keys: Keys) -> set[str]:
    """Return the works that judgments name and an anonymous visitor cannot find: gone, hidden or over."""
    there = {keys.get(work) for work in engine.works(SearchQuery(locale=settings.LANGUAGE_CODE))}
    return named_works(judgments) - there


def measure(engine: SearchEngine, judgments: Iterable[Judgment], keys: Keys) -> list[Outcome]:
    """Return the outcome of each judged search."""
    return [run(engine, judgment, keys) for judgment in judgments]


def run(engine: SearchEngine, judgment: Judgment, keys: Keys) -> Outcome:
    """Return the outcome of one judged search.

    Who made a slip and finds nothing follows the spelling that is offered; all others should not have to.
    """
    query = SearchQuery(text=normalise(judgment.text), locale=judgment.language, size=DEFAULT_SIZE)
    results = engine.search(query)
    hits, total, spelling = results.hits, results.total, ""
    other = None if total else corrected(engine, query)
    if other is not None:
        spelling = other.text.text
        if judgment.kind == TYPO:
            hits = engine.search(other.replace(size=DEFAULT_SIZE)).hits
    found = tuple(keys.get(hit.work, str(hit.work)) for hit in hits)
    return Outcome(judgment=judgment, found=found, total=total, spelling=spelling)


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the averages; searches for which nothing should be found count in none of them."""
    judged = [outcome for outcome in outcomes if outcome.judgment.kind != NOTHING]
    wanting = [outcome for outcome in judged if outcome.judgment.has_wanted]
    empty = [outcome for outcome in wanting if not outcome.total]
    return Figures(
        searches=len(judged),
        ndcg=mean(outcome.ndcg for outcome in judged) if judged else None,
        recall=mean(outcome.recall for outcome in wanting) if wanting else None,
        reciprocal_rank=mean(outcome.reciprocal_rank for outcome in wanting) if wanting else None,
        nothing=len(empty) / len(wanting) if wanting else None,
        corrected=sum(bool(outcome.spelling) for outcome in empty) / len(wanting) if wanting else None,
    )
