"""One letter a person and matter, in real processes that are killed (SIGKILL) at every point of telling."""

import multiprocessing

import pytest
from django.db import connection

from tests.events import event_mail_processes as processes

PATIENCE = 60
PEOPLE = 3
EVERYBODY = [f"kill{number}@hub.example" for number in range(PEOPLE)]

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.events.event_mail_processes"])


@pytest.fixture
def start(db, tmp_path):
    """Start a process on a database of its own kind; returns it and the pipe to it. What still runs is killed."""
    running = []
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        name = str(tmp_path / "hub.sqlite3")
        (tmp_path / "hub.sqlite3").write_bytes(connection.connection.serialize())

    def start(target, *args, **options):
        pipe, theirs = context.Pipe()
        spool = str(tmp_path / "spool")
        process = context.Process(target=target, args=(theirs, name, spool, *args), kwargs=options, daemon=True)
        process.start()
        theirs.close()
        running.append(process)
        return process, pipe

    yield start
    for process in running:
        if process.is_alive():
            process.kill()
        process.join(PATIENCE)
    if connection.vendor != "sqlite":
        # What other processes committed is not undone with the test's own transaction.
        sweeper = context.Process(target=processes.sweep, args=(name,))
        sweeper.start()
        sweeper.join(PATIENCE)
        assert sweeper.exitcode == 0


@pytest.fixture
def ask(start):
    """Run a process to its end and return what it said."""

    def ask(target, *args, **options):
        process, pipe = start(target, *args, **options)
        assert pipe.poll(PATIENCE), "nothing was heard of the other process"
        said = pipe.recv()
        process.join(PATIENCE)
        assert process.exitcode == 0
        return said

    return ask


def kill(start, stop_at):
    """Run the command until it tells that it is at a point, and kill it there."""
    process, pipe = start(processes.run, stop_at=stop_at)
    assert pipe.poll(PATIENCE), "it never came there"
    assert pipe.recv() == stop_at
    process.kill()
    process.join(PATIENCE)
    assert process.exitcode == -9


@pytest.mark.parametrize("stop_at", ["settling", "settled", "one is told", "telling the second", "all are told"])
def test_killed_while_people_are_told_of_a_change_each_is_told_once(start, ask, stop_at):
    ask(processes.prepare, PEOPLE, 20)
    ask(processes.change)
    kill(start, stop_at)

    for _again in range(2):
        ask(processes.run)

    written, left_open, sequences = ask(processes.look)
    assert written == {"dates": EVERYBODY}
    assert (left_open, sequences) == (0, {1})


@pytest.mark.parametrize("stop_at", ["reminding the second", "all but one are reminded"])
def test_killed_while_people_are_reminded_each_is_reminded_once(start, ask, stop_at):
    ask(processes.prepare, PEOPLE, 3)
    kill(start, stop_at)

    for _again in range(2):
        ask(processes.run)

    assert ask(processes.look)[0] == {"reminder": EVERYBODY}


def test_commands_that_run_at_the_same_time_tell_each_person_once(start, ask):
    ask(processes.prepare, PEOPLE, 3)
    ask(processes.change)
    running = [start(processes.run) for _ in range(3)]
    for process, pipe in running:
        assert pipe.poll(PATIENCE)
        assert pipe.recv() == "done"
        process.join(PATIENCE)

    ask(processes.run)

    written, left_open, _sequences = ask(processes.look)
    assert written == {"dates": EVERYBODY, "reminder": EVERYBODY}
    assert left_open == 0
