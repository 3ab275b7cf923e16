"""Feeders that are killed (SIGKILL) anywhere, several at once, and publication all the while: the same end, no leak."""

from uuid import uuid4

import pytest

from tests.processes import heard, stop
from tests.search.elastic import names
from tests.search.elasticsearch import processes

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def start(started, elasticsearch, database, tmp_path, settings):
    """Start a process that feeds the index of the test."""
    given = (database, str(tmp_path / "index"), settings.HUB_ELASTICSEARCH)
    return lambda target, *args, **options: started(target, *given, *args, **options)


@pytest.fixture
def works(ask):
    """Six public works that the index shows, and that are then sealed, all but two; nothing of that is fed yet."""
    works = [uuid4() for _ in range(6)]
    ask(processes.write_once, dict.fromkeys(works, "public"))
    assert ask(processes.feed) == "rebuilt"
    assert ask(processes.look) == (True, True, [])
    ask(processes.write_once, dict.fromkeys(works[:3], "sealed") | {works[3]: "gone"})
    return works


DRAINS = ["before the second piece", "after the second piece", "before it is shown", "when it is shown"]
REBUILDS = ["after the index is made", "before the second piece", "when it is filled", "before the switch",
            "after the switch", "before the old one is removed"]  # fmt: skip


@pytest.mark.parametrize("point", DRAINS)
def test_a_feeder_that_was_killed_is_gone_on_from(works, ask, killed, elasticsearch, point):
    is_believed, is_current, leaking = ask(processes.look)
    assert (is_believed, is_current, len(leaking)) == (False, False, 3)

    killed(processes.feed, stop_at=point)
    is_believed, _is_current, _leaking = ask(processes.look)
    assert not is_believed

    # What the index shows is current at once when it was shown, and only that was not written down.
    assert ask(processes.feed) == ("current" if point == "when it is shown" else "fed")
    assert ask(processes.look) == (True, True, [])
    assert len(names(elasticsearch)) == 1


@pytest.mark.parametrize("point", REBUILDS)
def test_a_rebuild_that_was_killed_leaves_an_index_that_follows(works, ask, killed, elasticsearch, point):
    killed(processes.remake, stop_at=point)
    is_believed, is_current, leaking = ask(processes.look)
    # Only one that was switched to and written down is believed; that is current.
    assert is_believed == is_current == (point == "before the old one is removed")
    assert not (is_believed and leaking)
    assert len(names(elasticsearch)) == 2

    assert ask(processes.feed) == ("current" if point in REBUILDS[4:] else "fed")
    assert ask(processes.look) == (True, True, [])
    assert ask(processes.remake) == "rebuilt"
    assert ask(processes.look) == (True, True, [])
    assert len(names(elasticsearch)) == 1


def test_two_feeders_and_two_that_make_it_anew_while_two_publish(start, ask, elasticsearch):
    """Works are sealed, published and withdrawn all the while; whoever believes the index sees the database."""
    ask(processes.write_once, {uuid4(): "public"})
    assert ask(processes.feed) == "rebuilt"
    watchers = [start(processes.watch) for _ in range(2)]
    feeders = [start(processes.feed_always) for _ in range(2)]
    makers = [start(processes.feed_always, is_remaking=True) for _ in range(2)]
    writers = [start(processes.publish, [uuid4() for _ in range(9)], seed) for seed in (1, 2)]
    for _process, pipe in writers:
        for _message in range(60):
            heard(pipe)
    for process, pipe in writers:
        stop(process, pipe)
    outcomes = [stop(process, pipe) for process, pipe in (*makers, *feeders)]
    ask(processes.feed)
    said = [message for process, pipe in watchers for message in stop(process, pipe)]

    assert [message for message in said if message[0] == "wrong"] == []
    assert all(believed > 0 and compared > 0 for _what, believed, compared in said), said
    assert all(list(counts[0]) for counts in outcomes), outcomes
    assert sum(counts[0].get("rebuilt", 0) for counts in outcomes) > 0
    assert sum(counts[0].get("fed", 0) for counts in outcomes) > 0
    assert ask(processes.look) == (True, True, [])
