"""Forty people for five places, in real processes. The same storm oversells without the lock: so the test can fail."""

import pytest

from hub.bench import race
from tests.events import race_processes as processes
from tests.processes import PATIENCE, context


@pytest.fixture
def start(database):
    """Start a process; returns the pipe to it. Whatever still runs at the end is killed."""
    running = []

    def start(target, *args):
        pipe, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, database, *args), daemon=True)
        process.start()
        theirs.close()
        running.append(process)
        return pipe

    start.running = running
    yield start
    for process in running:
        if process.is_alive():
            process.kill()
        process.join(PATIENCE)


def heard(pipe):
    assert pipe.poll(PATIENCE), "nothing was heard of the other process"
    return pipe.recv()


def storm(start, *, has_lock):
    """Return how many places were sold too much, given twice, lost, and how many got an error."""
    people, place = heard(start(processes.prepare))
    pipes = [start(processes.run, share, has_lock) for share in race.shares_of(people)]
    answers = race.play(pipes, place)
    for pipe in pipes:
        pipe.send(None)
    return heard(start(processes.look, place[0], answers))


def test_without_the_lock_places_are_sold_that_are_not_there(start):
    oversold, _double, _lost, _errors = storm(start, has_lock=False)
    assert oversold > 0


def test_with_the_lock_exactly_five_of_forty_get_a_place_and_everybody_else_a_turn(start):
    assert storm(start, has_lock=True) == (0, 0, 0, 0)


def test_killed_in_the_middle_of_an_offer_nothing_happened_and_done_again_it_happens_once(start):
    people, place = heard(start(processes.prepare))
    pipes = [start(processes.run, share, True) for share in race.shares_of(people)]
    race.play(pipes, place)
    assert heard(start(processes.withdraw, place[0], True)) == "offering"
    start.running[-1].kill()
    start.running[-1].join(PATIENCE)
    assert heard(start(processes.states, place[0])) == ({"confirmed": 5, "waiting": 35}, 0)
    assert heard(start(processes.withdraw, place[0], False)) == "done"
    assert heard(start(processes.states, place[0])) == (
        {"confirmed": 4, "withdrawn": 1, "offered": 1, "waiting": 34}, 1,
    )  # fmt: skip


def test_places_are_not_decided_about_outside_a_transaction(start):
    heard(start(processes.prepare))
    assert heard(start(processes.ask_outside)) == "refused"
