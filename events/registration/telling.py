"""Telling people what happened to their registration."""

from events.models import RegistrationLogEntry


def registration_tell(entry: RegistrationLogEntry) -> None:
    """Write to whom an entry of the log concerns, in the transaction that made it (``events.registration.told``)."""
    # Letters know pages, calendars and rights, which know the services that write the log.
    from events.registration.told import step_tell  # noqa: PLC0415

    step_tell(entry)
