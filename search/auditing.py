"""Compares what an engine shows with what the database says: which works to whom, and under which facet values.

Two readings of the same thing that share no code: here the rows of ``IndexTerm``, there what the engine answers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings

from search.audience import EVERYBODY, EVERYTHING, satisfies
from search.engines import SearchEngine
from search.facets import get_facets
from search.models import AUDIENCE, IndexEntry, IndexState, IndexTerm

# So many entries are compared at once.
CHUNK = 2_000

Tokens = frozenset[str]
# The keys of the entries of one audience, by their language of the interface.
Keys = dict[str, set[int]]


@dataclass(slots=True)
class Differences:
    """The keys of entries that are not as the database has them."""

    # Not shown to somebody who may see it; shown to somebody who may not, or though it is gone.
    hidden: set[int] = field(default_factory=set)
    leaking: set[int] = field(default_factory=set)
    # Counted under other facet values.
    miscounted: set[int] = field(default_factory=set)

    @property
    def keys(self) -> set[int]:
        """Return every entry that differs."""
        return self.hidden | self.leaking | self.miscounted


def compare(engine: SearchEngine) -> Differences:
    """Return how an engine that was just fed differs from the database.

    What is changed while they are compared is left to the next time: it may be read before here and after there.
    Raises ``SearchUnavailable``.
    """
    state = IndexState.current()
    differences = Differences()
    audiences = _audiences()
    for tokens in viewers(audiences):
        for locale, _name in settings.LANGUAGES:
            shown = set(engine.shown(tokens, locale))
            allowed = _allowed(audiences, tokens, locale)
            differences.hidden |= allowed - shown
            differences.leaking |= shown - allowed
    for keys in _chunks(key for by_locale in audiences.values() for found in by_locale.values() for key in found):
        counted = engine.facet_values(keys)
        for key, values in _facet_values(keys).items():
            if key in counted and counted[key] != values:
                differences.miscounted.add(key)
    return _without_changed(differences, state[0] if state else 0)


def viewers(audiences: Iterable[Tokens]) -> list[Tokens]:
    """Return a viewer of each kind: everybody, who holds one token that works ask for, all of a work's, or everything.

    By the tokens alone, since nothing else decides (``search.audience``).
    """
    single = {token for clauses in audiences for clause in clauses for token in clause.split("|")}
    kinds = {EVERYBODY | {token} for token in single}
    kinds |= {EVERYBODY.union(*(clause.split("|") for clause in clauses)) for clauses in audiences}
    return [*sorted(kinds | {EVERYBODY}, key=sorted), frozenset({EVERYTHING})]


def _audiences() -> dict[Tokens, Keys]:
    """Return the live entries by their clauses and language; those without any clause are for nobody."""
    clauses: dict[int, set[str]] = {}
    for key, clause in IndexTerm.objects.filter(facet=AUDIENCE, entry__is_live=True).values_list("entry_id", "value"):
        clauses.setdefault(key, set()).add(clause)
    audiences: dict[Tokens, Keys] = {}
    for key, locale in IndexEntry.objects.filter(is_live=True).values_list("pk", "locale"):
        own = audiences.setdefault(frozenset(clauses.get(key, ())), {})
        own.setdefault(locale, set()).add(key)
    return audiences


def _allowed(audiences: dict[Tokens, Keys], tokens: Tokens, locale: str) -> set[int]:
    met = (
        keys.get(locale, set())
        for clauses, keys in audiences.items()
        if clauses and all(satisfies(tokens, clause) for clause in clauses)
    )
    return set().union(*met)


def _facet_values(keys: list[int]) -> dict[int, frozenset[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {key: set() for key in keys}
    facets = [facet.key for facet in get_facets()]
    rows = IndexTerm.objects.filter(entry_id__in=keys, facet__in=facets)
    for key, facet, value in rows.values_list("entry_id", "facet", "value"):
        found[key].add((facet, value))
    return {key: frozenset(values) for key, values in found.items()}


def _chunks(keys: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(keys, CHUNK)):
        yield chunk


def _without_changed(differences: Differences, version: int) -> Differences:
    """Return the differences without entries that are newer than a version."""
    changed: set[int] = set()
    for keys in _chunks(iter(differences.keys)):
        changed.update(IndexEntry.objects.filter(pk__in=keys, version__gt=version).values_list("pk", flat=True))
    return Differences(
        hidden=differences.hidden - changed,
        leaking=differences.leaking - changed,
        miscounted=differences.miscounted - changed,
    )
