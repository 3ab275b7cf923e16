"""Making the index anew beside the one that is asked, and putting it in its place in one step.

Meanwhile pages are published, and the old index is fed. What changed while the new one was filled is written to it
twice: without a hurry, and then, in the feeder's turn, what little came since.
"""

import contextlib
from datetime import datetime
from typing import Final

from search.engines.base import Progress
from search.engines.elasticsearch import indices
from search.engines.elasticsearch.connection import translated
from search.engines.elasticsearch.feeding import Fed, Outcome, drain, noted, write_down
from search.engines.elasticsearch.mapping import schema_digest
from search.engines.elasticsearch.turns import FEEDING, REBUILDING, turn
from search.engines.elasticsearch.writing import Reached, write, write_changes
from search.exceptions import SearchUnavailable
from search.models import IndexEntry

# How long a feeder is waited for that writes to the old index, and whoever is making a new one already.
FEEDER_SECONDS: Final = 600.0
REBUILD_SECONDS: Final = 6 * 3600.0
# So often everything may be indexed anew while the index is made.
ATTEMPTS: Final = 3


def rebuild(*, wait: bool = False, progress: Progress | None = None, now: datetime | None = None) -> Fed:
    """Make the index anew from the entries, and let searches ask it from then on.

    While another one is being made nothing is done; ``wait``: wait for that one, and bring it up to date.
    ``progress`` is told how many entries of how many are written. Raises ``SearchUnavailable``.
    """
    with turn(REBUILDING) as is_ours:
        if is_ours:
            with noted(now):
                return _rebuilt(progress, now)
    if not wait:
        return Fed(Outcome.BUSY)
    with turn(REBUILDING, patience=REBUILD_SECONDS):
        pass
    return drain(now)


def sweep() -> list[str]:
    """Remove the indices of this alias that nobody asks, unless one is being made; return their names."""
    with turn(REBUILDING) as is_ours, translated():
        return _remove_orphans() if is_ours else []


def _remove_orphans() -> list[str]:
    found = indices.orphans()
    for name in found:
        indices.remove(name)
    return found


def _rebuilt(progress: Progress | None, now: datetime | None) -> Fed:
    # First what a rebuild left that was killed, and at the end what was in the place of this one.
    _remove_orphans()
    for _attempt in range(ATTEMPTS):
        begun = Reached.now()
        if begun is None:
            return Fed(Outcome.CURRENT)
        if (fed := _attempted(begun, progress, now)) is not None:
            _remove_orphans()
            return fed
    raise SearchUnavailable("everything is indexed anew again and again")


def _attempted(begun: Reached, progress: Progress | None, now: datetime | None) -> Fed | None:
    """Make one index; ``None`` when that was overtaken by a rebuild of the entries, or by other words."""
    words = indices.words_digest(begun.vocabulary)
    standing = indices.Standing(indices.create(words), schema_digest(), words, begun.version, begun.stamp)
    try:
        fed = _filled_and_switched(standing, begun, progress, now)
    except BaseException:
        # Whatever it was is told; that the server cannot remove it either is no news, and the next rebuild does.
        with contextlib.suppress(SearchUnavailable), translated():
            indices.remove(standing.name)
        raise
    if fed is None:
        indices.remove(standing.name)
    return fed


def _filled_and_switched(
    standing: indices.Standing, begun: Reached, progress: Progress | None, now: datetime | None
) -> Fed | None:
    live = IndexEntry.objects.filter(is_live=True).order_by("pk")
    written = write(standing.name, list(live.values_list("pk", flat=True)), begun, progress)
    reached = Reached.now() or begun
    written += write_changes(standing.name, begun.version, reached)
    indices.finish(standing.name)
    with turn(FEEDING, patience=FEEDER_SECONDS) as is_ours:
        if not is_ours:
            raise SearchUnavailable("another feeder does not come to an end")
        final = Reached.now() or reached
        if not standing.is_followable(indices.words_digest(final.vocabulary)):
            return None
        written += write_changes(standing.name, reached.version, final)
        indices.switch(standing.name)
        write_down(standing.name, final, now)
    return Fed(Outcome.REBUILT, final.version, written)
