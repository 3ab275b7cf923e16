"""From what a person writes down, a day and a time on a clock somewhere, to a moment."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def moment_of(day: date, clock: time, zone: str) -> datetime:
    """Return the aware moment at which the clocks in ``zone`` (an IANA name) say this.

    Raises ``ValidationError`` for a time that is skipped when the clocks go forward, or that comes twice
    when they go back: nobody could know which one is meant.
    """
    local = datetime.combine(day, clock, ZoneInfo(zone))
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        message = _("The clocks go forward that night in %(zone)s, and skip %(time)s. Choose another time.")
        raise ValidationError(message, code="skipped", params={"zone": zone, "time": f"{clock:%H:%M}"})
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        message = _("The clocks go back that night in %(zone)s, and %(time)s comes twice. Choose another time.")
        raise ValidationError(message, code="twice", params={"zone": zone, "time": f"{clock:%H:%M}"})
    return local.astimezone(UTC)


def midnight(day: date, zone: str) -> datetime:
    """Return the moment at which a day begins in ``zone``, also where the clocks skip midnight."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def whole_days(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return start and (not included) end of the days from ``first`` to ``last``, both included."""
    return midnight(first, zone), midnight(last + timedelta(days=1), zone)


def is_midnight(moment: datetime, zone: str) -> bool:
    """Return whether a day begins at this moment in ``zone``."""
    return midnight(moment.astimezone(ZoneInfo(zone)).date(), zone) == moment
