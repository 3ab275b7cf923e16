"""Bringing the index up to the version of the database: what the worker and the scheduler call.

``IndexFeed`` is written after the index shows a version, so it is never ahead of it. From where to go on is asked of
the index itself (``indices.look``): so it does not matter at which point a feeder was killed, or whether the index was
put back from a snapshot.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils import timezone

from search import scope
from search.engines.elasticsearch.connection import alias, translated
from search.engines.elasticsearch.indices import Standing, look, words_digest
from search.engines.elasticsearch.mapping import schema_digest
from search.engines.elasticsearch.turns import FEEDING, turn
from search.engines.elasticsearch.writing import Reached, show, write, write_changes
from search.exceptions import SearchUnavailable
from search.models import IndexFeed

logger = logging.getLogger(__name__)

# How long another feeder is waited for: usually long enough for it to end.
PATIENCE: Final = 2.0
REPAIR_PATIENCE: Final = 60.0
# Of so many entries that differ, something else is wrong.
MANY_ENTRIES: Final = 10_000


class Outcome(StrEnum):
    """What came of a round."""

    CURRENT = "current"
    FED = "fed"
    REBUILT = "rebuilt"
    # Somebody else is at it, and may not have seen the latest change.
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Fed:
    """What a round did: the version that the index shows now, and how many entries were written."""

    outcome: Outcome
    version: int = 0
    written: int = 0


def drain(now: datetime | None = None) -> Fed:
    """Write what changed since the version that the index shows; make it anew where that is not enough.

    Can be called at any time, by any number of processes. Raises ``SearchUnavailable``, after it has noted why on the
    row of ``IndexFeed``.
    """
    from search.engines.elasticsearch.lifecycle import rebuild  # noqa: PLC0415 - it ends with what is here

    with turn(FEEDING, patience=PATIENCE) as is_ours:
        if not is_ours:
            return Fed(Outcome.BUSY)
        with noted(now):
            fed = _follow(now)
    return fed or rebuild(now=now)


def _follow(now: datetime | None) -> Fed | None:
    """Bring the index behind the alias up to date; ``None`` when it has to be made anew."""
    reached, standing = Reached.now(), look()
    if reached is None:
        return Fed(Outcome.CURRENT)
    if standing is None or not standing.is_followable(words_digest(reached.vocabulary)):
        return None
    return follow(standing, reached, now)


def follow(standing: Standing, reached: Reached, now: datetime | None) -> Fed:
    """Write what an index lacks, show it, and write down that it is shown; the caller has its turn."""
    if standing.stamp == reached.stamp:
        write_down(standing.name, reached, now)
        return Fed(Outcome.CURRENT, reached.version)
    written = write_changes(standing.name, standing.version, reached)
    write_down(standing.name, reached, now)
    return Fed(Outcome.FED, reached.version, written)


def repair(keys: Sequence[int]) -> None:
    """Write entries again that are not in the index as they should be, and remove those that should not be there.

    Of many entries the whole index is made anew instead. Raises ``SearchUnavailable``.
    """
    from search.engines.elasticsearch.lifecycle import rebuild  # noqa: PLC0415 - as above

    if len(keys) > MANY_ENTRIES:
        rebuild(wait=True)
        return
    with turn(FEEDING, patience=REPAIR_PATIENCE) as is_ours, noted(None):
        reached, standing = Reached.now(), look()
        if not is_ours or reached is None or standing is None:
            raise SearchUnavailable("the index cannot be repaired now")
        write(standing.name, keys, reached)
        follow(standing, reached, None)
        show(standing.name, reached)


def write_down(index: str, reached: Reached, now: datetime | None) -> None:
    """Say which version the index behind the alias shows: from here on it may answer."""
    row = IndexFeed.objects.filter(name=alias()).first()
    if row is not None and row.failing_since is not None:
        logger.info("The search index is fed again.")
    IndexFeed.objects.update_or_create(
        name=alias(),
        defaults={
            "index": index,
            "version": reached.version,
            "stamp": reached.stamp,
            "words": words_digest(reached.vocabulary),
            "schema": schema_digest(),
            "fed_at": now or timezone.now(),
            "failing_since": None,
            "failure": "",
        },
    )
    scope.forget()


@contextmanager
def noted(now: datetime | None) -> Iterator[None]:
    """Turn what goes wrong with the server into ``SearchUnavailable``, and write it down for the operator."""
    try:
        with translated():
            yield
    except SearchUnavailable as error:
        _write_failure(str(error), now)
        raise


def _write_failure(reason: str, now: datetime | None) -> None:
    row, _is_new = IndexFeed.objects.get_or_create(name=alias())
    if row.failing_since is not None and row.failure == reason:
        return
    # Once, and not each minute.
    logger.error("The search index cannot be fed: %s", reason)
    row.failing_since, row.failure = row.failing_since or now or timezone.now(), reason
    row.save(update_fields=["failing_since", "failure"])
