"""How the hub writes dates, times, numbers and long words: the house rules, without Django's templates.

Times are 13.30 uur in Dutch and 13:30 in English; thousands 1.204 and 1,204; a period that ends on the day it
starts names the day once. Ends are exclusive everywhere (as in iCalendar), so an all-day event that ends at
midnight ends on the day before.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import pyphen
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import get_language, gettext as _

from home import numbers

SOFT_HYPHEN: Final = "\u00ad"
NO_BREAK_SPACE: Final = "\u00a0"
# Browsers differ in which words they break; from this length on the server says where.
LONG_WORD: Final = re.compile(r"[^\W\d_]{14,}")
# In a column of a hand's width a shorter word does not fit either.
NARROW_WORD: Final = re.compile(r"[^\W\d_]{9,}")
HYPHENATION: Final = {"nl": "nl_NL", "en": "en_GB"}
# Format of a time of day, and the text around a time or a period of times.
TIMES: Final = {"nl": ("H.i", "{} uur"), "en": ("H:i", "{}")}
CURRENCY_SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£"}


def language() -> str:
    """Return the active language without its region; the site's default when none is active."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


@lru_cache(maxsize=8192)
def hyphenate_word(word: str, code: str) -> str:
    """Return a word with soft hyphens where its language allows a break, at least four letters from an edge."""
    hyphenator = pyphen.Pyphen(lang=HYPHENATION[code], left=4, right=4)
    return str(hyphenator.inserted(word, SOFT_HYPHEN))


def hyphenate(text: str, code: str = "", *, is_narrow: bool = False) -> str:
    """Return the text with soft hyphens in its words of fourteen letters and more; of nine in a narrow column.

    ``code`` is the language of the text, the active one by default; a language without a dictionary is
    left alone.
    """
    code = code or language()
    if code not in HYPHENATION:
        return text
    return (NARROW_WORD if is_narrow else LONG_WORD).sub(lambda match: hyphenate_word(match.group(), code), text)


def local_time(moment: datetime, zone: str = "") -> datetime:
    """Return the moment on the clock of ``zone`` (an IANA name; the site's zone by default)."""
    return moment.astimezone(ZoneInfo(zone or settings.TIME_ZONE))


def this_year() -> int:
    """Return the year on the site's clock."""
    return timezone.localdate().year


def day_text(day: date, *, weekday: bool = False) -> str:
    """Return "12 november 2026", or "donderdag 12 november 2026"."""
    return date_format(day, "l j F Y" if weekday else "j F Y")


def last_moment(starts_at: datetime, ends_at: datetime) -> datetime:
    """Return the last moment inside a period whose end is exclusive; its start when it has no length."""
    return max(starts_at, ends_at - timedelta(microseconds=1))


def clock_text(value: time) -> str:
    """Return a time of day without its unit: 13.30 or 13:30."""
    return time_format(value, TIMES.get(language(), TIMES["en"])[0])


def time_text(starts_at: datetime, ends_at: datetime, zone: str = "", *, all_day: bool = False) -> str:
    """Return the times of a period: "13.30–17.00 uur", "13:30–17:00", or that it lasts the whole day.

    Of a period over more days only the time it starts is a time of day; the days are named elsewhere.
    """
    if all_day:
        return _("All day")
    pattern, frame = TIMES.get(language(), TIMES["en"])
    start, end = local_time(starts_at, zone), local_time(ends_at, zone)
    text = date_format(start, pattern)
    if local_time(last_moment(starts_at, ends_at), zone).date() == start.date() and end > start:
        # A day that ends at midnight ends at 24.00, not at 00.00 of the day after.
        text += "–" + (date_format(end, pattern) if end.date() == start.date() else f"24{pattern[1]}00")
    text = frame.format(text)
    return f"{text} ({zone.replace('_', ' ')})" if zone and zone != settings.TIME_ZONE else text


def short_month(day: date) -> str:
    """Return "nov" or "Nov": Django's own filter gives every language a capital."""
    return date_format(day, "M" if language() == "en" else "b")


def days_text(starts_at: datetime, ends_at: datetime, zone: str = "", *, weekday: bool = True) -> str:
    """Return the day of a period, or its first and last day."""
    first = local_time(starts_at, zone).date()
    last = local_time(last_moment(starts_at, ends_at), zone).date()
    if first == last:
        return day_text(first, weekday=weekday)
    same_month = (first.year, first.month) == (last.year, last.month)
    pattern = "j" if same_month else "j F" if first.year == last.year else "j F Y"
    return _("%(first)s to %(last)s") % {"first": date_format(first, pattern), "last": day_text(last)}


def period_text(starts_at: datetime, ends_at: datetime, zone: str = "", *, all_day: bool = False) -> str:
    """Return the days and times of a period: "donderdag 12 november 2026, 13.30–17.00 uur"."""
    days = days_text(starts_at, ends_at, zone)
    return days if all_day else f"{days}, {time_text(starts_at, ends_at, zone)}"


def moment_attribute(moment: datetime, zone: str = "", *, all_day: bool = False) -> str:
    """Return the value of ``<time datetime>``: a day, or a moment to the minute with its offset."""
    local = local_time(moment, zone)
    return local.date().isoformat() if all_day else local.isoformat(timespec="minutes")


def deadline_text(moment: datetime) -> str:
    """Return the day and time by which something must be done: "3 december 2026, 17.00 uur".

    Midnight is the end of the day before: "2 december 2026, 24.00 uur".
    """
    day, time_of_day = last_day(moment), local_time(moment).time()
    pattern, frame = TIMES.get(language(), TIMES["en"])
    clock = time_format(time_of_day, pattern) if time_of_day != time.min else f"24{pattern[1]}00"
    return f"{day_text(day)}, {frame.format(clock)}"


def last_day(moment: datetime) -> date:
    """Return the last day, on the site's clock, of what ends at this moment: of midnight the day before."""
    return local_time(moment - timedelta(microseconds=1)).date()


def number_text(value: int | float | Decimal) -> str:
    """Return a number as the language writes it: 1.204 or 1,204, and no zeros at the end of a fraction."""
    return numbers.number_text(value if isinstance(value, Decimal) else Decimal(str(value)))


def money_text(amount: Decimal, currency: str = "EUR") -> str:
    """Return an amount with its currency: "€ 1.250" or "€ 12,50"; cents only when there are some."""
    sign = CURRENCY_SIGNS.get(currency, currency)
    decimals = 0 if amount == amount.to_integral_value() else 2
    text = number_format(amount, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"{sign}{NO_BREAK_SPACE}{text}"
