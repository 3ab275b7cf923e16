"""Telling people what happened to their registration."""

from events.models import RegistrationLogEntry


def registration_tell(entry: RegistrationLogEntry) -> None:
    """Write to whom an entry of the log concerns, in the transaction that made it."""
