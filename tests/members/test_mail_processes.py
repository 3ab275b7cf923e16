"""Each message once, in real processes that are killed (SIGKILL) at every point of its way out."""

import multiprocessing

import pytest
from django.db import connection

from tests.members import mail_processes as processes

PATIENCE = 60
MANY = 25

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.members.mail_processes"])


@pytest.fixture
def database(db, tmp_path):
    """The name of a database that other processes can open: the test's own, or a copy of it where that is in memory."""
    if connection.vendor == "sqlite":
        path = tmp_path / "hub.sqlite3"
        path.write_bytes(connection.connection.serialize())
        yield str(path)
        return
    name = connection.settings_dict["NAME"]
    yield name
    # What other processes committed is not undone with the test's own transaction.
    sweeper = context.Process(target=processes.sweep, args=(name,))
    sweeper.start()
    sweeper.join(PATIENCE)
    assert sweeper.exitcode == 0


@pytest.fixture
def spool(tmp_path):
    """What the mail server accepted: a line for each message."""
    path = tmp_path / "spool"
    path.touch()
    return path


@pytest.fixture
def start(database, spool):
    """Start a process; returns it and the pipe to it. Whatever still runs at the end is killed."""
    running = []

    def start(target, *args, **options):
        pipe, theirs = context.Pipe()
        process = context.Process(
            target=target, args=(theirs, database, str(spool), *args), kwargs=options, daemon=True
        )
        process.start()
        theirs.close()
        running.append(process)
        return process, pipe

    yield start
    for process in running:
        # Only what still runs: the number of one that has ended may be another process's by now.
        if process.is_alive():
            process.kill()
        process.join(PATIENCE)


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


@pytest.fixture
def killed(start):
    """Run a process until it tells that it is at a point, and kill it there."""

    def killed(target, *args, stop_at):
        process, pipe = start(target, *args, stop_at=stop_at)
        assert pipe.poll(PATIENCE), "it never came there"
        assert pipe.recv() == stop_at
        process.kill()
        process.join(PATIENCE)
        assert process.exitcode == -9

    return killed


def test_killed_while_it_was_written_it_never_was_and_is_written_once_by_whoever_tells_again(killed, ask, spool):
    killed(processes.write, [1], stop_at="writing")
    assert ask(processes.look) == []

    for _again in range(2):
        ask(processes.write, [1])
    ask(processes.deliver)

    assert (ask(processes.look), len(spool.read_text().splitlines())) == (["sent"], 1)


def test_killed_as_soon_as_it_was_written_it_is_sent_once(killed, ask, spool):
    killed(processes.write, [1], stop_at="written")
    for _again in range(2):
        ask(processes.deliver)

    assert (ask(processes.look), len(spool.read_text().splitlines())) == (["sent"], 1)


def test_killed_before_the_hand_over_it_is_sent_once_when_the_lease_is_over(killed, ask, spool):
    ask(processes.write, [1])
    killed(processes.deliver, stop_at="taken")

    ask(processes.deliver)
    assert (ask(processes.look), spool.read_text()) == (["waiting"], "")

    ask(processes.look, later=True)
    for _again in range(2):
        ask(processes.deliver)
    assert (ask(processes.look), len(spool.read_text().splitlines())) == (["sent"], 1)


@pytest.mark.parametrize(("stop_at", "accepted"), [("handing", 0), ("accepted", 1)])
@pytest.mark.parametrize(("action", "more"), [("again", 1), ("mark", 0)])
def test_killed_during_the_hand_over_it_is_in_doubt_until_somebody_decides(
    killed, ask, spool, stop_at, accepted, action, more
):
    ask(processes.write, [1])
    killed(processes.deliver, stop_at=stop_at)
    ask(processes.deliver)
    assert (ask(processes.look), len(spool.read_text().splitlines())) == (["handing"], accepted)

    ask(processes.look, later=True)
    for _again in range(2):
        ask(processes.deliver)
    assert (ask(processes.look), len(spool.read_text().splitlines())) == (["in-doubt"], accepted)

    ask(processes.look, action=action)
    ask(processes.deliver)
    lines = spool.read_text().splitlines()
    assert (ask(processes.look), len(lines)) == (["sent"], accepted + more)
    # Whoever does get it twice sees that it is one message.
    assert len(set(lines)) == min(1, len(lines))


def test_killed_after_it_was_recorded_it_is_not_sent_again(killed, ask, spool):
    ask(processes.write, [1])
    killed(processes.deliver, stop_at="recorded")
    ask(processes.look, later=True)
    ask(processes.deliver)

    assert (ask(processes.look), len(spool.read_text().splitlines())) == (["sent"], 1)


def test_processes_that_send_at_the_same_time_send_each_message_once(start, ask, spool):
    ask(processes.write, list(range(MANY)))
    senders = [start(processes.deliver) for _ in range(3)]
    for process, pipe in senders:
        assert pipe.poll(PATIENCE)
        assert pipe.recv() == "done"
        process.join(PATIENCE)

    lines = spool.read_text().splitlines()
    assert (len(lines), len(set(lines))) == (MANY, MANY)
    assert ask(processes.look) == ["sent"] * MANY
