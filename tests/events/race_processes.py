"""What real processes do in ``test_registration_race.py``: as ``hub.bench.race``, and, for once, without the lock."""

import os
import time
from collections import Counter
from contextlib import contextmanager, suppress

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
    django.setup()

from django.db import connection
from django.db.transaction import TransactionManagementError

from events.enums import RegistrationStep
from events.models import Registration, RegistrationLogEntry, Schedule
from events.registration import places, services
from hub.bench import race


def prepare(pipe, database):
    """Make the people and a round; tell their keys."""
    race.use_database(database)
    pipe.send((race.make_people(), race.make_round()))


def run(pipe, database, people, has_lock):
    """Register people; between counting the places and taking one there is time for somebody else to do so."""
    counted = places.room_in
    # Without the lock so long that the others come in between on a machine that does other things as well.
    pause = 0.02 if has_lock else 0.5

    def slowly(*args, **kwargs):
        room = counted(*args, **kwargs)
        time.sleep(pause)
        return room

    places.room_in = slowly
    if not has_lock:
        places.places_held = _without_lock
    if connection.vendor == "sqlite":
        # This is about what is given, not about how long forty people wait on a machine that does other things as well.
        connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "timeout": race.PATIENCE}
    with suppress(EOFError):
        race.runners(pipe, database, people)


@contextmanager
def _without_lock(schedule):
    """Give the schedule as it is, to as many as ask: neither a transaction nor a lock."""
    yield Schedule.objects.get(pk=schedule.pk)


def withdraw(pipe, database, schedule, stops):
    """Withdraw whoever has a place; when it ``stops``, tell so in the middle of the offer to who is next, and wait."""
    race.use_database(database)
    noted = places.log

    def stop(registration, step, **facts):
        entry = noted(registration, step, **facts)
        if stops and step == RegistrationStep.OFFERED:
            pipe.send("offering")
            time.sleep(600)
        return entry

    places.log = stop
    for row in Registration.objects.confirmed().filter(schedule=schedule)[:1]:
        services.registration_withdraw(registration=row)
    pipe.send("done")


def states(pipe, database, schedule):
    """Tell how many registrations there are in each state, and how many offers the logs know."""
    race.use_database(database)
    rows = Registration.objects.filter(schedule=schedule)
    offers = RegistrationLogEntry.objects.filter(registration__in=rows, step=RegistrationStep.OFFERED)
    pipe.send((Counter(rows.values_list("state", flat=True)), offers.count()))


def look(pipe, database, schedule, answers):
    """Tell what went wrong."""
    race.use_database(database)
    tally = race.tally_of(schedule, answers)
    pipe.send((tally.oversold, tally.double, tally.lost, tally.errors))


def ask_outside(pipe, database):
    """Tell whether the lock is refused outside a transaction."""
    race.use_database(database)
    try:
        places.places_lock(Schedule.objects.first())
    except TransactionManagementError:
        pipe.send("refused")
    else:
        pipe.send("given")
