"""Telling people that a date they have a place for is another one now: once, after a quiet period."""

from collections.abc import Iterable

from events.models import Occurrence


def changes_note(before: Iterable[Occurrence]) -> None:
    """Remember dates as they were, in the transaction that is about to change them."""
