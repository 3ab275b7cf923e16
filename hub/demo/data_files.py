"""Reads the demo's content: TOML files that an editor could write, one folder a kind."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

DATA = Path(__file__).parent / "data"


def read(name: str) -> dict[str, Any]:
    """Return one file of the data folder."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def read_folder(name: str) -> Iterator[dict[str, Any]]:
    """Yield each file of a folder, by name, so that every load has the same order."""
    for path in sorted((DATA / name).glob("*.toml")):
        with path.open("rb") as file:
            yield tomllib.load(file)


def day(offset: int) -> date:
    """Return the day that is ``offset`` days from today; dates in the data are relative."""
    return timezone.localdate() + timedelta(days=offset)


def moment(offset: int, clock: str, zone: str) -> datetime:
    """Return the moment at ``clock`` (13:30) on the day ``offset`` days from today, in a time zone."""
    return datetime.combine(day(offset), time.fromisoformat(clock), ZoneInfo(zone))
