"""Taking over events from calendars elsewhere (ADR 25)."""
