"""One letter a person and matter, in real processes that are killed (SIGKILL) at every point of telling."""

import pytest

from tests.events import event_mail_processes as processes
from tests.processes import answer_of

PEOPLE = 3
EVERYBODY = [f"kill{number}@hub.example" for number in range(PEOPLE)]


@pytest.mark.parametrize("stop_at", ["settling", "settled", "one is told", "telling the second", "all are told"])
def test_killed_while_people_are_told_of_a_change_each_is_told_once(ask, killed, stop_at):
    ask(processes.prepare, PEOPLE, 20)
    ask(processes.change)
    killed(processes.run, stop_at=stop_at)

    for _again in range(2):
        ask(processes.run)

    written, left_open, sequences = ask(processes.look)
    assert written == {"dates": EVERYBODY}
    assert (left_open, sequences) == (0, {1})


@pytest.mark.parametrize("stop_at", ["reminding the second", "all but one are reminded"])
def test_killed_while_people_are_reminded_each_is_reminded_once(ask, killed, stop_at):
    ask(processes.prepare, PEOPLE, 3)
    killed(processes.run, stop_at=stop_at)

    for _again in range(2):
        ask(processes.run)

    assert ask(processes.look)[0] == {"reminder": EVERYBODY}


def test_commands_that_run_at_the_same_time_tell_each_person_once(start, ask):
    ask(processes.prepare, PEOPLE, 3)
    ask(processes.change)
    running = [start(processes.run) for _ in range(3)]
    assert [answer_of(*each) for each in running] == ["done"] * 3

    ask(processes.run)

    written, left_open, _sequences = ask(processes.look)
    assert written == {"dates": EVERYBODY, "reminder": EVERYBODY}
    assert left_open == 0
