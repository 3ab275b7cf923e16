"""Each message once, in real processes that are killed (SIGKILL) at every point of its way out."""

import pytest

from tests.members import mail_processes as processes
from tests.processes import answer_of

MANY = 25


@pytest.fixture
def spool(tmp_path):
    """What the mail server accepted: a line for each message."""
    path = tmp_path / "spool"
    path.touch()
    return path


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
    assert [answer_of(*sender) for sender in senders] == ["done"] * 3

    lines = spool.read_text().splitlines()
    assert (len(lines), len(set(lines))) == (MANY, MANY)
    assert ask(processes.look) == ["sent"] * MANY
