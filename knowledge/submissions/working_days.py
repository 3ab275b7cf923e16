"""Days on which people read: Monday to Friday. Holidays are not known here, so a term never falls short by one."""

from datetime import date, timedelta
from typing import Final

_SATURDAY: Final = 5


def is_working_day(day: date) -> bool:
    """Return whether it is a Monday to Friday."""
    return day.weekday() < _SATURDAY


def after_working_days(day: date, number: int) -> date:
    """Return the day that lies ``number`` working days after ``day``."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many working days came after ``first``, up to ``last`` itself; 0 when it is not later."""
    if last <= first:
        return 0
    weeks, rest = divmod((last - first).days, 7)
    return weeks * 5 + sum(is_working_day(last - timedelta(days=back)) for back in range(rest))
