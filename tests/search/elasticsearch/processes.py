"""What real processes do in ``test_feeding_processes.py``: publish, feed, make the index anew, and look.

Each function is the whole life of one process, as in ``tests.search.processes``.
"""

import os
import time

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
    django.setup()

from django.conf import settings

from search.engines.elasticsearch import feeding, indices, lifecycle, writing
from search.models import IndexEntry, IndexState
from tests.search import processes
from tests.search.elasticsearch.holding import held, in_database, is_believed, is_current, says, seen, state_of
from tests.search.processes import sealed


def at_home(database, folder, elasticsearch):
    """Use this database, folder and server; called first in each process."""
    processes.at_home(database, folder)
    settings.HUB_ELASTICSEARCH = elasticsearch
    # So that little is several pieces.
    writing.BULK_DOCUMENTS = 4


def publish(pipe, database, folder, elasticsearch, works, seed):
    """Write these works again and again until told to stop, as ``processes.write``; a third of them is sealed."""
    settings.HUB_ELASTICSEARCH = elasticsearch
    processes.write(pipe, database, folder, works, seed)


def write_once(pipe, database, folder, elasticsearch, states):
    """Write works as they are given by their state."""
    at_home(database, folder, elasticsearch)
    for work, state in states.items():
        processes.store(work, state)
    pipe.send("done")


# Where a feeder stops when it is told to: before or after the given call of a function.
POINTS = {
    "before the second piece": (writing, "_send", 2, "before"),
    "after the second piece": (writing, "_send", 2, "after"),
    "before it is shown": (writing, "show", 1, "before"),
    "when it is shown": (writing, "show", 1, "after"),
    "after the index is made": (indices, "create", 1, "after"),
    "when it is filled": (indices, "finish", 1, "before"),
    "before the switch": (indices, "switch", 1, "before"),
    "after the switch": (indices, "switch", 1, "after"),
    "before the old one is removed": (indices, "remove", 1, "before"),
}


def _stop_at(pipe, point):
    module, name, number, side = POINTS[point]
    original, calls = getattr(module, name), []

    def stop(*args, **kwargs):
        calls.append(1)
        is_here = len(calls) == number
        if is_here and side == "before":
            _wait(pipe, point)
        answer = original(*args, **kwargs)
        if is_here and side == "after":
            _wait(pipe, point)
        return answer

    setattr(module, name, stop)


def _wait(pipe, point):
    pipe.send(point)
    time.sleep(600)


def feed(pipe, database, folder, elasticsearch, stop_at=""):
    """Bring the index up to date once, and say what came of it."""
    at_home(database, folder, elasticsearch)
    if stop_at:
        _stop_at(pipe, stop_at)
    pipe.send(str(feeding.drain().outcome))


def remake(pipe, database, folder, elasticsearch, stop_at=""):
    """Make the index anew once, and say what came of it."""
    at_home(database, folder, elasticsearch)
    if stop_at:
        _stop_at(pipe, stop_at)
    pipe.send(str(lifecycle.rebuild().outcome))


def feed_always(pipe, database, folder, elasticsearch, is_remaking=False):
    """Feed, or make the index anew, until told to stop; then say how often what came of it."""
    at_home(database, folder, elasticsearch)
    outcomes: dict[str, int] = {}
    while not pipe.poll():
        fed = lifecycle.rebuild() if is_remaking else feeding.drain()
        outcomes[str(fed.outcome)] = outcomes.get(str(fed.outcome), 0) + 1
    pipe.recv()
    pipe.send(outcomes)


def look(pipe, database, folder, elasticsearch):
    """Say whether the index is believed, whether it is current, and which sealed works everybody sees in it."""
    at_home(database, folder, elasticsearch)
    alias = elasticsearch["INDEX"]
    pipe.send((is_believed(alias), is_current(alias), sorted(sealed() & _public(alias))))


def watch(pipe, database, folder, elasticsearch):
    """Look until told to stop; send each wrong thing that is believed, and at the end how much was compared.

    What was sealed before the index is asked is never among what everybody sees. When database and index have one and
    the same version before and after, the documents are those of the database.
    """
    at_home(database, folder, elasticsearch)
    alias, believed, compared = elasticsearch["INDEX"], 0, 0
    while not pipe.poll():
        hidden, state, fed = sealed(), IndexState.current(), says(alias)
        if state is None or fed != state:
            continue
        before, found, public, after = state_of(alias), held(alias), _public(alias), state_of(alias)
        if not before == state == after:
            continue
        believed += 1
        if hidden & public:
            pipe.send(("wrong", "leaked", sorted(hidden & public)))
        expected = in_database()
        if IndexState.current() == state:
            compared += 1
            if found != expected:
                pipe.send(("wrong", found, expected))
    pipe.recv()
    pipe.send(("compared", believed, compared))


def _public(alias):
    return {str(entry.work) for entry in IndexEntry.objects.filter(public_id__in=seen(alias))}
