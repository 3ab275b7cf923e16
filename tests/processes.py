"""Real processes for tests: on a database that they can open, killed where a test says, and nothing left of them.

What a process does is a function in a module of its own, which begins with the pipe to the test, the name of the
database and a folder for its files.
"""

import multiprocessing

import pytest
from django.db import connection, transaction

from tests.snapshot import Snapshot

PATIENCE = 120

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(
    [
        "tests.members.mail_processes",
        "tests.events.event_mail_processes",
        "tests.events.import_processes",
        "tests.events.race_processes",
        "tests.search.processes",
    ]
)


@pytest.fixture
def database(db, tmp_path):
    """The name of a database that other processes can open: the test's own, or a copy of it where that is in memory."""
    if connection.vendor == "sqlite":
        path = tmp_path / "hub.sqlite3"
        path.write_bytes(connection.connection.serialize())
        yield str(path)
        return
    name, before = connection.settings_dict["NAME"], Snapshot.now()
    yield name
    # What other processes committed is not undone with the test's own transaction.
    sweeper = context.Process(target=sweep, args=(name, before))
    sweeper.start()
    sweeper.join(PATIENCE)
    assert sweeper.exitcode == 0


def sweep(database, before):
    """Leave the database as it was."""
    connection.settings_dict["NAME"] = database
    with transaction.atomic():
        before.restore_changed()


@pytest.fixture
def started():
    """Start a process, which is given a pipe to the test first; returns both. What still runs at the end is killed."""
    running = []

    def started(target, *args, **options):
        pipe, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, *args), kwargs=options, daemon=True)
        process.start()
        theirs.close()
        running.append((process, pipe))
        return process, pipe

    yield started
    for process, pipe in running:
        # Only what still runs: the number of one that has ended may be another process's by now.
        if process.is_alive():
            process.kill()
        process.join(PATIENCE)
        pipe.close()


@pytest.fixture
def start(started, database, tmp_path):
    """Start a process on the database of the test, with a folder for its files."""
    return lambda target, *args, **options: started(target, database, tmp_path, *args, **options)


def heard(pipe):
    """Return the next message; fails when none comes."""
    assert pipe.poll(PATIENCE), "nothing was heard of the other process"
    return pipe.recv()


def answer_of(process, pipe):
    """Return what a process says at its end."""
    said = heard(pipe)
    process.join(PATIENCE)
    assert process.exitcode == 0
    return said


def stop(process, pipe):
    """Tell a process to stop and return all that it still said."""
    pipe.send(None)
    said = []
    while pipe.poll(PATIENCE):
        try:
            said.append(pipe.recv())
        except EOFError:
            break
    process.join(PATIENCE)
    assert process.exitcode == 0
    return said


@pytest.fixture
def ask(start):
    """Run a process to its end and return what it said."""
    return lambda target, *args, **options: answer_of(*start(target, *args, **options))


@pytest.fixture
def killed(start):
    """Run a process until it tells that it is at a point, and kill it there."""

    def killed(target, *args, stop_at):
        process, pipe = start(target, *args, stop_at=stop_at)
        assert heard(pipe) == stop_at
        process.kill()
        process.join(PATIENCE)
        assert process.exitcode == -9

    return killed
