"""The vocabularies in memory: small, read on every page, and changed a few times a year."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from search.models import IndexState

# One entry for each model, replaced whole when the index has another version (a saved term makes one).
_remembered: dict[str, tuple[UUID, Mapping[str, Any]]] = {}


def goals() -> list[Any]:
    """Return the goals of the coalition that hold today, in their order."""
    return [goal for goal in by_slug(apps.get_model("home", "Goal")).values() if not goal.is_retired]


def by_slug(model: type[Model]) -> Mapping[str, Any]:
    """Return every row of a vocabulary with its texts, by slug, in the vocabulary's own order."""
    state = IndexState.current()
    label = model._meta.label
    stamp, rows = _remembered.get(label, (None, {}))
    if state is None or stamp != state[1]:
        rows = {row.slug: row for row in model._default_manager.all()}  # type: ignore[attr-defined]
        if state is not None:
            _remembered[label] = (state[1], rows)
    return rows
