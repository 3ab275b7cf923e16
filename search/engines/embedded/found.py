"""The sets of one search, and what was worked out from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyroaring import BitMap

from search.engines.embedded.facets import Snapshot
from search.engines.embedded.matches import Matches


@dataclass(frozen=True)
class Found:
    """The sets of one search: what facets count over, the selections, and what is hit."""

    snapshot: Snapshot
    now: float
    visible: BitMap
    base: BitMap
    # What only ``past=1`` would add, before the selections.
    past: BitMap
    selections: Mapping[str, BitMap]
    matches: Matches | None
    is_relaxed: bool
    # What was counted, for whoever asks the same with another page or order.
    memory: dict[str, Any]

    def without(self, facet: str, within: BitMap | None = None) -> BitMap:
        """Return what is found when a facet's own selection does not count."""
        found = self.base if within is None else within
        for key, selected in self.selections.items():
            if key != facet:
                found = found & selected
        return found

    @cached_property
    def hits(self) -> BitMap:
        """Return what is found under every selection."""
        return self.without("")

    @cached_property
    def past_total(self) -> int:
        """Return how much ``past=1`` would add."""
        return len(self.without("", self.past))

    @property
    def sees_more(self) -> bool:
        """Return whether the viewer may see anything that not everybody may."""
        return not self.visible.issubset(self.snapshot.public)
