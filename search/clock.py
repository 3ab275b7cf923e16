"""What the clock alone changes in the index: a page that expires leaves it at its moment.

Wagtail unpublishes an expired page when ``publish_scheduled`` runs, some minutes later. Until then the page itself is
hidden by the rule (``search.audience.current``); here the index follows. Each entry of a work that will expire has the
moment as a term, so the first of them is read with the version of the index, in one query.
"""

import logging
from contextvars import ContextVar
from datetime import UTC, datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

logger = logging.getLogger(__name__)

_is_following: ContextVar[bool] = ContextVar("search_clock_is_following", default=False)


def stamp_of(moment: datetime) -> str:
    """Return a moment as text that sorts as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def is_due(stamp: str | None) -> bool:
    """Return whether a moment, as ``stamp_of`` writes it, has come."""
    return stamp is not None and stamp <= stamp_of(timezone.now())


def follow() -> bool:
    """Index again every work of which a page expired; return whether anything was done.

    Never raises for the database: a search that finds what expired a moment ago is better than none.
    """
    from search.indexing import index_works  # noqa: PLC0415 - indexing reads the version, which leads here
    from search.models import UNTIL, IndexTerm  # noqa: PLC0415

    if _is_following.get():
        return False
    token = _is_following.set(True)
    try:
        due = IndexTerm.objects.filter(facet=UNTIL, value__lte=stamp_of(timezone.now()))
        with transaction.atomic():
            index_works(sorted(set(due.values_list("entry__work", flat=True))))
        return True
    except DatabaseError:
        logger.warning("What has expired is still in the index.", exc_info=True)
        return False
    finally:
        _is_following.reset(token)
