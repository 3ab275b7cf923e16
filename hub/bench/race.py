"""Forty people who ask for five places at the same moment: processes with threads, each with a connection of its own.

Used by ``manage.py bench_race`` and by the test that first shows what happens without the lock. ``people`` is how many,
``PLACES`` for how many places. Everything is counted afterwards from the rows alone.
"""

import os
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import Any
from uuid import uuid4

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.dev")
    django.setup()

from django.conf import settings
from django.db import connection, connections
from django.db.models import Count
from django.utils import timezone
from wagtail.models import Page

from events.enums import EventKind, TakingPart
from events.models import EventPage, Occurrence, Registration, RegistrationTerms, Schedule
from events.registration import services
from members.models import User

PLACES = 5
PROCESSES, THREADS = 8, 5
PEOPLE = PROCESSES * THREADS
# Seconds after which somebody who does not come is not waited for.
PATIENCE = 120


@dataclass
class Tally:
    """What went wrong in a round, or in several together, and how long each registration took in milliseconds."""

    oversold: int = 0
    double: int = 0
    lost: int = 0
    errors: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.oversold + other.oversold,
            self.double + other.double,
            self.lost + other.lost,
            self.errors + other.errors,
            self.milliseconds + other.milliseconds,
        )

    @property
    def is_exact(self) -> bool:
        """Return whether nothing went wrong."""
        return not (self.oversold or self.double or self.lost or self.errors)


def use_database(name: str) -> None:
    """Let every thread of this process use a database."""
    connection.settings_dict["NAME"] = name


def make_people() -> list[int]:
    """Create the accounts that register, and return their keys."""
    people = User.objects.bulk_create(
        User(email=f"race{number}@hub.example", name=f"Race {number}") for number in range(PEOPLE)
    )
    return [person.pk for person in people]


def make_round() -> tuple[int, int]:
    """Create a public work with one date and its few places; return the keys of its schedule and its date."""
    page = EventPage(title="Race", slug=f"race-{uuid4().hex}", live=True, kind=EventKind.WORKSHOP)
    Page.get_first_root_node().add_child(instance=page)
    start = timezone.now() + timedelta(days=30)
    schedule = Schedule.objects.create(work=page.translation_key, zone=settings.TIME_ZONE)
    occurrence = Occurrence.objects.create(
        schedule=schedule, starts_at=start, ends_at=start + timedelta(hours=2), capacity=PLACES
    )
    RegistrationTerms.objects.create(schedule=schedule)
    return schedule.pk, occurrence.pk


def runners(pipe: Connection, database: str, people: list[int]) -> None:
    """Register these people, each in a thread, for every round that the pipe tells; answer errors and times.

    The whole life of one process. ``None`` ends it.
    """
    use_database(database)
    with ThreadPoolExecutor(len(people)) as pool:
        while (asked := pipe.recv()) is not None:
            begin = partial(_register, schedule=asked[0], occurrence=asked[1], barrier=threading.Barrier(len(people)))
            pipe.send(list(pool.map(begin, people)))
        list(pool.map(lambda _person: connections.close_all(), people))
    connections.close_all()


def tally_of(schedule: int, answers: Iterable[tuple[str, float]]) -> Tally:
    """Return what the rows of a round say: places given beyond what there are, twice, or to nobody."""
    answers = list(answers)
    rows = Registration.objects.filter(schedule=schedule)
    taken = rows.with_place().count()
    confirmed, waiting = rows.confirmed().count(), rows.waiting().count()
    doubles = sum(
        rows.order_by().values(name).annotate(number=Count("pk")).filter(number__gt=1).count()
        for name in ("email_key", "turn")
    )
    return Tally(
        oversold=max(0, taken - PLACES),
        double=doubles,
        lost=max(0, PLACES - confirmed) + (PEOPLE - confirmed - waiting),
        errors=sum(bool(error) for error, _time in answers),
        milliseconds=[taken for _error, taken in answers],
    )


def play(pipes: list[Any], place: tuple[int, int]) -> list[tuple[str, float]]:
    """Let all processes begin one round, and return what each person was answered."""
    for pipe in pipes:
        pipe.send(place)
    return [answer for pipe in pipes for answer in pipe.recv()]


def shares_of(people: list[int]) -> list[list[int]]:
    """Return who registers in which process."""
    return [people[start : start + THREADS] for start in range(0, len(people), THREADS)]


def _register(person: int, *, schedule: int, occurrence: int, barrier: threading.Barrier) -> tuple[str, float]:
    """Register one person as soon as all threads are ready; return the error, if any, and the milliseconds."""
    error = ""
    try:
        user = User.objects.get(pk=person)
        place = Occurrence.objects.select_related("schedule").get(pk=occurrence, schedule=schedule)
    except Exception as failure:  # noqa: BLE001 - whatever it was, it is counted and shown, and the others go on
        error = _told(failure)
    barrier.wait(PATIENCE)
    started = time.perf_counter()
    if error:
        return error, 0.0
    try:
        services.registration_make(
            schedule=place.schedule,
            occurrence=place,
            name=user.name,
            email=user.email,
            taking_part=TakingPart.ON_SITE,
            language=settings.LANGUAGE_CODE,
            user=user,
        )
    except Exception as failure:  # noqa: BLE001 - the same
        error = _told(failure)
    return error, (time.perf_counter() - started) * 1000


def _told(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"
