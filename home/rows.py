"""Reading child rows of a page with as few queries as possible."""

from typing import Any

from django.db import models


def rows_with(manager: Any, related: str) -> list[Any]:
    """Return the rows of a child relation with a relation of theirs, in one query when they are stored.

    In a preview the rows exist only in memory, where there is nothing to join.
    """
    rows = manager.all()
    return list(rows.select_related(related) if isinstance(rows, models.QuerySet) else rows)
