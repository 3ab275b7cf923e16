"""Checks of single values."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def zone_names() -> tuple[str, ...]:
    """Return the time zones an event can be in: those named after a place, and UTC."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return ("UTC", *places)


def validate_zone(value: str) -> None:
    """Refuse what is not the name of a time zone (IANA)."""
    if value not in zone_names():
        raise ValidationError(_("This is not a time zone."), code="zone")
