"""Calendars that somebody follows, at an address of their own (docs/adr/0023)."""
