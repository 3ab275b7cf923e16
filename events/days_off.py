"""Public and school holidays, from the library ``holidays``, in the reader's language.

The library keeps the Dutch school holidays of 2014 to 2030 by the ministry's own regulations (for 2025 to 2030
Staatscourant 2024, 19237), for the three regions over which they are spread. A country without them has none here.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import holidays
from django.conf import settings
from django.utils.translation import get_language
from holidays.constants import PUBLIC, SCHOOL

from events.clashes import DayOff, DaysOff

Named = tuple[tuple[date, str], ...]


def days_off(first: date, last: date, region: str = "") -> DaysOff:
    """Return the holidays from ``first`` to ``last``, both included.

    ``region`` is the code of the one where something is held (``home.Region``): it decides whose school holidays count;
    without it, those of anybody.
    """
    country = settings.HUB_HOLIDAY_COUNTRY
    if not country:
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    found: dict[date, list[DayOff]] = defaultdict(list)
    for year in range(first.year, last.year + 1):
        for day, name in _named(country, year, PUBLIC, "", language):
            found[day].append(DayOff(name))
        for day, off in _school_holidays(country, year, school_regions(region), language):
            found[day].append(off)
    return {day: offs for day, offs in found.items() if first <= day <= last}


def school_regions(region: str) -> tuple[str, ...]:
    """Return the parts of the country whose schools matter for a region, by ``HUB_SCHOOL_REGIONS``; else all."""
    chosen: tuple[str, ...] = settings.HUB_SCHOOL_REGIONS.get(region, ())
    return chosen or tuple(_entity(settings.HUB_HOLIDAY_COUNTRY).subdivisions)


def _school_holidays(country: str, year: int, regions: tuple[str, ...], language: str) -> Iterator[tuple[date, DayOff]]:
    """Yield each day with the name of the holiday and, when schools elsewhere are open, whose it is."""
    closed: dict[tuple[date, str], list[str]] = defaultdict(list)
    for region in regions:
        for day, name in _named(country, year, SCHOOL, region, language):
            closed[day, name].append(region)
    for (day, name), where in closed.items():
        is_everywhere = len(where) == len(_entity(country).subdivisions)
        yield day, DayOff(name, is_school=True, regions=() if is_everywhere else tuple(where))


@lru_cache(maxsize=128)
def _named(country: str, year: int, category: str, subdivision: str, language: str) -> Named:
    entity = _entity(country)
    if category not in entity.supported_categories:
        return ()
    known = [code for code in entity.supported_languages if code.split("_")[0] == language.split("-", maxsplit=1)[0]]
    found = holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=year,
        categories=(category,),
        language=known[0] if known else entity.default_language,
    )
    return tuple(sorted((day, name) for day, name in found.items() if day.year == year))


def _entity(country: str) -> type[holidays.HolidayBase]:
    """Return the library's calendar of a country; raises ``AttributeError`` for one that it does not know."""
    found: type[holidays.HolidayBase] = getattr(holidays, country)
    return found
