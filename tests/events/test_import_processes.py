"""The same end whatever was killed (SIGKILL): real processes that import and publish."""

import pytest

from tests.events import import_processes as processes
from tests.processes import answer_of

MANY = 5


@pytest.fixture
def half_done(ask):
    """An import of which everything was chosen and nothing is done yet."""
    assert ask(processes.prepare_import, MANY) == 0


@pytest.mark.parametrize(("stop_at", "finished"), [("item", 2), ("between", 3)])
def test_an_import_that_was_killed_is_finished_by_whoever_goes_on(half_done, killed, ask, stop_at, finished):
    killed(processes.continue_import, stop_at=stop_at)
    states = sorted(["done"] * finished + ["waiting"] * (MANY - finished))
    assert ask(processes.look) == (finished, finished, finished, states)
    # Who was killed holds the calendar for a while.
    assert ask(processes.continue_import) == "running"

    ask(processes.let_go)
    for _again in range(2):
        assert ask(processes.continue_import) == "done"

    assert ask(processes.look) == (MANY, MANY, MANY, ["done"] * MANY)


def test_two_that_go_on_at_once_make_each_page_once(half_done, start, ask):
    both = [start(processes.continue_import) for _ in range(2)]
    for each in both:
        answer_of(*each)

    assert ask(processes.look) == (MANY, MANY, MANY, ["done"] * MANY)


@pytest.fixture
def due(ask):
    """Three pages that should be live by now."""
    assert ask(processes.prepare_pages) == [False] * 3


def test_a_publication_that_was_killed_is_finished_by_whoever_comes_next(due, killed, ask):
    killed(processes.publish, stop_at="publishing")
    assert ask(processes.look_live).count(True) == 1

    assert ask(processes.publish) == (2, [])
    assert ask(processes.publish) == (0, [])

    assert ask(processes.look_live) == [True] * 3


def test_two_that_publish_at_once_publish_each_page_once(due, start):
    both = [start(processes.publish) for _ in range(2)]
    said = [answer_of(*each) for each in both]

    assert (sum(published for published, _failed in said), [failed for _published, failed in said]) == (3, [[], []])
