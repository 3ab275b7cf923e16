"""The buckets of a facet: its values in the order of their labels, made when somebody looks at them."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from search.facets import Facet, FacetLabel
from search.hits import Labels, make_bucket
from search.results import Bucket, FacetResult, LazyBuckets


@dataclass(frozen=True, slots=True)
class FacetTable:
    """The values of a facet that have words, by label; those without entries are there as well."""

    values: tuple[str, ...]
    labels: tuple[FacetLabel, ...]
    places: dict[str, int]
    # Which values are shown at zero: the whole of a vocabulary that is public itself.
    is_gap: Any

    @classmethod
    def of(cls, facet: Facet, labels: Labels) -> "FacetTable":
        """Return the table of a facet in one language."""
        rows = sorted(labels.items(), key=lambda row: (row[1].label.casefold(), row[0]))
        shows_gaps = facet.is_closed and facet.shows_gaps
        return cls(
            values=tuple(value for value, _label in rows),
            labels=tuple(label for _value, label in rows),
            places={value: place for place, (value, _label) in enumerate(rows)},
            is_gap=np.array([shows_gaps and label.is_current for _value, label in rows], np.bool_),
        )

    def counts(self, found: Mapping[str, int]) -> Any:
        """Return the counts of values in the table's order; those that are not named are zero."""
        counts = np.zeros(len(self.values), np.int64)
        # By what was found: of thousands of organisations a search finds a few.
        for value in found.keys() & self.places.keys():
            counts[self.places[value]] = found[value]
        return counts

    def result(self, facet: Facet, counts: Any, selected: Sequence[str], unknown: Sequence[str]) -> FacetResult:
        """Return the buckets by count, then label: what is found, what is chosen, and gaps.

        ``unknown``: chosen values that the viewer may not know of, which are shown as they were typed.
        """
        chosen = [self.places[value] for value in selected if value in self.places and value not in unknown]
        shown = (counts > 0) | self.is_gap
        shown[chosen] = True
        places = np.flatnonzero(shown)
        places = places[np.argsort(-counts[places], kind="stable")]
        if unknown:
            return self._with_unknown(facet, counts, places.tolist(), set(chosen), unknown)
        order: list[int] = places.tolist()
        amounts: list[int] = counts[places].tolist()

        def make(place: int) -> Bucket:
            row = order[place]
            return make_bucket(self.values[row], self.labels[row], amounts[place], is_selected=row in chosen)

        among = tuple(place for place, row in enumerate(order) if row in chosen) if chosen else ()
        return FacetResult(facet.key, str(facet.label), LazyBuckets(len(order), make), among)

    def _with_unknown(
        self, facet: Facet, counts: Any, places: list[int], chosen: set[int], unknown: Sequence[str]
    ) -> FacetResult:
        buckets = [
            make_bucket(self.values[row], self.labels[row], int(counts[row]), is_selected=row in chosen)
            for row in places
            if self.values[row] not in unknown
        ]
        buckets += [make_bucket(value, FacetLabel(value), 0, is_selected=True) for value in unknown]
        buckets.sort(key=lambda bucket: (-bucket.count, bucket.label.casefold(), bucket.value))
        return FacetResult(facet.key, str(facet.label), buckets)


class FacetTables:
    """The tables of one version of the index, made when first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: UUID | None = None
        self._tables: dict[tuple[str, str], FacetTable] = {}

    def get(self, facet: Facet, locale: str, labels: Labels, stamp: UUID | None) -> FacetTable:
        """Return the table of a facet in one language of the interface."""
        key = (facet.key, locale)
        with self._lock:
            if self._stamp != stamp:
                self._tables, self._stamp = {}, stamp
            if key not in self._tables:
                self._tables[key] = FacetTable.of(facet, labels)
            return self._tables[key]
